"""Recorded nights, and how the lines of a journal are written anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine import commands as ask
from engine.commands import Wish
from sequencer.tape.journal import summed
from sequencer.wire.reports import BarDiscarded, TransportMoved, WishesApplied
from tests.sequencer.recordings import Desk

if TYPE_CHECKING:
    from pathlib import Path

SPARSE = Wish(ask.Set("hat_c.velocity", 31), "sparse")
FAST = Wish(ask.Tempo(170.0), "fast")


def recorded(folder: Path) -> Path:
    """Twelve bars, with wishes at bar 4 and at bar 8 while stopped, and a bar that stop has discarded."""
    desk = Desk(folder)
    desk.play(4)
    desk.play(4, [SPARSE])
    ahead = desk.compose()
    desk.take(
        BarDiscarded(ahead), TransportMoved(playing=False, tick=8 * 7680), WishesApplied(ahead, (FAST,)),
        TransportMoved(playing=True, tick=8 * 7680),
    )
    desk.play(4)
    desk.recorder.close()
    return folder / "journal.jsonl"


def lines_of(journal: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in journal.read_bytes().splitlines()]


def rewrite(journal: Path, lines: list[dict[str, Any]]) -> None:
    journal.write_bytes(written(lines))


def written(lines: list[dict[str, Any]]) -> bytes:
    """Lines with the checksums they would have had."""
    total, whole = 0, b""
    for line in lines:
        content, total = summed({"say": None, **{key: value for key, value in line.items() if key != "sum"}}, total)
        whole += content
    return whole


# --- broken journals --------------------------------------------------------------------------------------------------


def composed(bar: int, **more: object) -> dict[str, Any]:
    return {"say": "composed", "bar": bar, **more}
