"""Which worker takes which test? Some wait for sessions that play, the others compute meanwhile.

Tests of whole sessions mostly wait for bars to sound. Were they all run first, the processors would idle; were they
run last, as many workers as there are would be too few. Of those that wait all but the first find no other tests at
all: finding takes each of them seconds of a processor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest
    from xdist.remote import Producer
    from xdist.workermanage import WorkerController

WAITING: Final = "tests/system/"
TOGETHER: Final = (
    "tests/system/test_installed.py", "tests/system/test_mcp.py::test_a_line_that_is_no_message",
    "tests/system/test_played_again.py",
)
"""Tests that wait, and yet share what is slow to make."""


def computes(node: WorkerController) -> bool:
    """Return True for every other worker, the first of which waits."""
    return _number(node) % 2 == 1


def waits_only(node: WorkerController) -> bool:
    """Return True for a worker that finds the tests that wait and no others.

    They are all but the first of those that wait, where no path says which tests are to be run; but none that takes the
    place of one that died.
    """
    whole = node.config.args_source is node.config.ArgsSource.TESTPATHS
    return whole and not computes(node) and 0 < _number(node) < len(node.nodemanager.specs)


def _number(node: WorkerController) -> int:
    return int(node.gateway.id.removeprefix("gw"))


class TwoKinds(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """Gives tests out from both ends of their order: workers that wait begin with the first, the others with the last.

    Tests that wait are given out one by one, the others by the file, so that what a file makes once is made once.

    Args:
        config: of the run. log: of the run.
    """

    assigned_work: dict[WorkerController, dict[str, dict[str, bool]]]
    registered_collections: dict[WorkerController, list[str]]

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        """Return the name of what is given out at once with a test."""
        alone = nodeid.startswith(WAITING) and not nodeid.startswith(TOGETHER)
        return nodeid if alone else nodeid.partition("::")[0]

    def schedule(self) -> None:
        """Give out the first tests; who finds all of them is not sent away for one that waits only."""
        self.assigned_work = dict(sorted(self.assigned_work.items(), key=lambda item: waits_only(item[0])))
        super().schedule()

    def _check_nodes_have_same_collection(self) -> bool:
        """Return True when all who look for all tests have found the same; the first of them says what there is."""
        found = self.registered_collections
        self.registered_collections = {node: tests for node, tests in found.items() if not waits_only(node)}
        same = bool(super()._check_nodes_have_same_collection())
        self.registered_collections |= found
        return same

    def _reschedule(self, node: WorkerController) -> None:
        """Give a worker more if it has little left, or let it end when there is nothing for it."""
        if not waits_only(node) or self._first_that_waits():
            super()._reschedule(node)
        elif not node.shutting_down:
            node.shutdown()

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Give a worker the next tests from its end of the queue."""
        if computes(node):
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        elif waits_only(node):
            first = self._first_that_waits()
            if not first:
                node.shutdown()
                return
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)

    def _first_that_waits(self) -> str:
        """Return the name of the next tests that wait, "" where none are left."""
        return next((scope for scope in self.workqueue if scope.startswith(WAITING)), "")
