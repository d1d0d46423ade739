"""What does a surface learn, and what becomes of it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sequencer.console.typed_learn import Wanted
    from sequencer.remote.controllers.controls import Control
    from sequencer.remote.controllers.mapping import How


@dataclass(slots=True)
class Learning:
    """What the next moved control shall do.

    Attributes:
        wanted: the address it sends to, and how. say: is told what was learned.
        control: that has been learned, None before.
    """

    wanted: Wanted
    say: Callable[[str], None]
    control: Control | None = None

    @property
    def to(self) -> str:
        """The address."""
        return self.wanted.to

    def how_for(self, control: Control) -> How | None:
        """Choose how a control does it; None for one that cannot."""
        match self.wanted.use:
            case "fader":
                return None if control.kind in {"note", "program"} else self.wanted.turning or "absolute"
            case use:
                return use
