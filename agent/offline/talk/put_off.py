"""To which bar does the last plan go after "give me another 8", "eight bars later than that", "80 is better"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.plan_names import PARTS, layer_of_plan, plans_named
from agent.offline.talk.asides import CONTENT
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from engine.commands import Cancel, Fill, Mute, Record, Solo, Tempo

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn
    from engine.state import Planned

COUNTED: Final = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12,
    "sixteen": 16, "thirty-two": 32,
}
JOINTS: Final = re.compile(r"(,? and (?!right\b|just\b)|, |\. |; )")
FILL: Final = re.compile(r"\b(?:fill|roll|turnaround)\b")
LEAST_BPM: Final = 60
MOST_BPM: Final = 200
LOOKED_BACK: Final = 3
PAIR: Final = 2
NTH: Final = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "other": 1, "last": -1, "later": -1}
_N: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(COUNTED, key=len, reverse=True))})"
_PLAN: Final = "|".join(sorted(PARTS, key=len, reverse=True))
_NOT_YET: Final = (
    r"(?:(?:(?:i|we) (?:feel|think|guess|reckon|believe)(?: that)?|not (?:just |quite )?(?:yet|ready(?: yet)?|"
    r"there yet)|too (?:early|soon)|wait|hang on|hold on|hm+|uff?|"
    r"sorry|"
    r"no|nah|ah|oh|ok|actually|hey),? )*"
)
_FOR: Final = r"(?: (?:for|until|till|so|cos|because) [a-z' ]{2,40})?"
_WAIT: Final = (
    r"(?:give (?:me|us|him|her|them|it)|wait|hold (?:it|that|this)(?: off| back)?|hold off|put (?:it|that|this) off|"
    r"put off|"
    r"push (?:it|that|this)(?: back| off)?|stretch (?:it|that)|i need|we need|he needs|she needs|they need|"
    r"the (?:room|crowd|floor) needs|needs|let us (?:have|wait)|keep (?:it|that) back|delay (?:it|that))"
)
_SAID: Final = (
    r"(?:than (?:that|i said|planned|it was|it is|before|we said|first said|originally(?: planned)?|the plan)|"
    r"(?:is|would be) (?:fine|ok|okay|enough|good|better|great|possible)|please)"
)
_MOVE: Final = (
    r"(?:(?:and|but|now|please|can|could|you|we|make|let|have|get|put|do|move|bring|start|begin|it|that|this|should|"
    r"shall|will|may|must|to|come|comes|happen|starts?|begins?|lands?|be|i want|better|rather|a|even) )*"
)
_LATER_AT: Final = (
    rf"{_NOT_YET}(?:perhaps |maybe )?{_MOVE}"
    r"(?:(?:bit|touch|tad|little|much|way|more|perhaps|maybe|somewhat|lot|still|quite|slightly) )*"
    r"(?P<way>later|longer|late|earlier|sooner|shorter)(?:,? (?:than that|please|dear|love|mate|darling|now|though))*"
    r"[,.;:]* (?:(?:say|let's say|let us say|perhaps|maybe|like|around|about|at|to|on|until|till|make (?:it|that)|"
    r"better|rather|so|in|the|for|i think),? )*(?:bar )?(?P<n>\d{2,4})(?: (?:please|rather|maybe|or so|would do))*"
)
"""A direction, and behind it the bar that is meant."""
_THE_NTH: Final = (
    r"(?:(?:make|let|put|have|set|take) )?(?:the )?(?P<nth>first|1st|second|2nd|other|last|later)"
    r"(?: (?:one|1|tempo|speed|change|plan|jump|step|bpm))?(?: be)?"
)


def put_off(plain: str, scene: Scene) -> str:
    """Return a line that moves the last plan, or does the last act at another bar too, in plain words.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    if not scene.state.agenda:
        return written(plain, scene, AGAIN)
    put = written(plain, scene, KINDS)
    if put != plain or JOINTS.search(plain) is None:
        return put
    parts = JOINTS.split(plain)
    return "".join([written(part, scene, BEFORE) if at % 2 == 0 else part for at, part in enumerate(parts)])


def _planned(scene: Scene) -> tuple[Turn, list[Planned]] | None:
    """Return the last turn of a few that planned something for a bar, and its plans."""
    for turn in reversed(scene.talk.turns[-LOOKED_BACK:]):
        items = [one for one in scene.state.agenda if turn.id and one.wish.turn == turn.id and one.watch is None]
        if items:
            return turn, items
    return None


def _moved(found: re.Match[str], scene: Scene) -> str:
    """Write "give me another 8" as the last plan so many bars later."""
    put = _planned(scene)
    if put is None or len({one.at_bar for one in put[1]}) != 1 or put[1][0].every_bars:
        return ""
    if put[0] is not scene.talk.last and any(getattr(one.request, "bars", None) for one in scene.talk.turns[-1].asked):
        return ""  # 8 more of what is held
    n = COUNTED.get(found["n"]) or int(found["n"])
    of = found.groupdict().get("of")
    if of and not any(layer_of_plan(one) in spoken(of, scene.config) for one in put[1]):
        return ""
    way = found.groupdict().get("way") or "later"
    bars = f"{n} bar{'' if n == 1 else 's'} {'later' if way in {'later', 'late'} else 'earlier'}"
    if len(put[1]) == 1:
        return f"move plan {put[1][0].id} {bars}"
    own = scene.state.undo[-1].planned if scene.state.undo else ()
    return f"move it {bars}" if {one.id for one in own} == {one.id for one in put[1]} else ""


def _to_bar(found: re.Match[str], scene: Scene) -> str:
    """Write "80 is better" after a plan for bar 72 as the plan at that bar."""
    put, bar = _planned(scene), int(found["n"])
    if put is None or len(put[1]) != 1 or put[1][0].every_bars or bar <= scene.state.bar:
        return ""
    old = found.groupdict().get("old")
    if old is not None and int(old) != put[1][0].at_bar + 1:
        return ""
    at_bar = any(one.when is not None and one.when.at_bar is not None for one in put[0].asked)
    return f"move plan {put[1][0].id} to bar {bar}" if at_bar or old is not None else ""


def _later_at(found: re.Match[str], scene: Scene) -> str:
    """Write "a touch longer, say bar 58" after a plan, or after what is held for some bars, as that at this bar."""
    put, bar, last = _planned(scene), int(found["n"]), scene.talk.last
    if last is None or bar <= scene.state.bar + 1:
        return ""
    held = [one.request for one in last.asked if isinstance(one.request, (Mute, Solo)) and one.request.bars]
    if held and len(held) == len(last.asked) and put is None and found["way"] in {"longer", "later", "shorter"}:
        return f"{held[0].command} the {layer_words(last.layers())} until bar {bar}"
    items = put[1] if put is not None else []
    bars = {one.at_bar + 1 for one in items if not one.every_bars}
    if len(bars) != 1 or len(items) > 1:
        return ""
    later = found["way"] in {"later", "late", "longer"}
    return f"move plan {items[0].id} to bar {bar}" if (bar > bars.pop()) == later else ""


def _rolls(found: re.Match[str], scene: Scene) -> str:
    """Write "roll four bars later" after a recording was planned as the recording so much later."""
    put = _planned(scene)
    records = put is not None and all(isinstance(one.wish.command, Record) for one in put[1])
    return _moved(found, scene) if records else ""


def _nth_tempo(found: re.Match[str], scene: Scene) -> str:
    """Write "the second one, 136 is enough" after two tempos as the second of them to be that."""
    bpm = float(found["n"])
    turns = scene.talk.turns[-LOOKED_BACK:]
    said = [(turn, one.request, one.when) for turn in turns for one in turn.asked if isinstance(one.request, Tempo)]
    at = NTH[found["nth"]]
    if not LEAST_BPM <= bpm <= MOST_BPM or len(said) < PAIR or at >= len(said):
        return ""
    turn, tempo, when = said[at]
    own = [item for item in scene.state.agenda if turn.id and item.wish.turn == turn.id
           and isinstance(item.wish.command, Tempo) and item.wish.command.bpm == tempo.bpm]
    over = f" over {tempo.over_bars} bars" if tempo.over_bars else ""
    if len(own) == 1:
        return f"cancel {own[0].id}, tempo {found['n']}{over} at bar {own[0].at_bar + 1}"
    return f"tempo {found['n']}{over}" if when is None and not own else ""


def _before(found: re.Match[str], scene: Scene) -> str:
    """Write "a fill right before it" as the fill in the bar before the plan; what is held lasts for that bar."""
    what, put = found["what"], _planned(scene)
    words = [word for word in (what or "").split() if word in PARTS]
    layers = spoken(what, scene.config) if what and not words else []
    if words or layers:
        items = plans_named(words, layers, scene.state.agenda)
    else:
        items = put[1] if put is not None and not what else []
    bars = {one.at_bar for one in items if one.watch is None and not one.every_bars}
    filled = FILL.search(found["x"]) is not None
    if len(bars) != 1 or not (filled or found["bar"]):
        return ""
    bar = max(next(iter(bars)), scene.state.bar + 1)  # the bar before, counted from 1
    return f"{found['x']}{'' if filled else ' for 1 bar'} at bar {bar}"


def _again_at(found: re.Match[str], scene: Scene) -> str:
    """Write "the same at 90 as well" as the last act at that bar too; it stays where it is."""
    last, bar = scene.talk.last, int(found["n"])
    other = "instead" in found.group()
    return f"same again at bar {bar} too" if last is not None and bar > scene.state.bar and not other else ""


def _comes_at(found: re.Match[str], scene: Scene) -> str:
    """Write "it comes at 57" as the layer that is out back at that bar, or as the last plan at it."""
    last, bar = scene.talk.last, int(found["n"])
    if bar <= scene.state.bar:
        return ""
    muted = {hold.layer for hold in scene.state.stage.mutes}
    named = scene.talk.spoken or ([] if last is None else last.layers())
    out = [one for one in named if one in muted]
    if out:
        return f"unmute the {layer_words(out)} at bar {bar}"
    put = _planned(scene)
    alone = put is not None and len(put[1]) == 1 and not put[1][0].every_bars
    return f"move plan {put[1][0].id} to bar {bar}" if put is not None and alone else ""


def _behind(found: re.Match[str], scene: Scene) -> str:
    """Write "and 16 bars after it a break" as the break at that bar."""
    put = _planned(scene)
    bars = {one.at_bar for one in put[1] if not one.every_bars} if put is not None else set[int]()
    if len(bars) != 1:
        return ""
    n = COUNTED.get(found["n"]) or int(found["n"])
    bar = next(iter(bars)) + (n if found["way"] == "after" else -n)
    said = found.groupdict()
    return f"{said.get('x') or said.get('y')} at bar {bar + 1}" if bar > scene.state.bar else ""


def _lasts(found: re.Match[str], scene: Scene) -> str:
    """Write "eight bars, then they come back" after layers were muted or soloed as how long they are."""
    last = scene.talk.last
    held = last is not None and all(isinstance(one.request, (Mute, Solo)) for one in last.asked)
    return f"for {COUNTED.get(found['n']) or int(found['n'])} bars" if held else ""


def _goal(found: re.Match[str], scene: Scene) -> str:
    """Write "only to 120" after a tempo as that tempo, when and as slowly as it was asked."""
    last, bpm = scene.talk.last, float(found["n"])
    asked = last.asked if last is not None and scene.talk.fresh else ()
    if len(asked) != 1 or not isinstance(asked[0].request, Tempo) or not LEAST_BPM <= bpm <= MOST_BPM:
        return ""
    put = _planned(scene)
    when = f" at bar {put[1][0].at_bar + 1}" if put is not None and put[0] is last and len(put[1]) == 1 else ""
    over = f" over {asked[0].request.over_bars} bars" if asked[0].request.over_bars else ""
    return f"undo, tempo {found['n']}{over}{when}"


def _enough(found: re.Match[str], scene: Scene) -> str:
    """Write "136 is enough" after a tempo that is planned as that tempo at its bar."""
    put = _planned(scene)
    return _goal(found, scene) if put is not None and put[0] is scene.talk.last else ""


def _not_yet_at(found: re.Match[str], scene: Scene) -> str:
    """Write "not yet, at 49" after what was done at once as that at bar 49; it is no value."""
    last, bar = scene.talk.last, int(found["n"])
    named = spoken(found["x"], scene.config) if found["x"] else []
    if last is None or not scene.talk.fresh or bar <= scene.state.bar + 1 or any(one.when for one in last.asked):
        return ""
    return f"no, at bar {bar}" if not named or set(named) <= set(last.layers()) else ""


def _same_way(found: re.Match[str], scene: Scene) -> str:
    """Write "the drop too" after another plan was moved as the drop moved by as much; never as a drop at once."""
    last = scene.talk.last
    items = plans_named([found["what"]], [], scene.state.agenda)
    if last is None or len(items) != 1 or not scene.talk.fresh:
        return CONTENT if items and "same" in found.group() else ""
    gone = {one.request.id for one in last.asked if isinstance(one.request, Cancel)}
    old = [one.at_bar for one in last.before.agenda if one.id in gone]
    new = [one.when.at_bar for one in last.asked if one.when is not None and one.when.at_bar is not None]
    if not old or not new or min(old) == min(new):
        return ""
    by = min(new) - min(old)
    return f"move plan {items[0].id} {abs(by)} bars {'later' if by > 0 else 'earlier'}"


def _both_at(found: re.Match[str], scene: Scene) -> str:
    """Write "let us have both at 60" after several plans of one line as these at that bar; it is no tempo."""
    own = scene.state.undo[-1].planned if scene.state.undo else ()
    bar = int(found["n"])
    if not own or bar <= scene.state.bar:
        return ""
    return f"move both to bar {bar}" if len(own) > 1 else f"move plan {own[0].id} to bar {bar}"


def _bar_off(found: re.Match[str], scene: Scene) -> str:
    """Write "forget 64" as what is planned for that bar taken off."""
    items = [one for one in scene.state.agenda if one.watch is None and one.at_bar + 1 == int(found["n"])]
    return ", ".join(f"cancel {one.id}" for one in items)


def _longer(found: re.Match[str], scene: Scene) -> str:
    """Write "another 16" after a layer was muted or soloed for some bars as what is left of them and so many more."""
    last, n = scene.talk.last, COUNTED.get(found["n"]) or int(found["n"])
    if last is None or not all(isinstance(one.request, (Mute, Solo)) and one.request.bars for one in last.asked):
        return ""
    held = [*scene.state.stage.solos] if isinstance(last.asked[0].request, Solo) else [*scene.state.stage.mutes]
    left = max((one.bars_left or 0 for one in held if one.layer in last.layers()), default=0)
    return f"{last.asked[0].request.command} the {layer_words(last.layers())} for {left + n} bars" if left else ""


def _repeats(found: re.Match[str], scene: Scene) -> str:
    """Write "one every four bars" after a fill as a fill that comes again and again."""
    last = scene.talk.last
    filled = last is not None and [type(one.request) for one in last.asked] == [Fill]
    return f"fill every {COUNTED.get(found['n']) or int(found['n'])} bars" if filled else ""


AGAIN: Final = (
    kind(rf"(?:(?:do|give (?:me|us)|put|have|play|i want|we want|let us have) )?"
         rf"(?:one|1|it|that|(?:one|1) of (?:those|them|these)|(?:the )?same)(?: again)? every (?P<n>{_N})(?: bars?)?",
         _repeats),
    kind(rf"(?:for )?another (?P<n>{_N})(?: bars?)?(?: more| of (?:it|that|those))?", _longer),
    kind(r"(?:it|he|she|they|that)(?:'ll| will| can| may| should)? (?:comes?|returns?|is|are|be|starts?|lands?|begins?)"
         r"(?: back)?(?: in| on)? (?:at|from) (?:bar )?(?P<n>\d{2,4})", _comes_at),
    kind(r"(?:(?:yes|yeah|do|have|give (?:me|us)|play),? )*(?:and )?(?:exactly )?(?:the |"
         r"that )?(?:very )?same(?: thing| act)?"
         r"(?: again)? (?:at|on|from) (?:bar )?(?P<n>\d{2,4})", _again_at),
    kind(rf"(?:for )?(?P<n>{_N}) bars?,? (?:and )?then (?:it|they|he|she|everything|both|all)"
         r"(?:'s|'re| is| are| comes?| goes| can come)*"
         r" back(?: in)?", _lasts),
    kind(r"(?:(?:no|sorry|rather|better|maybe|only|just|make (?:it|that)|to),? )*(?P<n>\d{2,3})(?: bpm)?"
         r"(?: (?:will be|is|would be|will|would))?(?: (?:plenty|enough|fine|do|better|all i need))?,? (?:but |and |"
         r"over )?(?:in |over )?(?:the |that |those )?same (?:number of )?(?:[a-z]+ |\d{1,3} )?(?:bars?|time|length|"
         r"ramp|way|slowness|glide|stretch|speed of change)", _goal),
    kind(r"(?:(?:only|just|rather|better|actually|no|sorry|maybe|on second thoughts?|make (?:it|that)|"
         r"but),? )*(?:up |down )?"
         r"to (?P<n>\d{2,3})(?: bpm)?(?:,? on second thoughts?)?", _goal),
    kind(r"(?:(?:only|just|rather|better|actually|no|sorry|maybe|but|i think),? )*(?P<n>\d{2,3})(?: bpm)?"
         r"(?: is|'s| will be| would be)? (?:enough|plenty|sufficient|fast enough|will do|does it)", _enough),
    kind(_LATER_AT, _later_at),
    kind(rf"(?:(?:oh|no|sorry|but|please),? )*(?:not (?:just |quite )?yet|wait|hold (?:on|up|it)|hang on|too (?:early|"
         rf"soon)|not now)[,.;!]* (?:(?:but|not|only|do it|make it|please|rather) )*(?:(?P<x>{ONE_LAYER}),? "
         r"(?:in |back |out |only )?)?(?:at|on|from|before|until|till|bar)(?: bar)? (?P<n>\d{2,4})(?:,? (?:not yet|"
         r"please|then|rather|"
         r"instead))*", _not_yet_at),
    kind(rf"(?:(?:no|actually|sorry|please|then|ok|and),? )*{_THE_NTH}(?: i(?:'ve)? change(?:d)?(?: (?:the|my) "
         r"(?:idea|mind))?)?(?:,| is| at| to| should be| shall be| only| just| rather| as| then)* (?P<n>\d{2,3})"
         r"(?: bpm)?(?: (?:is|will|would|be|enough|do|plenty|fine|please|instead|rather))*", _nth_tempo),
    kind(rf"(?:(?:no|actually|sorry|please|rather|ok|and),? )*(?P<n>\d{{2,3}})(?: bpm)?,? (?:for|as|on) {_THE_NTH}"
         r"(?: (?:please|instead|rather|then))*", _nth_tempo),
)
BEFORE: Final = (
    kind(r"(?:and )?(?:(?:just|right|straight|in|on|only) )*(?P<bar>(?:(?:the|one|a|1) )?(?:last )?bar )?before "
         r"(?:it|that|then|this|(?:the |that )(?P<what>[a-z]{3,12})),? (?P<x>(?:a |one |do |play |give |with |only |"
         r"just |"
         r"mute |solo |no )[a-z ]+)", _before),
    kind(r"(?P<x>.+?),? (?:(?:just|right|straight|directly|immediately|in|on|for|only) )*(?P<bar>(?:(?:the|one|a|1) )?"
         r"(?:last )?bar )?(?:just |right )?before (?:it|that|then|this|(?:the |that )(?P<what>[a-z ]{3,16}?))"
         r"(?: (?:comes?(?: in)?|lands?|hits?|starts?|drops?|kicks? in|begins?))?", _before),
)
KINDS: Final = (
    *AGAIN,
    kind(r"(?:(?:now|please|no|but|i want|i'd like|we want|let us|let's|can we) )*(?:(?:have|put|make|get|move|"
         r"bring|do|start|"
         r"push|pull|slide|shift) )?(?:both|them|all of (?:it|them))(?: (?:already|together|both|of them|back|on|out))*"
         r" (?:at|to|on|from) (?:bar )?(?P<n>\d{2,4})", _both_at),
    kind(rf"(?:and )?(?:the |that )?(?P<what>{_PLAN})"
         r"(?: (?:also|too|as well|the same|same|likewise))+(?: way| amount)?", _same_way),
    kind(rf"(?:and )?(?:the )?same (?:for|with|goes for) (?:the )?(?P<what>{_PLAN})",
         _same_way),
    kind(rf"(?:and )?(?P<n>{_N}) (?:bars? )?(?P<way>after|before) (?:it|that|then|those|them|"
         rf"this),? (?P<x>.+)", _behind),
    kind(rf"(?:and )?(?P<x>[a-z_ ]{{3,24}}?),? (?P<n>{_N}) (?:bars? )?(?P<way>after|before) (?:it|that|then|those|"
         rf"them|this)",
         _behind),
    *BEFORE,
    kind(r"(?:forget|cancel|scrap|skip|drop|bin|lose|not|never ?mind)(?: about)?(?: (?:at|bar|"
         r"the one at))* (?P<n>\d{2,4})"
         r"(?: (?:after all|any ?more))?", _bar_off),
    kind(rf"{_NOT_YET}(?:(?:this|that|the) (?:thing|business|plan|bit) (?:of|with|about|"
         rf"for) (?P<of>{ONE_LAYER}),? )?{_WAIT}"
         rf" (?:for )?(?:another |other |a further )?(?P<n>{_N})(?: (?:more|extra|further))?(?: bars?)?"
         rf"(?: (?:more|longer|extra|later|yet|before (?:that|it)))*{_FOR}", _moved),
    kind(rf"{_NOT_YET}(?:another |a further )(?P<n>{_N})(?: more)?(?: bars?)?(?: (?:more|longer|first|"
         rf"before that))*{_FOR}",
         _moved),
    kind(rf"{_NOT_YET}(?P<n>{_N}) (?:bars? more|more bars?|extra bars?|bars? longer|bars? extra){_FOR}", _moved),
    kind(rf"{_NOT_YET}{_MOVE}(?:roll(?:ing)?|record(?:ing)?|tape|press record|hit record)(?: it)? (?P<n>{_N})"
         r"(?: bars?)? (?P<way>later|earlier|sooner|late|early)", _rolls),
    kind(rf"{_NOT_YET}{_MOVE}(?P<n>{_N})(?: bars?)? (?P<way>later|earlier|sooner|late|early)(?:,? {_SAID})+", _moved),
    kind(r"(?:(?:no|actually|sorry|rather|better|maybe),? )*(?:bar |at )?(?P<n>\d{2,4}) (?:is|'s|would be|sounds|"
         r"works|"
         r"suits (?:me|us|him|her|them)|feels)(?: (?:a bit|much|way))? (?:better|nicer|best|right|more like it)"
         r"(?: for (?:me|us|him|her|them))?", _to_bar),
    kind(r"(?:(?:no|actually|sorry|rather|wait|i meant|i mean),? )*(?:bar |"
         r"at )?(?P<n>\d{2,4}),? (?:and )?not (?:bar |at )?"
         r"(?P<old>\d{2,4})", _to_bar),
    kind(r"(?:(?:no|actually|sorry|wait),? )*not (?:bar |at )?(?P<old>\d{2,4}),? (?:but )?(?:bar |at )?(?P<n>\d{2,4})",
         _to_bar),
    kind(r"(?:(?:sorry|too (?:early|late|soon)|no|wait|please|rather)[,.]? )*(?:please )?(?:move|push|shift|slide|put)"
         r"(?: (?:it|that|this))?(?: back| on)? to bar (?P<n>\d{2,4})", _to_bar),
)
