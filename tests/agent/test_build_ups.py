"""A length before "then" is of the first part, and the drop behind a build-up comes when it has risen."""

from __future__ import annotations

import pytest

from agent.offline.understand import understand
from engine import start
from engine.commands import Mute, Section, Set
from sequencer.folders import find_config
from tests.agent.corpus import NAMES, read_by_rules, state_after
from tests.agent.heard import replies


def test_the_drop_comes_behind_the_build_up() -> None:
    for say, bars in (("build up over 16 bars then drop", 16), ("build over 8 bars and then drop", 8)):
        found = read_by_rules(say, state_after(()))
        assert found.question is None
        (drop,) = [one for one in found.asked if isinstance(one.request, Section)]
        assert (drop.request, drop.when and drop.when.in_bars) == (Section("drop"), bars)
        rises = [one for one in found.asked if isinstance(one.request, Set)]
        assert max(one.when.in_bars or 0 for one in rises if one.when) == bars


def test_a_groove_without_a_drop_is_asked_what_it_shall_be() -> None:
    state = start(find_config("peak_time").config, name="peak_time")
    found = understand("build up over 16 bars then drop", state, NAMES)
    assert not found.asked
    assert found.question is not None
    assert found.question.choices[0] == "more intensity over 16 bars, then drop for 4 bars"


def test_the_kick_that_rose_is_out_behind_it() -> None:
    (reply,) = replies("build up for 16 bars then drop the kick for 4")
    assert reply.question is None
    last = reply.commands[-1]
    assert (last["command"], last["layer"], last["bars"], last["at_bar"]) == ("mute", "kick", 4, 16)


def test_what_comes_then_waits_for_what_is_reached() -> None:
    found = read_by_rules("quieter hats over 8 bars then mute the kick", state_after(()))
    assert [one.when and one.when.in_bars for one in found.asked if isinstance(one.request, Mute)] == [8]


@pytest.mark.parametrize("line", [
    "a crescendo over sixteen bars, and then the drop", "16 bars of crescendo, then the drop",
    "crescendo for 16 bars and then drop", "a 16 bar crescendo, then the drop", "16 bars of build up, then the drop",
])
def test_a_crescendo_is_a_build_up(line: str) -> None:
    same = read_by_rules("build up over 16 bars then drop", state_after(())).asked
    assert read_by_rules(line, state_after(())).asked == same != []
