"""Which worker takes which test? Some wait for sessions that play, the others compute meanwhile.

Tests of whole sessions mostly wait for bars to sound. Were they all run first, the processors would idle; were they
run last, as many workers as there are would be too few.
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
    return int(node.gateway.id.removeprefix("gw")) % 2 == 1


class TwoKinds(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """Gives tests out from both ends of their order: workers that wait begin with the first, the others with the last.

    Tests that wait are given out one by one, the others by the file, so that what a file makes once is made once.

    Args:
        config: of the run. log: of the run.
    """

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        """Return the name of what is given out at once with a test."""
        alone = nodeid.startswith(WAITING) and not nodeid.startswith(TOGETHER)
        return nodeid if alone else nodeid.partition("::")[0]

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Give a worker the next tests from its end of the queue."""
        if computes(node):
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)
