"""Who answers in this session's chat: a model where one is set up, the offline agent otherwise?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.chat import OFFLINE, Chat
from agent.model import ModelUnavailable
from agent.offline_model import OfflineAgent
from agent.openai_model import OpenAIModel
from agent.settings import SettingsFault, model_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from agent.carry_out import Workspace
    from agent.model import ChatModel, Message, Offered, Said, Show
    from engine.control import SessionControl


class NotSetUp:
    """A model whose settings are wrong: it says so at every turn, and the offline agent answers."""

    name = OFFLINE

    def __init__(self, fault: SettingsFault) -> None:
        self._fault = fault

    async def say(self, instructions: str, messages: Sequence[Message], tools: Sequence[Offered], show: Show) -> Said:
        """Say what is wrong with the settings."""
        del instructions, messages, tools, show
        raise ModelUnavailable(str(self._fault))

    async def close(self) -> None:
        """Do nothing: there is no connection."""


def bandmate(
    session: SessionControl, files: Workspace, *, env_folders: Iterable[Path], offline_only: bool = False
) -> Chat:
    """Return the chat for a session.

    Args:
        session: the door to the music.
        files: the files it may touch.
        env_folders: folders whose `.env` may name the model (`agent/settings.py`).
        offline_only: no model is asked, whatever is set up.
    """
    return Chat(session, files, None if offline_only else _model(env_folders), OfflineAgent())


def _model(env_folders: Iterable[Path]) -> ChatModel | None:
    try:
        settings = model_settings(env_folders)
    except SettingsFault as fault:
        return NotSetUp(fault)
    return None if settings is None else OpenAIModel(settings)
