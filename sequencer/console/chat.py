"""Who answers what is typed without a colon? A bandmate, whom the console knows by this shape only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from engine.control import SessionControl

NO_CHAT = "commands begin with a colon; see :help"
"""Answer to a sentence in a session without a bandmate."""


class Bandmate(Protocol):
    """Understands sentences and touches the session through the door it was given."""

    @property
    def model(self) -> str:
        """Name of what answers, for the header."""

    async def turn(self, text: str, show: Callable[[str], None]) -> str:
        """Do what a sentence asks for; return what was done, in one line.

        To cancel a turn, cancel its task.

        Args:
            text: as it was typed.
            show: takes pieces of the answer as they arrive.
        """

    async def jam(self, say: Callable[[str], None]) -> None:
        """Take part in jams until cancelled; return at once where nobody would.

        Args:
            say: takes a line for people.
        """


Invite = Callable[["SessionControl"], Bandmate]
"""Makes the bandmate of a session."""
