"""Each surrounding gets its verdict, and what is lacking gets a cure that can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sequencer.doctor.audio import audio
from sequencer.doctor.jack import jack
from sequencer.doctor.link import link
from sequencer.doctor.midi import midi
from sequencer.doctor.places import folders, nearest
from sequencer.doctor.python import installed, python
from sequencer.doctor.timing import priority, timing

if TYPE_CHECKING:
    from pathlib import Path

    from sequencer.doctor.finding import Finding

HERE = {"mido": "1.3.3"}
BOTH = {"python-rtmidi": "loads", "rtmidi2": "not installed"}
SERVER = {"version": "1.9.21", "rate": 48_000, "period": 256, "realtime": True, "load_percent": 1.0}
ON_TIME = {
    "granted": {"scheduler": "fifo 50"}, "resolution_ns": 1, "load": 0.1, "processors": 4,
    "sent_us": {"p50": 20.0, "p99": 90.0, "max": 120.0}, "slept_us": {"p50": 60.0, "p99": 140.0, "max": 200.0},
}


def cures(finding: Finding) -> str:
    return "\n".join(finding.cures)


def test_python_is_fine_from_3_11_to_3_14() -> None:
    for minor in range(11, 15):
        assert python((3, minor, 1), "linux", "python", HERE, "0.2.0").verdict == "fine"
    assert python((3, 10, 9), "linux", "python", HERE, "0.2.0").verdict == "broken"
    assert python((3, 15, 0), "linux", "python", HERE, "0.2.0").verdict == "limited"


def test_a_missing_package_is_named_with_the_command_that_installs_it() -> None:
    found = python((3, 12), "linux", "/env/python", {"mido": None, "typer": "1"}, None)
    assert (found.verdict, found.cures) == ("broken", ("/env/python -m pip install mido",))
    assert "not installed" in found.found


def test_windows_is_told_what_works_there() -> None:
    found = python((3, 12), "win32", "python", HERE, "0.2.0")
    assert found.verdict == "limited"
    assert "WSL 2" in cures(found)


def test_every_package_that_is_needed_here_is_looked_for() -> None:
    found = installed()
    assert {"mido", "pydantic", "typer"} <= set(found)
    assert "pytest" not in found
    assert all(found.values())


@pytest.mark.parametrize(("lacks", "cure"), [
    ("/dev/snd/seq", "modprobe snd-seq"), ("permission", "usermod -aG audio"), ("libjack.so.0", "apt install"),
    ("server", "jackd"),
])
def test_a_midi_system_that_lacks_something_gets_its_cure(lacks: str, cure: str) -> None:
    facts = {"libraries": BOTH, "used": "python-rtmidi", "systems": {"ALSA": {"lacks": lacks}}}
    (found,) = midi(facts, "linux")
    assert found.verdict == "limited"
    assert cure in cures(found)


@pytest.mark.parametrize(("name", "cure"), [("CoreMIDI", "IAC Driver"), ("Windows MIDI", "loopMIDI")])
def test_other_systems_have_cures_of_their_own(name: str, cure: str) -> None:
    (found,) = midi({"libraries": BOTH, "used": "rtmidi2", "systems": {name: {"lacks": "server"}}}, "darwin")
    assert cure in cures(found)


def test_one_midi_system_that_works_is_enough() -> None:
    systems = {"ALSA": {"lacks": "/dev/snd/seq"}, "JACK": {"ports": ["synth:in"]}}
    first, ports = midi({"libraries": BOTH, "used": "python-rtmidi", "systems": systems}, "linux")
    assert (first.verdict, first.cures) == ("fine", ())
    assert "ALSA: the kernel's" in first.found
    assert (ports.verdict, ports.found) == ("fine", "synth:in")


@pytest.mark.parametrize(("system", "cure"), [("linux", "start a synth"), ("darwin", "IAC Driver")])
def test_no_port_is_told_with_how_to_get_one(system: str, cure: str) -> None:
    _, ports = midi({"libraries": BOTH, "used": "rtmidi2", "systems": {"ALSA": {"ports": []}}}, system)
    assert ports.verdict == "limited"
    assert cure in cures(ports)
    assert "--virtual" in cures(ports)
    assert "the built-in kit plays, where audio is fine" in cures(ports)


@pytest.mark.parametrize(("libraries", "cure"), [
    ({"python-rtmidi": "not installed", "rtmidi2": "not installed"}, "pip install python-rtmidi"),
    ({"python-rtmidi": "install the system's libasound.so.2", "rtmidi2": "not installed"}, "libasound.so.2"),
])
def test_without_a_library_it_says_which_one_to_install(libraries: dict[str, str], cure: str) -> None:
    (found,) = midi({"libraries": libraries, "used": None, "systems": {}}, "linux")
    assert found.verdict == "limited"
    assert cure in cures(found)


def test_jack_tells_its_period_in_milliseconds() -> None:
    found = jack(SERVER)
    assert found.verdict == "fine"
    assert "period 256 frames = 5.3 ms, realtime" in found.found
    assert found.facts["period_ms"] == pytest.approx(256 / 48)


@pytest.mark.parametrize(("facts", "cure"), [
    ({**SERVER, "period": 1024}, "-p 256"), ({**SERVER, "realtime": False}, "--no-realtime"),
    ({"lacks": "library", "why": "absent"}, "apt install"), ({"lacks": "server", "version": "1"}, "jackd"),
    ({"died": "it hangs"}, "restart"),
])
def test_a_jack_that_could_be_better_is_told_how(facts: dict[str, Any], cure: str) -> None:
    found = jack(facts)
    assert found.verdict == "limited"
    assert cure in cures(found)


def test_priority_that_is_granted_needs_no_cure() -> None:
    assert priority(ON_TIME, 0, (), "linux").verdict == "fine"
    assert priority({"granted": {"scheduler": "other"}}, None, (), "darwin").verdict == "fine"


def test_priority_that_is_not_granted_says_how_to_get_it() -> None:
    other = {"granted": {"scheduler": "other"}}
    assert "usermod" in cures(priority(other, 0, ("users",), "linux"))
    assert "usermod" not in cures(priority(other, 0, ("audio",), "linux"))
    assert "rtprio 60" in cures(priority(other, None, (), "linux"))
    assert "cap-add" in cures(priority(other, 95, ("audio",), "linux"))


def test_timing_is_fine_below_a_millisecond() -> None:
    found = timing(ON_TIME)
    assert (found.verdict, found.cures) == ("fine", ())
    assert "p99 0.09" in found.found


@pytest.mark.parametrize(("change", "cure"), [
    ({"load": 9.0}, "load 9.0 on 4 processors"), ({"granted": {"scheduler": "other"}}, "allow the priority"),
    ({"processors": 1}, "give the machine another"), ({}, "governor"),
])
def test_late_sending_has_the_cures_that_fit(change: dict[str, Any], cure: str) -> None:
    found = timing({**ON_TIME, "sent_us": {"p50": 50.0, "p99": 1_001.0, "max": 9_000.0}, **change})
    assert found.verdict == "limited"
    assert cure in cures(found)


def test_a_coarse_clock_is_told() -> None:
    assert "high-resolution" in cures(timing({**ON_TIME, "resolution_ns": 4_000_000}))


def test_what_a_probe_does_not_survive_is_a_finding() -> None:
    died = {"died": "it hangs"}
    assert [one.verdict for one in midi(died, "linux")] == ["broken"]
    assert timing(died).verdict == "broken"
    assert priority(died, 0, (), "linux").verdict == "limited"
    assert "--wav" in cures(audio(died, "linux"))


def test_audio_says_which_system_plays() -> None:
    assert audio({"system": "PulseAudio", "rate": 44_100}, "linux").found == "PulseAudio at 44100 Hz"


@pytest.mark.parametrize(("libraries", "cure"), [
    ({"libpulse.so.0": False, "libasound.so.2": False}, "libpulse0"), ({"libpulse.so.0": True}, "--wav"),
    ({}, "--wav"),
])
def test_no_audio_device_is_told_with_another_way_to_listen(libraries: dict[str, bool], cure: str) -> None:
    found = audio({"why": "no device", "libraries": libraries}, "linux")
    assert found.verdict == "limited"
    assert cure in cures(found)


def test_folders_that_can_be_written_are_named(tmp_path: Path) -> None:
    found = folders({"output": tmp_path / "not" / "there"})
    assert found.verdict == "fine"
    assert str(tmp_path) in found.found
    assert nearest(tmp_path / "not" / "there") == tmp_path


def test_a_closed_folder_is_told_with_the_variable_that_moves_it(tmp_path: Path) -> None:
    found = folders({"output": tmp_path, "state": tmp_path}, may_write=lambda _: False)
    assert found.verdict == "broken"
    assert "TECH_ENGINE_OUT_DIR" in cures(found)
    assert "XDG_STATE_HOME" in cures(found)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    assert folders({"output": tmp_path}, free_bytes=lambda _: 5_000_000).verdict == "limited"


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    assert folders({"output": tmp_path / "out"}).verdict == "broken"


@pytest.mark.parametrize(("facts", "verdict", "words"), [
    ({"networks": ["eth0", "lo"]}, "fine", "eth0, lo, UDP port 20808"), ({"networks": None}, "fine", "loads"),
    ({"networks": []}, "limited", "ip link set lo multicast on"),
    ({"lacks": "library"}, "limited", "techno-rhythm-engine[link]"), ({"died": "signal 11"}, "limited", "signal 11"),
    ({"lacks": "system", "why": "install libatomic1"}, "limited", "does not load install libatomic1"),
])
def test_link_is_an_extra_and_needs_a_network_that_carries_multicast(
    facts: dict[str, Any], verdict: str, words: str
) -> None:
    finding = link(facts)
    assert finding.verdict == verdict
    assert words in f"{finding.found} {cures(finding)}"
