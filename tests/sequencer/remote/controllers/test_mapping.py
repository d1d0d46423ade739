"""Mappings are kept a file a device, and files that are none are named."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sequencer.console.typed_learn import MAX_BINDINGS, Wanted, wanted_of
from sequencer.console.typed_words import Misread
from sequencer.folders import find_config
from sequencer.remote.addresses import Message, line_of
from sequencer.remote.controllers import mapping as mappings
from sequencer.remote.controllers.controls import NEVER_LEARNED
from sequencer.remote.controllers.mapping import (
    Binding,
    Mapping,
    MappingError,
    bundled,
    device_of,
    mapping_for,
    save,
)

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIG = find_config("m4_showcase").config
ONE = Mapping("Thing", (Binding("cc", 1, 16, "/techno/energy", "absolute"),))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mappings, "user_data_folder", lambda: tmp_path)
    return tmp_path / "controllers"


def test_a_saved_mapping_is_found_by_its_device(home: Path) -> None:
    assert save(ONE) == home / "Thing.json"
    assert mapping_for("Thing:Thing MIDI 1 24:0") == ONE
    assert mapping_for("thing") == ONE


def test_the_users_own_comes_before_a_bundled_one() -> None:
    assert mapping_for("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0").bindings
    save(Mapping("nanoKONTROL2"))
    assert mapping_for("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0") == Mapping("nanoKONTROL2")


def test_an_unknown_device_begins_with_nothing() -> None:
    assert mapping_for("Faderfox:Faderfox UC4 MIDI 1 20:0") == Mapping("Faderfox UC4")


@pytest.mark.parametrize(("port", "device"), [
    ("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", "nanoKONTROL2"), ("a2j:UC4 [20] (capture): UC4 MIDI 1", "UC4"),
    ("system:midi_capture_1", "midi_capture_1"), ("knobs:out", "knobs"), ("Launchpad Mini MK3", "Launchpad Mini MK3"),
])
def test_a_device_is_named_by_its_port(port: str, device: str) -> None:
    assert device_of(port) == device


def binding(
    kind: str = '"cc"', channel: str = "1", number: str = "1", to: str = '"/techno/energy"', how: str = '"switch"'
) -> str:
    """Return a file's text with one binding."""
    one = f'"kind": {kind}, "channel": {channel}, "number": {number}, "to": {to}, "how": {how}'
    return f'{{"device": "a", "bindings": [{{{one}}}]}}'


@pytest.mark.parametrize("text", [
    "", "x", "[]", "[" * 100_000, '{"device": "\\ud800"}', '{"device": "a", "binding": []}',
    "{}", '{"device": ""}', '{"device": "a", "bindings": [{}]}',
    binding(channel="0"), binding(number="128"), binding(to='"/etc/passwd"'), binding(how='"loud"'), binding(kind="1"),
])
def test_a_file_that_is_no_mapping_is_named(home: Path, text: str) -> None:
    home.mkdir()
    (home / "bad.json").write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=r"bad\.json is no mapping"):
        mapping_for("Thing")


def test_a_file_that_is_too_large_is_not_read(home: Path) -> None:
    home.mkdir()
    (home / "bad.json").write_bytes(b" " * (mappings.MAX_FILE_BYTES + 1))
    with pytest.raises(MappingError, match="too large"):
        mapping_for("Thing")


@pytest.mark.parametrize("trap", [
    os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to(path),
])
def test_a_file_that_is_a_trap_is_named_and_not_waited_for(home: Path, trap: Callable[[Path], None]) -> None:
    home.mkdir()
    trap(home / "bad.json")
    with pytest.raises(MappingError, match=r"bad\.json is no regular file"):
        mapping_for("Thing")


def test_a_link_to_a_mapping_is_one(home: Path, tmp_path: Path) -> None:
    save(ONE).rename(tmp_path / "kept.json")
    (home / "Thing.json").symlink_to(tmp_path / "kept.json")
    assert mapping_for("Thing") == ONE


def test_a_fault_is_told_in_a_line(home: Path) -> None:
    home.mkdir()
    (home / "bad.json").write_text('{"device": "a", "bin\\u001b\\nding": []}', encoding="utf-8")
    with pytest.raises(MappingError, match="there is no key bin") as told:
        mapping_for("Thing")
    assert str(told.value).isprintable()


def test_a_folder_that_cannot_be_written_is_named(home: Path) -> None:
    home.write_text("", encoding="utf-8")
    with pytest.raises(MappingError, match="cannot be written"):
        save(ONE)


def test_bindings_are_forgotten_by_their_number() -> None:
    assert ONE.without(1) == Mapping("Thing")
    with pytest.raises(MappingError, match="there are 1"):
        ONE.without(2)
    with pytest.raises(MappingError):
        ONE.without(0)


def test_a_mapping_holds_only_so_many_bindings() -> None:
    full = Mapping("Thing", tuple(
        Binding("cc", 1 + number // 128, number % 128, "/techno/energy", "absolute") for number in range(MAX_BINDINGS)
    ))
    with pytest.raises(MappingError, match="already"):
        full.bound(Binding("note", 1, 1, "/techno/fill", "button"))
    assert len(full.bound(full.bindings[0]).bindings) == MAX_BINDINGS


@pytest.mark.parametrize("found", bundled(), ids=lambda one: one.device)
def test_every_bundled_control_does_something_and_only_one_thing(found: Mapping) -> None:
    controls = [binding.control for binding in found.bindings]
    assert len(controls) == len(set(controls))
    for binding in found.bindings:
        parts = binding.to.split("/")
        if len(parts) > 3 and parts[3].isdecimal():
            if int(parts[3]) > len(CONFIG.layers):
                continue
            parts[3] = list(CONFIG.layers)[int(parts[3]) - 1]
        assert line_of(Message("/".join(parts), (1,)), CONFIG), asdict(binding)


def test_two_devices_come_along() -> None:
    assert [one.device for one in bundled()] == ["Launchpad Mini MK3", "nanoKONTROL2"]
    assert 120 in NEVER_LEARNED


def learning(words: str) -> Wanted:
    return wanted_of(words.split(), CONFIG)


@pytest.mark.parametrize(("words", "to", "use"), [
    ("energy", "/techno/energy", "fader"), ("bpm", "/techno/knob/bpm", "fader"),
    ("hat_c.swing_percent", "/techno/knob/hat_c/swing_percent", "fader"),
    ("2.swing_percent", "/techno/knob/hat_c/swing_percent", "fader"),
    ("hat_c.density", "/techno/knob/hat_c/density/target", "fader"),
    ("targets.S_low", "/techno/knob/targets/S_low", "fader"),
    ("mute clap", "/techno/mute/clap", "switch"), ("solo 3", "/techno/solo/3", "switch"),
    ("lock kick", "/techno/lock/kick", "switch"), ("hit clap 13", "/techno/hit/clap/13", "switch"),
    ("strike clap", "/techno/strike/clap", "pad"), ("strike 2 step", "/techno/strike/2/step", "pad"),
    ("fill latch", "/techno/fill/latch", "switch"), ("arc", "/techno/arc", "switch"),
    ("scene drop", "/techno/scene/drop", "button"), ("section next", "/techno/section/next", "button"),
    ("play", "/techno/play", "button"), ("fill", "/techno/fill", "button"),
])
def test_what_is_learned_is_an_address_that_is_understood(words: str, to: str, use: str) -> None:
    found = learning(words)
    assert (found.to, found.use) == (to, use)
    assert line_of(Message(found.to, (1,)), CONFIG)


@pytest.mark.parametrize("words", [
    "nonsense", "hat_c.swong", "mute nobody", "mute", "mute 9", "save x", "hat_c.velocity", "hit clap", "quit",
    "energy up", "strike", "strike clap hard",
])
def test_what_no_control_can_do_is_refused(words: str) -> None:
    with pytest.raises(Misread):
        learning(words)


def test_how_a_control_is_used_stands_behind_it() -> None:
    assert learning("energy relative").turning == "relative"
    assert learning("energy nopickup").pickup is False
    assert learning("energy offset nopickup").turning == "offset"
