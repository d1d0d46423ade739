"""Who answers in a session's chat."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from agent.bandmate import bandmate
from agent.practice import PracticeSession
from engine.config import Config, Layer
from tests.agent.jam import sandbox

if TYPE_CHECKING:
    from pathlib import Path

    from agent.chat import Chat


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


def invited(folder: Path, *, offline_only: bool = False) -> Chat:
    session = PracticeSession.of(Config(layers={"kick": Layer()}))
    return bandmate(session, sandbox(folder), env_folders=(folder,), offline_only=offline_only)


def test_without_settings_the_offline_agent_answers(tmp_path: Path) -> None:
    chat = invited(tmp_path)
    assert chat.model == "offline"
    assert asyncio.run(chat.turn("mute the kick", lambda _: None)).startswith("mute kick")
    asyncio.run(chat.jam(pytest.fail))  # leaves jams to themselves


def test_with_a_key_the_model_answers_unless_it_is_to_stay_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    monkeypatch.setenv("OPENAI_MODEL", "my-model")
    assert invited(tmp_path).model == "my-model"
    assert invited(tmp_path, offline_only=True).model == "offline"
    assert invited(tmp_path).partner is not None
    assert invited(tmp_path, offline_only=True).partner is None


def test_settings_that_cannot_be_used_are_told_at_every_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://far.example/v1")
    chat = invited(tmp_path)
    assert chat.model == "offline"
    reply = asyncio.run(chat.ask("mute the kick"))
    assert reply.reply.startswith(
        "OPENAI_BASE_URL http://far.example would send the key in the clear; use https; offline: mute kick"
    )
    asyncio.run(chat.close())


def test_the_first_answer_says_which_server_was_asked_and_later_ones_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")  # nobody listens there
    chat = invited(tmp_path)
    first, second = (asyncio.run(chat.ask(f"{act} the kick")).reply for act in ("mute", "unmute"))
    assert first.endswith("(asked 127.0.0.1)")
    assert "asked" not in second


def test_the_first_answer_says_that_a_folders_settings_were_left_unread(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / ".env").write_text("OPENAI_BASE_URL=https://models.example/v1\n", encoding="utf-8")
    (here / ".env").chmod(0o600)
    session = PracticeSession.of(Config(layers={"kick": Layer()}))
    chat = bandmate(session, sandbox(tmp_path), env_folders=(tmp_path / "own", here))
    assert chat.model == "offline"
    reply = asyncio.run(chat.ask("mute the kick")).reply
    assert f"{here}/.env names an address and is left unread" in reply
    assert str(tmp_path / "own" / "trusted_folders") in reply
