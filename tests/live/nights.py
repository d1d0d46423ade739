"""What happens in a night: whatever may be asked of a session that plays, and when; and what it leaves on the disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine import Wish, start
from engine import commands as ask
from sequencer.daemon.recorder import Recorder
from sequencer.tape.mirror import Mirror
from sequencer.wire.orders import Quit
from sequencer.wire.reports import Bye, ClockFollowed, OutputChanged, PlayerFault, PlayerReady, Pong
from tests.engine.asked import club, sensible, times
from tests.live.stage import LiveStage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine import SessionState
    from engine.control import TransportAction
    from sequencer.wire.reports import Report

BAR_MS = 60_000 / 130 * 4
BARS = 8

moments = st.floats(0.0, BARS - 1.0)
holds = st.builds(
    lambda make, layer, at: make(layer, at=at),
    st.sampled_from([ask.Mute, ask.Unmute, ask.Solo, ask.Unsolo]), st.sampled_from(["kick", "hat_c", "hat_o", "clap"]),
    st.sampled_from(ask.QUANTISE),
)
planned = st.builds(
    lambda command, when: Wish(command, when=when),
    sensible | st.just(ask.Transport()) | st.builds(ask.Record, st.sampled_from(["start", "stop"])), times,
)
wishes = (sensible | holds).map(Wish) | planned
actions = st.sampled_from(["play", "stop", "continue", "panic"])
nights = st.lists(st.tuples(moments, wishes | holds.map(Wish) | actions), max_size=14)

Night = list[tuple[float, "Wish | TransportAction"]]


def lived(
    night: Sequence[tuple[float, Wish | TransportAction]], state: SessionState | None = None,
    before: Callable[[LiveStage], None] = lambda _: None, **how: Any,
) -> LiveStage:
    """Play a night on the manual clock; its moments are in bars of 130 BPM. `before` plans more on the stage."""
    stage = LiveStage(state=state or start(club(), seed=9), **how)
    stage.transport(0, "play")
    for number, (bars, what) in enumerate(night):
        if isinstance(what, Wish):
            stage.wish(bars * BAR_MS, replace(what, id=what.id or f"w{number}"))
        else:
            stage.transport(bars * BAR_MS, what)
    before(stage)
    stage.transport(BARS * BAR_MS, "stop")
    stage.at(BARS * BAR_MS + 1, Quit())
    stage.run()
    return stage


def recorded(
    folder: Path, said: Sequence[Report], state: SessionState | None = None, **how: Any
) -> Recorder:
    """Record what a player has said, and close the recorder."""
    mirror = Mirror(state or start(club(), seed=9))
    recorder = Recorder(folder, mirror, name="club", **{"report": print, **how})
    for report in said:
        if not isinstance(report, (OutputChanged, PlayerReady, PlayerFault, ClockFollowed, Pong, Bye)):
            mirror.take(report)
            recorder.take(report)
    recorder.close()
    assert mirror.differs is None
    return recorder
