"""What hands and programs do to JACK's ports and periods while we play: the music is heard, or status says why not."""

from __future__ import annotations

import os
import subprocess
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.system.jack import LONG_PERIOD_FRAMES, SAMPLE_RATE, Ear, jack_server, needs_jack
from tests.system.sessions import Sessions, until
from tests.system.test_jack_by_frame import BY_FRAME, LONG_NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_jack
LONGER_FRAMES = 4 * LONG_PERIOD_FRAMES
LINE = ("techno-jack:out_1", "ear:in")


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, lean=True, JACK_DEFAULT_SERVER=f"techno-test-{os.getpid()}")
    (tmp_path / "long.json").write_text(LONG_NOTES, encoding="utf-8")
    yield sessions
    sessions.close()


@pytest.fixture
def ear(techno: Sessions, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES, patience_ms=10_000):
        listening = Ear()
        yield listening
        techno.close()
        listening.close()


def plays(ear: Ear) -> None:
    """Wait for a note that begins from now on."""
    began = time.monotonic()
    until(partial(ear.notes_since, began), "it plays")


def patched(techno: Sessions, command: str) -> None:
    """Move a line of the patch bay."""
    subprocess.run([command, *LINE], env=techno.environment, capture_output=True, check=True)


def test_a_period_that_is_changed_while_it_plays_is_followed(techno: Sessions, ear: Ear) -> None:
    import jack

    techno.start(*BY_FRAME, "--port", "ear")
    plays(ear)
    hand = jack.Client("hand", no_start_server=True)
    hand.blocksize = LONGER_FRAMES
    hand.close()
    lead_ms = 8 + 1_000 * LONGER_FRAMES / SAMPLE_RATE

    def follows() -> bool:
        found = techno.stands()
        told = (found["ports"][0]["lead_ms"], found["midi"]["period_frames"])
        return bool(told == (pytest.approx(lead_ms, abs=0.001), LONGER_FRAMES))

    until(follows, "the period is known, and the lead is as long")
    plays(ear)


def test_an_instrument_that_is_started_again_at_once_is_played_to_again(techno: Sessions, ear: Ear) -> None:
    techno.start(*BY_FRAME, "--port", "ear")
    plays(ear)
    ear.close()
    again = Ear()
    plays(again)
    again.close()


def test_notes_end_where_a_line_is_pulled_and_status_says_so_until_it_is_back(techno: Sessions, ear: Ear) -> None:
    techno.start(*BY_FRAME, "--port", "ear")
    until(ear.sounding, "a note sounds")
    patched(techno, "jack_disconnect")
    until(lambda: not ear.sounding(), "no note sounds")
    until(lambda: "nothing is led to port ear:in any more" in techno.stands()["verdict"], "status says it")
    patched(techno, "jack_connect")
    plays(ear)
    until(lambda: techno.stands()["verdict"] == "", "all is well")


def test_a_port_is_offered_under_another_name_where_its_own_is_taken(techno: Sessions, ear: Ear) -> None:
    techno.start(*BY_FRAME, "--port", "ear", "--virtual", "out_1")
    plays(ear)
    assert [port["state"] for port in techno.stands()["ports"]] == ["open", "open"]
