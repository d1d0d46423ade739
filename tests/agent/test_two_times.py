"""Two times of one thing in a line: out and back, recorded from and to, now and later."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(line: str) -> list[str]:
    found = []
    for one in replies(line)[-1].commands:
        subject = one.get("layer") or one.get("action") or one.get("bpm") or ""
        bar = f" {int(str(one['at_bar'])) + 1}" if "at_bar" in one else ""
        lasts = f" for {one['bars']}" if one["command"] == "mute" and one.get("bars") else ""
        found.append(f"{one['command']} {subject}{lasts}{bar}".strip())
    return found


@pytest.mark.parametrize("line", [
    "snare off 52, on 60", "snare off 52 on 60", "snare out 52, back 60", "the snare off bar 52, on bar 60",
    "snare out 52 and in 60", "snare away at 52, back in 60", "snare off 52 then back on 60",
    "snare off at 52, on 60", "snare out 52; in again 60", "snare gone 52, returns 60",
])
def test_bare_figures_behind_off_and_on_are_bars(line: str) -> None:
    assert _done(line) == ["mute snare 52", "unmute snare 60"]


def test_in_and_out_is_the_same_turned_round() -> None:
    assert _done("clap in 48, out 56") == ["unmute clap 48", "mute clap 56"]
    assert _done("clap back at 48 and out again 56") == ["unmute clap 48", "mute clap 56"]


@pytest.mark.parametrize("line", [
    "start the recorder at 49, stop it at 81", "start recording at 49, stop at 81", "record from 49 to 81",
    "record bars 49 to 81", "record at 49 and stop it at 81", "recording on at 49, off at 81",
    "roll tape at 49 and cut it at 81", "start the recorder at 49, off at 81", "record 49 until 81",
    "begin recording at bar 49, then finish at bar 81",
])
def test_what_stops_behind_a_recording_is_the_recording(line: str) -> None:
    assert _done(line) == ["record start 49", "record stop 81"]


@pytest.mark.parametrize("line", [
    "record at 49, stop the music at 81", "start recording at 49, stop everything at 81",
    "record at 49, stop playing at 81",
])
def test_the_music_stops_where_it_is_named(line: str) -> None:
    assert _done(line) == ["record start 49", "transport stop 81"]


@pytest.mark.parametrize("line", [
    "put 130 now and later, in the bar 65, 138", "130 now, later at bar 65 138", "tempo 130, later on at bar 65 138",
])
def test_later_with_a_bar_is_that_bar(line: str) -> None:
    assert _done(line) == ["tempo 130.0", "tempo 138.0 65"]


@pytest.mark.parametrize("line", [
    "snare off for 52 bars", "clap on step 4, off step 12", "kick out 8, back in 4", "16 on 16 off for the clap",
    "snare out for 8, on the 16 a fill",
])
def test_lengths_and_steps_stay_what_they_are(line: str) -> None:
    assert not [one for one in _done(line) if one.startswith("unmute") and one[-2:].strip() in {"8", "12", "16", "52"}]
