"""What passes between threads and processes is changed by nobody; what a line leaves out has a value all the same."""

from __future__ import annotations

import importlib
import json
import pkgutil
from dataclasses import is_dataclass
from typing import TYPE_CHECKING

import pytest

import sequencer
from sequencer.wire.codec import order_codec, report_codec
from sequencer.wire.sync import from_source_codec, to_source_codec
from sequencer.wire.timed import from_sender_codec, to_sender_codec

if TYPE_CHECKING:
    from sequencer.wire.codec import Codec

ROOMS = ("midi", "player", "tape", "wire")
OWNED = {"Early", "Line", "Playing", "_Named"}
"""Dataclasses that one thread owns and changes."""


def dataclasses_of(room: str) -> list[type]:
    """Return the dataclasses of a room."""
    package = importlib.import_module(f"{sequencer.__name__}.{room}")
    modules = [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
    ]
    return [
        kind for module in modules for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
    ]


@pytest.mark.parametrize("kind", [kind for room in ROOMS for kind in dataclasses_of(room)])
def test_a_value_is_frozen_and_has_no_room_for_other_fields(kind: type) -> None:
    assert "__slots__" in vars(kind)
    frozen = kind.__dataclass_params__.frozen  # type: ignore[attr-defined] # every dataclass has it
    assert frozen == (kind.__name__ not in OWNED)


@pytest.mark.parametrize(("codec", "short", "more"), [
    (order_codec(), {"do": "transport", "action": "play"}, {"from_bar": 0, "count_in": 0}),
    (order_codec(), {"do": "quit"}, {"silent": False}),
    (order_codec(), {
        "do": "session", "state": "", "outputs": [{"kind": "null", "name": "", "trim_ms": 0.0}], "layer_outputs": {},
        "clock_out": True, "clock_while_stopped": True,
    }, {
        "outputs": [{"kind": "null", "name": "", "trim_ms": 0.0, "sender": None}], "bars": None, "resume": None,
        "tape": [],
    }),
    (report_codec(), {"say": "composed", "bar": 7}, {"wishes": [], "crc": None, "start_ns": 0}),
    (report_codec(), {"say": "failed", "bar": 7}, {"repeats": "last", "wishes": [], "error": ""}),
    (report_codec(), {"say": "applied", "bar": 7}, {"wishes": []}),
    (report_codec(), {"say": "sent", "bar": 7}, {
        "from_tick": None, "until_tick": None, "muted": [], "skipped": [], "panics": [], "cuts": None, "resumes": None,
        "closed": [], "lateness": [],
    }),
    (report_codec(), {"say": "transport", "playing": True, "tick": 5}, {"bar": None, "song_start": 0}),
    (report_codec(), {"say": "output", "output": 1, "name": "x", "state": "open"}, {"error": ""}),
    (to_sender_codec(), {"do": "ahead", "deadline_ns": 1, "message": "f8"}, {"output": 0, "tag": 0}),
    (to_sender_codec(), {"do": "cancel"}, {"tags": None, "output": None, "from_ns": 0}),
    (to_sender_codec(), {"do": "connect", "output": 1, "name": None}, {"virtual": False}),
    (order_codec(), {"do": "port", "output": 0, "open": None}, {"sender": None}),
    (order_codec(), {"do": "port", "output": 0, "open": "x", "sender": {"path": "p", "lead_ns": 5}}, {
        "sender": {"path": "p", "lead_ns": 5, "hold_ns": 0},
    }),
    (order_codec(), {"do": "follow"}, {
        "source": "own", "tempo": True, "transport": True, "offset_ns": 0, "send": True, "bars": 1,
    }),
    (order_codec(), {"do": "strike", "layer": "kick", "velocity": 9}, {"quantised": False}),
    (from_sender_codec(), {"say": "failed", "reason": "x"}, {}),
    (from_sender_codec(), {"say": "ports", "names": []}, {"came": []}),
    (from_sender_codec(), {
        "say": "opened", "name": "x", "rate": 1, "period_frames": 2, "lead_ns": 3, "latency_ns": 4,
    }, {"hold_ns": 0}),
    (from_sender_codec(), {
        "say": "beat", "ns": 1, "frame": 2, "late": 3, "slow": 4, "gaps": 5, "spread_ns": 6, "cpu_ns": 7,
    }, {"dropped": 0}),
    (from_source_codec(), {"do": "at", "tick": 1, "ns": 2, "bpm": 120.0}, {
        "lock": "locked", "song": None, "jitter_ns": 0, "cue": None,
    }),
    (from_source_codec(), {"do": "moved", "action": "start", "tick": 1, "ns": 2, "song": 3, "bpm": 120.0}, {
        "by_hand": False,
    }),
    (from_source_codec(), {"do": "says", "text": "x"}, {"fault": False}),
    (from_source_codec(), {"do": "peers", "peers": None}, {"tempo": True}),
    (to_source_codec(), {"do": "listen"}, {
        "source": "in", "port": "", "bpm": 120.0, "bars": 1, "transport": True, "playing": False, "line": None,
    }),
    (to_source_codec(), {"do": "lead"}, {
        "bpm": None, "playing": None, "ns": 0, "asked": False, "song": None, "here": False,
    }),
])
def test_what_a_line_leaves_out_is_as_if_it_were_written(
    codec: Codec[object], short: dict[str, object], more: dict[str, object]
) -> None:
    read = codec.decode(json.dumps(short).encode())
    assert json.loads(codec.encode(read)) == {**short, **more}
