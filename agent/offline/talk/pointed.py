"""Which bar, layer or scene do words point to that only a conversation settles: "there", "at the end of that"?

Such words are put into plain ones before a line is read: a bar by its number, a layer by its name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LAYER_WORDS
from agent.offline.moved_plans import moved_plan
from agent.offline.talk.along import along
from agent.offline.talk.asides import said_anew, without_asides
from agent.offline.talk.beside_plans import beside_plans
from agent.offline.talk.corrections import corrected
from agent.offline.talk.fills_before import fills_before
from agent.offline.talk.follow import planned_bar
from agent.offline.talk.further import further
from agent.offline.talk.given_back import given_back
from agent.offline.talk.halfway import halfway
from agent.offline.talk.hat_names import with_hats
from agent.offline.talk.likewise import likewise
from agent.offline.talk.meant_numbers import with_meant
from agent.offline.talk.once_more import once_more
from agent.offline.talk.plan_remarks import plan_remarks
from agent.offline.talk.put_off import put_off
from agent.offline.talk.reading import follow_up
from agent.offline.talk.reworded import reworded
from agent.offline.talk.said_numbers import bare, figures_in, in_figures, with_numbers
from agent.offline.talk.section_words import with_sections
from agent.offline.talk.session_words import by_session
from agent.offline.talk.single_steps import by_steps
from agent.offline.talk.stage_words import heard_again
from agent.offline.talk.staying import without_stays
from agent.offline.talk.stories import without_stories
from agent.offline.talk.tied_times import tied
from agent.offline.talk.watched import with_threshold
from agent.offline.words import MEANINGS
from engine.phrase import next_line

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

QUESTION: Final = re.compile(
    r"(?:and |so |but )?(?:what|when|how|why|is|are|do|does|did|which|who|where|was|were|will|has|have|whose)\b"
)
"""What a question of fact begins with; another may be a wish: "one bar before it a small fill?"."""
THEN: Final = re.compile(
    r"(?:,? (?:right )?(?:in there|there)(?: (?:too|as well|also))?|,? (?:too )?at (?:the same|that) (?:time|bar|"
    r"point|moment|place|spot)"
    r"(?: (?:too|as well|also))?|,? (?:together|along) with (?:it|that)|,? on (?:that|the same) bar)$"
)
BEFORE: Final = re.compile(
    r"\b(?:starting |from )?(?P<n>\d{1,3}) (?:bars? )?(?P<way>before|ahead of|after) (?:that|it|then|the (?:stop|"
    r"end|fill|drop|switch|change))$"
)
STAYS: Final = re.compile(
    r"(?:.*[,.] )?(?:perfect |ok |good |great |yes |and |just )*(?:leave|keep|hold|stay|stop|it is|is)\b"
)
LEADING: Final = re.compile(
    r"^(?:and |ok |then )*(?P<when>at (?:the same|that) (?:time|bar|point|moment|place)|"
    r"(?:(?:on |in )?the )?same (?:time|bar|point|moment|place|spot)(?= ?,)|"
    r"in the last bar(?: of (?:it|that|them))?|"
    r"from (?:there|then|that (?:same )?(?:bar|point|moment|place)|the same bar)(?: on(?:wards)?)?"
    r"(?! ?,? ?(?:every|each|on)\b)|"
    r"at the (?:very )?end(?: of (?:it|that|them))?|(?:(?:just |right )?before|when|as soon as|once) (?:it|that|they)"
    r"(?: comes? back| is back| are back|'s back|'re back| ends?| returns?)) ?,? (?:please )?(?P<x>.+)$"
)
RETURNS: Final = re.compile(r"^(?:when|as soon as|once) (?:it|that|they)(?: is| are|'s|'re| comes?) back$")
AFTERWARDS: Final = re.compile(r",? (?:right )?(?:after (?:that|it)|afterwards)$")
UNTIL_THEN: Final = re.compile(
    r"(?:(?:and|but|ok|so) )*(?:(?P<way>until|till|up to|before)) (?:then|that|it happens|that happens|that comes) ?,? "
    r"(?P<x>.+)|(?P<y>.+?),? (?:(?P<way2>until|till|up to|before)) (?:then|that|it happens|that happens|that comes)"
)
PHRASES: Final = re.compile(
    r"\bfor (?:just )?(?:the rest of )?(?P<this>this|the current) phrase\b|"
    r"\b(?:until|till|til|'til|up to) (?:the )?(?:next |end of the |end of this )?(?P<to>phrase)(?: line| starts|"
    r" begins)?\b|"
    r"(?:\b(?P<for>for )|^(?:(?:no|hm|ok|actually|and|,) )*make (?:it|that) )(?P<n>a|one|two|three|four|another|1|"
    r"2|3|4) "
    r"(?:more |full |whole )?phrases?\b(?! (?:long|later|from))"
)
COUNT: Final = {"a": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4}
TO_TEN: Final = {**COUNT, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
ONE_OR_TWO: Final = re.compile(
    r"(?:(?:a (?:bit|little|tad|touch)|slightly|just) )?(?P<way>faster|quicker|slower|up|down)(?: again| please)?,? "
    r"(?:by |just |maybe |say |about )*(?:one|1|two|2|three|3)(?:,? or (?:maybe )?|-| to )(?P<n>two|2|three|3|four|4) "
    r"?(?:bpm|beats per minute)(?: please| more)?"
)
"""A change of tempo by "one or two bpm"."""
ANOTHER: Final = re.compile(r"\bfor another (?=\d)")
AFTER_N: Final = re.compile(r"\bback (?:in )?after (?P<n>\d+)(?: bars?)?(?: instead| please)*$")
ADDS: Final = re.compile(
    r"(?:(?:ok|and|now|so|then|no) )*(?:(?:give|make|take|put|bring|push|add|go)(?: it| that)? )?(?:"
    r"(?:another |a further )(?P<n3>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?: bpm)?|"
    r"(?:another )?(?P<n>\d{1,2}(?:\.\d)?|one|two|three|four|five|six|seven|eight|"
    r"nine|ten)(?: bpm)? (?P<way>more|less|up|down|higher|lower|faster|slower)|"
    r"(?P<way2>up|down) (?:by |another )?(?P<n2>\d{1,2}(?:\.\d)?)(?: bpm)?)(?: please| then| more)?"
)
UP: Final = frozenset({"more", "up", "higher", "faster"})
END: Final = re.compile(
    r",? (?:right |just |in time )?(?:at the (?:very )?end(?: of (?:that|it|those|this|them))?|"
    r"(?:just |right )?(?:before|as|when|where|until|for when) (?:it|that|they|he|she|everything|everyone|"
    r"the [a-z ]{3,12}?) "
    r"(?:(?:comes?|is|are|gets?) back(?: in| on)?|returns?|ends?)|into (?:it|that|the return)|in (?:its|the|"
    r"that) last bar(?: of (?:it|that))?)$"
)
IS_FILL: Final = re.compile(r"\b(?:fill|roll|turnaround)\b")
NTH: Final = re.compile(
    r"\bthe (?P<nth>first|1st|second|2nd|third|3rd|last|latter|former) (?:one|1)(?: of (?:them|those|these))?\b|"
    r"\bthe (?P<only>latter|former)\b"
)
OF_PLANS: Final = re.compile(r"\b(?:cancel|forget|skip|scrap|abandon|call off|plan)\b")
"""Where "the last one" is a plan and no layer."""
MOVED: Final = re.compile(
    r"(?:(?:please|and|now|then|ok|no|but|can you|move|push|slide|shift|put|delay|make) )*(?P<what>plan \d+)"
    r"(?: (?:goes|moves|comes|should|come|be|back|on|start|starts|a bit|is))* "
    r"(?P<where>(?:by )?\d+ bars (?:later|earlier|sooner)|(?:to|at) (?:bar )?\d{2,4})(?: (?:please|instead|then))*"
)
"""A plan by its number, and where it moves."""
TAKES_OFF: Final = re.compile(r"(?:(?:please|and|ok|no|just|only) )*(?:remove|delete|clear|take off|bin|lose|ditch) ")
"""What takes a plan off right after the plans were told."""
ORDER: Final = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1, "latter": -1,
}
MORE: Final = re.compile(
    r"(?:ok |yes |yeah |and |no |now )*(?:even (?:more|further)|further|more still|still more|and more|keep going|"
    r"more more|more of it|"
    r"(?:and |a bit |even )?(?:further|more) (?:still|again|yet)|yet more|keep it coming|"
    r"one notch more|another notch|a notch more)(?: please| still)?"
)
BUT_LITTLE: Final = re.compile(
    r"^(?P<x>.+?),? (?:please )?(?:but|just|only) not (?:so|too|that|very) (?:much|far|many|fast|hard)(?: please)?$"
)
KEEP_AS: Final = re.compile(
    r"^(?:(?:ok|and|now|please|good|great|nice|then) )*(?:keep|remember|store|save|note|call) (?:that|this|it|"
    r"these|where we (?:are|end))(?: one)? (?:as|under) [\"'“]?(?P<name>[a-z0-9_-]+)[\"'”]?$"
)
UNTIL_BACK: Final = re.compile(
    r"^(?:and |ok |so |please |then )*(?:keep|hold|leave|stay)(?: (?:it|that|this|them))? (?:there|so|like that|"
    r"like this|out|off|down|up|low|high)? ?for (?P<n>\d+)(?: bars?)?"
    r",?(?: and| then)*,? (?:bring|put|take|get|let) (?:it|that|them|everything)(?: come)? back(?: (?:up|in|down|"
    r"again|to normal))*(?: please)?$"
)


FOREIGN_NO: Final = re.compile(r"^(?:(?:non|nein|nee|nej|nie|niet|nyet)[,.!]? )+(?=not (?:the|that|my) )")
"""A no in another language, before what was not meant."""
CALLS: Final = re.compile(
    r"^(?:(?:ach|och|aw|abeg)[,!]? |kk,? (?=(?:stop|now|so|gimme|give|do|play|make|bring|put|go|let|can|undo|nice|then|"
    r"but|thanks|and)\b))+(?=\w)"
)
LAUGHS: Final = re.compile(r"(?<=[a-z]),? (?:lol|lmao|rofl|ha(?:ha)+|hehe|xd),? (?=[a-z])", re.IGNORECASE)
"""What is only called out before a line, in the tongues of those who play."""
CUT_THAN: Final = re.compile(r"\b([a-z]+er) ?'n\b(?= (?:that|this|it|before|now)\b)")
"""Softer'n that."""
MADE: Final = re.compile(
    r"(?:(?:please|just|now|ok|can you|could you|i want you to|let us),? )*(?:make|get|turn) "
    r"(?P<what>it|this|that|everything|things|all of it|the (?:whole )?(?:groove|beat|thing|music|track))(?: all)?"
    r"(?: (?:sound|feel|be|go))? (?P<how>(?:(?:a|just|little|bit|lot|touch|tad|much|way|even|slightly|really) )*"
    r"(?P<word>\w+))(?: please)?"
)
"""A feel that all of it is to have."""
LIKED: Final = re.compile(
    r"^(?:i(?: would|'d) (?:like|love)|i (?:want|wish|need)|we want|we(?:'d| would) like) (?:for )?"
    r"(?:it|this|that|the (?:groove|beat|music|drums)) to (?=(?:sound|feel|be|go|get)\b)"
)


def pointed(text: str, scene: Scene) -> str:
    """Return a line with what it points to in plain words.

    Args:
        text: the line, in lower case. scene: the conversation and how the music stands.
    """
    plain = tied(_felt(bare(said_anew(in_figures(with_hats(plainest(text), scene)))), scene), scene)
    put = fills_before(plain, scene)
    settled = put != plain
    if settled:
        plain = with_sections(put, scene)
    else:
        plain = without_stays(plain, scene, lambda part: _is_of_talk(corrected(part, scene), scene))
        plain, scene.talk.stories = without_stories(plain, scene, lambda part: _is_of_talk(part, scene))
        plain, settled = _settled(plain, scene)
    if settled:
        return plain
    plain = corrected(with_numbers(plain, scene), scene)
    plain = reworded(plain, scene)
    kept = KEEP_AS.match(plain)
    if kept is not None:
        return f"save this as {kept['name']}"
    heard = heard_again(plain, scene)
    if heard != plain:
        return heard
    if MORE.fullmatch(plain) and scene.talk.turns and scene.talk.turns[-1].goals():
        return "more"
    plain = PHRASES.sub(lambda found: _phrases(found, scene), plain)
    plain = ANOTHER.sub("for ", AFTER_N.sub(r"back in \g<n> bars", plain))
    tempo, last = _tempo(plain, scene), scene.talk.last
    if tempo or last is None:
        return tempo or plain
    held = UNTIL_BACK.match(plain)
    if held is not None:
        return f"for {held['n']} bars"
    little = BUT_LITTLE.match(plain)
    if little is not None:
        return f"{little['x']} a bit"
    plain = _until(plain, scene)
    plain = _nth_plan(plain, scene)
    if not (scene.state.agenda and (OF_PLANS.search(plain) or (scene.talk.told and TAKES_OFF.match(plain)))):
        plain = NTH.sub(lambda found: _nth(found, scene), plain)
    return with_sections(_timed(plain, scene), scene)


def plainest(text: str) -> str:
    """Return a line with one blank between two words and no mark at its end."""
    plain = FOREIGN_NO.sub("no, ", " ".join(text.replace("\u2019", "'").rstrip(" .!").split()))
    return CUT_THAN.sub(r"\1 than", LAUGHS.sub(", ", CALLS.sub("", plain)))


def _settled(plain: str, scene: Scene) -> tuple[str, bool]:
    """Return a line in plain words, and True where the lines before or the session settle all of it."""
    asks = plain.rstrip(" ?") if plain.endswith("?") and not QUESTION.match(plain) else plain
    put = _of_talk(asks, scene)
    if put != asks:
        return with_sections(put, scene), True
    asked = figures_in(without_asides(plain, scene))
    put = with_meant(by_session(with_sections(asked, scene), scene), scene)
    return put, put != asked


def _of_talk(plain: str, scene: Scene) -> str:
    """Return a line that is of steps, plans, amounts or holds of the lines before in plain words, else as it is."""
    for read in (
        with_threshold, by_steps, fills_before, plan_remarks, along, halfway, put_off, beside_plans, likewise,
        once_more, further, given_back,
    ):
        put = read(plain, scene)
        if put != plain:
            return put
    return plain


def _is_of_talk(part: str, scene: Scene) -> bool:
    """Return True for a part of a line that is wholly about the lines before."""
    if _of_talk(part, scene) != part or moved_plan(part, scene.state) is not None or with_meant(part, scene) != part:
        return True
    found = follow_up(part, scene)
    return found is not None and bool(found.asked or found.back)


def _felt(plain: str, scene: Scene) -> str:
    """Return "make it a bit darker" as the page has it, "a bit darker", where no layer was spoken of.

    "I'd like it to be darker" is the same.
    """
    plain = LIKED.sub("make it ", plain)
    found = MADE.fullmatch(plain)
    if found is None or MEANINGS.get(found["word"], ("",))[0] not in {"mood", "lean"}:
        return plain
    return plain if scene.talk.spoken and found["what"] in {"it", "this", "that"} else found["how"]


def _tempo(plain: str, scene: Scene) -> str:
    """Return a change of tempo that is said without the word: "two more" after a tempo; "" for anything else."""
    adds, few = ADDS.fullmatch(plain), ONE_OR_TWO.fullmatch(plain)
    last = scene.talk.last
    by_number = last is not None and any(clause.figures for clause in last.clauses)
    if adds is not None and scene.talk.topic == "tempo" and (adds["n"] != "one" or by_number):
        up, by = (adds["way"] or adds["way2"]) in UP, adds["n"] or adds["n2"] or adds["n3"]
        if adds["n3"]:
            goals, starts = (last.goals(), last.starts()) if last is not None else ({}, {})
            up = goals.get("bpm", (1,)) >= starts.get("bpm", (0,))  # on in the way that it went
        return f"tempo {'up' if up else 'down'} {TO_TEN.get(by, by)} bpm"
    if few is None:
        return ""
    way = "down" if few["way"] in {"slower", "down"} else "up"
    return f"tempo {way} {TO_TEN.get(few['n'], few['n'])} bpm"


def _until(plain: str, scene: Scene) -> str:
    """Put the bar of the last plan for "until then" and "before that"."""
    bars = [bar for turn in reversed(scene.talk.turns[-3:]) if (bar := planned_bar(turn, scene)) is not None]
    found = UNTIL_THEN.fullmatch(plain)
    if found is None or not bars or BEFORE.search(plain):
        return plain
    said = (found["x"] or found["y"]).strip(" ,")
    if (found["way"] or found["way2"]) == "before":
        return f"{said} at bar {max(bars[0] - 1, scene.state.bar) + 1}"
    wait = bars[0] - scene.state.bar
    return f"{said} for {wait} bars" if wait > 0 else plain


def _phrases(found: re.Match[str], scene: Scene) -> str:
    """Return a length in phrases as bars; up to the next line of the grid for "this phrase"."""
    bars = scene.config.phrase.bars
    if found["n"] is None:
        return f"for {next_line(scene.state.anchor, bars, scene.state.bar + 1) - scene.state.bar} bars"
    many = COUNT.get(found["n"]) or int(found["n"])
    return f"for {many * bars} bars"


def _timed(plain: str, scene: Scene) -> str:
    """Put the bar that words point to in their place."""
    asked = plain
    leading = LEADING.match(plain)
    if leading is not None:
        told = leading["when"].startswith(("from ", "same ", "the same ", "on the same ", "in the same "))
        when = "at that bar" if told else leading["when"]
        when = RETURNS.sub("when it comes back", when.replace("in the last bar", "at the end"))
        plain = f"{leading['x']} {when}"
    for turn in reversed(scene.talk.turns[-3:]):
        bar = planned_bar(turn, scene)
        end = end_of(scene, turn.layers()) if bar is None or IS_FILL.search(plain) else None
        found = END.search(plain)
        if found is not None and found.start() and (end is not None or bar is not None):
            at = (end if end is not None else bar) or 0
            back = 1 if IS_FILL.search(plain) else 0
            return f"{plain[: found.start()]} at bar {max(at - back, scene.state.bar) + 1}"
        after = AFTERWARDS.search(plain)
        if after is not None and after.start():
            ends = end_of(scene, turn.layers())
            if ends is not None:
                return f"{plain[: after.start()]} at bar {ends + 1}"
        if bar is None:
            continue
        before = BEFORE.search(plain)
        if before is not None:
            n = int(before["n"]) * (1 if before["way"] == "after" else -1)
            return f"{plain[: before.start()].rstrip(' ,')} at bar {max(bar + n, scene.state.bar) + 1}"
        then = THEN.search(plain)
        if then is not None and then.start() and not STAYS.match(plain):
            comes = " in" if "in there" in then.group() else ""
            return f"{plain[: then.start()]}{comes} at bar {bar + 1}"
    return asked


def end_of(scene: Scene, layers: list[str]) -> int | None:
    """Return the bar in which what is held for some bars comes back, of these layers or of any; None for no bar."""
    stage = scene.state.stage
    held = [hold for hold in (*stage.mutes, *stage.solos) if hold.bars_left]
    mine = [hold for hold in held if hold.layer in layers] or held
    if mine:
        return scene.state.bar + max(hold.bars_left or 0 for hold in mine)
    if stage.drop_bars:
        return scene.state.bar + stage.drop_bars
    ends = [
        item.at_bar + bars for item in scene.state.agenda
        if (bars := getattr(item.wish.command, "bars", None)) and item.wish.command.command in {"mute", "solo", "drop"}
    ]
    ends += [item.at_bar for item in scene.state.agenda if item.wish.command.command in {"unmute", "set", "tempo"}]
    return max(ends) if ends else None


def _nth_plan(plain: str, scene: Scene) -> str:
    """Write "the second one to 80" after plans were told, or made, as that plan moved."""
    nth = NTH.search(plain)
    waits = [one for one in scene.state.agenda if one.watch is None and not one.every_bars]
    made = [one.id for one in sorted(waits, key=lambda one: one.at_bar)] if scene.talk.planned else []
    ids = scene.talk.told or made
    at = ORDER[nth["nth"] or nth["only"]] if nth is not None else len(ids)
    if len(ids) == 1 or not -len(ids) <= at < len(ids):
        return plain
    moved = NTH.sub(f"plan {ids[at]}", re.sub(r"(\d) (?=later|earlier|sooner)", r"\1 bars ", plain))
    found = MOVED.fullmatch(moved)
    return plain if found is None else f"move {found['what']} {found['where']}"


def _nth(found: re.Match[str], scene: Scene) -> str:
    """Return the layer that "the first one" is, of the last that were named together."""
    at = ORDER[found["nth"] or found["only"]]
    for turn in reversed(scene.talk.turns[-3:]):
        said = [layer for clause in turn.clauses for layer in clause.layers]
        layers = said if set(said) == set(turn.layers()) else turn.layers()
        if len(layers) > 1 and -len(layers) <= at < len(layers):
            return f"the {LAYER_WORDS.get(layers[at], layers[at])}"
    return found.group()
