"""What a hand does on a surface, and what its lamps show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sequencer.console.typed_learn import Wanted
from sequencer.remote.addresses import Message
from sequencer.remote.controllers.controls import Control
from sequencer.remote.controllers.learning import Learning
from sequencer.remote.controllers.mapping import Binding, How, Mapping
from sequencer.remote.controllers.surface import RESTS_SECONDS, Surface

if TYPE_CHECKING:
    from sequencer.remote.told import Facts

ENERGY = "/techno/energy"
MUTE = "/techno/mute/clap"


def knob(value: int, number: int = 16) -> bytes:
    return bytes((0xB0, number, value))


def surface(*bindings: Binding, **told: float) -> Surface:
    found = Surface(Mapping("thing", bindings))
    known: Facts = {"/techno/state/layers": ("kick", "clap"), ENERGY: (0.5,), MUTE: (0,)}
    found.told({**known, **{f"/techno/{name}": (value,) for name, value in told.items()}}, 0.0)
    return found


def bound(to: str = ENERGY, how: How = "absolute", *, number: int = 16, pickup: bool = True) -> Binding:
    return Binding("cc", 1, number, to, how, pickup)


def moved(one: Surface, *values: int, at: float = 10.0) -> list[float]:
    """Move the knob through some values; return where it moved its parameter."""
    found = [one.take(knob(value), at) for value in values]
    return [round(float(message.arguments[0]), 2) for message in found if message is not None]


def test_a_knob_waits_until_it_has_passed_the_present_value() -> None:
    assert moved(surface(bound()), 0, 20, 40, 60, 80, 100) == [0.63, 0.79]


def test_a_knob_that_comes_from_above_waits_too() -> None:
    assert moved(surface(bound()), 127, 100, 70, 60, 20) == [0.47, 0.16]


def test_a_knob_that_stands_where_the_parameter_is_moves_it_at_once() -> None:
    assert moved(surface(bound()), 64, 80) == [0.5, 0.63]


def test_a_knob_without_pickup_jumps() -> None:
    assert moved(surface(bound(pickup=False)), 127) == [1.0]


def test_a_knob_keeps_its_parameter_while_it_glides_to_where_the_knob_has_put_it() -> None:
    one = surface(bound())
    moved(one, 60, 127)
    for value in (0.6, 0.7, 0.8):
        one.told({ENERGY: (value,)}, 11.0)
    assert moved(one, 120) == [0.94]


def test_a_knob_loses_its_parameter_to_another_hand() -> None:
    one = surface(bound())
    moved(one, 60, 64)
    one.told({ENERGY: (0.1,)}, 11.0)
    assert moved(one, 70, 80) == []
    assert moved(one, 5) == [0.04]


@pytest.mark.parametrize(("how", "value", "place"), [
    ("relative", 16, 0.625), ("relative", 112, 0.375), ("offset", 80, 0.625), ("sign", 80, 0.375),
    ("relative", 63, 0.992),
])
def test_an_encoder_moves_from_where_the_parameter_is(how: How, value: int, place: float) -> None:
    found = surface(bound(how=how)).take(knob(value), 0.0)
    assert found is not None
    assert found.arguments[0] == pytest.approx(place, abs=0.001)


def test_steps_that_come_faster_than_the_session_tells_add_up() -> None:
    assert moved(surface(bound(how="relative")), 8, 8, 8) == [0.56, 0.62, 0.69]


def test_a_button_acts_when_it_goes_down_and_only_then() -> None:
    one = surface(bound("/techno/fill", "button"))
    found = [one.take(knob(value), 0.0) for value in (127, 127, 0, 10, 63, 64, 0)]
    assert [place for place, message in enumerate(found) if message == Message("/techno/fill", (1,))] == [0, 5]


def test_a_pad_acts_however_softly_it_is_hit() -> None:
    one = surface(Binding("note", 1, 36, "/techno/fill", "button"))
    assert one.take(b"\x90\x24\x01", 0.0) == Message("/techno/fill", (1,))
    assert one.take(b"\x80\x24\x40", 0.0) is None


def test_a_program_acts_each_time() -> None:
    one = surface(Binding("program", 1, 5, "/techno/scene/drop", "button"))
    assert one.take(b"\xc0\x05", 0.0) == one.take(b"\xc0\x05", 0.0) == Message("/techno/scene/drop", (1,))


def test_a_switch_turns_what_the_session_says() -> None:
    one = surface(bound(MUTE, "switch"))
    assert one.take(knob(127), 0.0) == Message(MUTE, (1,))
    one.take(knob(0), 0.0)
    one.told({MUTE: (1,)}, 0.0)
    assert one.take(knob(127), 0.0) == Message(MUTE, (0,))


def test_a_layer_may_be_named_by_its_number() -> None:
    one = surface(bound("/techno/mute/2", "switch"), bound("/techno/mute/3", "switch", number=17))
    assert one.take(knob(127), 0.0) == Message(MUTE, (1,))
    assert one.take(knob(127, 17), 0.0) is None


def test_a_lamp_follows_the_session_and_not_the_press() -> None:
    one = surface(bound(MUTE, "switch"))
    one.take(knob(127), 0.0)
    assert one.told({}, 0.0) == []
    assert one.told({MUTE: (1,)}, 0.0) == [knob(127)]
    assert one.told({MUTE: (1,)}, 0.0) == []
    assert one.told({MUTE: (0,)}, 0.0) == [knob(0)]


def test_a_motor_rests_while_a_finger_is_on_it() -> None:
    one = surface(bound())
    moved(one, 64, 80, at=10.0)
    assert one.told({ENERGY: (0.55,)}, 10.1) == []
    assert one.told({}, 10.0 + RESTS_SECONDS) == [knob(70)]


def test_what_lamps_show_is_shown_again_after_the_device_was_away() -> None:
    one = surface(bound(MUTE, "switch"))
    assert one.told({}, 0.0) == []
    one.shown_anew()
    assert one.told({}, 0.0) == [knob(0)]


def learned(one: Surface, *messages: bytes, use: str = "fader", to: str = ENERGY) -> list[str]:
    said: list[str] = []
    one.learning = Learning(Wanted(to, "fader" if use == "fader" else "button", None, pickup=True), said.append)
    for message in messages:
        one.take(message, 0.0)
    return said


def test_the_control_that_is_moved_is_bound() -> None:
    one = surface()
    assert learned(one, knob(5, 21)) == ["CC 21 on channel 1 of thing moves /techno/energy now"]
    assert one.mapping.bindings == (Binding("cc", 1, 21, ENERGY, "absolute"),)


def test_learning_ends_with_another_control_which_does_what_it_does() -> None:
    one = surface(bound("/techno/fill", "button", number=30))
    learned(one, knob(5, 21), knob(6, 21))
    assert one.take(knob(127, 30), 0.0) == Message("/techno/fill", (1,))
    assert one.learning is None
    assert len(one.mapping.bindings) == 2


def test_a_14_bit_control_is_learned_as_one() -> None:
    one = surface()
    learned(one, knob(64, 16), knob(3, 48), knob(65, 16), knob(9, 48))
    assert one.mapping.bindings == (Binding("cc14", 1, 16, ENERGY, "absolute"),)


@pytest.mark.parametrize("message", [
    knob(5, 0), knob(5, 32), knob(127, 64), knob(0, 123), b"\x80\x24\x40", b"\x90\x24\x00", b"\xf8",
])
def test_what_no_hand_moved_is_not_learned(message: bytes) -> None:
    one = surface()
    assert learned(one, message, use="button") == []
    assert one.mapping.bindings == ()


def test_a_pad_is_no_fader_and_the_learning_goes_on() -> None:
    one = surface()
    (said,) = learned(one, b"\x90\x24\x40")
    assert "is no knob" in said
    one.take(knob(5, 21), 0.0)
    assert one.mapping.bindings[0].control == Control("cc", 1, 21)


def test_what_is_learned_anew_keeps_its_settings() -> None:
    one = surface(bound(pickup=False))
    learned(one, knob(5, 21))
    assert one.mapping.bindings[-1] == bound(number=21, pickup=False)


def test_a_control_does_one_thing() -> None:
    one = surface(bound(MUTE, "switch"))
    learned(one, knob(5, 16))
    assert one.mapping.bindings == (bound(),)


def test_a_pad_says_how_hard_it_was_hit_and_nothing_when_it_is_let_go() -> None:
    one = surface(Binding("note", 10, 36, "/techno/strike/1", "pad"))
    sent = ((0x99, 36, 64), (0x89, 36, 0), (0x99, 36, 127), (0x99, 36, 0))
    soft, loud = (Message("/techno/strike/kick", (share,)) for share in (64 / 127, 1.0))
    assert [one.take(bytes(message), 1.0) for message in sent] == [soft, None, loud, None]


def test_a_pad_that_plays_has_no_lamp() -> None:
    one = surface(Binding("note", 10, 36, "/techno/strike/clap", "pad"))
    assert one.told({"/techno/strike/clap": (1,)}, 20.0) == []
