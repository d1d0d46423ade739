"""How are outcomes and snapshots worded on a screen: one line, rounded, counted from 1?"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from engine.bands import SCORES
from engine.clock_words import clock_line
from engine.control import WELL
from engine.outcome_words import value_words
from engine.plain_text import printable
from engine.watching import watch_words
from sequencer.console.plans import wish_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from engine.config import Config
    from engine.control import Moved, PortStatus, Snapshot
    from engine.state import Planned, SessionState, UndoStep
    from engine.why import Explanation


US_PER_MS: Final = 1000.0


def status_lines(snapshot: Snapshot) -> list[str]:
    """Describe a session's state, for people."""
    bar = "before its first bar" if snapshot.bar is None else f"bar {snapshot.bar + 1}"
    moves = "playing" if snapshot.playing else "stopped"
    lines = [
        f"{moves}: {printable(snapshot.config)}, {bar}, {snapshot.bpm:g} BPM, clock {snapshot.clock}",
        printable(snapshot.verdict or WELL),
    ]
    if snapshot.sync.source != "own" or snapshot.sync.shift_ms:
        lines.append(f"time: {clock_line(snapshot)}")
    if snapshot.scores is not None:
        lines.append("scores: " + _scores(snapshot))
    lines += [_port_line(number, port) for number, port in enumerate(snapshot.ports, start=1)]
    late = snapshot.lateness_us
    lines.append(
        f"lateness: p50 {_ms(late.p50)}, p99 {_ms(late.p99)}, p99.9 {_ms(late.p99_9)}, max {_ms(late.max)} ms; "
        f"{late.late} later than 1 ms"
    )
    if snapshot.realtime:
        granted = snapshot.realtime
        lines.append(f"player: priority {granted.get('scheduler')}{_given(granted)}, pid {granted.get('pid')}")
    if snapshot.midi:
        lines.append(_midi_line(snapshot.midi))
    trouble = [
        f"{count} {what}"
        for count, what in (
            (snapshot.rescues, "bars rescued"), (snapshot.faults, "bars that could not be made"),
            (snapshot.restarts, "players replaced"),
        ) if count
    ]
    if trouble:
        lines.append(", ".join(trouble))
    recording = snapshot.recording
    lines.append("recording: off" if recording is None else f"recording: {recording.get('folder')}")
    return lines


def _ms(late_us: float) -> str:
    return f"{late_us / US_PER_MS:.2f}"


def _given(granted: Mapping[str, JsonValue]) -> str:
    by = granted.get("by")
    return f" from {by}" if by else ""


def _midi_line(midi: Mapping[str, JsonValue]) -> str:
    """Describe the way that messages take, and the state of the sender."""
    way = midi.get("way")
    if way not in {"jack", "alsa"}:
        return f"MIDI: {way}, each message at its moment"
    if not midi.get("running"):
        return f"MIDI: {way}, which is gone"
    found = f"MIDI: jack by the frame, {midi.get('period_frames')} frames at {midi.get('rate')} Hz"
    if way == "alsa":
        found = f"MIDI: alsa by the kernel's queue, {midi.get('rate')} looks a second, untried on hardware"
    if "scheduler" in midi:
        found += f", priority {midi['scheduler']}{_given(midi)}"
    if "late" in midi:
        found += f"; {midi['late']} late, {midi['dropped']} dropped"
    if way == "jack" and "late" in midi:
        found += f"; {midi['xruns']} xruns of JACK, {midi['own_xruns']} of ours"
    return found


def _scores(snapshot: Snapshot) -> str:
    scores = snapshot.scores or {}
    found = []
    for score in SCORES:
        heard, band = score.readings[0], snapshot.goals.get(score.letter)
        wanted = f" [{score.shown_band(band)}]" if band is not None and heard is score.bounded else ""
        found.append(f"{score.letter} {score.shown(scores[heard.key])}{wanted}")
    return "  ".join(found)


def why_lines(explanation: Explanation) -> Sequence[str]:
    """Return why a step sounds or not, for people, in one line."""
    sounds = "sounds" if explanation.sounds else "is silent"
    place = f"{explanation.layer} step {explanation.step + 1} of bar {explanation.bar + 1}"
    return [f"{place} {sounds}: " + "; ".join(printable(reason) for reason in explanation.reasons)]


def port_state(port: PortStatus) -> str:
    """Return how an output stands, in a word or two; one that waits for its port may never have had it."""
    return {"none": "nowhere", "lost": "not there"}.get(port.state, port.state)


def _port_line(number: int, port: PortStatus) -> str:
    trim = f", trim {port.trim_ms:+g} ms" if port.trim_ms else ""
    state = port_state(port)
    lead = f", placed by frame, {port.lead_ms:.0f} ms ahead" if port.lead_ms else ""
    latency = f", heard {round(port.latency_ms)} ms after its moment" if port.latency_ms else ""
    return f"output {number}: {printable(port.name)} ({state}){trim}{lead}{latency}"


def kit_words(port: PortStatus) -> str:
    """Describe the state of the built-in kit."""
    if port.state == "none" and not port.latency_ms:
        return "the built-in kit is silent"
    return f"you hear the {printable(port.name)}, {port.latency_ms:.0f} ms after each moment"


def port_lines(snapshot: Snapshot, config: Config) -> list[str]:
    """List the outputs of the layers, and how each is chosen."""
    lines = [_port_line(number, port) for number, port in enumerate(snapshot.ports, start=1)]
    named = [f"{layer} to {printable(found.port)}" for layer, found in config.layers.items() if found.port]
    named += [
        f"controller {one.name} to {printable(one.cc.port)}" for one in config.modulators if one.cc and one.cc.port
    ]
    lines.append(f"layers: {', '.join(named)}; the others to output 1" if named else "every layer goes to output 1")
    lines.append("outputs are chosen at the start with --port and --virtual; :set LAYER.port NAME sends a layer to one")
    return lines


def about_lines(snapshot: Snapshot) -> list[str]:
    """Name this program and its version, and the folders of its files."""
    try:
        name = f"Techno Rhythm Engine {version('techno-rhythm-engine')}"
    except PackageNotFoundError:
        name = "Techno Rhythm Engine"
    return [f"{name}, MIT licence", f"session {printable(snapshot.name)}, files in {printable(snapshot.out_folder)}"]


def agenda_lines(state: SessionState) -> list[str]:
    """List the plans, next first; bars count from 1."""
    if not state.agenda:
        return ["nothing is planned"]
    return [printable(_plan_words(item)) for item in state.agenda]


def _plan_words(item: Planned) -> str:
    if item.watch is not None:
        return f"{item.id}. {watch_words(item.watch)}"
    every = "" if item.every_bars is None else f", then every {item.every_bars} bars"
    author = "" if item.wish.author == "user" else f" ({item.wish.author})"
    return f"{item.id}. bar {item.at_bar + 1}{every}: {wish_words(item.wish.command)}{author}"


def history_lines(state: SessionState, steps: int) -> list[str]:
    """Return the last changes that can be undone, the newest first; at most that many."""
    newest = list(reversed(state.undo))[:steps]
    if not newest:
        return ["nothing has been changed that could be undone"]
    return [f"{number}. {_step_words(step)}" for number, step in enumerate(newest, start=1)]


def _step_words(step: UndoStep) -> str:
    changes = ", ".join(
        f"{change.path} {value_words(change.before)} to {value_words(change.after)}" for change in step.changes
    )
    return printable(f"{step.label}: {changes}" if changes else step.label)


def moved_words(action: str, moved: Moved, count_in: int = 0) -> str:
    """Say where the transport stands after an act, with so many bars of clicks before it."""
    where = "" if moved.bar is None else f" in bar {moved.bar + 1}"
    if count_in and moved.bar is None:
        return f"counting in, {count_in} bar{'' if count_in == 1 else 's'}"
    if action == "panic":
        return f"all notes are off{where}{'; the music plays on' if moved.playing else ''}"
    return f"{'playing' if moved.playing else 'stopped'}{where}"
