"""What happens in a night: whatever may be asked of a session that plays, and when; and what it leaves on the disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine import Wish, start
from engine import commands as ask
from sequencer.daemon.recorder import Recorder
from sequencer.tape.mirror import Mirror
from tests.engine.asked import club, sensible
from tests.live.stage import LiveStage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine import SessionState

BAR_MS = 60_000 / 130 * 4
BARS = 8

moments = st.floats(0.0, BARS - 1.0)
holds = st.builds(
    lambda make, layer, at: make(layer, at=at),
    st.sampled_from([ask.Mute, ask.Unmute, ask.Solo, ask.Unsolo]), st.sampled_from(["kick", "hat_c", "hat_o", "clap"]),
    st.sampled_from(ask.QUANTISE),
)
wishes = (sensible | holds).map(Wish)
actions = st.sampled_from(["play", "stop", "continue", "panic"])
nights = st.lists(st.tuples(moments, wishes | holds.map(Wish) | actions), max_size=14)

Night = list[tuple[float, Wish | str]]


def lived(
    night: Sequence[tuple[float, Wish | str]], state: SessionState | None = None, **how: Any  # noqa: ANN401
) -> LiveStage:
    """Play a night on the manual clock; its moments are in bars of 130 BPM."""
    stage = LiveStage(state=state or start(club(), seed=9), **how)
    stage.transport(0, "play")
    for number, (bars, what) in enumerate(night):
        if isinstance(what, str):
            stage.transport(bars * BAR_MS, what)
        else:
            stage.wish(bars * BAR_MS, replace(what, id=what.id or f"w{number}"))
    stage.transport(BARS * BAR_MS, "stop")
    stage.at(BARS * BAR_MS + 1, {"do": "quit"})
    stage.run()
    return stage


def recorded(
    folder: Path, said: Sequence[dict[str, Any]], state: SessionState | None = None, **how: Any  # noqa: ANN401
) -> Recorder:
    """Record what a player has said, and close the recorder."""
    mirror = Mirror(state or start(club(), seed=9))
    recorder = Recorder(folder, mirror, name="club", **{"report": print, **how})
    for message in said:
        mirror.take(message)
        recorder.take(message)
    recorder.close()
    assert mirror.differs is None
    return recorder
