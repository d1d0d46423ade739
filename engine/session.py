"""The whole musical mind: from a state and the wishes that reached it to the next bar and the next state.

`next_bar` is a pure function. Rendering a file, replaying a journal and playing live all call it, so the same config,
seed and wishes make the same bars, wherever and whenever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.altered import altered
from engine.arc import begun, energy_at, missed_scene, place_in, set_forth
from engine.bar import Bar, Scores
from engine.by_hand import still_paths
from engine.cc_lanes import controls_between, lanes_of
from engine.compose import FRESH, compose, remembered
from engine.controller import judged, out_of_reach
from engine.energy import kept_still, unguarded
from engine.errors import BarFailed
from engine.glides import advance
from engine.goals import goals
from engine.guard import backbone_of, guarded_entrainment, needs_rescue, rescued
from engine.held_by import told
from engine.holds import after_bar, silent, soloed
from engine.kit import filled
from engine.layers import parts_of
from engine.modulators import modulated, started
from engine.near_kick import since_last
from engine.parameters import canonical, read, write
from engine.performance import perform
from engine.phrase import moment_of
from engine.scores import dispersion, entrainment, entropy, syncopation
from engine.state import MEANING_NOW, TEMPO_IN_HAND, Figure, SessionState
from engine.timebase import BAR_TICKS, STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bar import Outcome
    from engine.commands import Wish
    from engine.config import Config
    from engine.layers import Part
    from engine.performance import Performance
    from engine.state import SceneShot


def start(
    config: Config, *, seed: int | None = None, bpm: float | None = None, meaning: int = MEANING_NOW, name: str = ""
) -> SessionState:
    """Return the state before the first bar.

    Args:
        config: of the session; what it leaves out is filled in.
        seed: of every draw; the config's when left out.
        bpm: tempo 20..300; the config's when left out.
        meaning: of config and wishes: 1 to replay a journal of version 0.1.0.
        name: of the config, for people.
    """
    config = filled(config)
    scenes: tuple[SceneShot, ...] = ()
    if config.scenes:
        from engine.config_scenes import of_config  # noqa: PLC0415 - as in _entered

        config, scenes = of_config(config)
    if bpm is not None:
        config = write(config, "bpm", float(bpm))
    arc = begun(config, 0) if config.arc is not None and config.arc.on else None
    if arc is not None and config.arc is not None:
        config = write(config, "energy", energy_at(config.arc.sections[0], 0))
    return SessionState(
        config=config, seed=config.seed if seed is None else seed, modulators=started(config), scenes=scenes,
        meaning=meaning, name=name,
        arc=arc,
    )


def next_bar(state: SessionState, wishes: Sequence[Wish] = ()) -> tuple[SessionState, Bar]:
    """Return the state after the next bar, and that bar.

    Args:
        state: before the bar.
        wishes: in their order of arrival; each is answered by an outcome in this bar or, while it glides, in every bar.

    Raises:
        BarFailed: the bar could not be made; the state given is still good.
    """
    try:
        return _made(state, wishes)
    except Exception as cause:  # whatever it is, the player plays an earlier bar again
        raise BarFailed(state.bar, state.seed, cause) from cause


def apply(state: SessionState, wishes: Sequence[Wish]) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Return the state with wishes applied at once and in full, as a stopped transport does, and their outcomes."""
    from engine.overruled import may_be_rebuilt, overruled  # noqa: PLC0415 - see _entered
    from engine.wishes import instant, take  # noqa: PLC0415 - likewise

    taken, outcomes = take(state, wishes)
    there, answers = instant(taken, outcomes)
    answers = overruled(there, answers)
    if any(may_be_rebuilt(outcome) for outcome in answers):
        answers = _foreheard(there, answers)
    return there, answers


def _foreheard(state: SessionState, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Return outcomes of a stopped session that name what the next bar would make of them: a guard, a density."""
    try:
        moved, _ = _entered(state, ())
        return _composed(moved, outcomes)[1].outcomes if moved.frozen is None else outcomes
    except Exception:  # noqa: BLE001 - a bar that cannot be made is told when it is to be played
        return outcomes


def entered(state: SessionState, wishes: Sequence[Wish]) -> SessionState:
    """Return the state as the bar is made from it: wishes taken, glides and modulators moved into the bar."""
    return _entered(state, wishes)[0]


def _entered(state: SessionState, wishes: Sequence[Wish]) -> tuple[SessionState, tuple[Outcome, ...]]:
    taken: SessionState = state
    answers: tuple[Outcome, ...] = ()
    if wishes or (state.agenda and state.agenda[0].at_bar <= state.bar):
        # Rendering takes no wishes, and what they need costs a tenth of its start; the player loads it warming up.
        from engine.wishes import take  # noqa: PLC0415 - said above

        taken, answers = take(state, wishes, playing=True)
    led = {glide.path for glide in taken.glides} | still_paths(taken.config, taken.stage.locks)
    followed = any(wish.author == "clock" for wish in wishes)
    if followed:
        led |= {"bpm"}
    moved, progress = advance(taken)
    if moved.config.modulators:
        config, positions = modulated(moved.config, moved.modulators, seed=state.seed, bar=state.bar, led=led)
        moved = altered(moved, config=config, modulators=positions)
    if moved.frozen is None:
        moved = set_forth(moved)
        answers = (*answers, *missed_scene(moved)) if moved.arc is not None else answers
        if followed and moved.config.bpm != taken.config.bpm and state.meaning >= TEMPO_IN_HAND:
            moved = altered(moved, config=write(moved.config, "bpm", taken.config.bpm))
    return moved, (*answers, *progress)


def _made(state: SessionState, wishes: Sequence[Wish]) -> tuple[SessionState, Bar]:
    moved, outcomes = _entered(state, wishes)
    after, bar = _repeated(moved, outcomes) if moved.frozen is not None else _composed(moved, outcomes)
    if after.agenda and after.agenda[-1].watch is not None:
        from engine.watching import noted  # noqa: PLC0415 - as in _entered

        after = noted(after, bar)
    if after.jam is not None:
        from engine.jam import announced  # noqa: PLC0415 - as in _entered

        after, said = announced(after, bar)
        bar = altered(bar, outcomes=(*bar.outcomes, *said)) if said else bar
    controls = controls_between(state, moved)
    return after, altered(bar, controls=controls) if controls else bar


def _composed(state: SessionState, outcomes: tuple[Outcome, ...]) -> tuple[SessionState, Bar]:
    config = state.config
    music = compose(state, config)
    masks, ghosts = music.figure.masks, music.figure.ghosts
    backbone = backbone_of(music.parts, masks)
    eased = state.eased or music.fill
    excused = music.fill or unguarded(state)
    rescue = needs_rescue(config, backbone, state.backbone, fill=excused, eased=eased)
    if rescue:
        cycles = {draft.part.name: draft.stages[0][1] for draft in music.drafts}
        plain = rescued(music.parts, masks, cycles, config.guard.min_E)
        rescue = plain != masks
        masks, ghosts = plain, {name: ghost & plain[name] for name, ghost in ghosts.items() if ghost & plain[name]}
        backbone = backbone_of(music.parts, masks)
    rebuilt, why = [], ""
    if rescue and outcomes:
        value = guarded_entrainment(backbone_of(music.parts, music.figure.masks), state.backbone, eased=eased)
        rebuilt = [name for name, mask in masks.items() if mask != music.figure.masks[name]]
        why = f"the guard rebuilds this: E {value:.2f} < {config.guard.min_E:.2f}"
    generations = {draft.part.name: draft.generation for draft in music.drafts}
    last_ticks = {draft.part.name: draft.memory.last_tick for draft in music.drafts}
    played = perform(
        music.parts, masks, ghosts, config=config, bpm=config.bpm, moment=music.moment, generations=generations,
        last_ticks=last_ticks, seed=state.seed, bar=state.bar, start_tick=state.tick,
        together=state.meaning > 1,
    )
    scores = _scores(music.parts, masks, backbone, state.backbone, played)
    control = judged(music.control, scores, goals(config.targets), plain=music.plain and not rescue)
    if state.out:
        control, held_by = kept_still(state.control, scores, goals(config.targets), state)
    else:
        if music.touch is not None:
            control, outcomes = told(state, music.touch, control, scores, outcomes)
        held_by = tuple(control.held_by.items())
    densities = _densities(config, masks)
    if outcomes:
        from engine.overruled import Heard, overruled  # noqa: PLC0415 - see _entered

        heard = Heard(rebuilt, why, dict(densities), scores.timing_random_ms)
        outcomes = overruled(state, outcomes, heard)
    layers = dict(state.layers)
    for draft in music.drafts:
        name = draft.part.name
        layers[name] = remembered(draft, masks[name], played.last_ticks[name], plain=music.plain)
    bar = Bar(
        index=state.bar, start_tick=state.tick, bpm=config.bpm, events=played.events, scores=scores, outcomes=outcomes,
        rescued=rescue, fill=music.fill, muted=_muted(state, config), soloed=soloed(state.stage),
        parameters=_modulated_values(config), densities=densities, out_of_reach=out_of_reach(control),
        held_by=held_by, energy=config.energy, section=place_in(state), out=state.out,
    )
    after = altered(
        state, bar=state.bar + 1, tick=state.tick + BAR_TICKS, layers=layers, control=control,
        stage=after_bar(state.stage), backbone=backbone, figure=Figure(masks, ghosts), sounded=config, eased=music.fill,
    )
    return after, bar


def _repeated(state: SessionState, outcomes: tuple[Outcome, ...]) -> tuple[SessionState, Bar]:
    """Play the frozen bar again: its steps and sound, with fresh microtiming, at the tempo of now."""
    frozen = state.frozen
    if frozen is None:
        raise AssertionError("nothing is frozen")
    config, masks = frozen.config, frozen.figure.masks
    parts = [part for part in parts_of(config, state.meaning) if part.name in masks]
    names = [part.name for part in parts]
    memories = {name: state.layers.get(name, FRESH) for name in names}
    played = perform(
        parts, masks, frozen.figure.ghosts, config=config, bpm=state.config.bpm,
        moment=moment_of(config, state.seed, frozen.bar, frozen.anchor),
        generations={name: memory.generation for name, memory in memories.items()},
        last_ticks={name: memory.last_tick for name, memory in memories.items()},
        seed=state.seed, bar=state.bar, start_tick=state.tick,
        together=state.meaning > 1,
    )
    backbone = backbone_of(parts, masks)
    if outcomes:
        from engine.overruled import overruled  # noqa: PLC0415 - see _entered

        outcomes = overruled(state, outcomes)
    layers = dict(state.layers)
    for name, memory in memories.items():
        layers[name] = altered(
            memory, last_tick=played.last_ticks[name], since_hit=since_last(masks[name], memory.since_hit)
        )
    bar = Bar(
        index=state.bar, start_tick=state.tick, bpm=state.config.bpm, events=played.events,
        scores=_scores(parts, masks, backbone, state.backbone, played), outcomes=outcomes,
        muted=_muted(state, config), soloed=soloed(state.stage), parameters=_modulated_values(state.config),
        densities=_densities(config, masks), out_of_reach=out_of_reach(state.control),
    )
    after = altered(
        state, bar=state.bar + 1, tick=state.tick + BAR_TICKS, layers=layers, backbone=backbone,
        stage=after_bar(state.stage, frozen=True),
    )
    return after, bar


def _scores(
    parts: Sequence[Part], masks: Mapping[str, int], backbone: int, previous: int | None, played: Performance
) -> Scores:
    voices = {"K": 0, "M": 0, "C": 0}
    for part in parts:
        voices[part.voice] |= masks[part.name]
    kick, middle, cymbal = voices.values()
    sounding = (kick, middle, cymbal)
    return Scores(
        entrainment(backbone, previous), syncopation(kick, middle, cymbal), dispersion(sounding), entropy(sounding),
        played.timing_ms, played.timing_random_ms,
    )


def _muted(state: SessionState, config: Config) -> tuple[str, ...]:
    """Return the layers that do not sound under the performer's hands, and the controllers that are muted by name."""
    held = {hold.layer for hold in state.stage.mutes}
    lanes = [modulator.name for _, modulator in lanes_of(config.modulators) if modulator.name in held]
    return (*silent(state.stage, config.layers), *lanes)


def _modulated_values(config: Config) -> tuple[tuple[str, float], ...]:
    found = []
    for modulator in config.modulators:
        if modulator.cc is not None:
            continue
        value = read(config, canonical(modulator.param_path))
        if isinstance(value, (int, float)):
            found.append((modulator.param_path, float(value)))
    return tuple(found)


def _densities(config: Config, masks: Mapping[str, int]) -> tuple[tuple[str, float], ...]:
    return tuple((name, masks.get(name, 0).bit_count() / STEPS_PER_BAR) for name in config.layers)
