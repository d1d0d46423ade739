"""A journal's lines are written as they always were, and read back as they were meant."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.commands import Fill, Wish
from sequencer.tape.lines import KINDS, Line, PlayerReplaced, TakeMarked, line_from_json, line_to_json
from sequencer.wire.reports import BarComposed, BarReplaced, BarSent, TransportMoved
from tests.sequencer.wire.messages import lines

FILL = {"command": {"bars": 1, "command": "fill"}, "id": "w1", "author": "user", "turn": ""}


@pytest.mark.parametrize(("line", "text"), [
    (BarComposed(3, start_ns=12345, crc=9), '{"say":"composed","bar":3,"crc":9}'),
    (BarComposed(0, (Wish(Fill(), "w1"),)), f'{{"say":"composed","bar":0,"wishes":[{json.dumps(FILL)}]}}'),
    (BarSent(0), '{"say":"sent","bar":0}'),
    (BarSent(1, muted=((7680, ("kick",)),), skipped=((1, 2),), cuts={}, resumes={"kick": 3}),
     '{"say":"sent","bar":1,"muted":[[7680,["kick"]]],"skipped":[[1,2]],"cuts":{},"resumes":{"kick":3}}'),
    (TransportMoved(playing=False, tick=0, song_start=5), '{"say":"transport","playing":false,"tick":0}'),
    (BarReplaced(1, None, error="no"), '{"say":"failed","bar":1,"repeats":null,"error":"no"}'),
    (TakeMarked("stop", "drop", bar=4), '{"say":"record","action":"stop","name":"drop","bar":4}'),
    (PlayerReplaced(2, "it ended"), '{"say":"restart","bar":2,"reason":"it ended"}'),
])
def test_a_line_keeps_what_moves_the_music_in_one_order_and_no_clock_time(line: Line, text: str) -> None:
    assert json.dumps(line_to_json(line), separators=(",", ":")) == text.replace(": ", ":").replace(", ", ",")


def test_the_kinds_of_lines_are_those_of_the_union() -> None:
    assert set(KINDS.values()) == set(get_args(Line))
    assert all(kind.__dataclass_fields__["say"].default == say for say, kind in KINDS.items())


@given(lines)
def test_a_line_is_read_as_it_was_written(line: Line) -> None:
    written = line_to_json(line)
    read = line_from_json(written)
    assert read is not None
    assert line_to_json(read) == written
    assert type(read) is type(line)


@given(lines, st.sampled_from(["rain", "start_ns"]))
def test_a_reader_passes_over_keys_it_does_not_know(line: Line, key: str) -> None:
    assert line_from_json({**line_to_json(line), key: 7}) is not None


@pytest.mark.parametrize("data", [{"say": "ready"}, {"say": ["composed"]}, {}, {"say": None}, {"say": "weather"}])
def test_a_reader_passes_over_kinds_it_does_not_know(data: dict[str, str]) -> None:
    assert line_from_json(data) is None


@pytest.mark.parametrize(("data", "fault"), [
    ({"say": "composed"}, "bar: is missing"),
    ({"say": "composed", "bar": True}, "bar: must be a whole number"),
    ({"say": "composed", "bar": "1"}, "bar: must be a whole number"),
    ({"say": "applied", "bar": 0, "wishes": [None]}, "wishes.0: "),
    ({"say": "sent", "bar": 0, "muted": 7}, "muted: must be a list"),
    ({"say": "sent", "bar": 0, "skipped": [[1]]}, "skipped.0.1: is missing"),
    ({"say": "failed", "bar": 0, "repeats": "first"}, "repeats"),
    ({"say": "transport", "playing": False}, "tick: is missing"),
    ({"say": "record", "action": "pause", "bar": 0}, "action: must be 'start' or 'stop'"),
])
def test_a_line_that_has_not_the_shape_of_its_kind_is_refused(data: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=r"^" + fault):
        line_from_json(json.loads(json.dumps(data)))
