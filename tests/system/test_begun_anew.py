"""A recording that began anew: what is left of the first stays, and the next session is told where to go on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.system.sessions import Sessions, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    yield sessions
    sessions.close()


def test_after_a_crash_the_next_session_names_the_folder_in_which_the_recording_began_anew(guarded: Sessions) -> None:
    daemon = guarded.start("daemon", "m1_backbone", "--bpm", "300")
    guarded.playing(2)
    folder = guarded.session_folder()
    (folder / "journal.jsonl").unlink()
    until(lambda: guarded.playing()["recording"]["folder"] == f"{folder}-2", "the recording begins anew")
    left = (folder / "take-001.mid").read_bytes()
    daemon.kill()
    daemon.wait()
    ran = guarded.run("daemon", "--record", "off", "--bars", "1", "--bpm", "300")
    assert f"play --resume {folder}-2" in " ".join(ran.stdout.split())
    assert (folder / "take-001.mid").read_bytes() == left
