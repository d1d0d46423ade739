"""What is recorded of a night is what was sent, and replay makes the same bytes of it."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import assume, example, given, settings
from mido import MidiFile

from engine import start
from engine.commands import Tempo, Wish
from engine.timebase import BAR_TICKS
from sequencer.tape.offline import rendered, take_of
from sequencer.tape.replay import replayed
from sequencer.wire.reports import BarSent
from tests.engine.asked import club
from tests.live.nights import lived, nights, recorded
from tests.live.stage import LiveStage
from tests.thorough import tries

if TYPE_CHECKING:
    from tests.live.nights import Night

LEAD_BARS = 0.2
"""A stop before the very first line is not recorded, though an output that is trimmed early has sent a hit by then."""


@settings(max_examples=tries(60))
@given(nights)
def test_replay_makes_the_same_bytes_whatever_is_asked_and_wherever_it_stops(night: Night) -> None:
    with TemporaryDirectory() as folder:
        recorded(Path(folder), lived(night).said)
        again = replayed(Path(folder) / "journal.jsonl")
        files = {path.name: path.read_bytes() for path in Path(folder).glob("*.mid")}
    assert again.files == files
    assert again.differs is None
    assert again.warnings == ()


def test_a_night_without_wishes_is_what_render_makes(tmp_path: Path) -> None:
    state = start(club(), seed=9)
    stage = LiveStage(state=state, bars=20)
    stage.transport(0, "play")
    stage.run()
    recorded(tmp_path, stage.said)
    expected = take_of(state.config, rendered(club(), bars=20, seed=9), "club").to_bytes()
    assert (tmp_path / "take-001.mid").read_bytes() == expected


def sounded(stage: LiveStage) -> Counter[int]:
    return Counter(message[1] for output in stage.outputs for _, message in output.sent if message[0] >> 4 == 9)


def written(content: bytes) -> Counter[int]:
    file = MidiFile(file=BytesIO(content))
    return Counter(message.note for track in file.tracks for message in track if message.type == "note_on")


@settings(max_examples=tries(100))
@given(nights)
def test_the_file_holds_the_hits_that_sounded_and_no_others(night: Night) -> None:
    stage = lived(night)
    with TemporaryDirectory() as folder:
        recorded(Path(folder), stage.said)
        content = (Path(folder) / "take-001.mid").read_bytes()
    assert written(content) == sounded(stage)


def taken_back_late(stage: LiveStage) -> bool:
    """Return True when hits of a bar had sounded early and stop discarded it: made again, they stand on their tick."""
    return any(
        cut >= (report.bar + 1) * BAR_TICKS
        for report in stage.said if isinstance(report, BarSent) for cut in (report.cuts or {}).values()
    )


@settings(max_examples=tries(100))
@given(nights)
@example([(4.0, "stop"), (4.0, "play"), (0.0, Wish(Tempo(133.0)))])
def test_the_file_holds_the_hits_that_sounded_on_outputs_that_are_trimmed_too(night: Night) -> None:
    assume(not any(what == "stop" and bars < LEAD_BARS for bars, what in night))
    where = {"hat_c": 1, "clap": 2, "hat_o": 1}
    stage = lived(night, outputs=3, trims_ms=(0.0, -90.0, 130.0), layer_outputs=where)
    with TemporaryDirectory() as folder:
        recorded(Path(folder), stage.said)
        content = (Path(folder) / "take-001.mid").read_bytes()
    assert written(content) <= sounded(stage)
    assert written(content) == sounded(stage) or taken_back_late(stage)
