"""What plays, how it stands, and is everything healthy? Two lines at the top, and the hints at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.outcome_words import value_words
from sequencer.console.paint import clean

if TYPE_CHECKING:
    from engine.control import Snapshot
    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

US_PER_MS = 1000.0
LATE_US = 1000.0
"""Later than this is shown as trouble (docs/rules.md#deadlines)."""
WORDS_HINT = " Tab hands  F1 help  F2 play  F3 fill  F7 undo  Alt+1-9 mute  ^X panic"
HANDS_HINT = " Tab words  space play  f fill  1-9 mute  u undo  -/+ nudge  ^X panic"
PREFIXES = {"solo": "solo which layer? 1-9", "recall": "recall which scene? 1-9", "save": "save as which scene? 1-9"}


def header_lines(view: StageView) -> list[Line]:
    """Return the two lines at the top."""
    snapshot = view.snapshot
    mode: Fragment = (f"class:{view.mode}", f" {view.mode.upper()} ")
    if view.link == "gone" or snapshot is None:
        text = f" no session {clean(view.name)} answers; it is looked for again (techno play starts one) "
        return [(mode, ("class:trouble", text)), (("class:dim", _last_known(snapshot)),)]
    return [_transport(view, snapshot, mode), _health(snapshot)]


def _last_known(snapshot: Snapshot | None) -> str:
    if snapshot is None:
        return ""
    bar = "" if snapshot.bar is None else f", bar {snapshot.bar + 1}"
    return f" last seen: {clean(snapshot.config)}{bar}, {snapshot.bpm:.5g} BPM"


def _transport(view: StageView, snapshot: Snapshot, mode: Fragment) -> Line:
    play, stop = (">", "#") if view.ascii_only else ("▶", "■")
    line: list[Fragment] = [mode, ("", " ")]
    if view.link == "slow":
        line += [("class:trouble", " the session does not answer "), ("", " ")]
    if snapshot.playing:
        line.append(("class:play", f"{play} playing"))
    else:
        line.append(("class:stop", f"{stop} stopped"))
    bar = "-" if view.bar is None or view.previewed else str(view.bar.index + 1)
    beat = "-" if view.beat is None else str(view.beat + 1)
    line += [("", "  "), ("class:value", f"{bar}.{beat}"), ("", "  "), ("class:value", f"{snapshot.bpm:.5g} BPM")]
    line += [("", f"  {clean(snapshot.config)}")]
    if view.state is not None and view.state.frozen is not None:
        line.append(("class:mark", "  FROZEN"))
    if view.bar is not None and view.bar.fill:
        line.append(("class:mark", "  FILL"))
    if view.bar is not None and view.bar.rescued:
        line.append(("class:trouble", "  RESCUED"))
    line += [("", f"  clock {snapshot.clock}  "), *_recording(view, snapshot)]
    if view.model:
        line.append(("class:dim", f"  chat {clean(view.model)}" + (" ..." if view.chatting else "")))
    return tuple(line)


def _recording(view: StageView, snapshot: Snapshot) -> list[Fragment]:
    found = snapshot.recording
    if found is None:
        return [("class:dim", "not recorded")]
    if found.get("fault"):
        return [("class:trouble", "RECORDING FAULT")]
    dot = "*" if view.ascii_only else "●"
    take = found.get("take")
    return [("class:record", dot), ("", f" take {clean(str(take))}" if take else " rec")]


def _health(snapshot: Snapshot) -> Line:
    line: list[Fragment] = [("", " ")]
    for number, port in enumerate(snapshot.ports, start=1):
        state = {"none": "nowhere"}.get(port.state, port.state)
        trim = f" {port.trim_ms:+g} ms" if port.trim_ms else ""
        style = "class:good" if port.state == "open" else "class:trouble" if port.state == "lost" else "class:warn"
        line += [(style, f"{number} {clean(port.name)[:24]} {state}{trim}"), ("", "  ")]
    late = snapshot.lateness_us
    style = "class:trouble" if late.p99 > LATE_US else "class:good"
    line.append((style, f"late p99 {late.p99 / US_PER_MS:.2f} max {late.max / US_PER_MS:.2f} ms"))
    if late.late:
        line.append(("class:warn", f" ({late.late} over 1 ms)"))
    for count, what in (
        (snapshot.rescues, "rescued"), (snapshot.faults, "bars failed"), (snapshot.restarts, "players replaced"),
    ):
        if count:
            line.append(("class:warn" if what == "rescued" else "class:trouble", f"  {count} {what}"))
    return tuple(line)


def hint_line(view: StageView) -> Line:
    """Return the line below the input: a question, what a hand is about to do, or the keys."""
    if view.question:
        return (("class:question", f" {clean(view.question)}"),)
    if view.nudge is not None:
        nudge = view.nudge
        moved = f" {nudge.path} {value_words(nudge.before)} to {value_words(nudge.after)} "
        return (("class:mark", moved), ("", f" {nudge.effect}  Enter or Esc"))
    if view.prefix:
        return (("class:question", f" {PREFIXES[view.prefix]} "),)
    if view.chatting:
        return (("class:dim", " Esc cancels the chat"),)
    if view.mode == "hands":
        path = f" {view.path} " if view.path else ""
        return (("class:mark", path), ("class:dim", HANDS_HINT))
    return (("class:dim", WORDS_HINT),)
