"""Outputs are led to the sequencer's ports by RtMidi's names for them, also to those that went and came back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from sequencer.midi.alsa.client import AlsaClient, NoAlsa, load_library
from sequencer.midi.alsa.kernel import LOOKS
from tests.sequencer.midi.alsa.sequencer import LOOK_NS, SECOND, Client, Sequencer, alsa_midi

if TYPE_CHECKING:
    from pathlib import Path

MS = 1_000_000
ON, OFF = bytes((0x99, 36, 100)), bytes((0x89, 36, 0))
OUT_1, VIRTUAL = (128, 1), (128, 1)


@pytest.fixture
def sequencer() -> Sequencer:
    made = Sequencer()
    made.appear(14, "Midi Through", "Midi Through Port-0")
    made.appear(20, "TR-8S", "TR-8S MIDI 1")
    return made


@pytest.fixture
def client(sequencer: Sequencer) -> AlsaClient:
    return AlsaClient(
        lambda name: Client(sequencer, name), lambda: sequencer.ns,
        lambda seconds: sequencer.advance(sequencer.ns + round(seconds * SECOND)),
    )


def test_ports_are_told_once_and_again_when_one_comes_or_goes_and_never_our_own(
    client: AlsaClient, sequencer: Sequencer
) -> None:
    sequencer.ports[129, 0] = ("techno-1", "in", alsa_midi.WRITE_PORT)
    assert client.names() == ("Midi Through:Midi Through Port-0 14:0", "TR-8S:TR-8S MIDI 1 20:0")
    assert client.names() is None
    sequencer.vanish((20, 0))
    assert client.names() == ("Midi Through:Midi Through Port-0 14:0",)


def test_an_output_is_led_to_a_port_then_to_another_then_nowhere(client: AlsaClient, sequencer: Sequencer) -> None:
    client.connect(0, "TR-8S:TR-8S MIDI 1 20:0", virtual=False)
    assert sequencer.links == [(OUT_1, (20, 0))]
    client.connect(0, "Midi Through:Midi Through Port-0 14:0", virtual=False)
    assert sequencer.links == [(OUT_1, (14, 0))]
    client.connect(0, None, virtual=False)
    assert sequencer.links == []


def test_notes_are_ended_before_an_output_is_led_away(client: AlsaClient, sequencer: Sequencer) -> None:
    client.connect(0, "TR-8S:TR-8S MIDI 1 20:0", virtual=False)
    client.outputs[0].put(sequencer.ns, ON)
    sequencer.advance(sequencer.ns + MS)
    client.outputs[0].cancel()
    client.connect(0, None, virtual=False)
    assert [message for _, message in sequencer.heard[20, 0]] == [ON, OFF]


def test_a_port_that_went_and_came_back_between_two_looks_is_played_to_again(
    client: AlsaClient, sequencer: Sequencer
) -> None:
    client.connect(0, "TR-8S:TR-8S MIDI 1 20:0", virtual=False)
    client.names()
    sequencer.vanish((20, 0))
    client.names()
    sequencer.appear(20, "TR-8S", "TR-8S MIDI 1")
    assert "TR-8S:TR-8S MIDI 1 20:0" in (client.names() or ())
    assert sequencer.links == [(OUT_1, (20, 0))]
    sequencer.vanish((20, 0))
    sequencer.appear(20, "TR-8S", "TR-8S MIDI 1")
    client.names()
    assert sequencer.links == [(OUT_1, (20, 0))]


def test_a_port_of_our_own_is_offered_and_who_listens_there_is_told_and_regained(
    client: AlsaClient, sequencer: Sequencer
) -> None:
    client.connect(0, "techno", virtual=True)
    assert sequencer.ports[VIRTUAL][:2] == ("techno-alsa", "techno")
    client.names()
    client.listeners()
    sequencer.join(VIRTUAL, (20, 0))
    client.names()
    assert client.listeners() == {0: ("TR-8S:TR-8S MIDI 1 20:0",)}
    assert client.listeners() == {}
    sequencer.vanish((20, 0))
    client.names()
    client.regain(0, ["TR-8S:TR-8S MIDI 1 20:0"])
    assert sequencer.links == []
    sequencer.appear(20, "TR-8S", "TR-8S MIDI 1")
    client.names()
    assert sequencer.links == [(VIRTUAL, (20, 0))]


def test_the_kernel_is_asked_for_5000_looks_a_second_and_as_much_room_as_it_has(
    client: AlsaClient, sequencer: Sequencer
) -> None:
    made = client._client
    assert (made.looks, made.pool) == (5_000, 2_000)
    assert (client.rate, client.period) == (LOOKS, 1)
    assert client.frame_now(sequencer.ns + SECOND) == LOOKS


def test_a_queue_whose_clock_is_slower_than_ours_is_read_again(client: AlsaClient, sequencer: Sequencer) -> None:
    client.connect(0, "TR-8S:TR-8S MIDI 1 20:0", virtual=False)
    sequencer.rate = 0.999
    for _ in range(5):
        sequencer.advance(sequencer.ns + SECOND)
        client.frame_now(sequencer.ns)
    due = sequencer.ns + 10 * MS
    client.outputs[0].put(due, ON)
    sequencer.advance(due + 10 * MS)
    (left, _), = sequencer.heard[20, 0]
    assert -20_000 <= left - due <= LOOK_NS + 20_000  # 10 ms of a clock that is a thousandth slow


def test_a_queue_that_stands_still_counts_no_more_looks(client: AlsaClient, sequencer: Sequencer) -> None:
    before = client.cycles
    sequencer.advance(sequencer.ns + SECOND)
    assert client.cycles == before + LOOKS
    sequencer.stands = True
    assert client.cycles == client.cycles


@pytest.mark.parametrize("what", ["get_status", "event_output", "remove_events", "list_ports", "create_port"])
def test_a_sequencer_that_does_not_answer_any_more_has_gone(
    client: AlsaClient, sequencer: Sequencer, what: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise alsa_midi.ALSAError("File descriptor in bad state", -77)

    client.connect(0, "TR-8S:TR-8S MIDI 1 20:0", virtual=False)
    assert not client.gone
    owner: Any = client._queue._queue if what == "get_status" else client._client
    setattr(owner, what, fail)
    assert client.cycles >= 0
    client.frame_now(sequencer.ns)
    client.outputs[0].put(sequencer.ns, ON)
    client.outputs[0].cancel()
    client.connect(1, "TR-8S:TR-8S MIDI 1 20:0", virtual=False)
    assert client.gone


def test_news_that_were_lost_make_it_look_for_itself(client: AlsaClient, sequencer: Sequencer) -> None:
    def fail(*_: object) -> None:
        raise alsa_midi.ALSAError("No space left on device", -28)

    client.names()
    client._client.event_input = fail
    sequencer.appear(21, "Volca", "in")
    assert "Volca:in 21:0" in (client.names() or ())


def test_a_client_that_leaves_takes_its_ports_along(client: AlsaClient, sequencer: Sequencer) -> None:
    client.connect(0, "techno", virtual=True)
    client.close()
    assert VIRTUAL not in sequencer.ports


def test_without_a_sequencer_it_is_said_what_to_do() -> None:
    def none(_: str) -> None:
        raise alsa_midi.ALSAError("No such file or directory", -2)

    with pytest.raises(NoAlsa, match=r"no ALSA sequencer answers \(No such file or directory\); load it with"):
        AlsaClient(none)


def test_without_the_package_it_is_said_which_extra_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    load_library.cache_clear()
    monkeypatch.setitem(sys.modules, "alsa_midi", None)
    with pytest.raises(NoAlsa, match="extra alsa"):
        AlsaClient()


def test_without_the_systems_library_it_is_said_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_library.cache_clear()
    failing = "raise OSError('cannot load library libasound.so.2')\n"
    (tmp_path / "alsa_midi.py").write_text(failing, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "alsa_midi")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NoAlsa, match=r"the system's libasound: cannot load library"):
        AlsaClient()
