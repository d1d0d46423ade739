"""Of what is a number that a line says: a step of the bar, a channel, a scene, or the value that was set last?

"point five" is .5, "one-two-eight" 128; "back to 50" after an energy is a value, and never so many undos.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.figures import ONES, TENS
from agent.offline.layer_words import ONE_LAYER
from agent.offline.on_beats import STEPS as WORD
from agent.offline.on_beats import step_said
from agent.offline.talk.kinds import LEAD, kind, written
from engine.commands import Hit, Set

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn

DIGITS: Final = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9",
}
_DIGIT: Final = rf"(?:{'|'.join(DIGITS)})"
POINT: Final = re.compile(rf"\b(?:(?:zero|oh|nought) )?point[- ]((?:(?:{_DIGIT}|\d+)\b[- ]?)+)")
TENTHS: Final = re.compile(
    rf"(?<!hundred )(?<!hundred and )(?<!one )\b(?P<ten>{'|'.join(TENS)})(?:[- ](?P<one>one|two|three|four|five|six|"
    r"seven|eight|nine))?\b(?![- ](?:hundred|point|tenths))"
)
NAMES: Final = re.compile(r"\b(?:as|called|named|call|name|mark|recall|scene)\b")
"""Where a number may be a name."""
SPELLED: Final = re.compile(rf"\b(?:{_DIGIT}-{_DIGIT}-{_DIGIT}|(?<=tempo ){_DIGIT} {_DIGIT} {_DIGIT})\b")
STEPS: Final = 16
MOST_BEATS: Final = 4
LEAST_BPM: Final = 60
MOST_BPM: Final = 200
LEAST_LEVEL: Final = 20
"""A smaller number after "louder" is how much, not how loud."""
MOST_SHARE: Final = 100
MOST_LEVEL: Final = 127
LEAST_SWING, MOST_SWING = 50, 75
"""Swing in percent, from straight to its end."""
_N: Final = r"(?P<n>\d{1,2})"
_UNIT: Final = r"(?P<unit> ?(?:%|percent|bpm))?"
_VALUE: Final = r"(?P<n>\d{1,3}(?:\.\d+)?|\.\d+)"
_PUT: Final = r"(?:put|add|place|give me|set|have|play|i want)"
_HIT_ON: Final = rf"(?:(?:a |an |another |one )?(?:hit of )?(?P<x>{ONE_LAYER})(?: hit)?)"


KEEPS: Final = re.compile(
    r"(?P<x>(?:(?:and|ok|now|then|so|but|please|to|at|make (?:it|that)),? )*\d{1,3}(?:\.\d+)?(?: ?(?:bpm|%|percent))?)"
    r",? (?:(?:and|an|but|then),? )?(?:(?:please )?(?:keep|leave|hold) (?:it|that|them) (?:there|at that|so|like that)|"
    r"stay there|stop there|and there it stays|it stays there|not (?:a bit |any )?(?:more|higher|faster)|no more|"
    r"no (?:higher|faster)|nothing more|not more than that)(?: (?:please|for now|now|then))*"
)
"""A number, and that it is to stay: the number is all that is asked for."""
COMPARED: Final = re.compile(
    r"(?:(?:mm+|hm+|no|nah|uh|oh|ok|but|well|ah),? )*(?:\d{1,3}(?:\.\d+)?|\.\d+)(?: ?(?:%|percent|bpm|hits?))?"
    r"(?: is|'s| was| sounds| feels| seems)(?: (?:a (?:bit|little|tad)|way|still|much|far|rather|quite|too|not|so))*"
    r" (?:low|high|fast|slow|few|many|much|little|small|big|early|late|strong|weak|soft|loud|enough|tight|wild)"
    r"[,.;:!]+ (?P<x>(?:(?:make (?:it|that)|try|say|go|rather|better|maybe|let us say|so) )?"
    r"(?:\d{1,3}(?:\.\d+)?|\.\d+)(?: ?(?:%|percent|bpm))?)"
)
"""A number behind what was wrong with the one before: "24 is low. 30"."""
REMARKED: Final = re.compile(
    r"(?:(?:mm+|hm+|no|nah|uh|oh|ok|still|it is|that is|that's|it's|way|much|a bit|bit),? )*too "
    r"(?!(?:fast|quick|slow|loud|quiet|soft|hard|much|many|far|high|low|early|late)\b)[a-z]+[.,;:!]+ "
    r"(?P<x>(?:(?:make it|try|say|go|rather|better|maybe) )?(?:\d{1,3}(?:\.\d+)?|\.\d+)(?: ?(?:%|percent))?)"
)
"""A number behind what was wrong with the last one: "too greasy. 60"."""


def bare(plain: str) -> str:
    """Return a number alone without what is only said beside it: that it is to stay, or what was wrong."""
    found = KEEPS.fullmatch(plain) or REMARKED.fullmatch(plain) or COMPARED.fullmatch(plain)
    return plain if found is None else found["x"]


def against(last: Turn, value: float) -> bool:
    """Return True for a velocity on the other side of what the last turn asked for: 124 after "quieter"."""
    goals, starts = last.goals(), last.starts()
    level = bool(goals) and all(path.endswith(".velocity") for path in goals)
    by_number = any(clause.figures for clause in last.clauses)
    ways = [(value - starts[path][0]) * (goal[0] - starts[path][0]) for path, goal in goals.items() if path in starts]
    return level and not by_number and bool(ways) and all(way < 0 for way in ways)


def _put_hit(found: re.Match[str], scene: Scene) -> str:
    """Write "a snare on 11" as a hit on this step; a smaller figure is a beat."""
    step = int(found["n"])
    if not MOST_BEATS < step <= STEPS or _on_channel(scene):
        return ""
    return f"put a {re.sub(r'^(?:the|my|our|this|that) ', '', found['x'])} on step {step}"


def _hit(scene: Scene) -> Hit | None:
    """Return the last hit that was put, if the last turns were about hits."""
    asked = [one.request for turn in scene.talk.turns[-2:] for one in turn.asked]
    return next((one for one in reversed(asked) if isinstance(one, Hit)), None)


def _step(found: re.Match[str], scene: Scene) -> int:
    """Return the step, from 1, that a number means after the hits of the last turn: of a beat, where these were."""
    last, number = scene.talk.last, int(found["n"])
    if last is None or WORD.search(f"{last.said} {found.group()}".lower()):
        return number
    return step_said(number, [one.request.step for one in last.asked if isinstance(one.request, Hit)])


def _also_on(found: re.Match[str], scene: Scene) -> str:
    hit, step = _hit(scene), _step(found, scene)
    if hit is None or not 1 <= step <= STEPS:
        return ""
    return f"put a {layer_words([hit.layer])} on step {step}"


def _same_on(found: re.Match[str], scene: Scene) -> str:
    step = _step(found, scene)
    if _hit(scene) is None or not 1 <= step <= STEPS:
        return ""
    return f"put a {re.sub(r'^(?:the|my|our) ', '', found['x'])} on step {step}"


def _off(found: re.Match[str], scene: Scene) -> str:
    hit, step = _hit(scene), _step(found, scene)
    return f"take the {layer_words([hit.layer])} off step {step}" if hit is not None and 1 <= step <= STEPS else ""


def _it_off(_found: re.Match[str], scene: Scene) -> str:
    last = scene.talk.last
    hits = [] if last is None else [one.request for one in last.asked if isinstance(one.request, Hit)]
    return ", ".join(f"take the {layer_words([one.layer])} off step {one.step + 1}" for one in hits)


def _on_channel(scene: Scene) -> str:
    """Return the channel that the last turn set; "" where it set none."""
    asked = [one.request for turn in scene.talk.turns[-1:] for one in turn.asked]
    sets = [one for one in asked if isinstance(one, Set) and one.path.endswith(".channel")]
    return f"{sets[-1].to}" if sets else ""


def _channel(found: re.Match[str], scene: Scene) -> str:
    """Write "and the open hat on 5" after a channel as that layer's channel; without a number it is the last one."""
    channel = _on_channel(scene)
    return f"put {found['x']} on channel {found.groupdict().get('n') or channel}" if channel else ""


def _value(found: re.Match[str], scene: Scene) -> str:
    """Write "back to 50" as the value of what was set last."""
    last, said = scene.talk.last, found["n"] + (found.groupdict().get("unit") or "")
    goals = last.goals() if last is not None else {}
    layers = last.layers() if last is not None else []
    tails = {path.partition(".")[2] if path.partition(".")[0] in layers else path for path in goals}
    beyond = float(found["n"]) > MOST_SHARE and tails != {"velocity"}
    if "bpm" in said or tails == {"bpm"} or (beyond and float(found["n"]) <= MOST_BPM):
        return f"tempo {said}"
    if tails == {"energy"}:
        return f"energy {said}"
    if tails == {"velocity"}:
        return f"the {layer_words(layers)} velocity {said}"
    if goals and len(tails) == 1:
        return f"make it {said}"
    return f"tempo {said}" if LEAST_BPM <= float(found["n"]) <= MOST_BPM else ""


def _up_to(found: re.Match[str], scene: Scene) -> str:
    """Write "up to 106" as the tempo, where the last line set no value that it can be of."""
    last, value = scene.talk.last, float(found["n"])
    goals = set() if last is None else set(last.goals())
    return f"tempo {found['n']}" if goals <= {"bpm"} and LEAST_BPM <= value <= MOST_BPM else ""


def _further_to(found: re.Match[str], scene: Scene) -> str:
    """Write "more than that, go to 62" after swing as that swing, and so with a tempo and a loudness."""
    last, value = scene.talk.last, float(found["n"])
    ends = {path.rpartition(".")[2] for path in last.goals()} if last is not None else set()
    layers = f"the {layer_words(last.layers())}" if last is not None and last.layers() else ""
    if ends == {"swing_percent"} and LEAST_SWING <= value <= MOST_SWING:
        return f"swing {value / MOST_SHARE:g}"
    if ends == {"velocity"} and layers and LEAST_LEVEL <= value <= MOST_LEVEL:
        return f"{layers} velocity {found['n']}"
    return f"tempo {found['n']}" if ends == {"bpm"} and LEAST_BPM <= value <= MOST_BPM else ""


def _level(found: re.Match[str], scene: Scene) -> str:
    """Write a bare number after "louder" as the level itself, and one that fits no rotation as a tempo."""
    last, value = scene.talk.last, float(found["n"])
    if last is None or not scene.talk.fresh or any(one.when for one in last.asked):
        return ""
    tails = {path.rpartition(".")[2] for path in last.goals()}
    by_number = any(clause.figures for clause in last.clauses)
    if against(last, value):
        return ""  # it is asked about: see bare_number
    if tails == {"velocity"} and not by_number and LEAST_LEVEL <= value <= MOST_LEVEL:
        return f"the {layer_words(last.layers())} velocity {found['n']}"
    return f"tempo {found['n']}" if tails & {"rot", "fills", "channel"} and LEAST_BPM <= value <= MOST_BPM else ""


def _loudness(found: re.Match[str], scene: Scene) -> str:
    """Write "make it 100" after "louder" as the level itself, whatever was asked between."""
    last, value = scene.talk.last, float(found["n"])
    tails = {path.rpartition(".")[2] for path in last.goals()} if last is not None else set()
    if last is None or tails != {"velocity"} or any(one.when for one in last.asked):
        return ""
    by_number = any(clause.figures for clause in last.clauses)
    fits = LEAST_LEVEL <= value <= MOST_LEVEL and not by_number and not against(last, value)
    return f"the {layer_words(last.layers())} velocity {found['n']}" if fits else ""


def _quality(found: re.Match[str], scene: Scene) -> str:
    """Write "swing .56" after a number of one layer as a number of that layer."""
    last = scene.talk.last
    if last is None or len(last.layers()) != 1 or not any(clause.figures for clause in last.clauses):
        return ""
    goals = last.goals()
    return f"the {layer_words(last.layers())} {found['q']} {found['n']}" if goals and scene.talk.fresh else ""


def _loudness_again(found: re.Match[str], scene: Scene) -> str:
    """Write "too loud. 90" after a velocity was set as that velocity."""
    last = scene.talk.last
    goals = last.goals() if last is not None and any(clause.figures for clause in last.clauses) else {}
    set_so = bool(goals) and all(path.endswith(".velocity") for path in goals) and int(found["n"]) <= MOST_LEVEL
    return f"the {layer_words(last.layers())} velocity {found['n']}" if last is not None and set_so else ""


def _planned_scene(found: re.Match[str], scene: Scene) -> str:
    names = {one.name.lower(): one.name for one in scene.state.scenes}
    return f"recall {names[found['x']]} in {found['n']} bars" if found["x"] in names else ""


def _of_what(found: re.Match[str], scene: Scene) -> str:
    """Write "make that 4" after a line that did nothing as a question, where the last value is no such number."""
    last = scene.talk.last
    goals = last.goals() if last is not None else {}
    shares = bool(goals) and all(abs(level) <= 1 for levels in goals.values() for level in levels)
    return f"what {found['n']}" if shares and not scene.talk.fresh else ""


def _now_at(_found: re.Match[str], scene: Scene) -> str:
    last = scene.talk.last
    goals = last.goals() if last is not None and scene.talk.fresh else {}
    return f"tempo {goals['bpm'][0]:g} now" if set(goals) == {"bpm"} else ""


KINDS: Final = (
    kind(r"(?:(?:it is|that is|that's|it's|still|way|far|much|a bit|hm+|no|oh),? )*too (?:loud|quiet|soft|hard|strong|"
         r"weak)[.,;:!]+ (?:(?:make it|try|say|rather|better|maybe) )?(?P<n>\d{2,3})", _loudness_again),
    kind(rf"{_PUT} {_HIT_ON} on {_N}", _put_hit),
    kind(rf"(?:(?:and|also|one|another one|another|a hit|too) )*on (?:step )?{_N}", _also_on),
    kind(rf"(?:the )?same (?:for|on|with) (?P<x>{ONE_LAYER}),? (?:but )?on (?:step )?{_N}", _same_on),
    kind(rf"(?:remove|delete|lose|drop|take (?:out|off|away)|without|not) (?:the (?:one on |hit on )?)?(?:step )?{_N}"
         r"(?: (?:out|off|away))?", _off),
    kind(rf"(?:the )?(?:one on )?(?:step )?{_N} (?:was|is) (?:a )?(?:bad idea|mistake|bad|wrong|too much|ugly|no good)",
         _off),
    kind(r"(?:(?:that |it )?(?:sounds?|is|was) (?:bad|wrong|ugly|off|awful),? )?(?:take|get) (?:it|that|that one) "
         r"(?:off|out|away)(?: again)?", _it_off),
    kind(rf"(?:sorry,? |no,? |oh,? |put )*(?P<x>{ONE_LAYER}) (?:(?:stays|goes|remains|is) )?(?:on|to) {_N}", _channel),
    kind(rf"(?:{LEAD})(?P<x>{ONE_LAYER}) (?:too|as well|also)", _channel),
    kind(rf"(?P<x>(?:kick|snare|clap|closed hat|open hat)) fills (?:to |at |at about )?{_N}",
         r"set \g<x>.fills to \g<n>"),
    kind(r"(?:(?:go|put it|take it|bring it|get it|come|set it) )?back (?:down |up )?to "
         rf"(?P<n>\d{{2,3}}(?:\.\d+)?|\.\d+|0\.\d+){_UNIT}", _value),
    kind(rf"{_VALUE}{_UNIT}(?: is|'s|s) (?:enough|fine|plenty|ok|okay|good|right|perfect|it|all right|alright)"
         r"(?: for me| for now)?", _value),
    kind(r"(?:(?:take|bring|push|get|put|come|go|move|wind|lift|drop) )?(?:(?:it|that|us|things) )?(?:back )?"
         r"(?:up|down) to (?P<n>\d{2,3}(?:\.\d+)?)", _up_to),
    kind(r"(?:(?:even|a (?:bit|little)|still|much|way|but) )*(?:more|less|higher|lower|further|faster|slower|louder|"
         r"stronger)(?: than (?:that|this)| still| again| yet)*[,.;:]* (?:and |so )?(?:(?:go|make it|take it|put it|"
         r"set it|try|say|like|maybe|up|down|just) )*(?:to |at )?(?P<n>\d{2,3})(?: ?(?:%|percent))?", _further_to),
    kind(rf"{_VALUE}{_UNIT} (?:max|maximum|tops|at most|at the most)", _value),
    kind(r"(?:not more than|no more than|at most|max) (?P<n>\d{2,3})", _value),
    kind(r"(?P<n>\d{2,3})(?: please)?", _level),
    kind(r"(?:make (?:it|that|them)|set (?:it|that|them) to|to|say|let us say) (?P<n>\d{2,3})", _loudness),
    kind(rf"(?:and )?(?P<q>swing|density|velocity|vel|rotation|rot|length) {_VALUE}", _quality),
    kind(r"(?:store|save|keep)[,:]? (?:it |this |that )?(?:as |scene )?(?P<x>[a-z]+[_-]?\d+)", r"save this as \g<x>"),
    kind(rf"(?:in )?{_N}(?: bars)?,? (?:go to |to |recall )?(?P<x>[a-z0-9_-]*[a-z][a-z0-9_-]*)", _planned_scene),
    kind(r"(?:make|do) (?:it|that) (?P<n>two|three|four|five|six|eight|ten|twelve|sixteen|\d{1,2})(?: bars?)?",
         _of_what),
    kind(r"(?:now|at once|right away|immediately),? (?:and )?not (?:so )?(?:slow|slowly|gradually|over time)", _now_at),
)


def with_numbers(plain: str, scene: Scene) -> str:
    """Return a line with what its numbers are of in plain words.

    Args:
        plain: the line, in lower case, its numbers in figures. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS)


def figures_in(plain: str) -> str:
    """Return a line in lower case with spelled numbers in figures: "point five", "one-two-eight"."""
    said = POINT.sub(lambda found: f".{_figures(found[1])}" + (" " if found[1].endswith(" ") else ""), plain)
    return SPELLED.sub(lambda found: _figures(found[0]), said)


def in_figures(plain: str) -> str:
    """Return a line with the numbers from twenty on in figures: "sixty-four" is 64."""
    if NAMES.search(plain):
        return plain
    return TENTHS.sub(lambda found: str(TENS[found["ten"]] + ONES.get(found["one"] or "", 0)), plain)


def _figures(words: str) -> str:
    return "".join(DIGITS.get(one, one) for one in re.split(r"[- ]+", words.strip(" -")))
