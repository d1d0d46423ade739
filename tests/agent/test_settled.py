"""A sentence without end is read no more often than one of a few dozen parts."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from agent.offline import settled as settled_module
from agent.offline.named_parameters import named
from agent.offline.settled import LONGEST, MOST_CUTS
from agent.offline.talk.follow import Scene
from agent.offline.talk.reading import MOST_WORDS, follow_up
from agent.offline.talk.turns import Talk, Turn
from agent.offline.understand import Asked, understand
from engine import start
from engine.commands import Mute
from tests.agent.heard import CONFIG


@pytest.mark.parametrize("text", [
    "and " * 400, "now then " * 400, "mute the clap, " * 300, "accent probability 0.4, " * 300,
    " and ".join(["accent probability 0.4"] * 30),
], ids=["and", "now then", "mutes", "parameters", "thirty parameters"])
def test_a_long_sentence_is_looked_at_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    asked = Mock(side_effect=named)
    monkeypatch.setattr(settled_module, "named", asked)
    understand(text, start(CONFIG))
    assert asked.call_count <= 2 * (1 + (MOST_CUTS + 1) * (LONGEST + 1))


def test_a_line_without_end_follows_from_nothing() -> None:
    talk = Talk([Turn("", "", (), (Asked(Mute("clap")),), start(CONFIG), playing=True)], fresh=True)
    scene = Scene(talk, start(CONFIG), playing=True)
    assert follow_up("no", scene) is not None
    assert follow_up("so " * (MOST_WORDS - 1) + "no", scene) is not None
    assert follow_up("so " * MOST_WORDS + "no", scene) is None
