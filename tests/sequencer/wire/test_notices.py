"""What goes through the socket as JSON comes out as it was."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from pydantic import ValidationError

from engine import next_bar, start
from engine.commands import Load
from engine.config import Config
from engine.heard import heard_bar
from sequencer.wire.notices import command_from_json, command_to_json, heard_from_json


def test_bars_that_were_heard_come_through_in_order_and_what_is_no_list_is_none() -> None:
    state, heard = start(Config()), []
    for _ in range(2):
        state, bar = next_bar(state)
        heard.append(heard_bar(bar))
    assert heard_from_json(json.loads(json.dumps([asdict(one) for one in heard]))) == tuple(heard)
    assert heard_from_json(None) == heard_from_json({"bar": 1}) == ()
    with pytest.raises(ValidationError):
        heard_from_json([{"bar": "one"}])


def test_of_a_configs_name_what_can_be_shown_is_kept() -> None:
    given = command_to_json(Load(Config(), "a\u202eb\x1b[2J" + "c" * 100))
    loaded = command_from_json(given)
    assert isinstance(loaded, Load)
    assert loaded.name == "ab[2J" + "c" * 56 + "..."
    assert command_from_json(command_to_json(Load(Config(), "höhle"))) == Load(Config(), "höhle")
