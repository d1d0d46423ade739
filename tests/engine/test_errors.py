"""Errors say what is wrong, one line a fault, and what to do next."""

from __future__ import annotations

import pytest

from engine.errors import MAX_FAULTS_SHOWN, BarFailed, ConfigError, Fault, MidiFileError, TechnoError


def faults(count: int) -> tuple[Fault, ...]:
    return tuple(Fault(f"layers.kick.k{place}", "x", "1..2", f"fault {place}") for place in range(count))


def test_all_errors_are_of_one_tree() -> None:
    for kind in (ConfigError, BarFailed, MidiFileError):
        assert issubclass(kind, TechnoError)
    assert not issubclass(TechnoError, (ValueError, OSError))


def test_a_fault_is_a_line_with_file_path_and_message() -> None:
    error = ConfigError("club.json", (Fault("bpm", "999", "20..300", "bpm must lie in 20..300, found 999"),))
    assert str(error) == "club.json: bpm: bpm must lie in 20..300, found 999"


def test_a_fault_of_the_whole_file_has_no_path() -> None:
    assert str(ConfigError("club.json", (Fault("", "", "", "not JSON"),))) == "club.json: not JSON"


@pytest.mark.parametrize("count", [1, MAX_FAULTS_SHOWN])
def test_up_to_twenty_faults_are_all_shown(count: int) -> None:
    assert len(ConfigError("club.json", faults(count)).lines()) == count


def test_more_than_twenty_are_counted() -> None:
    lines = ConfigError("club.json", faults(23)).lines()
    assert MAX_FAULTS_SHOWN == 20
    assert len(lines) == 21
    assert lines[-1] == "club.json: and 3 more"


def test_a_failed_bar_can_be_made_again_from_what_it_says() -> None:
    error = BarFailed(7, 42, ZeroDivisionError("by nought"))
    assert (error.bar, error.seed) == (7, 42)
    assert "bar 8" in str(error)  # people count from 1
    assert "seed 42" in str(error)
    assert "by nought" in str(error)
