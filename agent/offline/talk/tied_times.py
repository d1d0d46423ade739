"""Which bar do "right before it", "until then" and "straight after it" mean behind a time that the same line says?

"Until the drop" is tied as well where the drop is planned. Each is put as a bar of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.plan_names import PARTS, plans_named
from agent.offline.talk.fills_before import LEADS
from agent.offline.talk.put_off import COUNTED
from agent.offline.talk.section_words import with_sections

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

_N: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(COUNTED, key=len, reverse=True))})"
_NO_UNIT: Final = r"(?! ?(?:bars?|bpm|%|percent|hits?|steps?|ms|beats?|times|db)\b|\.\d)"
TIME: Final = re.compile(
    rf"\b(?:(?:at |on |from |by |@ ?)?(?:bar |measure )|(?:at|on|from|by) |@ ?)(?P<bar>\d{{2,4}})\b{_NO_UNIT}|"
    rf"\bin (?:(?:like|about|around|say|maybe|exactly|just) )*(?P<wait>{_N})(?: more)? bars?\b"
)
_JOINT: Final = r"(?:[,.;:]| (?:and|with|plus|n|'n'?|but|then|also))+ "
_ASKS: Final = (
    r"(?:(?:and|with|also|too|there|then|please|we|i|want|need|have|do|put|play|make|throw in|drop in|add|give (?:me|"
    r"us|them)|gie (?:me|us)|gimme|a|an|one|1|some|the|nice|big|huge|little|wee|small|quick|short|proper|good|sweet) )*"
)
_CLOSE: Final = r"(?:(?:right|just|straight|directly|immediately|shortly|in the bar|the bar|one bar|1 bar|a bar),? )*"
FILL_BEFORE: Final = re.compile(
    rf"(?P<head>.+?){_JOINT}{_ASKS}(?:snare |drum |tom |clap )?(?:fill|roll)(?: in)? {_CLOSE}"
    rf"(?:before|{LEADS})(?: (?:it|that|this|then|(?:the |that )?(?P<what>[a-z]{{3,12}})))?"
)
BEFORE_A_FILL: Final = re.compile(
    rf"(?P<head>.+?){_JOINT}{_CLOSE}before (?:it|that|then|(?:the |that )(?P<what>[a-z]{{3,12}})),? {_ASKS}"
    r"(?:snare |drum |tom |clap )?(?:fill|roll)"
)
UNTIL_THEN: Final = re.compile(
    rf"(?P<head>.+?){_JOINT}(?P<x>.+?) (?:until|untill|till|til|'til|up to|up until) "
    r"(?:then|that|it (?:comes|lands|drops|hits|starts|happens)|(?:the |that )?(?P<what>[a-z]{3,12}))"
)
AFTER_FILL: Final = re.compile(
    rf"(?P<head>.*?\b(?:fill|roll)\b.*?){_JOINT}(?P<x>(?:the |an? )?[a-z]{{3,12}}) "
    r"(?:(?:straight|right|directly|immediately|just),? )*(?:after(?:wards)?|behind|out of)(?: (?:it|that|this))?"
)
"""What comes behind a fill, which is one bar long."""
HELD_THERE: Final = re.compile(
    rf"(?P<head>.+?){_JOINT}(?P<x>(?:hold|stay|keep|haud|remain|linger|park)(?: (?:it|us|that|on))? (?:right )?"
    r"(?:there|on it|in it|in there))(?: (?:(?:till|until|til) (?:i|we|he|she|they) [a-z' ]+|for now|"
    r"for a (?:while|bit)|as long as [a-z' ]+))?"
)
"""A section that is held from its bar on."""
UNTIL_PLAN: Final = re.compile(
    r"(?P<x>.+?),? (?:until|untill|till|til|'til|up to|up until) (?:the |that |our |it (?=drops|stops))?"
    r"(?P<what>[a-z]{3,12}?)s?"
    r"(?: (?:comes?|lands?|hits?|starts?|begins?|drops?|kicks in|is there|is here))?"
    r"(?P<stops>,? (?:and )?then (?:quit|stop|no more|none|rest|that's it|enough))?"
)
FILLS: Final = re.compile(rf"\bfills? (?:on )?every {_N}(?: bars?)?$|\bevery {_N} (?:bars? )?(?:a |one )?fill$")
PART_AFTER: Final = re.compile(
    rf"(?:(?:and|then|the|a|an|comes|come) )*(?P<x>[a-z][a-z ]{{2,22}}?),? (?:another |comes )*(?P<n>{_N})(?: bars?)? "
    r"(?:after|later|on)(?: (?:that|it|this|then))?"
)
"""What comes so many bars after the part of the line before it."""
LEADING: Final = re.compile(
    r"(?:build (?:it|this|that)(?: up)?|build ?-?up|do (?:it|this)|like this|so|the plan|plan|set) ?[:,] ?"
)
IN_SOME: Final = re.compile(rf"\bin {_N}$")
STANDS: Final = re.compile(r"\b(?:when|if|once|how|what|is|are|cancel|forget|skip|move|wait|not)\b")
"""What says more than what is held until then."""


def tied(plain: str, scene: Scene) -> str:
    """Return a line with times that hang on another one as bars; as it is where it has none.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return _in_line(plain, scene) or _one_after_another(plain, scene) or _to_plan(plain, scene) or plain


def _in_line(plain: str, scene: Scene) -> str:
    """Return a line whose second part hangs on the time of its first."""
    for form in (FILL_BEFORE, BEFORE_A_FILL, HELD_THERE, UNTIL_THEN, AFTER_FILL):
        found = form.fullmatch(plain)
        times = [] if found is None else [*TIME.finditer(found["head"])]
        if found is None or len(times) != 1 or STANDS.search(found["head"]):
            continue
        what = found.groupdict().get("what")
        if what and not re.search(rf"\b{what}\b", found["head"]):
            continue
        at = times[0]
        n = int(at["bar"]) if at["bar"] else COUNTED.get(at["wait"]) or int(at["wait"])
        if at["bar"] and n <= scene.state.bar + 1:
            continue
        time = f"at bar {n}" if at["bar"] else f"in {n} bars"
        head = with_sections(f"{found['head'][: at.start()]}{time}{found['head'][at.end() :]}", scene)
        if form is HELD_THERE:
            return f"{head}, hold the section {time}" if "section" in head else ""
        if form is UNTIL_THEN:
            return f"{found['x']} {f'until bar {n}' if at['bar'] else f'for {n} bars'}, {head}"
        n, x = (n + 1, found["x"]) if form is AFTER_FILL else (n - 1, "fill")
        behind = f"{x} at bar {n}" if at["bar"] else f"{x} in {n} bars" if n else x
        return f"{head}, {with_sections(behind, scene)}"
    return ""


def _one_after_another(plain: str, scene: Scene) -> str:
    """Return "rise in 8, drop 8 after that" with each part at its own time, counted from the part before it."""
    joints = re.split(rf"({_JOINT})", LEADING.sub("", plain, count=1))
    parts, n, word = joints[::2], 0, ""
    put: list[str] = []
    for part in parts:
        found, times = PART_AFTER.fullmatch(part), [*TIME.finditer(f"{part} bars" if IN_SOME.search(part) else part)]
        if found is not None and put and word and not _is_told(found["x"], scene):
            n += COUNTED.get(found["n"]) or int(found["n"])
            put.append(f"{found['x']} {word} {n}{' bars' if word == 'in' else ''}")
            continue
        if len(times) != 1 or STANDS.search(part):
            return ""
        at = times[0]
        n = int(at["bar"]) if at["bar"] else COUNTED.get(at["wait"]) or int(at["wait"])
        word = "at bar" if at["bar"] else "in"
        time = f"{word} {n}" if at["bar"] else f"in {n} bars"
        put.append(f"{part[: at.start()]}{time}{part[at.end() :]}")
    after = any(PART_AFTER.fullmatch(part) and TIME.search(part) is None for part in parts[1:])
    return ", ".join(with_sections(one, scene) for one in put) if after else ""


def _is_told(said: str, scene: Scene) -> bool:
    """Return True for what is planned already, and stays as far behind as it was."""
    words = [word for word in said.split() if word in PARTS]
    return "still" in said or (bool(words) and bool(plans_named(words, [], scene.state.agenda)))


def _to_plan(plain: str, scene: Scene) -> str:
    """Return "no hats until the drop" with the bar for which the drop is planned."""
    found = UNTIL_PLAN.fullmatch(plain)
    if found is None or found["what"] not in PARTS or STANDS.search(found["x"]) or TIME.search(found["x"]):
        return ""
    items = plans_named([found["what"]], [], scene.state.agenda)
    bars = {one.at_bar for one in items if one.watch is None and not one.every_bars}
    if len(bars) != 1:
        return ""
    bar = bars.pop() + 1
    return f"{found['x']}, no more fills at bar {bar}" if FILLS.search(found["x"]) else f"{found['x']} until bar {bar}"
