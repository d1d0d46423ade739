"""A config that is edited while it plays takes effect on its line; a broken one does not stop the music."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.system.sessions import Sessions, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    yield sessions
    sessions.close()


def saved(techno: Sessions, fills: object, bpm: float = 300) -> None:
    """Save the config as editors do: beside it, and renamed."""
    part = techno.folder / "mine.json~"
    part.write_text(json.dumps({"mode": "m2", "bpm": bpm, "layers": {"kick": {"fills": fills}}}), encoding="utf-8")
    part.rename(techno.folder / "mine.json")


def kicks(techno: Sessions) -> Any:
    return json.loads(str(techno.ask("config")))["layers"]["kick"]["fills"]



def test_saved_configs_play_from_a_phrase_line_on_and_broken_ones_do_not(techno: Sessions) -> None:
    saved(techno, 4)
    techno.start("daemon", "mine.json")
    techno.playing()
    watching = techno.start("watch", "mine.json")
    assert watching.stdout is not None
    assert "is watched" in watching.stdout.readline()

    saved(techno, 5)
    assert re.search("planned|: from bar", watching.stdout.readline())  # from: it was saved just before a line
    until(lambda: kicks(techno) == 5, "the saved config plays")
    saved(techno, 999)
    assert watching.stderr is not None
    assert "is not played" in watching.stderr.readline()
    assert "-64..64" in watching.stderr.readline()
    assert kicks(techno) == 5
    saved(techno, 6)
    until(lambda: kicks(techno) == 6, "the mended config plays")
    techno.playing(techno.stands()["bar"] + 1)


def test_a_config_saved_twice_before_its_line_plays_once(techno: Sessions) -> None:
    saved(techno, 4)
    techno.start("daemon", "mine.json", "--stopped")
    until(techno.status, "the session answers")
    watching = techno.start("watch", "mine.json", "--on", "phrase")
    assert watching.stdout is not None
    assert "is watched" in watching.stdout.readline()
    techno.ask("transport", action="play")
    techno.playing(1)
    saved(techno, 5, bpm=290)
    watching.stdout.readline()
    saved(techno, 6, bpm=290)
    watching.stdout.readline()
    until(lambda: kicks(techno) == 6, "the last one plays")
    assert json.loads(str(techno.ask("config")))["bpm"] == 290
