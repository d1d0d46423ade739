"""A view to paint, always the same one: `python -m tests.sequencer.console.scenes` writes the golden screens anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import start
from engine.bands import score_values
from engine.bar import Bar, Event, Scores
from engine.commands import Mute, Scene, Wish
from engine.config import Config, Density, Layer, Modulation, Modulator
from engine.control import LatenessStatus, PortStatus, Snapshot
from engine.goals import goals
from engine.state import Glide, Held, Holds, Planned, SceneShot
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.console.paint import plain_text
from sequencer.console.paint_header import hint_line
from sequencer.console.paint_stage import stage_lines
from sequencer.console.view import LogLine, StageView
from tests.sequencer.console.picture import PICTURES, svg

if TYPE_CHECKING:
    from sequencer.console.paint import Line

GOLDEN = Path(__file__).parents[2] / "golden"
SIZES = ((80, 20), (80, 24), (120, 36), (250, 80))
CONFIG = Config(
    mode="m4", bpm=132.0,
    layers={
        "kick": Layer(), "hat_c": Layer(density=Density(target=0.825)), "hat_o": Layer(), "snare": Layer(),
        "clap": Layer(),
    },
)
MOVED = CONFIG.model_copy(update={"modulators": (
    Modulator(
        name="hat_swing", param_path="hat_c.swing_percent",
        mod=Modulation(mode="random_walk", min_val=0.5, max_val=0.62),
    ),
    Modulator(name="open", param_path="hat_o.ratchet_prob", mod=Modulation(mode="ou", min_val=0.0, max_val=0.3)),
    Modulator(name="lean", param_path="thin_bias", mod=Modulation(mode="sine", min_val=-0.4, max_val=0.0, tau=32.0)),
)})
FIGURE = {
    "kick": (0, 4, 8, 12), "hat_c": (0, 1, 2, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15), "hat_o": (2, 6, 10, 14),
    "clap": (4, 12),
}
LOUDNESS = {"kick": (116,), "hat_c": (72, 44, 84, 60), "hat_o": (88,), "clap": (98,)}
LOG = (
    LogLine("event", "the session answers"), LogLine("asked", ":drop 8"), LogLine("done", "drop: from bar 20"),
    LogLine("asked", ":set hat_c.density 0.95"),
    LogLine("done", "hat_c.density.target: asked 0.95, now 0.825 from bar 20, 1 bar to go"),
    LogLine("asked", "less snare please"), LogLine("chat", "snare.fills is 5 from bar 20"),
    LogLine("trouble", "output 1: TR-8S is lost"),
)


def hits(start_tick: int = 0) -> tuple[Event, ...]:
    """Return the hits of a bar; the closed hat rolls three times at its last step but one."""
    found = [
        Event(layer, start_tick + step * STEP_TICKS, 100, 36, velocities[place % len(velocities)], 10, step, 0)
        for layer, steps in FIGURE.items()
        for velocities in (LOUDNESS[layer],)
        for place, step in enumerate(steps)
    ]
    found += [Event("hat_c", start_tick + 14 * STEP_TICKS + sub * 160, 80, 42, 60, 10, 14, 0, sub) for sub in (1, 2)]
    return tuple(sorted(found, key=lambda event: event.tick))


def bar_of(index: int) -> Bar:
    """Return a bar whose syncopation wanders; the fifteenth was rescued."""
    rescued = index == 14
    scores = Scores(0.74 if rescued else 0.96, 0.3 + index % 7 * 0.04, 0.06, 0.21, 3.2, 1.3 + index % 3)
    return Bar(
        index, index * BAR_TICKS, 132.0, hits(index * BAR_TICKS), scores, rescued=rescued, muted=("kick", "clap"),
        densities=tuple((layer, len(FIGURE.get(layer, ())) / 16) for layer in CONFIG.layers),
    )


def played(bars: int = 20) -> StageView:
    """Return the view of a twentieth bar, in its second beat, with wishes on their way."""
    made = tuple(bar_of(index) for index in range(bars))
    bar = made[-1]
    state = replace(
        start(MOVED), bar=bars, tick=bars * BAR_TICKS,
        stage=Holds(mutes=(Held("clap", None),), drop_bars=7),
        scenes=tuple(SceneShot(name, CONFIG, (), ()) for name in ("intro", "build", "drop")),
        agenda=(
            Planned("3", bars + 4, Wish(Scene("recall", "drop"), "7")),
            Planned("4", bars + 4, Wish(Mute("hat_o", 4), "8"), every_bars=16),
        ),
        glides=(Glide("hat_c.density.target", 0.95, 0.95, "1", "user", "set", "hat_c.density.target"),),
    )
    snapshot = Snapshot(
        playing=True, bar=bar.index, bpm=bar.bpm, config="m4_showcase", scores=score_values(bar.scores),
        goals=goals(state.config.targets), ports=(PortStatus("TR-8S", "open", -12.0),), clock="out",
        lateness_us=LatenessStatus(40, 180, 420, 900, 0), rescues=1, recording={"folder": "x", "take": None},
    )
    return StageView(
        link="here", snapshot=snapshot, state=state, bar=bar, tick=2880, history=made, log=LOG, model="offline",
        waiting=("fill",), coming=bar_of(bars),
    )


def screen(view: StageView, columns: int, rows: int) -> str:
    """Return the whole screen as text, the empty input line included."""
    return plain_text(screen_lines(view, columns, rows)) + "\n"


def screen_lines(view: StageView, columns: int, rows: int) -> list[Line]:
    """Return the whole screen as painted lines."""
    return [*stage_lines(view, columns, rows), (("", ">"),), hint_line(view)]


def picture(columns: int, rows: int) -> str:
    """Return a picture of the stage page."""
    return svg(screen_lines(played(), columns, rows), columns)


def path_of(columns: int, rows: int) -> Path:
    """Return the file of a golden screen."""
    return GOLDEN / f"stage_{columns}x{rows}.txt"


if __name__ == "__main__":
    for size in SIZES:
        path_of(*size).write_text(screen(played(), *size), encoding="utf-8")
    for size, path in PICTURES.items():
        path.write_text(picture(*size), encoding="utf-8")
