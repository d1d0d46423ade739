"""The chat in the console, with a model behind a real server: on a real terminal, and in lines."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.agent.llm import KEY, LlmServer, says
from tests.system.sessions import Sessions
from tests.system.terminal import ESCAPE, Terminal
from tests.thorough import promised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sessions(llm: LlmServer, tmp_path: Path) -> Iterator[Sessions]:
    found = Sessions(tmp_path, lean=True, OPENAI_API_KEY=KEY, OPENAI_BASE_URL=llm.url, OPENAI_MODEL="little-drummer")
    try:
        yield found
    finally:
        found.close()


@pytest.fixture
def stage(sessions: Sessions) -> Iterator[Terminal]:
    found = Terminal(sessions, "play", "--record", "off", columns=120, rows=40)
    yield found
    found.close()


def muting(llm: LlmServer) -> None:
    call = {"id": "c1", "name": "mute", "arguments": {"layer": "clap", "bars": None}}
    llm.answers(
        {"match": {"hasToolResult": False}, "response": {"toolCalls": [call]}}, says("No clap.", after_tools=True)
    )


def test_a_sentence_is_done_and_answered_by_what_happened(llm: LlmServer, stage: Terminal) -> None:
    muting(llm)
    stage.shows("▼", "little-drummer")
    stage.enters("lose the clap please")
    stage.shows("mute clap: from bar")
    assert KEY not in stage.text()


def test_escape_cancels_an_answer_that_streams_and_the_music_goes_on(
    llm: LlmServer, stage: Terminal, sessions: Sessions
) -> None:
    llm.answers(says("la di da " * 500, chunkSize=9, latency=20))
    stage.shows("▼")
    stage.enters("sing me something")
    stage.shows("la di da")
    began = time.monotonic()
    stage.types(ESCAPE)
    stage.shows("cancelled")
    assert time.monotonic() - began < promised(1.0)  # the terminal's own waiting and the screen's reading included
    bar = sessions.playing()["bar"]
    assert sessions.playing(bar + 1)["playing"] is True


def test_a_model_that_fails_is_a_sentence_in_the_log(llm: LlmServer, stage: Terminal) -> None:
    llm.answers({"match": {}, "response": {"error": {"message": "no such key", "type": "error"}, "status": 401}})
    stage.shows("▼")
    stage.enters("darker")
    stage.shows("401 Unauthorized: no such key")


def test_lines_from_a_script_reach_the_chat(llm: LlmServer, sessions: Sessions) -> None:
    muting(llm)
    sessions.start("daemon", "m4_showcase", "--virtual", "chat-test")
    sessions.playing()
    ran = sessions.run("attach", stdin="lose the clap\n")
    assert ran.returncode == 0
    assert "mute clap: from bar" in ran.stdout
    assert [hold["layer"] for hold in json.loads(sessions.ask("state"))["stage"]["mutes"]] == ["clap"]
