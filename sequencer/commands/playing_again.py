"""How is a recorded session played again, live, where the performer says?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sequencer.commands.printed import print_warning
from sequencer.commands.starting import check_outputs, detach, in_foreground, kit_of, open_front

if TYPE_CHECKING:
    from pathlib import Path

    from sequencer.commands.starting import MidiWay
    from sequencer.console.chat import Invite
    from sequencer.daemon.daemon import SessionPlan
    from sequencer.tape.played_again import Taped
    from sequencer.tape.replay import Branch


class Part(NamedTuple):
    """Which part: from a mark or a bar counted from 1, so many bars; None for the first, and for all."""

    begin: str | None
    bars: int | None


class Outputs(NamedTuple):
    """Where to play it, in the words of the command line."""

    ports: list[str] | None
    virtual: str | None
    trims: list[float] | None
    midi: MidiWay
    lead_ms: float
    listen: bool | None


@dataclass(frozen=True, slots=True)
class Front:
    """How it is watched: in a console, of plain lines if wanted, with whom to chat there; or in the foreground."""

    invite: Invite | None
    console: bool
    plain: bool


def play_again(
    path: Path, branch: Branch | None, part: Part, outputs: Outputs, name: str, front: Front
) -> int:
    """Play a journal again in a session of its own; return the exit status.

    Raises:
        TechnoError: it cannot be read, has no such part, or no session can be started.
    """
    from sequencer.commands.progress import progress
    from sequencer.tape.played_again import taped
    from sequencer.tape.replay import sent_bars
    from sequencer.tape.sessions import bar_of, session_in

    begin = None if part.begin is None else bar_of(session_in(path.parent), part.begin)
    total = sent_bars(path)
    draw = progress(total)
    tape = taped(path, from_bar=begin, bars=part.bars, branch=branch, progress=draw)
    if draw is not None:
        draw(total)
    for warning in tape.replayed.warnings:
        print_warning(warning)
    if branch is None and tape.replayed.differs is not None:
        bar = tape.replayed.differs + 1
        print_warning(f"{path}: bar {bar} is the first that is not what was played; another engine made it")
    plan = _plan(tape, outputs, name)
    if not front.console:
        return in_foreground(plan)
    detach(plan)
    return open_front(name, front.invite, plain=front.plain)


def _plan(tape: Taped, outputs: Outputs, name: str) -> SessionPlan:
    """Return the order for the session; it records nothing, because its journal is there."""
    from engine.config_file import config_json
    from engine.state import state_json
    from sequencer.daemon.daemon import SessionPlan
    from sequencer.folders import out_folder
    from sequencer.wire.runtime_folder import checked_name

    check_outputs(outputs.ports, outputs.virtual)
    kit, audio = kit_of(outputs.listen)
    return SessionPlan(
        config_json(tape.state.config), tape.state.name or tape.replayed.header.name, name=checked_name(name),
        ports=tuple(outputs.ports or ()), virtual=outputs.virtual, trims_ms=tuple(outputs.trims or ()),
        midi=outputs.midi.value, lead_ms=outputs.lead_ms, state=state_json(tape.state), bars=tape.count, record=None,
        out_folder=str(out_folder().absolute()), listen=kit, audio=audio, tape=tape.bars,
    )
