"""The built-in kit hears what all layers play, wherever they play it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import start
from sequencer.wire.orders import SenderAt, SwitchPort
from tests.engine.asked import club
from tests.live.nights import BAR_MS
from tests.live.stage import LiveStage

if TYPE_CHECKING:
    from sequencer.midi.ports import MemoryOutput

KIT, LEAD_NS = 2, 40_000_000


def notes(*outputs: MemoryOutput) -> list[tuple[int, bytes]]:
    return sorted(placed for output in outputs for placed in output.placed if placed[1][0] >> 4 in {8, 9})


def stage_with_kit(lead_ms: float) -> LiveStage:
    stage = LiveStage(
        state=start(club(), seed=9), outputs=3, bars=4, leads_ms=(0.0, 0.0, lead_ms), layer_outputs={"hat_c": 1}
    )
    stage.outputs[KIT].hears_all = True
    stage.transport(0, "play")
    return stage


def test_it_hears_every_note_of_every_output_at_its_own_moment() -> None:
    stage = stage_with_kit(40.0)
    stage.run()
    midi, other, kit = stage.outputs
    assert notes(kit) == notes(midi, other)
    assert len(notes(other)) > 8
    assert len(kit.sent) == len(notes(kit))


def test_one_that_is_opened_while_the_music_plays_comes_in_with_a_bar_and_wants_its_lead_from_then_on() -> None:
    stage = stage_with_kit(0.0)
    stage.outputs[KIT].state = "none"
    stage.at(1.5 * BAR_MS, SwitchPort(KIT, "built-in kit", SenderAt("door", LEAD_NS)))
    stage.run()
    midi, other, kit = stage.outputs
    assert notes(kit)
    assert set(notes(kit)) <= set(notes(midi, other))
    assert all(placed - sent == LEAD_NS for (sent, _), (placed, _) in zip(kit.sent, kit.placed, strict=True))
    first = notes(kit)[0][0]
    assert notes(kit) == [note for note in notes(midi, other) if note[0] >= first]


def test_one_that_is_closed_hears_nothing_more() -> None:
    stage = stage_with_kit(40.0)
    stage.at(1.5 * BAR_MS, SwitchPort(KIT, None))
    stage.run()
    assert 0 < len(notes(stage.outputs[KIT])) < len(notes(*stage.outputs[:KIT]))
