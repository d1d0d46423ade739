"""The view follows the session: the playhead by the clock, hands at once, wishes told once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import start
from engine.bar import Outcome
from engine.commands import Fill, Wish
from engine.control import Answered, Composed, Logged, Moved, PortChanged, PortStatus
from engine.errors import BarFailed
from engine.state import Planned
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.console.following import Following
from sequencer.console.view import StageView, step_ns
from sequencer.midi.timeline import Timeline
from tests.sequencer.console.scenes import CONFIG, bar_of, played

if TYPE_CHECKING:
    import pytest

    from engine.bar import Bar
    from engine.state import SessionState

GRID = Timeline(0, 5_000_000_000, 132.0)


class Now:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.ns = GRID.ns

    def __call__(self) -> int:
        return self.ns


def following(now: Now, *, playing: bool = True) -> Following:
    found = Following(StageView(), now)
    snapshot = played().snapshot
    assert snapshot is not None
    found.linked("here")
    found.stood(replace(snapshot, playing=playing), replace(start(CONFIG), bar=2))
    return found


def outcome(status: str, wish: str = "1", command: str = "set", path: str = "bpm", bar: int | None = 4) -> Outcome:
    return Outcome(wish, "user", command, path, status, 1.0, 1.0, bar, 0)  # type: ignore[arg-type]


def heard(found: Following, index: int) -> None:
    found.take(Composed(bar_of(index), GRID.ns_at(index * BAR_TICKS)))


def test_the_first_look_tells_what_is_wrong_and_that_the_built_in_kit_is_heard() -> None:
    found = Following(StageView(), Now())
    snapshot, state = played().snapshot, start(CONFIG)
    assert snapshot is not None
    ports = (PortStatus("techno", "open"), PortStatus("built-in kit on JACK", "open", kit=True))
    found.stood(replace(snapshot, ports=ports, verdict="port TR-8S is not there; it is taken when it appears"), state)
    found.stood(replace(snapshot, ports=ports), state)
    assert found.view.log == (
        ("trouble", "port TR-8S is not there; it is taken when it appears"),
        ("event", "you hear the built-in kit on JACK; :listen off ends it"),
    )
    off = Following(StageView(), Now())
    off.stood(replace(snapshot, ports=(ports[0], PortStatus("built-in kit", "none", kit=True))), state)
    assert off.view.log == ()


def test_the_playhead_is_where_the_clock_is() -> None:
    now = Now()
    found = following(now)
    for index in range(3):
        heard(found, index)
    for tick in range(0, 3 * BAR_TICKS, 97):
        view = found.at(GRID.ns_at(tick))
        assert view.bar is not None
        assert (view.bar.index, view.playhead) == (tick // BAR_TICKS, tick % BAR_TICKS // STEP_TICKS)
    assert found.at(GRID.ns_at(3 * BAR_TICKS)).playhead is None  # a slow session: the playhead does not run ahead
    assert [bar.index for bar in found.view.history] == [0, 1, 2]


def test_the_next_step_is_awaited_to_the_nanosecond() -> None:
    found = following(Now())
    heard(found, 0)
    sounding = found.sounding(GRID.ns)
    assert sounding is not None
    assert step_ns(sounding, 4) == GRID.ns_at(4 * STEP_TICKS)
    assert found.coming(GRID.ns - 1) is not None
    assert found.coming(GRID.ns) is None


def test_a_bar_made_ahead_is_forgotten_at_a_stop_and_the_rest_of_a_cut_bar_is_followed() -> None:
    now = Now()
    found = following(now)
    heard(found, 0)
    now.ns = GRID.ns_at(BAR_TICKS - 100)
    heard(found, 1)
    found.at(now.ns)
    found.take(Moved(False, 0, BAR_TICKS - 100))
    assert found.coming(now.ns) is None
    assert found.at(now.ns).tick is None
    now.ns += 60_000_000_000
    found.take(Moved(True, 0, BAR_TICKS - 100))
    view = found.at(now.ns)
    assert view.bar is not None
    assert (view.bar.index, view.playhead) == (0, 15)
    assert [line.text for line in view.log][-2:] == ["stopped in bar 1", "playing in bar 1"]


def test_the_bar_that_comes_is_the_one_that_was_made_or_is_foreseen_with_its_plans() -> None:
    now = Now()
    found = following(now)
    heard(found, 0)
    heard(found, 1)
    view = found.at(GRID.ns)
    assert view.coming == bar_of(1)
    view = found.at(GRID.ns_at(BAR_TICKS))
    assert view.coming is not None
    assert (view.bar, view.coming.index) == (bar_of(1), 2)
    state, snapshot = view.state, view.snapshot
    assert state is not None
    assert snapshot is not None
    planned = Planned("1", 2, Wish(Fill(1), "1"))
    found.stood(snapshot, replace(state, agenda=(planned,)))
    coming = found.at(GRID.ns_at(BAR_TICKS)).coming
    assert coming is not None
    assert coming.fill
    found.stood(snapshot, replace(state, bar=7))
    assert found.at(GRID.ns_at(BAR_TICKS)).coming is None


def test_a_bar_that_cannot_be_made_is_not_foreseen(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_state: SessionState) -> tuple[SessionState, Bar]:
        raise BarFailed(2, 0, ValueError("broken"))
    monkeypatch.setattr("sequencer.console.following.next_bar", fail)
    found = following(Now())
    heard(found, 1)
    assert found.at(GRID.ns_at(BAR_TICKS)).coming is None


def test_a_stopped_session_shows_its_next_bar() -> None:
    found = following(Now(), playing=False)
    view = found.at(GRID.ns)
    assert view.previewed
    assert view.bar is not None
    assert view.bar.index == 2
    again = found.at(GRID.ns + 1)
    assert again.bar is view.bar


def test_an_instant_mute_shows_before_its_bar_begins() -> None:
    now = Now()
    found = following(now)
    heard(found, 3)
    now.ns = GRID.ns_at(3 * BAR_TICKS + 10)
    found.at(now.ns)
    found.outcome(outcome("applied", "1", "mute", "hat_c"))
    assert "hat_c" in found.at(now.ns).silent
    found.outcome(outcome("applied", "2", "unmute", "hat_c"))
    assert "hat_c" not in found.at(now.ns).silent
    found.outcome(outcome("applied", "3", "solo", "snare"))
    assert found.at(now.ns).silent == {"kick", "hat_c", "hat_o", "clap"}
    found.outcome(outcome("applied", "4", "unsolo", "snare"))
    heard(found, 4)
    assert found.at(GRID.ns_at(4 * BAR_TICKS)).silent == {"kick", "clap"}  # the bar itself tells now


def test_a_wish_is_told_once_for_each_thing_that_becomes_of_it() -> None:
    found = following(Now())
    before = len(found.view.log)
    for status in ("gliding", "gliding", "gliding", "applied", "applied"):
        found.take(Answered((outcome(status),)))
    found.take(Answered((replace(outcome("refused", "2"), author="agent", reason="no"),)))
    told = found.view.log[before:]
    assert [line.kind for line in told] == ["done", "done", "refused"]
    assert told[-1].text == "agent: bpm: refused: no"
    found.take(Answered((replace(outcome("refused", "3"), author="jam", reason="no"),)))
    assert found.view.log[-1].text == "jam: bpm: refused: no"


def test_what_the_bandmate_answers_is_not_told_twice() -> None:
    found = following(Now())
    found.log("asked", "128")
    found.take(Answered((replace(outcome("applied"), author="agent"),)))
    told = found.view.log[-1].text
    assert told.startswith("agent: bpm: ")
    found.log("chat", told.removeprefix("agent: "))
    assert [line.kind for line in found.view.log[-2:]] == ["asked", "chat"]
    found.take(Answered((replace(outcome("applied", "2"), author="agent"),)))
    assert found.view.log[-1].kind == "chat"  # its answer came first
    found.log("asked", ":agenda")
    found.take(Answered((replace(outcome("applied", "3"), author="agent"),)))
    assert found.view.log[-1].text == told


def test_ports_links_and_words_are_told() -> None:
    found = following(Now())
    found.take(PortChanged(0, "TR-8S", "lost", "unplugged"))
    found.take(PortChanged(0, "TR-8S", "open"))
    found.take(Logged("a word"))
    found.linked("slow")
    found.linked("gone")
    found.linked("gone")
    assert [line.text for line in found.view.log][-5:] == [
        "output 1: TR-8S is lost (unplugged)", "output 1: TR-8S is open", "a word", "the session does not answer",
        "the session is gone; it is looked for again",
    ]
    assert not found.view.playing


def test_each_of_two_lines_has_its_answer_also_when_it_is_the_same() -> None:
    found = following(Now())
    found.log("event", "playing in bar 2")
    found.log("said", "playing in bar 2")  # the same thing from two sides
    for line in (":why kick 1", ":why kick 2"):
        found.log("asked", line)
        found.log("said", "no session answers")
    assert [line.text for line in found.view.log][-5:] == [
        "playing in bar 2", ":why kick 1", "no session answers", ":why kick 2", "no session answers",
    ]


def test_the_log_keeps_its_place_when_it_is_scrolled_back() -> None:
    found = following(Now())
    found.view = replace(found.view, scroll=3)
    found.log("said", "one more")
    assert found.view.scroll == 4
    for number in range(1000):
        found.log("asked", str(number))
    assert len(found.view.log) == 400
