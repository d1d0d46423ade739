"""What docs/sync.md says can be asked for in three ways can be: on the stage, in the chat and from the shell."""

from __future__ import annotations

import re
from typing import Final

import pytest

from agent.offline.console_lines import console_line
from agent.offline.in_time import in_time
from tests.test_commands_of_documents import CONSOLE_CONFIG, fault
from tests.test_documents import ROOT

PAGE: Final = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")
SECTION: Final = PAGE.split("## Three ways to each\n", 1)[1].split("\n## ", 1)[0]
ROWS: Final = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in SECTION.splitlines() if line.startswith("| ") and "`techno" in line
]
NAMES: Final = ": names the line"


@pytest.mark.parametrize(("what", "stage", "chat", "shell", "more"), ROWS)
def test_it_can_be_asked_for_in_each_way(what: str, stage: str, chat: str, shell: str, more: str) -> None:
    del what
    said = chat.removesuffix(NAMES)
    if stage.startswith("`"):
        assert fault(stage.strip("`")) == ""
    assert fault(shell.strip("`")) == ""
    if chat.endswith(NAMES):
        assert console_line(said) is not None
    elif not chat.endswith("?"):  # questions are answered in tests/agent/test_keep_time.py
        found = in_time(said, CONSOLE_CONFIG.layers)
        assert found is not None
        assert found.asks is not None
        assert not found.rest
    page = re.search(r"\((.+)\)", more)
    assert page is None or (ROOT / "docs" / page[1]).exists()
