"""The power is cut at any moment: of a night the disk then holds all but the last seconds, and nothing wrong.

Every write to the journal and every sync is written down, and played to a disk that keeps what was synced, and of what
was written since whatever it likes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Wish, next_bar, start
from engine import commands as ask
from sequencer.daemon.keeping import Keeping
from sequencer.tape.journal import JournalError
from sequencer.tape.mirror import bar_crc
from sequencer.tape.replay import replayed
from tests.engine.asked import club
from tests.sequencer.recordings import Desk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
BARS: Final = 12
SLOW: Final = 3
"""Syncs that a worn card is behind."""
SECTOR: Final = 512


class Disk:
    """Writes down how long the journal was at each write, and how much of it was synced by then.

    Attributes:
        moments: (bytes written, bytes synced, bars sent) after each write and each sync.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, behind: int = 0) -> None:
        self.moments: list[tuple[int, int, int]] = []
        self._written = self._synced = self._bars = 0
        self._behind = behind
        self._waiting: list[int] = []
        real = os.write

        def write(descriptor: int, content: bytes) -> int:
            taken = real(descriptor, content)
            if Path(f"/proc/self/fd/{descriptor}").readlink().name == "journal.jsonl":
                self._written += taken
                self._now()
            return taken

        monkeypatch.setattr(os, "write", write)
        desk = Desk(folder, keeping=Keeping(self._sync, run=lambda work: work()))
        for bar in range(BARS):
            wishes = (Wish(ask.Set("hat_c.velocity", 40 + bar), f"w{bar}"),) if bar % 3 == 0 else ()
            desk.play(1, wishes, self._sent)
        desk.recorder.close()
        self.content = (folder / "journal.jsonl").read_bytes()

    def _sync(self, descriptor: int) -> None:
        self._waiting.append(os.fstat(descriptor).st_size)
        if len(self._waiting) > self._behind:
            self._synced = self._waiting.pop(0)
            self._now()

    def _sent(self, bar: int) -> None:
        self._bars = bar + 1

    def _now(self) -> None:
        self.moments.append((self._written, self._synced, self._bars))


def crcs(bars: int) -> list[int]:
    """Checksums of the bars that were played."""
    state, found = start(club(), seed=3, name="club"), []
    for bar in range(bars):
        wishes = (Wish(ask.Set("hat_c.velocity", 40 + bar), f"w{bar}"),) if bar % 3 == 0 else ()
        state, made = next_bar(state, wishes)
        found.append(bar_crc(made))
    return found


def left_of(path: Path, content: bytes) -> int:
    """Return how many bars can be played again from what is left, all of them as they were; 0 when it says why not."""
    path.write_bytes(content)
    try:
        found = replayed(path)
    except JournalError:
        return 0
    assert found.differs is None
    assert found.compared >= found.bars
    return found.bars


@pytest.mark.parametrize("behind", [0, SLOW])
def test_what_was_sent_is_kept_but_for_the_last_bar_and_what_a_worn_card_is_behind(
    behind: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path / "night", monkeypatch, behind)
    assert disk.moments[-1][2] == BARS
    for written, synced, bars in disk.moments:
        assert synced <= written
        if synced:
            assert left_of(tmp_path / "left.jsonl", disk.content[:synced]) >= bars - 1 - behind


def test_every_write_is_synced_the_last_one_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(tmp_path / "night", monkeypatch)
    assert {written for written, _, _ in disk.moments} == {synced for _, synced, _ in disk.moments} - {0}
    assert disk.moments[-1][1] == len(disk.content)


@given(
    cut=st.integers(0, 10**6), kept=st.integers(0, 10**6), how=st.sampled_from(["torn", "zeros", "sector", "old"]),
)
def test_whatever_the_disk_made_of_the_last_writes_what_plays_is_what_was_played(
    night: Disk, left: Path, cut: int, kept: int, how: str
) -> None:
    written, synced, _ = night.moments[cut % len(night.moments)]
    at = synced + kept % (written - synced + 1)
    content = night.content[:at]
    if how == "zeros":  # the length was kept, the data were not
        content += bytes(written - at)
    elif how == "sector":  # the last sector was kept, one before it was not
        hole = at // SECTOR * SECTOR
        content = night.content[: max(hole - SECTOR, synced)].ljust(hole, b"\0") + night.content[hole:written]
    elif how == "old":  # what lay on the disk before
        content += b'{"say":"composed","bar":0,"crc":1,"sum":1}\n' * 3
    assert left_of(left, content) >= left_of(left, night.content[:synced])


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    with pytest.MonkeyPatch.context() as patch:
        return Disk(tmp_path_factory.mktemp("night") / "night", patch, SLOW)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("left") / "left.jsonl"


def test_the_bars_of_the_night_are_those_of_its_wishes(night: Disk, left: Path) -> None:
    assert left_of(left, night.content) == BARS
    lines = [line for line in night.content.splitlines() if line.startswith(b'{"say":"composed"')]
    for line, crc in zip(lines, crcs(BARS), strict=True):
        assert f'"crc":{crc}'.encode() in line
