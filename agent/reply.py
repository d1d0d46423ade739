"""What does the chat answer: `ask --json` as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.bar import Outcome


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to the performer; the next line may be one of the choices, or anything else."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one wish.

    Attributes:
        reply: one line for people, worded from what really happened.
        model: name of the model that answered, or "offline".
        refused: nothing was done, because the wish is none for this program or was refused.
        commands: what was carried out, each as `ask --json` prints it.
        outcomes: what became of those that the session answers, in their order.
        question: what must be answered before anything is done; None when there is none.
        failed: it was not understood, everything was refused, or the model failed; a decline and a question are none.
    """

    reply: str
    model: str
    refused: bool
    commands: tuple[dict[str, Any], ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    question: Asking | None = None
    failed: bool = False
