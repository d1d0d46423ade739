"""`techno ask` with a model behind a real server: without a session, with one, and when nothing is set up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.agent.llm import KEY, LlmServer, says
from tests.system.sessions import Sessions
from tests.thorough import THOROUGH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST_STATUS = 401


@pytest.fixture
def sessions(llm: LlmServer, tmp_path: Path) -> Iterator[Sessions]:
    found = Sessions(tmp_path, lean=True, OPENAI_API_KEY=KEY, OPENAI_BASE_URL=llm.url, OPENAI_MODEL="small")
    try:
        yield found
    finally:
        found.close()


def muting(llm: LlmServer) -> None:
    call = {"id": "c1", "name": "mute", "arguments": {"layer": "clap", "bars": 8}}
    llm.answers(
        {"match": {"hasToolResult": False}, "response": {"toolCalls": [call]}}, says("No clap.", after_tools=True)
    )


def test_without_a_session_a_wish_is_tried_on_the_showcase(llm: LlmServer, sessions: Sessions) -> None:
    muting(llm)
    ran = sessions.run("ask", "lose the clap for 8 bars", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    found = json.loads(ran.stdout)
    assert list(found) == ["reply", "model", "refused", "commands", "outcomes", "question"]
    assert ([one["status"] for one in found["outcomes"]], found["question"]) == (["applied"], None)
    assert found["commands"] == [{"command": "mute", "layer": "clap", "bars": 8}]
    assert (found["model"], found["refused"]) == ("small", False)
    assert "mute clap" in found["reply"]


def test_a_running_session_is_steered_and_a_dry_run_leaves_it_alone(llm: LlmServer, sessions: Sessions) -> None:
    muting(llm)
    sessions.start("daemon", "m4_showcase", "--virtual", "ask-test")
    sessions.playing()
    assert sessions.run("ask", "lose the clap", "--dry-run", "--json").returncode == 0
    assert json.loads(sessions.ask("state"))["stage"]["mutes"] == []
    assert sessions.run("ask", "lose the clap").stdout.startswith("mute clap for 8 bars: from bar ")
    assert [hold["layer"] for hold in json.loads(sessions.ask("state"))["stage"]["mutes"]] == ["clap"]
    assert '"author": "agent"' in json.dumps(sessions.journal())


def test_the_key_is_in_no_file_and_in_no_output(llm: LlmServer, sessions: Sessions) -> None:
    sessions.start("daemon", "m4_showcase", "--virtual", "ask-test")
    sessions.playing()
    for status in (FIRST_STATUS, 500, 404):
        llm.answers({"match": {}, "response": {"error": {"message": f"no: {KEY}", "type": "error"}, "status": status}})
        forms = (("ask", "darker"), ("ask", "darker", "--json"), ("--debug", "ask", "darker"))
        for words in forms if THOROUGH or status == FIRST_STATUS else forms[-1:]:
            ran = sessions.run(*words)
            assert KEY not in ran.stdout + ran.stderr
            assert str(status) in ran.stdout
    written = [path.read_bytes() for path in sessions.folder.rglob("*") if path.is_file()]
    assert written
    assert not any(KEY.encode() in content for content in written)


def test_a_server_that_is_not_there_is_one_sentence(sessions: Sessions) -> None:
    sessions.environment["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1"
    ran = sessions.run("ask", "darker")
    assert ran.returncode == 1
    assert ran.stdout.startswith("no session runs; with one, this would be: no connection to 127.0.0.1")
    assert ran.stdout.count("\n") == 1
    assert ran.stderr == ""


@pytest.mark.parametrize(("tool", "arguments", "status"), [
    ("mute", {"layer": "clap", "bars": None, "at": None}, 0),
    ("mute", {"layer": "gong", "bars": None, "at": None}, 1),
    ("mute", {"layer": 7}, 1),
    ("decline", {"reason": "I only play drums.", "suggestion": "More hats?"}, 0),
])
def test_the_exit_status_tells_what_became_of_a_wish(
    llm: LlmServer, sessions: Sessions, tool: str, arguments: dict[str, object], status: int
) -> None:
    call = {"id": "c1", "name": tool, "arguments": arguments}
    llm.answers(
        {"match": {"hasToolResult": False}, "response": {"toolCalls": [call]}}, says("All done.", after_tools=True)
    )
    ran = sessions.run("ask", "lose the clap")
    assert (ran.returncode, ran.stderr) == (status, "")
    assert ("nothing was changed" in ran.stdout) == (tool == "decline" or arguments["layer"] == 7)


def test_words_alone_are_no_failure_and_a_failed_model_is_one(llm: LlmServer, sessions: Sessions) -> None:
    llm.answers(says("It is 132 BPM."))
    ran = sessions.run("ask", "what tempo is it?")
    assert ran.returncode == 0
    assert ran.stdout.startswith("It is 132 BPM. (nothing was changed)")
    llm.answers({"match": {}, "response": {"error": {"message": "no", "type": "error"}, "status": 400}})
    assert sessions.run("ask", "mute the clap").returncode == 1
