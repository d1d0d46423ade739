"""A bar is told as it sounded: pattern, scores, what changed and by whom."""

from __future__ import annotations

from dataclasses import replace

from engine import commands as ask
from engine.heard import figure_grid, grid, heard_bar, heard_lines
from engine.session import next_bar, start
from engine.watching import hits_of
from tests.engine.asked import club, wished


def test_the_grid_has_a_line_a_layer_and_a_mark_a_hit() -> None:
    _, bar = next_bar(start(club(), seed=1), wished(ask.Mute("hat_c")))
    rows = {line.split()[0]: line.split()[1] for line in grid(bar)}
    assert list(rows) == ["kick", "bass", "hat_c", "hat_o", "clap"]
    assert {len(row) for row in rows.values()} == {16}
    assert set(rows["hat_c"]) == {"-"}
    assert rows["kick"][::4] == "XXXX"
    assert sum(row.count("X") + row.count("x") for row in rows.values()) == hits_of(bar)


def test_a_heard_bar_says_who_changed_what() -> None:
    state, _ = next_bar(start(club(), seed=1))
    _, bar = next_bar(state, wished(ask.Mute("clap"), author="agent"))
    heard = heard_bar(bar)
    assert (heard.index, heard.hits, heard.silent) == (1, hits_of(bar), ("clap",))
    assert heard.changed == ("agent: mute clap: from bar 2",)
    assert heard.scores["S"] == round(bar.scores.syncopation, 3)


def test_the_pattern_of_the_state_is_that_of_its_last_bar() -> None:
    state = start(club(), seed=1)
    assert figure_grid(state) == ()
    state, bar = next_bar(state)
    marks = [line.split()[1].replace("X", "x") for line in grid(bar)]
    assert [line.split()[1].replace("o", "x") for line in figure_grid(state)] == marks


def test_bars_in_lines_end_with_what_changed() -> None:
    state, first = next_bar(start(club(), seed=1))
    _, second = next_bar(state, wished(ask.Mute("clap")))
    lines = heard_lines((heard_bar(first), heard_bar(second)))
    assert lines[0].startswith("bar 2, 130 BPM, ")
    assert lines[-2:] == ["bar 2: user: mute clap: from bar 2", "silent: clap"]
    twice = replace(second, out=("clap", "hat_o"))
    assert heard_lines((heard_bar(twice),))[-1] == "silent: clap, hat_o"
    assert heard_lines(()) == ["no bar has sounded yet"]
