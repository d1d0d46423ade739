"""A number behind "more" or "less" is the value that is to be reached, and wins over the direction."""

from __future__ import annotations

import pytest

from agent.offline.put_values import with_values
from engine.commands import Set
from tests.agent.corpus import read_by_rules, state_after
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "path", "value"), [
    ("more swing, around 58 percent", "hat_c.swing_percent", 0.58),
    ("more shuffle please, like 60 percent", "hat_c.swing_percent", 0.6),
    ("less swing, 52%", "hat_c.swing_percent", 0.52),
    ("more swing 58 percent", "hat_c.swing_percent", 0.58),
    ("hats swing more, 58%", "hat_c.swing_percent", 0.58),
    ("kick louder, 110", "kick.velocity", 110), ("quieter clap, about 60", "clap.velocity", 60),
    ("turn the kick down, about 100", "kick.velocity", 100), ("kick up, 120", "kick.velocity", 120),
    ("clap more quiet, 80", "clap.velocity", 80),
    ("snare down to 3 hits", "snare.fills", 3), ("closed hat up to 9 hits", "hat_c.fills", 9),
    ("the clap down to four", "clap.fills", 4), ("bring the clap down to 90", "clap.velocity", 90),
    ("more energy, .8", "energy", 0.8), ("less energy, around 40 percent", "energy", 0.4),
    ("busier hats, 0.6", "hat_c.density.target", 0.6), ("fewer hats, 40%", "hat_c.density.target", 0.4),
])
def test_the_number_is_where_it_goes(say: str, path: str, value: float) -> None:
    found = read_by_rules(say, state_after(()))
    assert found.question is None
    assert {one.request.path: one.request.to for one in found.asked if isinstance(one.request, Set)}[path] == value


@pytest.mark.parametrize("say", [
    "more swing, 5%", "louder, 10", "louder by 40", "60 percent louder", "louder hats over 16 bars", "less energy, 20%",
    "more claps in 8", "more reverb, 30%", "hats quieter for 8 bars",
])
def test_a_small_number_and_one_of_something_else_stay_as_they_are(say: str) -> None:
    assert with_values(say) == say


def test_a_velocity_of_nothing_is_asked_about() -> None:
    (reply,) = replies("louder, 110")
    assert not reply.commands
    assert reply.question is not None
    assert "kick velocity 110" in reply.question.choices


@pytest.mark.parametrize(("say", "ms"), [
    ("closed hat minus 4 ms", -4.0), ("closed hat -4 ms", -4.0), ("closed hat plus 5 ms", 5.0),
    ("closed hat 3 ms early", -3.0), ("closed hat 3 ms late", 3.0),
])
def test_a_sign_before_milliseconds_is_early_or_late(say: str, ms: float) -> None:
    (request,) = [one.request for one in read_by_rules(say, state_after(())).asked]
    assert isinstance(request, Set)
    assert request.path == "hat_c.beat_bins_ms"
    assert isinstance(request.to, list)
    assert set(request.to) == {ms}


def test_a_great_number_behind_what_goes_out_is_no_number_of_bars() -> None:
    first = read_by_rules("snare off, 136, go", state_after(())).asked[:1]
    assert all(getattr(one.request, "bars", None) is None for one in first)
    (eight,) = read_by_rules("snare off, 8", state_after(())).asked
    assert getattr(eight.request, "bars", None) == 8
