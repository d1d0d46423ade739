"""Every address is the line that one would type, or is refused with a reason."""

from __future__ import annotations

import pytest

from sequencer.console.typed import HELP, Mistyped, typed
from sequencer.folders import find_config
from sequencer.remote.addresses import COMMANDS, NOT_FROM_OUTSIDE, Argument, Message, fader_of, line_of

CONFIG = find_config("m4_showcase").config


def asked(address: str, *arguments: Argument) -> str | None:
    return line_of(Message(address, arguments), CONFIG)


@pytest.mark.parametrize(("address", "arguments", "line"), [
    ("/techno/play", (), ":play"),
    ("/techno/play", (1.0,), ":play"),
    ("/techno/play", ("from", 8), ":play from 8"),
    ("/techno/fill", (1,), ":fill"),
    ("/techno/fill", ("at", "phrase"), ":fill at phrase"),
    ("/techno/fill/latch", (1.0,), ":fill on"),
    ("/techno/fill/latch", (0.0,), ":fill off"),
    ("/techno/mute", ("clap", 4), ":mute clap 4"),
    ("/techno/mute/clap", (1,), ":mute clap"),
    ("/techno/mute/clap", (), ":mute clap"),
    ("/techno/mute/clap", (0,), ":unmute clap"),
    ("/techno/solo/kick", (False,), ":unsolo kick"),
    ("/techno/lock/kick", (True,), ":lock kick"),
    ("/techno/freeze", (0,), ":freeze off"),
    ("/techno/arc", (), ":arc on"),
    ("/techno/arc", ("off",), ":arc off"),
    ("/techno/hold", (1.0,), ":hold on"),
    ("/techno/hit/clap/13", (1,), ":hit clap 13 on"),
    ("/techno/hit/clap/13", (0,), ":hit clap 13 off"),
    ("/techno/strike/clap", (1.0,), ":strike clap 127"),
    ("/techno/strike/clap/step", (0.5,), ":strike clap 64 step"),
    ("/techno/strike/clap", (), ":strike clap 100"),
    ("/techno/strike/clap", (0,), None),
    ("/techno/strike", ("clap", 90), ":strike clap 90"),
    ("/techno/scene/drop", (1.0,), ":scene recall drop"),
    ("/techno/scene", ("save", "drop"), ":scene save drop"),
    ("/techno/section/next", (1,), ":section next"),
    ("/techno/energy", (0.6000000238418579,), ":set energy 0.6"),
    ("/techno/bpm", (131.5,), ":bpm 131.5"),
    ("/techno/bpm", (132, "over", 8), ":bpm 132 over 8"),
    ("/techno/bpm", ("+2",), ":bpm +2"),
    ("/techno/set/hat_c/swing_percent", (0.55,), ":set hat_c.swing_percent 0.55"),
    ("/techno/set/hat_c/rotation_rate_per_bar", (-0.5,), ":set hat_c.rotation_rate_per_bar -0.5"),
    ("/techno/set", ("hat_c.density", 9), ":set hat_c.density 9"),
    ("/techno/knob/hat_c/swing_percent", (0.5,), ":set hat_c.swing_percent 0.6"),
    ("/techno/target/S", (0.25, 0.5), ":target S 0.25 0.5"),
    ("/techno/target", ("S", "off"), ":target S off"),
    ("/techno/load", ("berlin_hypnotic",), ":load berlin_hypnotic"),
    ("/techno/mark", ("a name; rm -rf /",), ":mark 'a name; rm -rf /'"),
])
def test_an_address_is_the_line_one_would_type(address: str, arguments: tuple[Argument, ...], line: str) -> None:
    assert asked(address, *arguments) == line


@pytest.mark.parametrize("address", ["/techno/play", "/techno/undo", "/techno/scene/drop", "/techno/section/next"])
def test_a_button_that_is_let_go_asks_for_nothing(address: str) -> None:
    assert asked(address, 0.0) is None


@pytest.mark.parametrize(("address", "arguments", "words"), [
    ("/techno/paly", (), "did you mean play?"),
    ("/play", (), "begin with /techno/"),
    ("/techno", (), "begin with /techno/"),
    ("/techno//play", (), "begin with /techno/"),
    ("techno/play", (), "begin with /techno/"),
    ("/techno/play/now", (), "no address"),
    ("/techno/arc/on", (), "it is /techno/arc"),
    ("/techno/energy/up", (1,), "it is /techno/energy"),
    ("/techno/fill/long", (1,), "/techno/fill/latch"),
    ("/techno/hit/clap", (1,), "LAYER/STEP"),
    ("/techno/strike/clap/3", (1,), "strike/LAYER"),
    ("/techno/strike/clap", (90,), "0..1"),
    ("/techno/mute/a/b", (1,), "one name"),
    ("/techno/mute/clap", (1, 2), "one number"),
    ("/techno/energy", (-0.5,), "0..1"),
    ("/techno/bpm", (-3,), "20..300"),
    ("/techno/set/hat_c/swing_percent", (), "one value"),
    ("/techno/knob/hat_c/swing_percent", (1.5,), "0..1"),
    ("/techno/knob/hat_c/swong_percent", (0.5,), "did you mean hat_c.swing_percent?"),
    ("/techno/load", ("/etc/passwd",), "no config"),
    ("/techno/load", ("../mine.json",), "no config"),
])
def test_what_is_no_address_is_refused_with_the_right_one(
    address: str, arguments: tuple[Argument, ...], words: str
) -> None:
    with pytest.raises(Mistyped) as refused:
        asked(address, *arguments)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", NOT_FROM_OUTSIDE)
def test_what_touches_files_or_ends_the_session_has_no_address(name: str) -> None:
    with pytest.raises(Mistyped, match="so it has no address"):
        asked(f"/techno/{name}", "name")


def test_every_other_command_of_the_console_is_an_address() -> None:
    assert set(COMMANDS) | set(NOT_FROM_OUTSIDE) == set(HELP)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"bpm"}))
def test_a_command_alone_is_a_line_or_says_what_is_missing(name: str) -> None:
    line = asked(f"/techno/{name}")
    assert line is not None
    try:
        typed(line, CONFIG)
    except Mistyped as error:
        words = str(error)
    else:
        return
    assert HELP[name] in words


def test_a_knob_of_a_whole_number_turns_in_whole_numbers() -> None:
    assert asked("/techno/knob/kick/fills", 0.7549) == ":set kick.fills 33"


@pytest.mark.parametrize(("address", "fader"), [
    ("/techno/energy", True), ("/techno/set/hat_c/velocity", True), ("/techno/mute/clap", False), ("/techno", False),
])
def test_faders_are_told_apart(address: str, *, fader: bool) -> None:
    assert fader_of(Message(address, (0.5,))) == (address if fader else "")


@pytest.mark.parametrize("address", [
    "", "/", "//", "techno", "/techno", "/techno/", "/techno//", "/other/play", "/technoplay", "/techno/play/",
])
def test_what_does_not_begin_as_an_address_is_told_how_they_begin(address: str) -> None:
    with pytest.raises(Mistyped, match="addresses begin with /techno/"):
        asked(address)
