"""A modulator can drive a MIDI controller: bounded, thinned, recorded, and muted by name."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import mido
import pytest
from pydantic import ValidationError

from engine import Bar, Config, Wish, next_bar, start
from engine.cc_lanes import MAX_MESSAGES
from engine.commands import Load, Mute, Set, Unmute
from engine.midi_file import Take
from engine.timebase import BAR_TICKS, STEP_TICKS


def lane(name: str = "filter", **over: Any) -> dict[str, Any]:
    return {
        "name": name, "cc": {"number": 74, "channel": 3},
        "mod": {"mode": "sine", "min_val": 20, "max_val": 100, "tau": 8}, **over,
    }


def config(*lanes: dict[str, Any], **rest: Any) -> Config:
    return Config.model_validate({"mode": "m4", "layers": {"kick": {}}, "modulators": lanes, **rest}, strict=False)


def played(of: Config, bars: int, wishes: dict[int, list[Any]] | None = None) -> list[Bar]:
    state, found = start(of, seed=1), []
    for index in range(bars):
        state, bar = next_bar(state, [Wish(wish) for wish in (wishes or {}).get(index, ())])
        found.append(bar)
    return found


def test_a_lane_says_where_it_stands_and_then_only_what_changes() -> None:
    bars = played(config(lane()), 16)
    values = [control for bar in bars for control in bar.controls]
    assert (values[0].tick, values[0].number, values[0].channel) == (0, 74, 3)
    assert all(20 <= control.value <= 100 for control in values)
    assert all(one.value != other.value and one.tick < other.tick for one, other in pairwise(values))
    assert max(control.value for control in values) - min(control.value for control in values) > 40


def test_it_moves_no_faster_than_its_cap_and_at_most_once_a_16th() -> None:
    bars = played(config(lane(mod={"mode": "sine", "min_val": 0, "max_val": 127, "tau": 2})), 12)
    for bar in bars:
        assert len(bar.controls) <= 16
        assert all((control.tick - bar.start_tick) % STEP_TICKS == 0 for control in bar.controls)
        sent = [control.value for control in bar.controls]
        assert max(sent) - min(sent) <= 127 / 8 + 1
    slow = played(config(lane(mod={**lane()["mod"], "max_delta_per_bar": 1})), 12)
    assert all(len(bar.controls) <= 2 for bar in slow)


def test_a_fine_lane_sends_two_messages_and_the_coarse_one_only_when_it_changes() -> None:
    fine = lane(cc={"number": 1, "bits": 14}, mod={"mode": "sine", "min_val": 0, "max_val": 600, "tau": 64})
    controls = [control for bar in played(config(fine), 4) for control in bar.controls]
    assert {control.number for control in controls} == {1, 33}
    assert sum(control.number == 1 for control in controls) < sum(control.number == 33 for control in controls)
    coarse = [control.value for control in controls if control.number == 1]
    assert all(one != other for one, other in pairwise(coarse))


def test_it_follows_energy_and_so_the_arc() -> None:
    sweep = lane(mod={"mode": "energy", "min_val": 0, "max_val": 120})
    sections = [{"name": "rise", "bars": 16, "energy": [0.0, 1.0]}]
    bars = played(config(sweep, arc={"on": True, "sections": sections}), 24)
    last = [bar.controls[-1].value for bar in bars if bar.controls]
    assert last == sorted(last)
    assert last[-1] == 120


def test_many_lanes_share_what_a_cable_carries() -> None:
    lanes = [
        lane(f"l{n}", cc={"number": n % 31 + 1, "bits": 14, "channel": n % 16 + 1},
             mod={"mode": "sine", "min_val": 0, "max_val": 16383, "tau": 8, "phase": n / 64})
        for n in range(64)
    ]
    assert all(len(bar.controls) <= MAX_MESSAGES for bar in played(config(*lanes), 6))


def test_a_lane_is_muted_by_name_and_stays_out_of_the_file() -> None:
    bars = played(config(lane()), 8, {2: [Mute("filter")], 5: [Unmute("filter")]})
    assert ["filter" in bar.muted for bar in bars] == [False] * 2 + [True] * 3 + [False] * 3
    take = Take(("kick",))
    for bar in bars:
        take.add_bar(bar)
    found = mido.MidiFile(file=io.BytesIO(take.to_bytes()))
    track = next(track for track in found.tracks if track.name == "filter")
    tick, heard = 0, []
    for message in track:
        tick += message.time
        if message.type == "control_change":
            heard.append((tick, message.control, message.value, message.channel))
    sent = [
        (control.tick, control.number, control.value, control.channel - 1)
        for bar in bars if "filter" not in bar.muted for control in bar.controls
    ]
    assert heard == sent
    assert not any(2 * BAR_TICKS <= one[0] < 5 * BAR_TICKS for one in heard)


def test_a_file_that_is_asked_for_after_each_bar_is_the_same() -> None:
    bars = played(config(lane()), 6)
    once, often = Take(("kick",)), Take(("kick",))
    for bar in bars:
        once.add_bar(bar)
        often.add_bar(bar)
        often.to_bytes()
    assert once.to_bytes() == often.to_bytes()


def test_where_a_phrase_begins_a_lane_says_where_it_stands() -> None:
    still = lane(mod={"mode": "sine", "min_val": 64, "max_val": 64})
    bars = played(config(still, phrase={"bars": 4}), 9)
    assert [(bar.index, control.value) for bar in bars for control in bar.controls] == [(0, 64), (4, 64), (8, 64)]


def test_lanes_take_turns_so_that_no_16th_is_crowded() -> None:
    lanes = [
        lane(f"l{n}", cc={"number": n % 31 + 1, "channel": n % 16 + 1},
             mod={"mode": "sine", "min_val": 0, "max_val": 127, "tau": 4, "phase": n / 64})
        for n in range(64)
    ]
    for bar in played(config(*lanes), 6):
        ticks = [control.tick for control in bar.controls]
        assert max(ticks.count(tick) for tick in ticks) == 1
        sixteenths = [(tick - bar.start_tick) // STEP_TICKS for tick in ticks]
        assert max(sixteenths.count(one) for one in sixteenths) <= 16
        assert max(sixteenths) < 16


def test_its_bounds_can_be_set_live_and_another_config_says_where_it_stands() -> None:
    bars = played(config(lane()), 20, {2: [Set("modulators.filter.max_val", 30)]})
    assert max(control.value for bar in bars[14:] for control in bar.controls) <= 30
    other = config(lane(mod={"mode": "sine", "min_val": 64, "max_val": 64}))
    bars = played(config(lane()), 4, {2: [Load(other, "other")]})
    assert bars[2].controls[-1].value == 64
    assert bars[3].controls == ()


@pytest.mark.parametrize(("given", "message"), [
    ({"param_path": "thin_bias"}, "not both"), ({"cc": None}, "needs a param_path or a cc"),
    ({"cc": {"number": 74, "bits": 14}}, "1..31"),
    ({"mod": {"mode": "sine", "min_val": 0, "max_val": 300}}, "must lie in 0..127"),
])
def test_what_is_no_lane_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        config(lane(**given))
