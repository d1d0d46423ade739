"""A bundled config's first bars as text that a reviewer can read: `python -m tests.golden_text` writes them anew.

One line a layer a bar: `x` a hit, `o` a ghost, `R` a ratchet, `.` silence; then the bar's scores; last, a checksum over
every field of every hit of 32 bars, so that nothing inaudible on the page changes unseen.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from engine import next_bar, start
from engine.config_file import load_config
from sequencer.folders import BUNDLED, style_json

FOLDER = Path(__file__).parent / "golden"
SHOWN_BARS = 8
SUMMED_BARS = 32
STEPS = 16


def bundled() -> list[str]:
    """Return the names of all bundled configs."""
    return sorted(path.stem for path in BUNDLED.glob("*.json"))


def golden_text(name: str) -> str:
    """Return the golden text of a bundled config."""
    config = load_config(BUNDLED / f"{name}.json", styles=style_json)
    state = start(config)
    width = max(len(layer) for layer in config.layers)
    lines = [f"{name}: {config.mode}, {config.bpm:g} BPM, seed {config.seed}"]
    checksum = 0
    for index in range(SUMMED_BARS):
        state, bar = next_bar(state)
        for event in bar.events:
            checksum = zlib.crc32(
                f"{event.layer},{event.tick},{event.duration_ticks},{event.note},{event.velocity},{event.channel}".encode(),
                checksum,
            )
        if index >= SHOWN_BARS or state.figure is None:
            continue
        lines.append(f"bar {index + 1}" + (" fill" if bar.fill else "") + (" rescued" if bar.rescued else ""))
        for layer, mask in state.figure.masks.items():
            ghosts = state.figure.ghosts.get(layer, 0)
            ratchets = {event.step for event in bar.events if event.layer == layer and event.sub}
            row = "".join(
                "." if not mask >> step & 1 else "o" if ghosts >> step & 1 else "R" if step in ratchets else "x"
                for step in range(STEPS)
            )
            lines.append(f"  {layer.ljust(width)} {row}")
        scores = bar.scores
        lines.append(
            f"  E {scores.entrainment:.3f} S {scores.syncopation:.3f} D {scores.dispersion:.3f} "
            f"H {scores.entropy:.3f} T {scores.timing_ms:.3f} {scores.timing_random_ms:.3f}"
        )
    return "\n".join([*lines, f"checksum of {SUMMED_BARS} bars {checksum:08x}", ""])


def main() -> None:
    """Write every golden text."""
    FOLDER.mkdir(exist_ok=True)
    for name in bundled():
        (FOLDER / f"{name}.txt").write_text(golden_text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
