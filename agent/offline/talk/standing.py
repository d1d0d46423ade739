"""How do things stand: who is heard, is the clap in, what is it at now, how far is the phrase line?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LAYER_WORDS
from agent.offline.clauses import clauses_of
from agent.offline.layer_words import ONE_LAYER
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.talk.facts import changed_words, plan_told, planned_words
from agent.offline.talk.meant_numbers import asked_paths
from agent.offline.talk.turns import level_of
from agent.offline.words import words_of
from engine.arc import place_in
from engine.commands import Tempo
from engine.outcome_words import value_words
from engine.parameters import parameter, parameters, read
from engine.phrase import next_line
from engine.watching import plan_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn

_LEAD: Final = r"(?:(?:and|so|ok|okay|hey|hm+|well|but|tell me|wait),? )*"
_NOW: Final = r"(?: (?:now|right now|at the moment|currently|then|actually|so far|again|still|yet|atm|rn|here))*"
_WHO: Final = r"(?:who|what|which (?:ones?|layers?|drums?|parts?|voices?|sounds?))(?: all)?"
MOST_TOLD: Final = 6
BEATS: Final = 4
SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: how it is put, and what answers it; "" where it cannot."""

    pattern: re.Pattern[str]
    answer: Callable[[re.Match[str], Scene], str]


def plain_question(text: str) -> str:
    """Return a question in lower case, contractions written out, without its mark."""
    plain = " ".join(text.lower().replace("\u2019", "'").rstrip(" ?!.").split())
    plain = re.sub(r"\b(wots|whats|wats)\b", "what is", plain)
    return re.sub(r"\b(what|who|how|where|which)'s\b", r"\1 is", plain)


def is_standing(text: str) -> bool:
    """Return True for a question of how things stand."""
    return any(kind.pattern.fullmatch(plain_question(text)) for kind in KINDS)


def standing(text: str, scene: Scene) -> str:
    """Return the answer to a question of how things stand; "" for another question.

    Args:
        text: the question. scene: the conversation and how the music stands.
    """
    plain = plain_question(text)
    for kind in KINDS:
        found = kind.pattern.fullmatch(plain)
        told = kind.answer(found, scene) if found is not None else ""
        if told:
            return told
    return ""


def _said(layers: Sequence[str]) -> str:
    return ", ".join(LAYER_WORDS.get(layer, layer) for layer in layers)


def _state_of(layer: str, scene: Scene) -> str:
    """Return why a layer is not heard, in short; "" for one that is."""
    stage, state = scene.state.stage, scene.state
    for hold in stage.mutes:
        if hold.layer == layer:
            return f"muted, back in {hold.bars_left} bars" if hold.bars_left else "muted"
    if stage.solos and layer not in {hold.layer for hold in stage.solos}:
        return "silent beside the solo"
    if layer in state.out:
        return "out by energy"
    if stage.drop_bars and layer.startswith(("kick", "bass")):
        return f"dropped for {stage.drop_bars} bars more"
    return "muted in the config" if scene.config.layers[layer].muted else ""


def _heard(_found: re.Match[str], scene: Scene) -> str:
    heard = [layer for layer in scene.config.layers if not _state_of(layer, scene)]
    out = [f"{_said([layer])} {why}" for layer in scene.config.layers if (why := _state_of(layer, scene))]
    return f"heard: {_said(heard) or 'nothing'}" + (f"; {'; '.join(out)}" if out else "")


def _muted(_found: re.Match[str], scene: Scene) -> str:
    out = [f"{_said([layer])}: {why}" for layer in scene.config.layers if (why := _state_of(layer, scene))]
    return "; ".join(out) or "muted: nothing"


def _look(found: re.Match[str], scene: Scene) -> str:
    config = scene.config
    return f"{_heard(found, scene)}; {config.bpm:g} BPM, energy {config.energy:.2f}; {len(scene.state.agenda)} planned"


def _is_in(found: re.Match[str], scene: Scene) -> str:
    lexemes = lexemes_of(words_of(found["x"]), scene.config.layers)
    named = [one for clause in clauses_of(lexemes) for one in clause.layers if one != "all"]
    layers = meant(scene.config, named)
    told = [f"{_said([one])} is {_state_of(one, scene) or 'in: nothing mutes it'}" for one in layers]
    return "; ".join(told)


def _planned(_found: re.Match[str], scene: Scene) -> str:
    return planned_words(scene) if scene.state.agenda else "nothing is planned or watched"


def _fired(_found: re.Match[str], scene: Scene) -> str:
    watches = [item for item in scene.state.agenda if item.watch is not None]
    told = "; ".join(f"{item.id}: {plan_words(item)}" for item in watches)
    return f"it still waits: {told}" if watches else "nothing is watched any more"


def _levels(turn: Turn, scene: Scene) -> list[str]:
    told = []
    for path in turn.goals():
        level = level_of(scene.config, path)
        if level is not None:
            told.append(f"{path} {'/'.join(f'{one:.4g}' for one in level)}")
    return told


def _at(_found: re.Match[str], scene: Scene) -> str:
    turn = next((one for one in reversed(scene.talk.turns) if one.goals()), None)
    return f"now {', '.join(_levels(turn, scene)[:MOST_TOLD])}" if turn is not None else ""


def _which(_found: re.Match[str], scene: Scene) -> str:
    last = scene.talk.last
    if last is None:
        return "nothing was changed yet"
    levels = _levels(last, scene)
    return f'with "{last.said}": {", ".join(levels[:MOST_TOLD]) or _said(last.layers()) or "nothing of a layer"}'


def _line(_found: re.Match[str], scene: Scene) -> str:
    bars = scene.config.phrase.bars
    line = next_line(scene.state.anchor, bars, scene.state.bar)
    left = line - scene.sounding
    return f"the next phrase line is bar {line + 1}, in {left} bar{'s' if left != 1 else ''}; a phrase is {bars} bars"


def _range(found: re.Match[str], scene: Scene) -> str:
    name = found["x"].strip().replace(" ", "_")
    paths = [path for path in parameters(scene.config) if path == name or path.split(".", 1)[-1] == name]
    known = parameter(scene.config, paths[0]) if paths else None
    if known is None or known.low is None or known.high is None:
        return ""
    level = level_of(scene.config, paths[0])
    now = f"; {paths[0]} is {'/'.join(f'{one:.4g}' for one in level)} now" if level else ""
    return f"{name} goes from {known.low:g} to {known.high:g}{now}"


def _scenes(_found: re.Match[str], scene: Scene) -> str:
    return f"scenes: {', '.join(one.name for one in scene.state.scenes) or 'none yet'}"


def _until_it(_found: re.Match[str], scene: Scene) -> str:
    """Tell how far the last plan is, or how long the last glide takes."""
    last = scene.talk.last
    own = [item for item in scene.state.agenda if last is not None and last.id and item.wish.turn == last.id]
    slow = [] if last is None else [one.request for one in last.asked if isinstance(one.request, Tempo)]
    bars = max((one.over_bars for one in slow), default=0)
    if not own and bars:
        seconds = round(bars * BEATS * SECONDS / scene.config.bpm)
        return f"{bars} bars, about {seconds} seconds"
    timed = [item for item in own or scene.state.agenda if item.watch is None][:MOST_TOLD]
    return f"planned: {'; '.join(plan_told(item, scene) for item in timed)}" if timed else ""


def _section(_found: re.Match[str], scene: Scene) -> str:
    if scene.config.arc is None:
        return "this groove has no arc, so there are no sections"
    place = place_in(scene.state)
    if place is None:
        return f"no section plays; sections: {', '.join(one.name for one in scene.config.arc.sections)}"
    later = ", held" if place.held else f", then {place.next}" if place.next else ""
    return f"{place.name}, bar {place.bar + 1} of {place.of}{later}"


def _up_to(found: re.Match[str], scene: Scene) -> str:
    lexemes = lexemes_of(words_of(found["x"]), scene.config.layers)
    layers = meant(scene.config, [one for clause in clauses_of(lexemes) for one in clause.layers if one != "all"])
    told = []
    for name in layers:
        layer = scene.config.layers[name]
        rules = f", it plays {value_words(read(scene.config, f'{name}.conditions'))}" if layer.conditions else ""
        heard = _state_of(name, scene) or "in"
        told.append(f"{_said([name])} is {heard}: {layer.fills} hits in {layer.steps} steps{rules}")
    return "; ".join(told)


def _began(found: re.Match[str], scene: Scene) -> str:
    """Tell the value that a question names as it was when the talk began."""
    begun, paths = scene.talk.began, asked_paths(found["x"], scene)
    if begun is None:
        return ""
    told = [
        f"{path} was {'/'.join(f'{one:.4g}' for one in level)} at the start"
        for path in paths[:MOST_TOLD] if (level := level_of(begun.config, path)) is not None
    ]
    return "; ".join(told)


def _one_value(found: re.Match[str], scene: Scene) -> str:
    paths = asked_paths(found.group(), scene)
    told = [f"{path} {'/'.join(f'{one:.4g}' for one in level)}" for path in paths[:MOST_TOLD] if (
        level := level_of(scene.config, path)) is not None]
    return "; ".join(told)


def _kind(pattern: str, answer: Callable[[re.Match[str], Scene], str]) -> Kind:
    return Kind(re.compile(_LEAD + pattern + _NOW), answer)


_AGENDA: Final = r"(?:agenda|plans?|schedule|watch(?:es|list)?|conditions?|queue)"
_IT: Final = r"(?:that|it|this|then|they|those|all that)"
KINDS: Final = (
    _kind(
        rf"(?:(?:show|list|print|see|give|read|display)(?: me| us)? )?(?:the |my |our )?{_AGENDA}(?: please)?|"
        r"(?:what|anything|something|which plans?)(?: is| are| do (?:we|i) have| have (?:we|i)(?: got)?|)(?: there)? "
        rf"(?:up )?on (?:the |my |our )?{_AGENDA}|what (?:is|are) (?:being )?watched|"
        r"what (?:is going to|will|is gonna|is about to) happen(?: (?:in|at|after|over) .+)?",
        _planned,
    ),
    _kind(
        r"(?:(?:show|list)(?: me| us)? )?(?:my |the |our )?scenes|"
        r"(?!how many scenes can)(?:which|what|how many) scenes (?:do|did|have|are|can)\b.*|"
        r"(?:what is |what was )?(?:the )?names? of (?:the |my |our )?scenes?(?: .*)?|"
        r"(?:what|how) did (?:i|we) (?:call|name) (?:the |my |that |our )?scenes?",
        _scenes,
    ),
    _kind(
        r"(?:in )?how (?:many (?:more )?bars|long|much longer)(?: is it| are there|)(?: left)? "
        rf"(?:to|till?|until|before) {_IT}(?: (?:comes|happens|starts|is))?|"
        rf"(?:when|in how many bars) (?:is|does|will) {_IT} (?:happen|start|come|due|be)|"
        rf"how (?:long|many bars) (?:will|does|is) {_IT} (?:take|last|going to take|gonna take)",
        _until_it,
    ),
    _kind(
        r"where (?:are|is) (?:we|it)(?: now)? (?:in|on) (?:the|our|this) (?:arc|set|plan)|"
        r"(?:which|what) (?:section|part) (?:is (?:this|it|playing|on)|are we (?:in|on|at))",
        _section,
    ),
    _kind(
        rf"(?:what is|how is) (?P<x>(?:the |that |this |my )?{ONE_LAYER}) (?:up to|doing|playing)"
        r"(?:[.,;!?] .*)?",
        _up_to,
    ),
    _kind(
        r"what (?:was|were) (?P<x>.+?) (?:originally|at first|(?:at|in) the (?:start|beginning|outset)|to begin with)",
        _began,
    ),
    _kind(
        rf"(?:what|which) (?:midi )?(?:channel|note) (?:is|does) (?:the )?{ONE_LAYER}(?: (?:on|at|play|use|send|go))*",
        _one_value,
    ),
    _kind(r"(?:anything |is anything )(?:muted|soloed)", _muted),
    _kind(r"(?:at|to) (?:how much|what|which value) (?:is|are) (?:it|that|they)", _at),
    _kind(
        r"(?:when|in how many bars) (?:does|is|will|do) (?:the|this|our) (?:next |current )?phrase (?:line |end )?"
        r"(?:turns?|flips?|ends?|over|changes?|due|starts?|begins?|comes?|finish(?:es)?)(?: over| around| round)?",
        _line,
    ),
    _kind(
        r"(?:explain|tell me|tell us|show me|list|sum up|recap)(?: to me)? what (?:all )?(?:(?:i|you|we) )?"
        r"(?:have |has |is )?(?:changed?|different|did|done)",
        lambda _found, scene: changed_words(scene),
    ),
    _kind(
        r"(?:for )?how (?:many bars|long)(?: more)?(?: is| are)?(?: still)? (?:it|that|they|he|she)(?: is| are)?"
        r"(?: still)? (?:out|off|muted|gone|away|silent)",
        _muted,
    ),
    _kind(rf"{_WHO} (?:is|are) (?:still )?(?:muted|silent|off|out|missing|not playing|gone)", _muted),
    _kind(
        rf"{_WHO} (?:is|are|do (?:i|we) (?:hear|have)|have (?:i|we) got|can (?:i|we) hear)"
        r"(?: (?:still|all|actually|really))?(?: (?:in|on|playing|sounding|heard|running|going|left|audible|up))?"
        rf"{_NOW}(?:,? {_WHO})?",
        lambda found, scene: _heard(found, scene) if found.group().split()[-1] not in {"is", "are"} else "",
    ),
    _kind(
        r"(?:how (?:is|does) (?:it|this|everything|the groove|the set) (?:look|looking|going|stand|standing)|"
        r"where (?:are|do) we(?: stand)?|what is (?:the )?(?:status|state|situation)|status|"
        r"(?:give me |tell me |show me |show )?(?:the |a |an )?(?:current )?(?:status|state|overview|summary|situation)"
        rf"(?: of (?:it|things|play|the music|everything))?{_NOW}|"
        rf"what is (?:happening|going on|up|being played)(?: (?:in there|with (?:it|this|the music)))?{_NOW})",
        _look,
    ),
    _kind(
        r"(?:is|are) (?P<x>(?:the |my )?[a-z_]+(?: hats?| drum)?(?: and (?:the )?[a-z_]+(?: hats?)?)?) "
        r"(?:still )?(?:in|on|out|off|muted|playing|sounding|heard|back|silent|there|soloed)",
        _is_in,
    ),
    _kind(
        r"(?:(?:show|list|tell|give)(?: me| us)? )?(?:what|which (?:one|condition|watch|plan|rule)s?|everything|all)"
        r"(?: that)?(?: is| are|'s)? (?:still )?(?:watching|waiting|watched|armed|scheduled|"
        r"pending|standing|running|lined up|queued)(?: up| for)?",
        _planned,
    ),
    _kind(
        r"(?:has|did|have) (?:it|that|they|any(?:thing| of them)?) (?:already )?(?:fire|fired|happen|happened)", _fired
    ),
    _kind(
        r"(?:what|which) (?:number|value|level|setting|amount) (?:is|are) (?:it|that|they)(?: at| on)?|"
        r"(?:what|where|how much) (?:is|are) (?:it|that|they) (?:at|on|now|set to)|how much is (?:it|that)",
        _at,
    ),
    _kind(
        r"which (?:one|ones|layer|layers|hat|drum) (?:did|have|was|were)(?: (?:you|i|we|it|that|they))?"
        r"(?: just)?(?: (?:do|done|change|changed|mute|muted|touch|touched|pick|picked|take|taken))?",
        _which,
    ),
    _kind(
        r"(?:how (?:far|long|many bars|much longer)|when|in how many bars)(?: is| are| does)?(?: it)?(?: left)?"
        r"(?: (?:to|till|til|until|before|for))?(?: we (?:hit|reach|get to))? (?:the )?(?:next |new |current )?"
        r"(?:end of (?:the |this )?)?phrase(?: (?:line|end|ends|starts|start|begins|comes round|comes around|"
        r"turns over|change|boundary|is over|over|next))*",
        _line,
    ),
    _kind(
        r"what (?:range|values?|numbers?)(?: does| do| can| could| is| are)? (?P<x>[a-z_. ]+?) (?:accepts?|takes?|have|"
        r"has|allow(?:s|ed)?|go(?:es)?|be|possible|in)(?: set to)?",
        _range,
    ),
)
