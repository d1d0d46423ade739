"""What goes through the socket as JSON comes out as it was."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from pydantic import ValidationError

from engine import next_bar, start
from engine.config import Config
from engine.heard import heard_bar
from sequencer.wire.notices import heard_from_json


def test_bars_that_were_heard_come_through_in_order_and_what_is_no_list_is_none() -> None:
    state, heard = start(Config()), []
    for _ in range(2):
        state, bar = next_bar(state)
        heard.append(heard_bar(bar))
    assert heard_from_json(json.loads(json.dumps([asdict(one) for one in heard]))) == tuple(heard)
    assert heard_from_json(None) == heard_from_json({"bar": 1}) == ()
    with pytest.raises(ValidationError):
        heard_from_json([{"bar": "one"}])
