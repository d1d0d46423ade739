"""Times that hang on another one, of the same line or of a plan: "right before it", "until then", "until the drop"."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(*lines: str) -> list[str]:
    """Return the commands of the last line, each with its layer, its bar and how long it lasts."""
    found = []
    for one in replies(*lines)[-1].commands:
        subject = one.get("name") or one.get("layer") or one.get("path") or ""
        bar = f" {int(str(one['at_bar'])) + 1}" if "at_bar" in one else ""
        wait = f" in {one['in_bars']}" if "in_bars" in one else ""
        lasts = f" for {one['bars']}" if one["command"] == "mute" and one.get("bars") else ""
        found.append(f"{one['command']} {subject}".strip() + lasts + bar + wait)
    return sorted(found)


@pytest.mark.parametrize("line", [
    "clap out at 48 and give me a fill right before it", "clap out at 48, with a fill just before",
    "mute the clap at bar 48 and a big fill before that", "clap out at 48 plus a quick fill in the bar before it",
    "clap off at bar 48, and right before it a fill", "mute the clap at 48 and one bar before it a little fill",
    "clap out on 48 and throw in a drum fill directly before", "clap out at 48 and we need a roll straight before it",
])
@pytest.mark.parametrize("before", [(), ("section drop at bar 64",)])
def test_a_fill_before_what_the_line_plans_is_in_the_bar_before(before: tuple[str, ...], line: str) -> None:
    assert _done(*before, line) == ["fill 47", "mute clap 48"]


@pytest.mark.parametrize("line", [
    "drop at 57, no hats until then", "drop at bar 57 and no hats till then", "drop at 57 and no hats until the drop",
    "we drop at 57, hats out til then", "drop at 57, hats off until it comes",
])
def test_what_lasts_until_then_ends_at_the_bar_that_was_said(line: str) -> None:
    assert _done(line) == [
        "mute hat_c", "mute hat_o", "section drop 57", "unmute hat_c 57", "unmute hat_o 57",
    ]


def test_what_lasts_until_then_ends_after_the_bars_that_were_said() -> None:
    assert _done("do the drop in like 4 bars n no clap til then")[0] == "mute clap for 4"


@pytest.mark.parametrize("line", [
    "kick out until the drop", "mute the kick till the drop lands", "no kick til the drop", "kick off until it drops",
    "the kick out up to the drop", "leave the kick out until that drop comes",
])
def test_until_the_drop_is_the_bar_that_it_is_planned_for(line: str) -> None:
    assert _done("section drop at bar 64", line) == ["mute kick", "unmute kick 64"]


@pytest.mark.parametrize("line", [
    "fill every 8 bars until the drop", "a fill every 8 till the drop hits, then quit", "fill every 8 bars until 64",
    "fills every 8 bars til bar 64, then no more",
])
def test_fills_end_at_a_bar_or_at_a_plan(line: str) -> None:
    done = _done("section drop at bar 64", line)
    assert [one.split()[0] for one in done] == ["fill", "fill"]
    assert "fill 64" in done


@pytest.mark.parametrize("line", [
    "one fill in three bars, outro straight after it", "fill in 3 bars and the outro right after that",
    "a fill in 3 bars, outro directly after",
])
def test_what_comes_behind_a_fill_comes_a_bar_later(line: str) -> None:
    bars = [int(one.split()[-1]) for one in _done(line)]
    assert len(bars) == 2
    assert bars[1] - bars[0] == 1


@pytest.mark.parametrize("line", [
    "more swing and a fill", "kick out until 64", "tempo 128 at 64, fill before 48", "a fill before it",
    "cancel the drop at 64 and the fill before it", "is the clap out at 48 and a fill before it?",
])
def test_other_lines_tie_nothing_to_a_time(line: str) -> None:
    assert "fill 47" not in _done(line)
    assert "fill 63" not in _done(line)


@pytest.mark.parametrize("line", [
    "drop at 57 and hold it there till i say", "drop at 57, stay there for now", "drop at 57 and keep it there",
])
def test_a_section_that_is_held_there_changes_no_sound(line: str) -> None:
    assert "section drop 57" in _done(line)
    assert not [one for one in _done(line) if one.startswith(("set", "drop"))]
