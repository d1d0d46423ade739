"""Each of the two MIDI libraries reaches a real MIDI server, and a whole session plays through it."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from sequencer.midi import library
from sequencer.midi.library import JACK, MidiLibrary
from tests.system.jack import LONG_PERIOD_FRAMES, Ear, Listener, jack_server, needs_jack
from tests.system.sessions import ROOT, Sessions, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = needs_jack
LONG_NOTES = '{"mode": "m2", "bpm": 120, "layers": {"kick": {"length_steps": 3.9}}}'
LIBRARIES = [
    pytest.param(load, id=module, marks=pytest.mark.skipif(find_spec(module) is None, reason=f"needs {module}"))
    for module, load in (("rtmidi", library.python_rtmidi), ("rtmidi2", library.rtmidi2))
]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES) as name:
        yield name


@pytest.fixture
def ear(server: str) -> Iterator[Ear]:
    del server
    listening = Ear()
    yield listening
    listening.close()


@pytest.fixture
def without_python_rtmidi(tmp_path: Path, server: str) -> Iterator[Sessions]:
    """Sessions on a machine where only rtmidi2 loads."""
    if find_spec("rtmidi2") is None:
        pytest.skip("needs rtmidi2")
    absent = tmp_path / "absent"
    absent.mkdir()
    (absent / "rtmidi.py").write_text("raise ModuleNotFoundError('absent', name='rtmidi')\n", encoding="utf-8")
    (tmp_path / "long.json").write_text(LONG_NOTES, encoding="utf-8")
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER=server, PYTHONPATH=os.pathsep.join([str(absent), str(ROOT)]))
    yield sessions
    sessions.close()


@pytest.mark.parametrize("load", LIBRARIES)
def test_a_client_sees_a_port_and_what_it_sends_arrives(load: Callable[[], MidiLibrary], ear: Ear) -> None:
    client = load().make(JACK, "hand")
    names = list(client.get_ports())
    assert [name for name in names if "ear" in name]
    client.open_port(next(place for place, name in enumerate(names) if "ear" in name), "out")

    def heard() -> bool:
        client.send_message(b"\x99\x24\x40")  # what is sent before the server has seen the connection is lost
        return bool(ear.heard)

    until(heard, "the note is there")
    client.close_port()
    client.delete()
    assert {tuple(message) for _, message in tuple(ear.heard)} == {(0x99, 0x24, 0x40)}


@pytest.mark.parametrize("load", LIBRARIES)
def test_a_client_offers_a_port_until_it_is_deleted(load: Callable[[], MidiLibrary], server: str) -> None:
    del server
    client = load().make(JACK, "hand")
    client.open_virtual_port("groove")
    asking = Listener("asking")
    until(lambda: any("groove" in name for name in asking.sources()), "the port is there")
    client.delete()
    until(lambda: not any("groove" in name for name in asking.sources()), "the port is gone")
    asking.close()


@pytest.mark.parametrize("load", LIBRARIES)
def test_without_a_server_no_client_is_made(load: Callable[[], MidiLibrary], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", f"techno-nobody-{os.getpid()}")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    loaded = load()
    with pytest.raises(loaded.faults):
        loaded.make(JACK, "hand")


def test_a_session_through_rtmidi2_plays_to_a_port_loses_it_and_takes_it_back(
    without_python_rtmidi: Sessions, ear: Ear
) -> None:
    techno = without_python_rtmidi
    daemon = techno.start("daemon", "long.json", "--port", "ear", "--record", "off")
    until(ear.sounding, "a note sounds")

    def state() -> str:
        found = techno.status()
        return str(found["ports"][0]["state"]) if found else ""

    ear.close()
    until(lambda: state() == "lost", "the port is lost")
    again = Ear()
    until(lambda: state() == "open", "the port is back")
    until(again.sounding, "its notes are back")
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(20) == 0
    until(lambda: not again.sounding(), "no note sounds")
    again.close()


def test_notes_of_a_player_that_is_killed_on_rtmidi2_end_and_the_music_comes_back(
    without_python_rtmidi: Sessions, ear: Ear
) -> None:
    techno = without_python_rtmidi
    techno.start("daemon", "long.json", "--port", "ear", "--record", "off")
    player = techno.player_pid()
    until(ear.sounding, "a note sounds")
    os.kill(player, signal.SIGKILL)
    until(lambda: not ear.sounding(), "no note sounds")
    techno.player_pid(other_than=player)
    until(ear.sounding, "the music is back")


def test_a_session_through_rtmidi2_offers_a_port(without_python_rtmidi: Sessions) -> None:
    techno = without_python_rtmidi
    techno.start("daemon", "long.json", "--virtual", "groove", "--record", "off")
    techno.playing()
    asking = Listener("asking")
    until(lambda: any("groove" in name for name in asking.sources()), "the port is there")
    asking.close()
