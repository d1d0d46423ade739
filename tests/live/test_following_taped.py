"""A night that followed another clock, jitter, steps, ramps, jumps and all, is made again from its journal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine import Wish, next_bar
from engine import commands as ask
from sequencer.midi.messages import CONTINUE, STOP, song_position
from sequencer.tape.replay import replayed, resumed
from sequencer.wire.orders import FollowClock
from sequencer.wire.reports import BarComposed, ClockFollowed
from tests.engine.asked import club
from tests.live.masters import BAR_PULSES, CLOCK_IN, Followed, grid
from tests.live.nights import recorded

if TYPE_CHECKING:
    from pathlib import Path

BARS = 20
WISHES: tuple[tuple[float, ask.Command], ...] = (
    (6_000.0, ask.Set("hat_c.density", 0.4)), (9_000.0, ask.Mute("clap", bars=2)), (12_500.0, ask.Fill(2)),
    (15_000.0, ask.Tempo(90.0)),
)


def tempo(beat: float) -> float:
    """A master that steps, and ramps by 3 BPM a bar."""
    return 120.0 if beat < 20 else 140.0 if beat < 44 else 140.0 - min(18.0, (beat - 44) / 4 * 3)


def night(follow: FollowClock = CLOCK_IN, *, taken_over: bool = False) -> Followed:
    """Return a night by a master with 2 ms of jitter and lost pulses, which moves about; before it was run."""
    session = Followed(
        club(), grid(BARS * BAR_PULSES, tempo), seed=7, jitter_ms=2.0, lost=0.01, begins=BAR_PULSES,
        follow=None if taken_over else follow, first_ms=63.0,
    )
    at = session.true_ms
    if taken_over:
        session.stage.transport(0, "play")
        session.stage.at(5_000.0, follow)
        session.stage.at(14_000.0, FollowClock("own"))
        session.stage.at(17_000.0, follow)
    else:
        session.hear(at[9 * BAR_PULSES + 37] - 8, STOP)
        session.hear(at[9 * BAR_PULSES + 80] - 8, CONTINUE)
        session.hear(at[13 * BAR_PULSES + 11] - 8, song_position(7 * 480))
        session.hear(at[15 * BAR_PULSES + 50] - 8, STOP)
        session.hear(at[15 * BAR_PULSES + 60] - 8, song_position(22 * 480))
        session.hear(at[15 * BAR_PULSES + 70] - 8, CONTINUE)
    for number, (ms, command) in enumerate(WISHES):
        session.stage.wish(ms, Wish(command, f"w{number}"))
    return session


@pytest.mark.parametrize("taken_over", [False, True])
def test_a_followed_night_is_the_same_bytes_again(tmp_path: Path, *, taken_over: bool) -> None:
    session = night(taken_over=taken_over)
    session.run()
    told = session.stage.told(ClockFollowed)
    assert max(abs(one.off_ns) for one in told) > 100_000, "the clock had to be corrected"
    tempos = {
        wish.command.bpm for bar in session.stage.told(BarComposed) for wish in bar.wishes if wish.author == "clock"
        if isinstance(wish.command, ask.Tempo)
    }
    assert len(tempos) > 8, "and its tempo learnt bar by bar"
    recorded(tmp_path, session.stage.said, session.state)
    taped = {path.name: path.read_bytes() for path in tmp_path.glob("*.mid")}
    again = replayed(tmp_path / "journal.jsonl")
    assert again.differs is None
    assert again.files == taped
    assert any(len(content) > 2_000 for content in taped.values())
    assert again.compared == len(session.stage.told(BarComposed))
    assert replace(again.state, name="") == session.stage.player.bars.state


def test_a_followed_night_goes_on_from_any_of_its_bars_at_the_tempo_it_had_there(tmp_path: Path) -> None:
    session = night()
    session.run()
    recorded(tmp_path, session.stage.said, session.state)
    made = {one.bar.index: one.bar for one in session.made()}
    for index in (3, 8, max(made) - 1):
        _, state, warnings = resumed(tmp_path / "journal.jsonl", from_bar=index)
        assert warnings == ()
        assert state.bar == index
        _, bar = next_bar(state)
        assert bar.bpm == made[index - 1].bpm, "without a clock its last tempo goes on"
    _, last, _ = resumed(tmp_path / "journal.jsonl")
    follower = Followed(
        club(), grid(6 * BAR_PULSES, lambda _: 122.0), seed=8, jitter_ms=2.0, lost=0.01, begins=BAR_PULSES, state=last,
    )
    follower.run()
    recorded(tmp_path / "on", follower.stage.said, last)
    again = replayed(tmp_path / "on" / "journal.jsonl")
    assert again.differs is None
    assert again.files == {path.name: path.read_bytes() for path in (tmp_path / "on").glob("*.mid")}


def test_no_bar_of_a_followed_night_depends_on_when_its_pulses_came(tmp_path: Path) -> None:
    """What is learnt of a clock is its tempo, rounded: it is all that the journal needs of it."""
    session = night()
    session.run()
    recorded(tmp_path, session.stage.said, session.state)
    text = (tmp_path / "journal.jsonl").read_text(encoding="utf-8")
    assert '"author":"clock"' in text
    assert "_ns" not in text
