"""What is so right now, in plain words: what is planned, how long until it comes, why it is busy, what was changed?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LAYER_WORDS
from agent.offline.clauses import clauses_of
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.talk.amounts import PATHS
from agent.offline.talk.pointed import end_of
from agent.offline.talk.turns import level_of
from agent.offline.words import words_of
from engine.arc import place_in
from engine.outcome_words import value_words
from engine.parameters import read
from engine.watching import watch_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn
    from engine.state import Planned

BUSY: Final = re.compile(
    r"\bwhy\b.*\b(?:busy|full|dense|crowded|packed|much going on|so many|thick|cluttered|empty|thin|sparse|"
    r"little)\b"
)
WHY: Final = re.compile(
    r"\b(?:why|how come|what happened to|where (?:is|are|did|has|have)|what (?:is|was) (?:wrong|up) with|"
    r"what changed|who (?:changed|muted|stopped|took))\b"
)
HITS: Final = re.compile(
    r"\bhow (?:many|much) (?:hits|notes|strikes|beats|drums|sounds)\b|\bhow (?:often|many times) does\b|"
    r"\bnumber of hits\b|\bhits (?:per|a|in) (?:bar|the bar)\b"
)
UNTIL: Final = re.compile(
    r"^(?:(?:and|so|ok|hey|hm|tell me) )*(?:how (?:long|many bars|much longer|much time)|when|in how many bars|"
    r"what bar)\b"
)
PLANS: Final = re.compile(
    r"\bagenda\b|\bplan(?:s|ned)?\b|\bwhat(?: is|'s|s)? (?:next|coming|coming up|to come|lined up|queued|pending|"
    r"scheduled)\b|"
    r"\b(?:anything|something|nothing) (?:planned|coming|coming up|queued|scheduled|on the agenda)\b|"
    r"\bwhat happens next\b"
)
CHANGED: Final = re.compile(
    r"\bwhat (?:all )?(?:did|have|has|had) (?:we|i|you)(?: all)?(?: just)? (?:change|changed|do|done|did|touch|"
    r"touched|set)\b.*\b(?:so far|today|up to now|since|until now|all|already|altogether|in all)\b|"
    r"\bwhat (?:did|have) we (?:change|changed|do|done)\b|\bwhat (?:is|has|'s) (?:different|changed)(?: (?:now|"
    r"so far|since the start))?\b|\bwhat (?:all )?(?:is|'s) changed so far\b|"
    r"\bsum up\b.*\bchange"
)
LEFT: Final = re.compile(
    r"^(?:and |so |ok )*(?:how (?:many|much|long)(?: (?:bars|more|longer|time))* (?:is |are )?(?:left|to go|"
    r"remain\w*|more)|how long still|how much longer)$"
)
VALUE: Final = re.compile(
    r"\b(?:what|how|where)\b.*\b(?:now|right now|at the moment|currently|set to|at|again)$|^what is (?:it|"
    r"that) (?:at|on)|^(?:and )?(?:the )?[a-z]+ (?:now|right now)$"
)
MOVED: Final = re.compile(
    r"\b(?:chang\w*|faster|slower|louder|quieter|softer|higher|lower|different|moved?|jump\w*|went|gone|going|"
    r"dropp?\w*|up|down|now)\b"
)
SILENT: Final = re.compile(
    r"\b(?:stop\w*|silent|muted?|gone|missing|off|out|quiet|hear|go|went|disappear\w*|not (?:playing|there)|"
    r"happened|isn't|is|are)\b"
)
LOUD: Final = re.compile(r"\b(?:loud|louder|quieter|soft|change\w*)\b")
LENGTH: Final = re.compile(
    r"\bhow long (?:is (?:it |this )?already|have we|has (?:it|this)|are we|did we)\b|\bhow far (?:in|"
    r"along) are we\b|\bhow long is already\b"
)
MOST_TOLD: Final = 6
SECONDS: Final = 60


def fact(  # noqa: PLR0911 - one return a question
    text: str, scene: Scene, sounded: Mapping[str, int]
) -> str | None:
    """Return the answer to a question about how things are, in a line; None for another question.

    Args:
        text: the question. scene: the conversation and how the music stands.
        sounded: hits of the last bar by layer.
    """
    plain = " ".join(text.lower().replace("\u2019", "'").rstrip(" ?!.").split())
    plain = re.sub(r"\b(what|where|how|who)'s\b", r"\1 is", re.sub(r"\bwhats\b", "what is", plain))
    clauses = clauses_of(lexemes_of(words_of(plain), scene.config.layers))
    named = [one for clause in clauses for one in (*clause.layers, *clause.spared) if one != "all"]
    layers = meant(scene.config, named)
    if not layers and re.search(r"\b(?:it|that|they|them)\b", plain) and scene.talk.turns:
        layers = scene.talk.turns[-1].layers()
    qualities = [one for clause in clauses for one in clause.qualities]
    qualities += [one for clause in clauses for one, _ in clause.leans]
    if CHANGED.search(plain):
        return changed_words(scene)
    if BUSY.search(plain):
        return _busy(scene, sounded)
    if HITS.search(plain):
        return _hits(layers if named else [], sounded)
    if LENGTH.search(plain):
        return _length(scene)
    if UNTIL.search(plain) and not re.search(r"\b(?:record|session|phrase|note|notes)\b", plain):
        told = _until(plain, layers, scene)
        if told is not None:
            return told
    if LEFT.search(plain) and not layers:
        return _left(scene)
    of_layers = set(qualities) - {"tempo", "energy", *"SEDH"}
    if VALUE.search(plain) and of_layers and (told := _value(qualities, layers, scene)):
        return told
    if PLANS.search(plain) and not re.search(r"\b(?:how (?:do|can)|explain|mean|cancel)\b", plain):
        return planned_words(scene)
    if WHY.search(plain):
        return _why(plain, layers if named or layers else [], qualities, scene)
    return None


def planned_words(scene: Scene) -> str:
    """List the plans: what each does, at which bar, in how many bars."""
    items = scene.state.agenda[:MOST_TOLD]
    return f"planned: {'; '.join(plan_told(item, scene) for item in items)}" if items else "planned: nothing"


def plan_told(item: Planned, scene: Scene) -> str:
    """Return a plan in words: what it does, in which bar, and in how many bars."""
    if item.watch is not None:
        return f"{item.id}: {watch_words(item.watch)}"
    again = "" if item.every_bars is None else f", then every {item.every_bars} bars"
    return f"{item.id}: {_act(item)} at bar {item.at_bar + 1}, {_far(item.at_bar, scene)}{again}"


def _act(item: Planned) -> str:
    command = item.wish.command
    named = [str(getattr(command, name)) for name in ("action", "layer", "path", "name") if getattr(command, name, "")]
    value = getattr(command, "to", None)
    numbers = [f"to {command.bpm:g}"] if command.command == "tempo" else []
    numbers += [f"to {value:g}"] if isinstance(value, (int, float)) else []
    bars = getattr(command, "bars", None)
    numbers += [f"for {bars} bars"] if bars and command.command != "fill" else []
    word = {"transport": "", "set": ""}.get(command.command, command.command)
    return " ".join(one for one in (word, *named, *numbers) if one)


def _far(bar: int, scene: Scene) -> str:
    left = bar - scene.sounding
    return "now" if left <= 0 else "in 1 bar" if left == 1 else f"in {left} bars"


def _said(layer: str) -> str:
    return LAYER_WORDS.get(layer, layer)


def _hits(layers: Sequence[str], sounded: Mapping[str, int]) -> str:
    told = {layer: sounded.get(layer, 0) for layer in (layers or sounded)}
    each = ", ".join(f"{_said(layer)} {count}" for layer, count in told.items())
    return f"in the last bar: {each}" if layers else f"{sum(sounded.values())} hits in the last bar: {each}"


def _busy(scene: Scene, sounded: Mapping[str, int]) -> str:
    most = sorted(sounded.items(), key=lambda one: -one[1])
    each = ", ".join(f"{_said(layer)} {count}" for layer, count in most if count)
    density = [
        f"{_said(name)} density {layer.density.target:.2f}" for name, layer in scene.config.layers.items()
        if layer.density is not None and sounded.get(name)
    ]
    fill = "; a fill sounds" if scene.state.stage.fill_bars != 0 else ""
    return (
        f"{sum(sounded.values())} hits in the last bar: {each or 'none'}; {', '.join(density[:2]) or 'no density'}; "
        f"energy {scene.config.energy:.2f}{fill}"
    )


def _length(scene: Scene) -> str:
    bars = scene.state.bar
    seconds = round(bars * 4 * SECONDS / scene.config.bpm)
    return f"{bars} bars so far, about {seconds // SECONDS}:{seconds % SECONDS:02d} at {scene.config.bpm:g} BPM"


def _until(plain: str, layers: Sequence[str], scene: Scene) -> str | None:
    """Return how long it takes until a layer is back, a plan is due, or the next section begins."""
    stage = scene.state.stage
    back = bool(re.search(r"\b(?:back|return\w*|again|out|off|muted|gone|silent)\b", plain))
    if layers and back:
        for hold in stage.mutes:
            if hold.layer in layers:
                if hold.bars_left:
                    bar = scene.state.bar + hold.bars_left + 1
                    return f"{_said(hold.layer)}: back in {hold.bars_left} bars, at bar {bar}"
                plans = [item for item in scene.state.agenda if _about_layer(item, [hold.layer])]
                forever = f"{_said(hold.layer)} is muted until you bring it back"
                return f"planned: {plan_told(plans[0], scene)}" if plans else forever
    words = {
        "stop": "transport", "end": "transport", "fill": "fill", "fills": "fill", "switch": "scene", "scene": "scene",
        "load": "load", "change": "", "tempo": "tempo", "energy": "set", "mute": "mute",
    }
    kinds = [words[word] for word in plain.split() if word in words]
    items = [
        item for item in scene.state.agenda if item.watch is None and (
            (kinds and item.wish.command.command in kinds)
            or _about_layer(item, layers)
        )
    ]
    if items:
        return f"planned: {plan_told(min(items, key=lambda one: one.at_bar), scene)}"
    place = place_in(scene.state)
    if place is not None and not layers:
        left = place.of - place.bar
        return f"{place.name}, {left} bars left{f', then {place.next}' if place.next else ''}"
    if kinds or (layers and back):
        end = end_of(scene, list(layers)) if layers else None
        return "nothing of that is planned" if end is None else f"in {end - scene.state.bar} bars"
    return None


def _about_layer(item: Planned, layers: Sequence[str]) -> bool:
    command = item.wish.command
    return (getattr(command, "layer", "") or getattr(command, "path", "").split(".")[0]) in layers


def _why(plain: str, layers: Sequence[str], qualities: Sequence[str], scene: Scene) -> str | None:
    """Return why a layer is silent or why a number moved: who asked for it."""
    stage, state = scene.state.stage, scene.state
    ends = tuple(end for one in qualities for end in PATHS.get(one, ()))
    if layers and SILENT.search(plain) and not (ends and LOUD.search(plain)):
        told = []
        for layer in layers:
            held = next((hold for hold in stage.mutes if hold.layer == layer), None)
            if held is not None:
                rest = f", back in {held.bars_left} bars" if held.bars_left else ""
                told.append(f"{_said(layer)} is muted{rest}{_asked_by(layer, scene)}")
            elif stage.solos and layer not in {hold.layer for hold in stage.solos}:
                told.append(f"{_said(layer)} is silent: {', '.join(_said(hold.layer) for hold in stage.solos)} soloed")
            elif layer in state.out:
                enters = scene.config.layers[layer].enters
                told.append(f"{_said(layer)} is out: energy {scene.config.energy:.2f} is below {enters:.2f}")
            elif stage.drop_bars and layer.startswith(("kick", "bass")):
                told.append(f"{_said(layer)} is out for the drop, {stage.drop_bars} bars more")
            elif scene.config.layers[layer].muted:
                told.append(f"{_said(layer)} is muted in the config")
            else:
                enters = scene.config.layers[layer].enters
                by = f", it enters at energy {enters:g} and that is {scene.config.energy:.2f}" if enters else ""
                told.append(f"{_said(layer)} is not muted{by}{_last_about(layer, scene)}")
        return "; ".join(told)
    if ends and MOVED.search(plain):
        for turn in reversed(scene.talk.turns):
            moved = {path: level for path, level in turn.goals().items() if path.endswith(ends)}
            if moved:
                path, level = next(iter(moved.items()))
                start = turn.starts().get(path, level)
                return f'you asked "{turn.said}": {path} {_shown(start)} to {_shown(level)}'
        return f"nothing changed it in this talk; {', '.join(_now(end, scene) for end in ends[:1])}"
    return None


def _now(end: str, scene: Scene) -> str:
    level = level_of(scene.config, end) if not end.startswith(".") else None
    return f"{end} is {_shown(level)}" if level else "see :agenda and :why"


def _shown(level: Sequence[float]) -> str:
    return "/".join(f"{round(one, 3):g}" for one in level)


def _asked_by(layer: str, scene: Scene) -> str:
    turn = _about(layer, scene)
    return "" if turn is None else f' (you asked "{turn.said}")'


def _last_about(layer: str, scene: Scene) -> str:
    turn = _about(layer, scene)
    return _ruled(layer, scene) if turn is None else f'; the last about it was "{turn.said}"'


def _ruled(layer: str, scene: Scene) -> str:
    """Return which rules a layer plays by; that it plays when they let it where none is set."""
    rules = value_words(read(scene.config, f"{layer}.conditions")) if scene.config.layers[layer].conditions else ""
    return f"; it plays {rules}, where all of that holds" if rules else "; it plays when its rules let it"


def _about(layer: str, scene: Scene) -> Turn | None:
    return next((turn for turn in reversed(scene.talk.turns) if layer in turn.layers()), None)


def changed_words(scene: Scene) -> str:
    """List what this conversation has changed and not taken back."""
    told: dict[str, str] = {}
    for turn in scene.talk.turns:
        for path, start in turn.starts().items():
            first = told.get(path, f"{path} {_shown(start)}").partition(" to ")[0]
            now = level_of(scene.config, path)
            told[path] = f"{first} to {_shown(now or turn.goals()[path])}"
    parts = list(told.values())
    stage = scene.state.stage
    parts += [f"{_said(hold.layer)} muted" for hold in stage.mutes]
    parts += [f"{_said(hold.layer)} soloed" for hold in stage.solos]
    parts += [f"scene {name} saved" for name in scene.talk.saved]
    parts += [plan_told(item, scene) for item in scene.state.agenda[:MOST_TOLD]]
    return "; ".join(parts) or "nothing yet"


def _left(scene: Scene) -> str | None:
    """Return how long what is held goes on, or the next plan."""
    held = [hold for hold in (*scene.state.stage.mutes, *scene.state.stage.solos) if hold.bars_left]
    if held:
        return "; ".join(f"{_said(hold.layer)}: {hold.bars_left} bars left" for hold in held)
    items = [item for item in scene.state.agenda if item.watch is None]
    return f"next: {plan_told(min(items, key=lambda one: one.at_bar), scene)}" if items else None


def _value(qualities: Sequence[str], layers: Sequence[str], scene: Scene) -> str:
    """Return where the numbers of a quality stand, of some layers or of all that differ."""
    told: list[str] = []
    for end in (one for quality in qualities for one in PATHS.get(quality, ())):
        paths = [f"{layer}{end}" for layer in (layers or scene.config.layers)] if end.startswith(".") else [end]
        levels = {path: level for path in paths if (level := level_of(scene.config, path)) is not None}
        told += [f"{path} {_shown(level)}" for path, level in levels.items()]
        if levels:
            break
    return ", ".join(told[:MOST_TOLD])
