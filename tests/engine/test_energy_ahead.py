"""What an energy is said to wait for comes true: layers on a line, or a section that takes the fader back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Wish, apply, next_bar, start
from engine.arc import energy_at
from engine.commands import Hold, Section, Set
from engine.config_file import load_config
from tests.engine.test_arc import groove

ROOT = Path(__file__).resolve().parents[2]

if TYPE_CHECKING:
    from engine.bar import Bar
    from engine.commands import Command

LINE = re.compile(r"layers come and go on the phrase line, bar (\d+): (?:([\w, ]+?) in)?(?:, )?(?:([\w, ]+?) out)?")
BACK = re.compile(r"section (\w+) takes energy back in bar (\d+)")
BARS = 40


def night(asked: dict[int, list[Command]]) -> list[Bar]:
    state, found = start(groove(), seed=1), []
    for index in range(BARS):
        state, bar = next_bar(state, [Wish(wish) for wish in asked.get(index, ())])
        found.append(bar)
    return found


def said(bars: list[Bar], command: str) -> list[tuple[int, str]]:
    """Return the bar and the aside of each answer to a command."""
    return [
        (bar.index, f"{outcome.held_by}{outcome.reason}") for bar in bars for outcome in bar.outcomes
        if outcome.command == command
    ]


def test_a_section_that_was_asked_for_after_an_energy_is_named_instead_of_layers_that_do_not_come() -> None:
    bars = night({1: [Set("energy", 0.85)], 2: [Section("next")]})
    assert said(bars, "set")[0] == (1, "layers come and go on the phrase line, bar 5: clap, ride in")
    assert {why for _, why in said(bars, "set")[1:]} == {"section build takes energy back in bar 5"}
    assert said(bars, "section") == [(2, "build begins on the phrase line, bar 5, and takes energy back")]
    assert bars[4].energy == energy_at(groove().arc.sections[1], 0)  # type: ignore[union-attr] # it has one


def test_an_energy_that_arrives_after_the_line_waits_for_the_next_one() -> None:
    bars = night({0: [Hold(), Set("energy", 0.5)], 7: [Set("energy", 0.85)]})
    assert (7, "layers come and go on the phrase line, bar 13: ride in") in said(bars, "set")
    assert (bars[8].out, bars[12].out) == (("ride",), ())


def test_a_layer_that_comes_in_the_bar_of_the_answer_is_not_said_to_wait_for_the_line_after_it() -> None:
    config = load_config(ROOT / "configs" / "m4_showcase.json")
    state = start(config.model_copy(update={"arc": config.arc and config.arc.model_copy(update={"on": True})}), seed=1)
    bars = []
    for index in range(20):
        state, bar = next_bar(state, [Wish(Set("energy", 0.8))] if index == 8 else [])
        bars.append(bar)
    assert bars[7].out == ("hat_o", "snare", "clap")
    assert bars[8].out == ("hat_o", "snare")  # energy has come far enough for the clap alone
    assert said(bars, "set")[0] == (8, "layers come and go on the phrase line, bar 17: hat_o, snare in")
    assert bars[16].out == ()


def test_layers_that_the_section_mutes_are_not_promised() -> None:
    bars = night({25: [Hold(), Set("energy", 0.75)], 34: [Set("energy", 0.9)]})
    assert [why for index, why in said(bars, "set") if index >= 34] == ["", ""]
    assert {bar.out for bar in bars[32:]} == {("ride",)}


def test_layers_that_come_with_the_next_bar_are_not_said_to_wait() -> None:
    state, (outcome,) = apply(start(groove(arc=None), seed=1), [Wish(Set("energy", 0.2))])
    assert outcome.held_by == ""
    assert next_bar(state)[1].out == ("kick", "clap", "ride")


ASKED = st.dictionaries(
    st.integers(0, 20),
    st.lists(
        st.one_of(
            st.floats(0.0, 1.0).map(lambda energy: Set("energy", round(energy, 2))),
            st.sampled_from(["next", "drop", "break"]).map(Section), st.booleans().map(lambda on: Hold(on=on)),
        ),
        min_size=1, max_size=2,
    ),
    min_size=1, max_size=3,
)


@settings(max_examples=60)
@given(ASKED)
def test_what_is_said_last_comes_true(asked: dict[int, list[Command]]) -> None:
    bars = night(asked)
    last = max(asked)
    told = [(index, why) for index, why in said(bars, "set") if index >= last]
    if not told:
        return
    index, why = told[-1]
    if (line := LINE.fullmatch(why)) is not None:
        there = int(line[1]) - 1
        assert {bar.out for bar in bars[index:there]} == {bars[index].out}
        before, after = set(bars[index].out), set(bars[there].out)
        assert before != after
        come, leave = (set(names.split(", ")) if names else set() for names in line.groups()[1:])
        assert (come, leave) == (before - after, after - before)
    elif (back := BACK.fullmatch(why)) is not None:
        place = bars[int(back[2]) - 1].section
        assert place is not None
        assert place.name == back[1]
        section = next(one for one in groove().arc.sections if one.name == back[1])  # type: ignore[union-attr]
        assert bars[int(back[2]) - 1].energy == energy_at(section, place.bar)
    else:
        assert why == ""
