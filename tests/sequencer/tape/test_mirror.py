"""The mirror makes the bars that the player plays, and notices when it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine import BarFailed, Config, Wish, apply, next_bar, start
from engine import commands as ask
from engine.timebase import BAR_TICKS
from sequencer.tape.lines import PlayerReplaced, TakeMarked
from sequencer.tape.mirror import KEPT_BARS, Mirror, OutOfStep, bar_crc, repeated
from sequencer.wire.reports import BarComposed, BarDiscarded, BarReplaced, BarSent, TransportMoved, WishesApplied
from tests.engine.asked import club

if TYPE_CHECKING:
    from sequencer.tape.lines import Line

MUTE = Wish(ask.Mute("kick"), "m")
FASTER = Wish(ask.Tempo(150.0), "t")


def composed(bar: int, *wishes: Wish, crc: int | None = None) -> BarComposed:
    return BarComposed(bar, wishes, crc)


def test_it_makes_the_bars_that_next_bar_makes_from_the_same_wishes() -> None:
    state = start(club(), seed=4)
    mirror = Mirror(state)
    for index, wishes in enumerate([(), (MUTE,), (FASTER,), ()]):
        state, bar = next_bar(state, wishes)
        assert mirror.take(composed(index, *wishes, crc=bar_crc(bar))) == [bar]
    assert mirror.state == state
    assert mirror.differs is None
    assert [made.wishes for made in mirror.bars] == [(), (MUTE,), (FASTER,), ()]


def test_it_keeps_the_states_of_the_last_64_bars() -> None:
    mirror = Mirror(start(club()))
    for index in range(KEPT_BARS + 2):
        mirror.take(composed(index))
    assert mirror.made(1) is None
    made = mirror.made(2)
    assert made is not None
    assert next_bar(made.before)[1] == made.bar


def test_wishes_applied_while_stopped_answer_at_once() -> None:
    state = start(club())
    mirror = Mirror(state)
    outcomes = mirror.take(WishesApplied(0, (FASTER,)))
    assert (mirror.state, tuple(outcomes)) == apply(state, [FASTER])


def test_a_discarded_bar_is_taken_back() -> None:
    mirror = Mirror(start(club()))
    mirror.take(composed(0))
    before = mirror.state
    (bar,) = mirror.take(composed(1, MUTE))
    assert mirror.take(BarDiscarded(1)) == []
    assert mirror.state == before
    assert mirror.dropped is not None
    assert mirror.dropped.bar == bar


def test_the_first_bar_that_differs_from_the_players_is_named() -> None:
    mirror = Mirror(start(club()))
    for index in range(4):
        mirror.take(composed(index, crc=1 if index in {1, 3} else None))
    assert mirror.differs == 1


@pytest.mark.parametrize("line", [composed(1), composed(-1), BarReplaced(3), BarDiscarded(0)])
def test_a_bar_out_of_turn_is_refused_and_leaves_the_state(line: Line) -> None:
    mirror = Mirror(start(club()))
    before = mirror.state
    with pytest.raises(OutOfStep, match="where bar"):
        mirror.take(line)
    assert mirror.state == before


@pytest.mark.parametrize(("line", "told", "expected"), [
    (composed(4), 4, 3), (composed(2), 2, 3), (BarReplaced(1), 1, 3), (BarDiscarded(1), 1, 2), (BarDiscarded(3), 3, 2),
])
def test_who_is_out_of_turn_hears_which_bar_was_told_and_which_comes_next(
    line: Line, told: int, expected: int
) -> None:
    mirror = Mirror(start(club()))
    for index in range(3):
        mirror.take(composed(index))
    with pytest.raises(OutOfStep) as failure:
        mirror.take(line)
    assert (failure.value.told, failure.value.expected) == (told, expected)


def test_the_last_bar_is_the_one_made_last() -> None:
    mirror = Mirror(start(club()))
    assert mirror.last is None
    for index in range(3):
        (bar,) = mirror.take(composed(index))
        assert mirror.last == bar


def test_a_failed_bar_late_in_the_night_is_made_once_too() -> None:
    mirror = Mirror(replace(start(club()), bar=4_000, tick=4_000 * BAR_TICKS))
    mirror.take(composed(4_000))
    (again,) = mirror.take(BarReplaced(int("4001"), 4_000))
    assert mirror.take(composed(int("4001"))) == []
    assert mirror.last == again
    assert mirror.state.bar == 4_002


def test_what_does_not_move_the_state_is_let_through() -> None:
    mirror = Mirror(start(club()))
    lines: list[Line] = [BarSent(0), TransportMoved(playing=True, tick=0), TakeMarked("stop", bar=0)]
    for line in [*lines, PlayerReplaced(0)]:
        assert mirror.take(line) == []
    assert mirror.state == start(club())


# --- bars that fail ---------------------------------------------------------------------------------------------------


def test_a_failed_bar_is_the_last_one_again_at_its_own_place() -> None:
    mirror = Mirror(start(club()))
    (first,) = mirror.take(composed(0))
    (again,) = mirror.take(BarReplaced(1, 0))
    assert first is not None
    state, bar = repeated(mirror.bars[1].before, mirror.bars[0].bar)
    assert (mirror.state, again) == (state, bar)
    assert [event.tick - BAR_TICKS for event in bar.events] == [event.tick for event in mirror.bars[0].bar.events]
    assert (bar.index, bar.start_tick) == (1, BAR_TICKS)
    assert mirror.take(composed(1, crc=bar_crc(bar))) == []
    assert mirror.differs is None
    assert mirror.state.bar == 2


def test_a_failed_bar_with_nothing_to_repeat_is_silent() -> None:
    mirror = Mirror(start(club()))
    mirror.take(composed(0))
    mirror.take(BarReplaced(1, None))
    assert mirror.bars[-1].bar.events == ()


def test_a_repeated_bar_holds_the_mutes_and_the_tempo_of_now() -> None:
    state, bar = next_bar(start(club()))
    state, _ = apply(state, [MUTE, FASTER])
    after, again = repeated(state, bar)
    assert (again.muted, again.bpm) == (("kick",), 150.0)
    assert after.bar == state.bar + 1


def test_a_repeated_bar_leaves_controllers_where_they_stand_and_the_checksum_reads_them() -> None:
    lane = {"name": "cutoff", "cc": {"number": 74}, "mod": {"mode": "sine", "min_val": 0, "max_val": 127, "tau": 4}}
    state, bar = next_bar(start(Config.model_validate({"layers": {"kick": {}}, "modulators": [lane]}, strict=False)))
    assert bar.controls
    assert repeated(state, bar)[1].controls == ()
    other = replace(bar, controls=(bar.controls[0]._replace(value=bar.controls[0].value + 1), *bar.controls[1:]))
    assert len({bar_crc(bar), bar_crc(other), bar_crc(replace(bar, controls=()))}) == 3


def test_a_bar_that_cannot_be_made_here_leaves_the_state() -> None:
    broken = replace(start(club()), modulators=())
    mirror = Mirror(broken)
    with pytest.raises(BarFailed):
        mirror.take(composed(0))
    assert mirror.state == broken
    assert mirror.failed(mirror.last).events == ()


# --- bars that nobody played ------------------------------------------------------------------------------------------


def test_bars_that_nobody_played_are_made_and_told_of_as_skipped() -> None:
    mirror = Mirror(start(club()))
    mirror.take(composed(0))
    said = mirror.missed_until(3 * BAR_TICKS - 5)
    assert [(line.say, line.bar) for line in said] == [
        ("composed", 1), ("sent", 1), ("composed", 2), ("sent", 2),
    ]
    assert mirror.state.tick == 3 * BAR_TICKS
    assert mirror.missed_until(3 * BAR_TICKS) == []


# --- checksums --------------------------------------------------------------------------------------------------------


def test_the_checksum_hears_every_number_of_a_bar() -> None:
    _, bar = next_bar(start(club(), seed=4))
    first = bar.events[0]
    rest = bar.events[1:]
    numbers = ("tick", "duration_ticks", "note", "velocity", "channel", "step", "offset_ticks")
    others = [
        replace(bar, bpm=bar.bpm + 1e-9), replace(bar, index=1), replace(bar, start_tick=1),
        replace(bar, muted=("kick",)), replace(bar, events=rest),
        replace(bar, events=(first._replace(layer="other"), *rest)),
        *[replace(bar, events=(first._replace(**{name: getattr(first, name) + 1}), *rest)) for name in numbers],
    ]
    crcs = [bar_crc(bar), *map(bar_crc, others)]
    assert len(set(crcs)) == len(crcs)
    assert bar_crc(bar) == bar_crc(replace(bar, outcomes=(), rescued=True))
