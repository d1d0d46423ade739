"""How has a console closed: with which exit status, and has the session ended at its word?"""

from __future__ import annotations

from typing import NamedTuple


class Closed(NamedTuple):
    """A console that has closed.

    Attributes:
        status: for the shell. ended: the session was ended by it; else it goes on, if it has not ended otherwise.
        said: what was said last, where the screen that showed it is gone.
    """

    status: int = 0
    ended: bool = False
    said: str = ""
