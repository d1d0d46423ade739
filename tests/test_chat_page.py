"""What docs/howto/chat.md says one can say is understood."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.agent.heard import replies

PAGE: Final = (Path(__file__).parents[1] / "docs" / "howto" / "chat.md").read_text(encoding="utf-8")
LINES: Final = [line for block in re.findall(r"```\n(.+?)```", PAGE, re.DOTALL) for line in block.splitlines()]
BEFORE: Final = {
    "bring the clap back": "mute the clap", "go back to scene a": "save this as scene a", "undo": "mute the clap",
}
"""By line: what was said before it."""
NOT_HERE: Final = {"freeze this bar": "there is no bar", "start recording": "there is no recording"}
"""By line: why it is refused where nothing plays and nothing is recorded."""


@pytest.mark.parametrize("line", LINES)
def test_each_line_of_the_page_is_understood(line: str) -> None:
    reply = replies(*([BEFORE[line]] if line in BEFORE else []), line)[-1]
    assert reply.question is None
    assert reply.refused is (line in NOT_HERE)
    assert NOT_HERE.get(line, "") in reply.reply
    assert bool(reply.commands) is not line.endswith("?")
