"""What becomes of a wish for a phrase of a config, to be rendered: the offline agent's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.offline.phrases import phrase_of, strange_in
from agent.reply import Reply
from engine.plain_text import one_line

if TYPE_CHECKING:
    from agent.carry_out import Workspace
    from agent.tools import Desk


async def phrase_reply(text: str, files: Workspace, desk: Desk, model: str, most: int) -> Reply:
    """Return the answer to a wish for a phrase, carried out.

    Args:
        text: what was said. files: configs and what may be written. desk: where it is carried out.
        model: who answers. most: characters of the answer.
    """
    alien, waits = strange_in(text)
    if alien and waits:
        return Reply(f'I do not know "{" ".join(alien)}" here; say it without?', model, refused=True)
    await phrase_of(text, files.names()).use(desk)
    said = [*(done.words for done in desk.done), *([f"left out: {', '.join(alien)}"] if alien else [])]
    refused = all(done.refused for done in desk.done)
    return Reply(
        one_line("; ".join(said), most), model, refused=refused, commands=tuple(done.command for done in desk.done),
        failed=refused,
    )
