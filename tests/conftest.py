"""Under which conditions do all tests run? The same ones on every machine."""

from __future__ import annotations

import gc
import os
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.thorough import LONG, THOROUGH, tries, uncounted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from xdist.remote import Producer
    from xdist.workermanage import WorkerController

    from tests.agent.llm import LlmServer
    from tests.two_kinds import TwoKinds

USERS_OWN = ("TECH_ENGINE_CONFIGS_DIR", "TECH_ENGINE_OUT_DIR", "FORCE_COLOR")
"""Variables of the user's environment that would change what the commands under test do."""

for name in USERS_OWN:
    os.environ.pop(name, None)
os.environ["NO_COLOR"] = "1"
os.environ["TECH_ENGINE_AUDIO"] = "off"  # a kit that nobody asked for would play on the machine of who runs the tests

COUNTS = "COVERAGE_PROCESS_CONFIG"
"""With this variable coverage asks processes that are started to count too."""
BEHIND = 5
"""By how much workers that compute are nicer than those whose sessions play in time."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a script: every child would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # as under nohup, likewise
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# How fast an example runs is the machine's business; where CI is set the examples are the same in every run.
settings.register_profile(
    "anywhere", deadline=None, max_examples=tries(100), suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("anywhere"), derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes long and shows itself seldom; `make test` leaves it to CI")
    counting = config.pluginmanager.getplugin("_cov")
    if counting is not None and hasattr(config, "workerinput"):
        counting.cov_controller.pause()  # a worker begins to count twice, and only what it begins last heeds `no_cover`


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers for each processor and one more: most of them wait for bars to sound."""
    del config
    return 2 * (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TwoKinds:
    """Let some workers wait and the others compute, whatever `--dist` says."""
    from tests.two_kinds import TwoKinds

    return TwoKinds(config, log)


def pytest_xdist_setupnodes() -> None:
    """Let workers not count as processes of ours do, too, which heed no mark."""
    os.environ.pop(COUNTS, None)


def pytest_configure_node(node: WorkerController) -> None:
    """Tell a worker whether it computes, and whether it finds only the tests that wait."""
    from tests.two_kinds import computes, waits_only

    node.workerinput |= {"computes": computes(node), "waits_only": waits_only(node)}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Let a worker that only waits load nothing but the tests that wait."""
    if not getattr(config, "workerinput", {}).get("waits_only"):
        return None
    from tests.two_kinds import WAITING

    waiting = [config.rootpath / path for path in WAITING]
    found = any(collection_path in path.parents or collection_path.is_relative_to(path) for path in waiting)
    return not found or None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Find the tests without looking for garbage among what stays for good; let what computes make way.

    What is run once, when it is loaded, one worker counts for all.
    """
    if getattr(session.config, "workerinput", {}).get("computes"):
        os.nice(BEHIND)
    counting = session.config.pluginmanager.getplugin("_cov") if is_later_worker(session.config) else None
    gc.disable()
    if counting is not None:
        counting.cov_controller.pause()
    try:
        return (yield)
    finally:
        if counting is not None:
            counting.cov_controller.resume()
        gc.freeze()
        gc.enable()


def is_later_worker(config: pytest.Config) -> bool:
    """Return True in every worker but the first."""
    return bool(getattr(config, "workerinput", {}).get("workerid", "gw0") != "gw0")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, and begin with it: it waits most, and no worker is left with it at the end."""
    for item in items:
        if item.nodeid.startswith(LONG):
            item.add_marker("long")
    if THOROUGH:
        for item in uncounted(items):
            item.add_marker("no_cover")
    from tests.two_kinds import WAITING

    items.sort(key=lambda item: (not item.nodeid.startswith(LONG), not item.nodeid.startswith(WAITING)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let the processes that a test starts count no coverage where the test itself counts none."""
    asked = os.environ.pop(COUNTS, None) if item.get_closest_marker("no_cover") else None
    try:
        return (yield)
    finally:
        if asked is not None:
            os.environ[COUNTS] = asked


@pytest.fixture(scope="session")
def llm() -> Iterator[LlmServer]:
    """An OpenAI-compatible server, started once for all tests of the chat."""
    from tests.agent.llm import LlmServer

    server = LlmServer.start()
    try:
        yield server
    finally:
        server.close()
