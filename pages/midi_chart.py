"""What is sent over MIDI, as an implementation chart? `python -m pages.midi_chart` writes docs/midi-chart.md."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Final

from engine.cc_lanes import LSB_APART
from engine.config import Layer
from engine.kit import KIT, OTHER
from engine.timebase import PPQ
from sequencer.midi.messages import (
    ALL_NOTES_OFF,
    ALL_SOUND_OFF,
    CLOCK,
    CLOCKS_PER_QUARTER,
    CONTINUE,
    START,
    STOP,
)

HEAD: Final = """\
# MIDI implementation chart

Techno Rhythm Engine {version}. Made from the code, by `make docs`.

## Notes of the named layers

| layer | note | velocity | channel |
|---|---|---|---|
"""
REST: Final = """
Any other layer plays note {other} until its config says otherwise. `note`, `velocity` and `channel` stand on a layer.
While it plays `:help clap.note` and `:help clap.channel` say what a layer has now, `:set clap.note 37` changes it.

## What is sent

| function | transmitted | remarks |
|---|---|---|
| basic channel | {channel} by default, 1 to 16 | each layer has its own |
| mode | none | |
| note number | 0 to 127 | |
| velocity, note on | 1 to 127 | |
| velocity, note off | 0 | sent as note off, status 8n |
| aftertouch, pitch bend, program change, bank, system exclusive | no | |
| control change | {sound_off}, {notes_off} | all sound off, all notes off: with panic, and for a part that was lost |
| control change of modulators | 1 to 119 | from `modulators[].cc`, at 16ths; of 14 bits the fine half {fine} higher |
| song position | yes | sent before each start and continue; play from another bar is a continue |
| song select, tune request, MTC | no | |
| clock | yes, {clock}h | {pulses} a beat, stopped too unless `--no-clock-while-stopped`; none with `--clock off` |
| start, continue, stop | yes, {start}h {go_on}h {stop}h | |
| active sensing, reset | no | |

At one moment transport goes first, then clock, note offs, note ons, control changes of modulators; of one kind, what
was made first. The moment is the tick's, plus the latency trim of the output. Every note on gets its note off, at a
stop and at the end of a session too.

Files are standard MIDI files, format 1, {ppq} ticks a beat unless the config's `ppq` says otherwise: a tempo track,
then a track a layer.
"""


def page() -> str:
    """Return docs/midi-chart.md."""
    channel = Layer().channel
    rows = "\n".join(f"| `{name}` | {one.note} | {one.velocity} | {channel} |" for name, one in KIT.items())
    return HEAD.format(version=version("techno-rhythm-engine")) + rows + "\n" + REST.format(
        other=OTHER.note, channel=channel, sound_off=ALL_SOUND_OFF, notes_off=ALL_NOTES_OFF, clock=CLOCK.hex().upper(),
        pulses=CLOCKS_PER_QUARTER, start=START.hex().upper(), go_on=CONTINUE.hex().upper(), stop=STOP.hex().upper(),
        ppq=PPQ, fine=LSB_APART,
    )


if __name__ == "__main__":
    sys.stdout.write(page())
