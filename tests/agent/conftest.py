"""The server that the tests of the chat talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agent.llm import LlmServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def llm() -> Iterator[LlmServer]:
    """An OpenAI-compatible server, started once."""
    server = LlmServer.start()
    try:
        yield server
    finally:
        server.close()
