"""What do the numbers mean, what may they be, what moves them, where in the phrase are we, which key, and how back?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.clauses import clauses_of
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.stage_keys import key_asked
from agent.offline.talk.amounts import PATHS
from agent.offline.talk.turns import level_of
from agent.offline.words import words_of
from engine.goals import goals
from engine.parameters import parameter, parameters
from engine.phrase import next_line

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from engine.config import Config, Modulator

LEAD: Final = (
    r"(?:(?:and|so|ok|okay|hey|hm+|well|but|please|sorry|quick question|question|remind me|tell me|"
    r"(?:can|could) you (?:please )?(?:tell|remind) me|what exactly|i wonder|just)[,:]? )*"
)
SCORES: Final = {
    "s": ("S", "syncopation, 0 to 0.9: how much is played against the beat"),
    "e": ("E", "entrainment, 0 to 1: how firmly the beat is marked and kept"),
    "d": ("D", "dispersion, 0 to 1: how unevenly the hits of each voice are spread"),
    "h": ("H", "entropy, 0 to 1: how mixed the gaps between the hits of each voice are"),
}
MEANS: Final = re.compile(
    LEAD + r"(?:what (?:is|are|was|does|do)|explain|describe|define)(?: me)? (?:the |that |this |a )?(?:letter )?"
    r"[\"']?(?P<x>[sedh])[\"']?(?: (?:score|value|number|letter|reading|thing|there))?"
    r"(?: (?:on|in|at) (?:the |this |my )?(?:meter|screen|display|line|status|stage|score line|panel))?"
    r"(?: (?:mean|means|stand for|stands for|for|again|exactly|tell me|about|here|say|for us|to us))*"
)
RANGE: Final = re.compile(
    LEAD + r"(?:(?:what is |what's |whats )?(?:the |its )?(?:range|limits?|bounds|min(?:imum)? and max(?:imum)?) "
    r"(?:of|for) (?:the )?(?P<a>[a-z_. ]+?)|(?:the )?(?P<b>[a-z_. ]+?) (?:range|limits|bounds)|"
    r"how (?:far|high|low|much) (?:can|does|may) (?:the )?(?P<c>[a-z_. ]+?) (?:go|be|get)(?: up| down)?|"
    r"between (?:what|which)(?: values| numbers)? (?:can|does|is) (?:the )?(?P<d>[a-z_. ]+?)(?: go| be| lie)?|"
    r"(?:what|which) (?:range|values?|numbers?|limits?|span) (?:does|do|can|may|will|is|are|has|have) (?:an? |the )?"
    r"(?P<e>[a-z_. ]+?)(?: (?:accept|take|have|be|allow|hold|cover|got|go|run|move|lie|set)s?(?: to| in| over)?)?|"
    r"(?:(?:what is |whats |and )?(?:the |its )?)(?:max(?:imum)?|min(?:imum)?|(?:highest|lowest|largest|smallest) "
    r"(?:possible|allowed)) (?:values? )?(?:of |for )?(?:the )?(?P<f>[a-z_. ]+?)"
    r"(?: (?:i can (?:set|have|give|use)|allowed|possible|there is))?)"
)
UNIT: Final = re.compile(
    LEAD + r"(?:(?:is|are) (?:an? |the )?(?P<a>[a-z_. ]+?)(?: (?:counted|measured|given|set|said|told|written|meant))? "
    r"in (?:the )?(?P<u>[a-z0-9 ]+) or (?:in )?[a-z0-9 ]+|"
    r"(?:in )?(?:what|which) units? (?:is|are|does|do|has|have) (?:an? |the )?(?P<b>[a-z_. ]+?)"
    r"(?: (?:counted|measured|given|set|said|have|use|in))*)"
)
IN_UNITS: Final = re.compile(
    r"\b(?:steps?|sixteenths?|16ths?|ticks?|ms|milliseconds?|seconds?|percents?|midi|beats?|hits|shares?|fractions?|"
    r"degrees?|decimals?)\b"
)
UNITS: Final = {
    "16ths": ", in steps, 16 to the bar", "share": ", as a share, 0.5 is 50 %", "1..127": ", as in MIDI",
    "probability": ", as a chance, 0.5 is every other time", "hits": ", in hits a cycle", "weight": "", "score": "",
    "steps": ", in steps", "": "",
}
"""Units of parameters in words."""
MOVES: Final = re.compile(
    LEAD + r"(?:what|which modulator|which one)(?: is| are|'s)?(?: it)?(?: that)?(?: exactly)? "
    r"(?:moves?|moving|drives?|driving|modulates?|modulating|wobbles|sways) "
    r"(?:the |my )?(?P<x>[a-z_. ]+?)(?: (?:by itself|on its own|around|about|all the time|up and down|now|here))*"
)
PLACE: Final = re.compile(
    LEAD + r"(?:where (?:are|is) (?:we|it)(?: now)? in (?:the|this) phrase|"
    r"(?:which|what) bar (?:of|in) (?:the|this) phrase"
    r"(?: (?:is (?:it|this)|are we(?: in| at| on)?))?|(?:how many |the )?bars? (?:are )?(?:left|to go|remaining|more) "
    r"(?:in|of) (?:the|this|our) phrase|"
    r"h(?:o)?w (?:many bars|much|long|far)(?: is| are)?(?: left| to go| still| there)*"
    r"(?: (?:in|of|till?|until|to|before|for))? (?:the|this|our) (?:next |end of (?:the |this )?)?phrase"
    r"(?: (?:is|are))?(?: (?:turns?|ends?|over|line|left|changes?|turnaround|done|starts?))*(?: over| around)?|"
    r"how far (?:are we )?(?:in|into|through) (?:the|this) phrase(?: are we)?)(?: now| right now| please)*"
)
BACK: Final = re.compile(
    LEAD + r"(?:how (?:do|can|could|would) (?:i|we|you)|is there a way to|what is the way to|how to) "
    r"(?:get|go|come|return|bring)(?: it| us| me| everything| things)?(?: all)?(?: back)?(?: again)?"
    r"(?: to)? ?(?:what|how|where|the way|the state|that|before|everything)\b.*\b(?:had|was|were|been|did|before|ago|"
    r"changed|earlier)\b.*"
)
COMES: Final = re.compile(
    LEAD + r"when (?:comes|does|is|will|do we (?:get|reach|hit)|are we (?:at|in))(?: it)? "
    r"(?:the |our |that )?(?:next )?(?P<x>[a-z_]+)(?: (?:section|part))?"
    r"(?: (?:come|start|begin|coming|due|be|there|on|here|up))*"
)
MOST_TOLD: Final = 4
AGAIN: Final = (
    '"undo" takes back the last wish, "undo 3 steps" three of them; a scene that was saved comes back with "go to NAME"'
)


def asked_plainly(text: str, scene: Scene) -> str:
    """Return the answer to a question of one of these kinds; "" for another line.

    Args:
        text: the question. scene: the conversation and how the music stands.
    """
    plain = " ".join(text.lower().replace("\u2019", "'").rstrip(" ?!.").split())
    plain = re.sub(r"\b(what|who|how|where|which)(?:'s|s)\b", r"\1 is", plain)
    if (key := key_asked(plain)):
        return key
    found = MEANS.fullmatch(plain)
    if found is not None:
        return _means(found["x"], scene.config)
    if PLACE.fullmatch(plain):
        return _place(scene)
    if BACK.fullmatch(plain):
        return AGAIN
    found = MOVES.fullmatch(plain)
    if found is not None:
        return _moves(found["x"], scene.config)
    found = COMES.fullmatch(plain)
    if found is not None:
        return _comes(found["x"], scene)
    found = UNIT.fullmatch(plain)
    if found is not None and (found["b"] or IN_UNITS.search(plain)):
        return _range(found["a"] or found["b"], scene.config)
    found = RANGE.fullmatch(plain) if text.rstrip().endswith("?") or "range" in plain else None
    return "" if found is None else _range(next(one for one in found.groups() if one), scene.config)


def _means(letter: str, config: Config) -> str:
    name, meaning = SCORES[letter]
    band = goals(config.targets).get(name)
    asked = f"; it is held between {band[0]:g} and {band[1]:g}" if band is not None else "; no goal is set for it"
    return f"{name} is {meaning}{asked}"


def _place(scene: Scene) -> str:
    bars = scene.config.phrase.bars
    line = next_line(scene.state.anchor, bars, scene.state.bar)
    line += bars if line <= scene.sounding else 0  # the bar that comes begins a phrase
    left = line - scene.sounding
    place = bars - left + 1
    at = f"bar {place} of {bars} in the phrase; " if 1 <= place <= bars else ""
    return f"{at}the next phrase line is bar {line + 1}, in {left} bar{'s' if left != 1 else ''}"


def _paths(said: str, config: Config) -> list[str]:
    """Return the paths of the numbers that words name; none where they name none."""
    name = said.strip().replace(" ", "_")
    exact = [path for path in parameters(config) if name in {path.lower(), path.split(".", 1)[-1].lower()}]
    if exact:
        return exact
    clauses = clauses_of(lexemes_of(words_of(said.replace(".", " ").replace("_", " ")), config.layers))
    layers = meant(config, [one for clause in clauses for one in (*clause.layers, *clause.spared) if one != "all"])
    layers += [layer for layer in config.layers if re.search(rf"\b{re.escape(layer)}\b", said) and layer not in layers]
    ends = [end for clause in clauses for one in clause.qualities for end in PATHS.get(one, ())]
    found = []
    for end in ends:
        found += [f"{layer}{end}" for layer in (layers or config.layers)] if end.startswith(".") else [end]
    return [path for path in found if parameter(config, path) is not None]


def _moving(path: str, config: Config) -> Modulator | None:
    return next((one for one in config.modulators if one.param_path == path), None)


def _modulator_words(one: Modulator) -> str:
    mode = {"ou": "an OU walk", "random_walk": "a random walk", "sine": "a sine"}.get(one.mod.mode, one.mod.mode)
    tau = {"ou": f", tau {one.mod.tau:g} bars", "sine": f" of {one.mod.tau:g} bars"}.get(one.mod.mode, "")
    return f"modulator {one.name}, {mode} between {one.mod.min_val:g} and {one.mod.max_val:g}{tau}"


def _moves(said: str, config: Config) -> str:
    paths = _paths(said, config)
    moved = [f"{path}: {_modulator_words(one)}" for path in paths if (one := _moving(path, config)) is not None]
    if moved:
        return "; ".join(moved[:MOST_TOLD])
    return f"no modulator moves {', '.join(paths[:MOST_TOLD])}" if paths else ""


def _range(said: str, config: Config) -> str:
    paths = _paths(said, config)
    found = [one for path in paths if (one := parameter(config, path)) is not None]
    ends = next((f"{one.low:g} to {one.high:g}" for one in found if one.low is not None and one.high is not None), "")
    ends = ends or next((one.unit.replace("..", " to ") for one in found if ".." in one.unit), "")
    if not ends:
        return ""
    now = []
    for path in paths[:MOST_TOLD]:
        level, hand = level_of(config, path), _moving(path, config)
        moved = f" (moved between {hand.mod.min_val:g} and {hand.mod.max_val:g})" if hand is not None else ""
        now += [f"{path} is {'/'.join(f'{value:.4g}' for value in level)} now{moved}"] if level else []
    name = paths[0].split(".", 1)[-1]
    straight = " (0.5 is straight, 0.667 a triplet)" if name == "swing_percent" else ""
    unit = UNITS.get(found[0].unit, f", in {found[0].unit}")
    return f"{name} goes from {ends}{straight}{unit}; {', '.join(now)}"


def _comes(said: str, scene: Scene) -> str:
    arc = scene.config.arc
    names = [] if arc is None else [section.name for section in arc.sections]
    named = next((name for name in names if name.lower() == said), None)
    if named is None or scene.state.arc is not None:
        return ""
    return f'the arc does not run, so no {named} comes by itself; "arc on" starts it, "section {named}" goes there'
