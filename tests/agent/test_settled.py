"""A sentence without end is read no more often than one of a few dozen parts."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from agent.offline import settled as settled_module
from agent.offline.settled import LONGEST, MOST_CUTS
from agent.offline.understand import understand
from engine import start
from tests.agent.heard import CONFIG


@pytest.mark.parametrize("text", [
    "and " * 400, "now then " * 400, "mute the clap, " * 300, "accent probability 0.4, " * 300,
    " and ".join(["accent probability 0.4"] * 30),
], ids=["and", "now then", "mutes", "parameters", "thirty parameters"])
def test_a_long_sentence_is_looked_at_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    asked = Mock(side_effect=settled_module.named)
    monkeypatch.setattr(settled_module, "named", asked)
    understand(text, start(CONFIG))
    assert asked.call_count <= 2 * (1 + (MOST_CUTS + 1) * (LONGEST + 1))
