"""A session plays through ALSA's queue where that is asked for, says so, and says what lacks where it cannot."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from engine.errors import TechnoError
from sequencer.daemon import ways
from sequencer.daemon.by_frame import ALSA_WAY
from sequencer.daemon.daemon import Daemon, SessionPlan
from sequencer.midi.ports import ALSA_SEQUENCER
from tests.sequencer.midi.alsa.sequencer import sounding
from tests.sequencer.wire.simulated_alsa import SYNTH, VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic import JsonValue

CONFIG = '{"mode": "m4", "layers": {"kick": {}, "hat_c": {}}}'


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give sockets a folder whose name is short enough for them."""
    with TemporaryDirectory(prefix="techno") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture
def simulated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the ALSA sender play to a simulated sequencer; return where it leaves what was heard."""
    heard = tmp_path / "heard.json"
    monkeypatch.setenv(VARIABLE, str(heard))
    monkeypatch.setattr(ways, "ALSA_WAY", replace(ALSA_WAY, module="tests.sequencer.wire.simulated_alsa"))
    return heard


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
@pytest.mark.usefixtures("short")
def test_a_session_plays_through_the_queue_says_so_and_ends_every_note(simulated: Path) -> None:
    order = SessionPlan(CONFIG, "mine", "queued", ports=("Synth",), midi="alsa", bpm=300.0, bars=2, record=None)
    lines: list[str] = []
    status: list[Mapping[str, JsonValue]] = []
    daemon = Daemon(order, lines.append, lambda: status.append(daemon._session.midi_status()))
    assert asyncio.run(daemon.run()) == 0
    assert f"port {SYNTH}: open" in lines
    assert [(one["way"], one["running"], one["rate"]) for one in status] == [("alsa", True, 5_000)]
    heard = [bytes.fromhex(message) for _, message in json.loads(simulated.read_text())]
    assert {0x99, 0x89, 0xF8} <= {message[0] for message in heard}
    assert sounding(heard) == set()


@pytest.mark.skipif(sys.platform != "linux" or ALSA_SEQUENCER.exists(), reason="there is a sequencer, or none ever")
@pytest.mark.usefixtures("short")
def test_without_a_sequencer_it_is_said_what_to_do() -> None:
    order = SessionPlan(CONFIG, "mine", "queued", midi="alsa", bars=1, record=None)
    with pytest.raises(TechnoError, match=r"^--midi alsa cannot be had: no ALSA sequencer answers .*modprobe snd-seq"):
        asyncio.run(Daemon(order, lambda _: None).run())
