"""How much is tried: everything in CI, ten times as much in a soak, and elsewhere what shows a fault soon.

A property that is broken is seen after few examples, a rare case after many. TECHNO_KILLS, which says how often a soak
kills each process, and CI, which every CI sets, ask for more.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

SOAK: Final = "TECHNO_KILLS" in os.environ
THOROUGH: Final = SOAK or bool(os.environ.get("CI"))
FEWEST: Final = 5
LONG: Final = (
    *(f"tests/system/test_{name}.py" for name in (
        "a_set", "doctor", "end_to_end", "jack_by_frame", "jack_deaths", "kills", "link", "link_networks", "listening",
        "midi_libraries", "watch",
    )),
    "tests/system/test_daemon.py::test_a_journal_that_is_taken_away_is_said_and_begun_anew",
    "tests/system/test_daemon.py::test_a_player_that_stands_still_is_replaced_and_a_short_stall_is_not",
    "tests/system/test_daemon.py::test_a_player_that_is_slow_to_start_plays_all_the_same",
    "tests/test_commands_of_documents.py::test_every_command_prints_what_the_page_shows",
)
"""Whole sets, sessions on real parts or killed again and again: `make test` leaves them to CI and `make cover`."""
UNCOUNTED: Final = (
    *LONG,
    *(f"tests/agent/test_{name}.py" for name in (
        "asking", "conversations", "effects", "moods", "offline_wishes", "other_voices", "sequences", "spoken_plans",
        "twelve_voices", "vocabulary",
    )),
    "tests/engine/test_bundled_configs.py", "tests/engine/test_closed_loop.py",
    "tests/engine/test_no_dead_parameter.py", "tests/engine/test_parameter_wishes.py",
    "tests/engine/test_session.py", "tests/engine/test_wishes.py",
    "tests/live/test_cancel.py", "tests/live/test_chaos.py", "tests/sequencer/tape/test_played_again.py",
    "tests/test_citations.py", "tests/test_commands_of_documents.py",
    "tests/live/test_following.py", "tests/live/test_nights.py", "tests/pages/test_licences.py",
    "tests/sequencer/console/test_steering.py::test_thousands_of_lines_raise_nothing_and_each_is_answered",
    "tests/sequencer/remote/test_osc.py::test_a_hundred_thousand_random_packets_harm_nothing",
)
"""In CI no coverage is counted while these run, which halves what they take: others run the same lines, less often."""
COUNTED: Final = "tests/engine/"
"""Whose cases all count: of the engine's lines hardly one may be missed."""
COUNTED_CASES: Final = 3
PATIENCE_SECONDS: Final = 10.0


def uncounted(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the tests during which CI counts no coverage, since counting more than doubles what a test takes.

    They are those of `UNCOUNTED`, properties and, but for the engine's, all cases of a test behind the first three:
    what they run has run before, and a line counts when it has run once.
    """
    cases: Counter[str] = Counter()
    for item in items:
        name, case, _ = item.nodeid.partition("[")
        cases[name] += bool(case)
        again = cases[name] > COUNTED_CASES and not name.startswith(COUNTED)
        if again or name.startswith(UNCOUNTED) or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            yield item


def promised(seconds: float) -> float:
    """Return how long something may take that is promised within some seconds, on a machine that has them to give.

    A soak asks for what is promised; beside other work what counts is that it does not take for ever.
    """
    return seconds if SOAK else max(seconds, PATIENCE_SECONDS)


def tries(in_ci: int, fewest: int = FEWEST) -> int:
    """Return how many examples, turns or lines are tried, from how many there are in CI.

    Elsewhere it is a fifth of them, but not fewer than `fewest`.
    """
    if SOAK:
        return in_ci * 10
    return in_ci if THOROUGH else min(in_ci, max(fewest, in_ci // 5))
