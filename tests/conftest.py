"""Under which conditions do all tests run? The same ones on every machine."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.agent.llm import LlmServer

USERS_OWN = ("TECH_ENGINE_CONFIGS_DIR", "TECH_ENGINE_OUT_DIR", "FORCE_COLOR")
"""Variables of the user's environment that would change what the commands under test do."""

for name in USERS_OWN:
    os.environ.pop(name, None)
os.environ["NO_COLOR"] = "1"
os.environ["TECH_ENGINE_AUDIO"] = "off"  # a kit that nobody asked for would play on the machine of who runs the tests

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a script: every child would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How fast an example runs is the machine's business; where CI is set the examples are the same in every run.
settings.register_profile(
    "anywhere", deadline=None, max_examples=tries(100), suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("anywhere"), derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker more than there are processors: tests of whole sessions wait for bars to sound."""
    del config
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits most, so that no worker is left with it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/system/"))


@pytest.fixture(scope="session")
def llm() -> Iterator[LlmServer]:
    """An OpenAI-compatible server, started once for all tests of the chat."""
    from tests.agent.llm import LlmServer  # noqa: PLC0415 - the environment is set first

    server = LlmServer.start()
    try:
        yield server
    finally:
        server.close()
