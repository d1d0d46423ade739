"""What is so of the session: tempo, bar, section, energy, what was done, what is saved, locked, recorded, loaded?"""

from __future__ import annotations

import re
from math import isclose
from typing import Final

from agent.offline.asked.now import (
    MOST_STEPS,
    MOST_TOLD,
    Now,
    bars,
    history,
    last_about,
    said,
    shown,
    step_words,
)
from agent.offline.moods import MOODS
from agent.offline.talk.turns import level_of
from engine.commands import Mark
from engine.config import MAX_SCENES
from engine.jam import budget_words
from engine.parameters import parameter
from engine.state import MAX_UNDO
from engine.timebase import STEPS_PER_BAR

STEM: Final = 7
SECONDS: Final = 60
BEATS: Final = 4
NUMBER: Final = re.compile(r"\b\d{2,3}(?:\.\d+)?\b")
TEMPI: Final = (40.0, 300.0)
GOALS: Final = {"S": "syncopation", "E": "entrainment", "H": "entropy", "D": "dispersion"}


def tempo(now: Now) -> str:
    """Tell the tempo, whether it is the one that is asked about, and whether it moves."""
    bpm = now.config.bpm
    told = f"{bpm:g} BPM"
    numbers = [float(one) for one in NUMBER.findall(now.asked) if TEMPI[0] <= float(one) <= TEMPI[1]]
    if len(numbers) == 1:
        told = f"{'yes' if isclose(numbers[0], bpm) else 'no'}, {told}"
    return f"{told}; {history(now, 'bpm')}"


def lasted(now: Now) -> str:
    """Tell how long it has played, or how long the bars take that are named."""
    counted = re.search(r"\b(\d+) bars?\b", now.asked)
    count = int(counted[1]) if counted else now.state.bar
    seconds = round(count * BEATS * SECONDS / now.config.bpm)
    long = f"{seconds // SECONDS}:{seconds % SECONDS:02d} minutes" if seconds >= SECONDS else f"{seconds} seconds"
    return f"{bars(count)}{'' if counted else ' so far'}, about {long} at {now.config.bpm:g} BPM"


def lengths(now: Now) -> str:
    """Tell how long a beat, a step and a bar last, and how many bars a minute and an hour hold."""
    beat = SECONDS / now.config.bpm
    per_minute = SECONDS / (beat * BEATS)
    return (
        f"at {now.config.bpm:g} BPM a beat lasts {beat * 1000:.0f} ms, a step {beat * 250:.0f} ms, "
        f"a bar {beat * BEATS:.2f} s; {per_minute:g} bars a minute, {per_minute * SECONDS:g} an hour"
    )


def bar(now: Now) -> str:
    """Tell which bar it is, and where it stands in its phrase."""
    return f"bar {now.bar}, {place(now)}"


def place(now: Now) -> str:
    """Tell the place of the bar in its phrase, and when the next begins."""
    length = now.config.phrase.bars
    at = (now.bar - 1 - now.state.anchor) % length
    line = now.bar + length - at
    return f"bar {at + 1} of {length} in the phrase; the next phrase line is bar {line}, in {bars(length - at)}"


def energy(now: Now) -> str:
    """Tell the energy, what is out by it, whether more is left, and what changed it."""
    value = now.config.energy
    out = ", ".join(said(layer) for layer in now.state.out)
    room = "that is the top, no more is left" if value >= 1.0 else f"{1.0 - value:.2f} more to the top"
    return f"energy {value:.2f} of 1: {room}; out by it: {out or 'nothing'}; {history(now, 'energy')}"


def latest(now: Now) -> str:
    """Tell what the last wish changed, and what moves by itself."""
    undo = now.state.undo
    own = _own_moves(now)
    if not undo:
        return f"no wish has changed anything yet; {own}"
    return f'the last change: {step_words(undo[-1])}; "undo" takes it back; {own}'


def changed(now: Now) -> str:
    """List the last wishes and what each changed, the last one last."""
    undo = now.state.undo[-MOST_STEPS:]
    if not undo:
        return f"no wish has changed anything yet; {_own_moves(now)}"
    return f"changed, the last one last: {'; '.join(step_words(one) for one in undo)}; {_own_moves(now)}"


def _own_moves(now: Now) -> str:
    names = ", ".join(one.name for one in now.config.modulators)
    moves = f", and the modulators {names} move" if names else ""
    if now.state.frozen is not None:
        return "the bar is frozen and repeats"
    return f"by itself it renews figures on each phrase line, every {now.config.phrase.bars} bars{moves}"


def undone(now: Now) -> str:
    """Tell how many wishes can be taken back, which is the last, and which was taken back."""
    state = now.state
    if not state.undo:
        left = "nothing to undo"
    else:
        many = len(state.undo) > 1
        left = f"{len(state.undo)} step{'s' if many else ''} can be undone, first {step_words(state.undo[-1])}"
    if not state.redo:
        return f"{left}; nothing was taken back; {MAX_UNDO} steps are kept"
    return f'{left}; taken back last: {state.redo[-1].label}, "redo" brings it back; {MAX_UNDO} steps are kept'


def scenes(now: Now) -> str:
    """List the scenes that are saved, and the one that was recalled last."""
    names = ", ".join(one.name for one in now.state.scenes)
    recalled = next((one.label for one in reversed(now.state.undo) if one.label.startswith("scene recall")), "")
    return f"scenes: {names or 'none yet'}{f'; last: {recalled}' if recalled else ''}"


def most_scenes(now: Now) -> str:
    """Tell how many scenes there may be."""
    return f"up to {MAX_SCENES} scenes; {scenes(now)}"


def glides(now: Now) -> str:
    """Tell what is still on its way, and where it goes."""
    told = [
        f"{one.path} is on its way to {one.goal:g}{f', {bars(one.bars_left)} left' if one.bars_left else ''}"
        for one in now.state.glides
    ]
    morph = now.state.morph
    told += [f"the morph to {morph.scene} has {bars(morph.bars_left)} left"] if morph is not None else []
    last = f"; the last change: {step_words(now.state.undo[-1])}" if now.state.undo else ""
    return ("; ".join(told) or "nothing is on its way any more") + last


def marks(now: Now) -> str:
    """Tell the last mark of this conversation, and where all of them are kept."""
    told = [
        f"{one.request.name or 'a mark'} at bar {turn.before.bar + 1}"
        for turn in now.scene.talk.turns for one in turn.asked if isinstance(one.request, Mark)
    ]
    kept = "marks are kept in the recording: `techno sessions NIGHT` lists them"
    return f"marked here: {', '.join(told[-MOST_TOLD:])}; {kept}" if told else f"no mark was asked for here; {kept}"


def locks(now: Now) -> str:
    """Tell which layers are locked, and whether the bar is frozen."""
    held = now.state.stage.locks
    frozen = "; the bar is frozen and repeats" if now.state.frozen is not None else ""
    each = "; ".join(f"{said(layer)} is {'locked' if layer in held else 'not locked'}" for layer in now.layers)
    every = f"locked: {', '.join(said(layer) for layer in held) or 'nothing'}"
    guard = "; the guard keeps ghosts and shifts off the kick" if now.config.guard.kick_immutable and (
        "kick" in now.layers) else ""
    return f"{each or every}{guard}{frozen}"


def frozen(now: Now) -> str:
    """Tell whether the bar repeats, and whether the arc is held."""
    bar_held = now.state.frozen
    told = f"bar {bar_held.bar + 1} is frozen and repeats" if bar_held is not None else "nothing is frozen"
    arc = now.state.arc
    return f"{told}; the section is {'held' if arc is not None and arc.held else 'not held'}"


def jam(now: Now) -> str:
    """Tell who steers: whether the bandmate jams, within which budget, and what moves anyway."""
    found = now.state.jam
    if found is not None:
        return f"the jam is on, {found.mode}: {budget_words(found)}; :jam off ends it"
    moving = ", ".join(f"{one.name} ({one.param_path})" for one in now.config.modulators)
    return (
        "the jam is off: you steer, nothing is changed unasked but figures on phrase lines"
        f"{f' and what modulators move: {moving}' if moving else ''}"
    )


def recording(now: Now) -> str:
    """Tell whether it is recorded, and whether it plays."""
    found = now.snapshot.recording
    plays = "playing" if now.scene.playing else "stopped"
    if found is None or found.get("folder") is None:
        return f"{plays}; nothing is recorded"
    take = found.get("take")
    return f"{plays}, recording to {found.get('folder')}{f', take {take}' if take else ''}"


def loaded(now: Now) -> str:
    """Tell which groove plays, and what kind it is."""
    config = now.config
    about = f": {config.description}" if config.description else ""
    style = f", style {config.style}" if config.style else ""
    name = now.state.name or "a groove without a name"
    return f"{name}{style}{about}; {config.bpm:g} BPM, energy {config.energy:.2f}"


def goals_told(now: Now) -> str:
    """Tell the scores that are asked about, all four where none is, and their bands."""
    wanted = [letter for letter, name in GOALS.items() if now.says(rf"{letter.lower()}|{name[:STEM]}\w*")]
    scores, told = now.snapshot.scores, []
    for letter in wanted or GOALS:
        band = now.snapshot.goals.get(letter)
        value = "no bar has sounded yet" if scores is None else f"{scores[letter]:.2f}"
        goal = f"{letter} goal {band[0]:.2f} to {band[1]:.2f}" if band is not None else f"no goal for {letter}"
        told.append(f"{GOALS[letter]}: {value}, {goal}")
    return "; ".join(told)


def key(now: Now) -> str:
    """Tell that drums have no key, and which notes are sent."""
    notes = ", ".join(f"{said(name)} {layer.note}" for name, layer in now.config.layers.items())
    return f"no key: these are drums, each on one MIDI note ({notes}), so any key goes with them"


def meter(now: Now) -> str:
    """Tell the metre, and the cycles of layers that differ from it."""
    other = [f"{said(name)} {layer.steps}" for name, layer in now.config.layers.items() if layer.steps != STEPS_PER_BAR]
    cycles = f"cycles of another length: {', '.join(other)} steps" if other else "every layer's cycle has 16"
    return f"4/4 always, 16 steps a bar; {cycles}; a cycle of another length runs across it, `:set hat_c.steps 12`"


def moods(_now: Now) -> str:
    """List moods that are known."""
    return f"moods, to be said as they are: {', '.join(sorted(MOODS)[:40])}"


def layers(now: Now) -> str:
    """List the layers of the groove."""
    return f"layers: {', '.join(said(layer) for layer in now.config.layers)}"


def modulators(now: Now) -> str:
    """Tell what moves by itself."""
    told = [f"{one.name} moves {one.param_path} between {one.mod.min_val:g} and {one.mod.max_val:g}"
            for one in now.config.modulators]
    glides = [f"{one.path} is on its way to {one.goal:g}" for one in now.state.glides]
    return "; ".join([*glides, *told]) or "nothing moves by itself but figures, on phrase lines"


def before(now: Now) -> str:
    """Tell how what is asked about was before, when the talk began or before the last wish about it."""
    begun = now.scene.talk.began
    told = []
    for path, name in (("bpm", "tempo|bpm|fast|slow"), ("energy", "energy")):
        if now.says(name):
            level = level_of(begun.config, path) if begun is not None else None
            was = f", {shown(level)} when we began to talk" if level else ""
            told.append(f"{path} is {shown(level_of(now.config, path) or ())} now{was}; {history(now, path)}")
    told += [f"{said(layer)}: {last_about(now, layer) or 'no wish has changed it'}" for layer in now.layers]
    return "; ".join(told)


def who(_now: Now) -> str:
    """Tell who answers."""
    return "the offline chat of the Techno Rhythm Engine: I play drums by rules, and answer what is asked of them"


def judged(now: Now) -> str:
    """Tell what is measured where a judgement is asked for."""
    hits = f"{sum(now.sounded.values())} hits in the last bar, {now.config.bpm:g} BPM, energy {now.config.energy:.2f}"
    return f"that is for your ears to judge; what I can measure: {hits}; {goals_told(now)}"


def tempi(now: Now) -> str:
    """Tell between which tempi it plays."""
    known = parameter(now.config, "bpm")
    ends = f"{known.low:g} to {known.high:g} BPM; now " if known is not None and known.low and known.high else ""
    return f"{ends}{tempo(now)}"


def seed(now: Now) -> str:
    """Tell the seed that all chance is drawn from."""
    return f"seed {now.state.seed}, from which all chance of this session is drawn"


def overview(now: Now) -> str:
    """Tell how all stands in a line."""
    hits = f"{sum(now.sounded.values())} hits in the last bar"
    plans = f"{len(now.state.agenda)} planned"
    plays = "playing" if now.scene.playing else "stopped"
    return f"{plays}, {bar(now)}; {now.config.bpm:g} BPM, {hits}; energy {now.config.energy:.2f}; {plans}"
