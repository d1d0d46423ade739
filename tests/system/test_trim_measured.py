"""How late an output is heard is measured through JACK: by its notes in a loop, and by the sound of a synthesiser.

Only in a soak: a busy machine takes notes from JACK.
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.system.jack import SAMPLE_RATE, SOUNDFONTS, jack_server, needs_jack, needs_synth, ports
from tests.system.sessions import Sessions, until
from tests.thorough import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [needs_jack, pytest.mark.skipif(not SOAK, reason="measured in a soak")]
LATER_MS = 60.0
PERIOD_FRAMES = 256


@contextmanager
def sounding() -> Iterator[str]:
    """Run fluidsynth, which sounds at a port of JACK; yield part of its name."""
    soundfont = next(path for path in SOUNDFONTS if path.exists())
    synth = subprocess.Popen(
        [
            shutil.which("fluidsynth") or "", "-m", "jack", "-a", "jack", "-r", str(SAMPLE_RATE),
            "-o", "synth.reverb.active=0", "-o", "synth.chorus.active=0", str(soundfont),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        until(lambda: any("fluidsynth" in name for name in ports()), "the synthesiser is there")
        yield "fluidsynth"
    finally:
        synth.communicate("quit\n", timeout=20)


@pytest.mark.timeout(180)
def test_notes_in_a_loop_have_no_latency_but_the_trim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch, PERIOD_FRAMES) as server:
        techno = Sessions(tmp_path, JACK_DEFAULT_SERVER=server)
        try:
            techno.start("daemon", "m4_showcase", "--midi", "jack", "--virtual", "ours", "--record", "off")
            techno.playing(1)
            said = techno.run(stdin=f":trim 1 {LATER_MS:g}\n:trim 1 measure ours set\n:port\n").stdout
            assert "output 1 is heard +60." in said or "output 1 is heard +59.9" in said, said
            port = (techno.status() or {})["ports"][0]
            assert abs(port["latency_ms"]) < 1.0, said
            assert abs(port["trim_ms"]) < 1.0, "the trim takes the latency out, not the trim before it"
        finally:
            techno.close()


@needs_synth
@pytest.mark.timeout(180)
def test_the_sound_of_a_synthesiser_is_heard_and_its_latency_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ignores frames: what comes in a period sounds at its beginning, half a period early on average."""
    with jack_server(monkeypatch, PERIOD_FRAMES) as server, sounding() as synth:
        techno = Sessions(tmp_path, JACK_DEFAULT_SERVER=server)
        try:
            techno.start("daemon", "m1_backbone", "--midi", "jack", "--port", synth, "--record", "off")
            techno.playing(1)
            said = techno.run(stdin=f":trim 1 measure {synth}*:left\n:port\n").stdout
            assert "output 1 is heard " in said, said
            assert 0.0 < abs((techno.status() or {})["ports"][0]["latency_ms"]) < 50.0, said
        finally:
            techno.close()
