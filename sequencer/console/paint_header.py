"""What plays, how it stands, and is everything healthy? Two lines at the top, and the hints at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.clock_words import state_words
from engine.outcome_words import value_words
from engine.parameters import canonical, read
from sequencer.console.nudge import beside
from sequencer.console.paint import clean, width_of
from sequencer.console.paint_clock import bar_and_beat, section_and_rest
from sequencer.console.wording import port_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.control import Snapshot
    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

US_PER_MS = 1000.0
LATE_US = 1000.0
"""Later than this is shown as trouble (docs/rules.md#deadlines)."""
WORDS_HINT = " Tab hands  F1 help  F2 {act}  F3 fill  F7 undo  Alt+1-9 mute  ^X panic  :quit"
HANDS_HINT = " -/+ nudge  ^X panic  Tab words  F1 keys  space {act}  f fill  u undo"
PREFIXES = {"solo": "solo which layer? 1-9", "recall": "recall which scene? 1-9", "save": "save as which scene? 1-9"}


class Part(NamedTuple):
    """A piece of the header; the lower its rank, the longer it stays where there is little room."""

    rank: int
    fragment: Fragment


def packed(parts: Sequence[Part], width: int, *, ascii_only: bool) -> Line:
    """Return the pieces that have room, in their order; what is left out leaves a sign at the end."""
    kept = [part for part in parts if part.fragment[1]]
    sign: Fragment = ("class:dim", "  +" if ascii_only else "  …")
    left_out = False
    while kept and sum(width_of(part.fragment[1]) for part in kept) + 3 * left_out > width:
        kept.remove(max(reversed(kept), key=lambda part: part.rank))
        left_out = True
    return (*(part.fragment for part in kept), *((sign,) if left_out else ()))


def header_lines(view: StageView, width: int, *, clock: bool = False) -> list[Line]:
    """Return the two lines at the top.

    Args:
        view: what there is to see.
        width: in columns.
        clock: the clock's panel stands below, which has what follows and the energy; their room is left to the rest.
    """
    snapshot = view.snapshot
    mode: Fragment = (f"class:{view.mode}", f" {view.mode.upper()} ")
    if snapshot is None and view.link in {"opening", "here"}:
        return [(mode, ("class:dim", f" the stage opens on session {clean(view.name)} ")), ()]
    if view.link == "gone" or snapshot is None:
        text = f" no session {clean(view.name)} answers; it is looked for again (techno play starts one) "
        return [(mode, ("class:trouble", text)), (("class:dim", _last_known(snapshot)),)]
    return [
        packed(_transport(view, snapshot, mode, clock=clock), width, ascii_only=view.ascii_only),
        packed(_health(snapshot), width, ascii_only=view.ascii_only),
    ]


def _last_known(snapshot: Snapshot | None) -> str:
    if snapshot is None:
        return ""
    bar = "" if snapshot.bar is None else f", bar {snapshot.bar + 1}"
    return f" last seen: {clean(snapshot.config)}{bar}, {snapshot.bpm:.5g} BPM"


def _transport(view: StageView, snapshot: Snapshot, mode: Fragment, *, clock: bool) -> list[Part]:
    play, stop = (">", "#") if view.ascii_only else ("▶", "■")
    parts = [Part(0, mode), Part(0, ("", " "))]
    if view.link == "slow":
        parts.append(Part(0, ("class:trouble", " the session does not answer ")))
    parts.append(Part(0, ("class:play", f"{play} playing") if snapshot.playing else ("class:stop", f"{stop} stopped")))
    parts.append(Part(0, ("class:value", f"  {bar_and_beat(view)}")))
    if view.place is not None:
        parts.append(Part(1, ("class:value", f"  {view.place}")))
    parts += [Part(1, ("class:value", f"  {snapshot.bpm:.5g} BPM")), *_clock(snapshot), *_marks(view, clock=clock)]
    if snapshot.jam is not None:
        parts.append(Part(2, ("class:mark", f"  JAM {clean(str(snapshot.jam['mode']))}")))
    if view.grid is not None:
        parts.append(Part(2, ("class:mark", f"  quantise {view.grid or 'phrase'}")))
    parts += [
        Part(5, ("", f"  {clean(snapshot.config)}")), Part(7, ("class:dim", f"  clock {snapshot.clock}")),
        _recording(view, snapshot),
    ]
    if view.model:
        parts.append(Part(8, ("class:dim", f"  chat {clean(view.model)}" + (" ..." if view.chatting else ""))))
    return parts


def _marks(view: StageView, *, clock: bool) -> list[Part]:
    """Return the marks of this bar: what is special about it."""
    bar, parts = view.bar, []
    if view.state is not None and view.state.frozen is not None:
        parts.append(Part(2, ("class:mark", "  FROZEN")))
    if bar is not None and bar.fill:
        parts.append(Part(2, ("class:mark", "  FILL")))
    if bar is not None and bar.rescued:
        parts.append(Part(2, ("class:warn", "  RESCUED")))
    section, rest = section_and_rest(view)
    if section:
        parts.append(Part(2, ("class:mark", f"  {section}")))
    if rest and not clock:
        parts.append(Part(4, ("class:mark", f", {rest}" if section else f"  {rest}")))
    return parts


def _clock(snapshot: Snapshot) -> list[Part]:
    """Describe how well another clock is kept."""
    if snapshot.sync.source == "own":
        return []
    style = {"locked": "good", "chasing": "warn", "locking": "warn"}.get(snapshot.sync.state, "trouble")
    return [Part(1, (f"class:{style}", f"  {snapshot.sync.source} {state_words(snapshot.sync)}"))]


def _recording(view: StageView, snapshot: Snapshot) -> Part:
    found = snapshot.recording
    if found is None:
        return Part(3, ("class:dim", "  no rec"))
    if found.get("fault"):
        return Part(0, ("class:trouble", "  RECORDING FAULT"))
    dot, take = "*" if view.ascii_only else "●", found.get("take")
    return Part(3, ("class:record", f"  {dot} take {clean(str(take))}" if take else f"  {dot} rec"))


def _health(snapshot: Snapshot) -> list[Part]:
    """Return the faults first, then the outputs and how late messages leave."""
    late = snapshot.lateness_us
    wrong, well = [], []
    for number, port in enumerate(snapshot.ports, start=1):
        trim = f" {port.trim_ms:+g} ms" if port.trim_ms else ""
        words = f"{number} {clean(port.name)[:24]} {port_state(port)}{trim}  "
        if port.state == "lost":
            wrong.append(Part(0, ("class:trouble", words)))
        else:
            well.append(Part(4, ("class:good" if port.state == "open" else "class:warn", words)))
    lateness = f"late p99 {late.p99 / US_PER_MS:.2f} max {late.max / US_PER_MS:.2f} ms"
    if late.p99 > LATE_US:
        wrong.append(Part(1, ("class:trouble", f"{lateness}  ")))
    else:
        well.append(Part(3, ("class:good", lateness)))
    if late.late:
        well.append(Part(5, ("class:warn", f" ({late.late} over 1 ms)")))
    for count, what in ((snapshot.faults, "bars failed"), (snapshot.restarts, "players replaced")):
        if count:
            wrong.append(Part(1, ("class:trouble", f"{count} {what}  ")))
    if snapshot.rescues:
        well.append(Part(6, ("class:dim", f"  {snapshot.rescues} rescued")))
    return [Part(0, ("", " ")), *wrong, *well]


def _selected(view: StageView) -> str:
    """Return the parameter that a hand would move, and its value."""
    if view.state is None:
        return ""
    path = view.path or beside(view.state.config, view.selected_layer, "", 0)
    return f" {path} {value_words(read(view.state.config, canonical(path)))} " if path else ""


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
    act = "stop" if view.playing else "play"
    if view.mode == "hands":
        return (("class:mark", _selected(view)), ("class:dim", HANDS_HINT.format(act=act)))
    return (("class:dim", WORDS_HINT.format(act=act)),)
