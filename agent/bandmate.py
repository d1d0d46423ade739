"""Who answers in this session's chat: a model where one is set up, the offline agent otherwise?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.chat import MAX_REPLY, OFFLINE, Chat
from agent.model import ModelUnavailable
from agent.offline_model import OfflineAgent
from agent.openai_model import OpenAIModel
from agent.settings import ENV_FILE, TRUSTED_FILE, SettingsFault, model_settings, unread_folders
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from agent.carry_out import Workspace
    from agent.model import ChatModel, JsonModel, Message, Offered, Said, Show
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
    if offline_only:
        return Chat(session, files, None, OfflineAgent())
    folders = tuple(env_folders)
    model, partner, small, notes = _model(folders)
    for folder in unread_folders(folders):
        env, listed = folder.resolve() / ENV_FILE, folders[0] / TRUSTED_FILE
        notes.append(f"{env} names an address and is left unread; to trust its folder, write it into {listed}")
    return Chat(
        session, files, model, OfflineAgent(), first_note=one_line("; ".join(notes), MAX_REPLY),
        writer=partner if small else None, partner=partner,
    )


def _model(env_folders: Iterable[Path]) -> tuple[ChatModel | None, JsonModel | None, bool, list[str]]:
    """Return the chat's model, the same as one that writes JSON, whether it is small, and notes for an answer."""
    try:
        settings = model_settings(env_folders)
    except SettingsFault as fault:
        return NotSetUp(fault), None, False, []
    if settings is None:
        return None, None, False, []
    model = OpenAIModel(settings)
    return model, model, settings.compact, [f"asked {settings.host}"]
