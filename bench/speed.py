"""Is a bar ready in time, and does a rendering feel immediate?

What a bar costs is counted in yardsticks: how long `sum(range(10_000))` takes in the same process, so that the figures
mean the same on any machine. 55 of them are about half a MIDI clock pulse at 200 BPM, within which a bar of 64 layers
has to be made, because it cannot be interrupted. Both are counted in processor time, which leaves out what else the
machine does meanwhile.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
from json import dumps
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, Final

from bench.closed_loop import showcase
from bench.figures import Figure
from bench.music import grooves
from engine import retouch, spacing
from engine.agenda import MAX_ITEMS
from engine.commands import Fill, Hit, Mute, Set, Target, Tempo, Unmute, Wish
from engine.config_file import parse_config
from engine.parameters import parameters
from engine.session import next_bar, start
from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.commands import Command
    from engine.config import Config
    from engine.state import SessionState

YARDSTICK_EVERY: Final = 4
"""Bars between two measurements of the yardstick, so that it follows the machine's changing load."""
YARDSTICKS: Final = 5
WARM_UP_BARS: Final = 2
TAKES: Final = 5
SESSIONS: Final = 24
BARS: Final = 64
HOSTILE_SESSIONS: Final = 3

BAR_BOUND: Final = 3.0
HOSTILE_BOUND: Final = 55.0
WISH_BOUND: Final = 110.0
"""A bar for which hits are searched and reasons found after a wish for a goal: a MIDI clock pulse at 200 BPM."""
AGENDA_BOUND: Final = HOSTILE_BOUND
"""A whole agenda that is due in one bar."""
WAITING_BOUND: Final = 1.05
PAIRS: Final = 200
FAR: Final = 10_000
RENDER_BOUND: Final = 2.0
RENDERINGS: Final = 15


def yardstick() -> float:
    """Return how long `sum(range(10_000))` takes now, in seconds: the median of some."""
    found = []
    for _ in range(YARDSTICKS):
        begun = process_time()
        sum(range(10_000))
        found.append(process_time() - begun)
    return median(found)


def costs(config: Config, seeds: Sequence[int], asked: Mapping[int, Sequence[Command]] | None = None) -> list[float]:
    """Return the cost of each bar of some sessions, in yardsticks.

    Args:
        config: of the sessions. seeds: one a session.
        asked: commands by the bar they are taken in.

    Each session is played more than once and the quickest take of a bar counts, because the machine's other work slows
    bars down at random. The first bars are left out: they read code and fill caches. The collector rests, as in the
    player, which collects in gaps.
    """
    found: list[float] = []
    gc.disable()
    try:
        for seed in seeds:
            takes = [_session(config, seed, asked or {}) for _ in range(TAKES)]
            found += [min(of_bar) for of_bar in zip(*takes, strict=True)][WARM_UP_BARS:]
    finally:
        gc.enable()
    return found


def _session(config: Config, seed: int, asked: Mapping[int, Sequence[Command]]) -> list[float]:
    """Play a session and return what each bar costs."""
    gc.collect()
    found = []
    stick = yardstick()
    state = start(config, seed=seed)
    for index in range(BARS):
        if index % YARDSTICK_EVERY == 0:
            stick = yardstick()
        wishes = [Wish(command, id=str(place)) for place, command in enumerate(asked.get(index, ()))]
        begun = process_time()
        state, _ = next_bar(state, wishes)
        found.append((process_time() - begun) / stick)
    return found


# --- 64 layers --------------------------------------------------------------------------------------------------------


def _config(layers: Mapping[str, Mapping[str, Any]], **rest: object) -> Config:
    """Return a config as a file would give it."""
    return parse_config(dumps({"mode": "m4", "layers": layers, **rest}).encode(), "bench")


def ratchets(repeat: int, prob: float) -> Config:
    """Return 64 layers of 16ths, all their hits pushed about and split by a probability."""
    return _config({
        f"l{place}": {
            "fills": 16, "note": 35 + place % 47, "ratchet_prob": prob, "ratchet_repeat": repeat,
            "beat_bins_ms": [-3, 0, 4], "micro_ms": 1, "choke_with_note": 35 + (place + 1) % 47,
        }
        for place in range(64)
    })


def free_layers() -> Config:
    """Return 64 layers for the controller to choose from, each with conditions, voids, gaps and bins."""
    return _config({
        f"l{place}": {
            "fills": 5 + place % 11, "rot": place % 5, "steps": 16 + place % 3, "note": (38, 42, 46, 51)[place % 4],
            "density": {"target": 0.25 + place % 5 / 10, "tol": 0.1, "void_steps": [1, 9]},
            "conditions": [{"kind": "PROB", "p": 0.8}, {"kind": "NEI"}, {"kind": "PRE", "negate": place % 2 == 0}],
            "beat_bins_ms": [-4, 0, 5], "swing_percent": 0.56,
            "refractory_steps": place % 2,
        }
        for place in range(64)
    }, targets={"S_low": 0.3, "S_high": 0.4}, accent={"steps": [3, 7]}, phrase={"bars": 4, "variation": 1.0})


RESTLESS: Final[Mapping[int, Sequence[Command]]] = {
    bar: (Target("S", low, low + 0.05), Set("l3.density.target", low), Set("thin_bias", -low))
    for bar, low in ((5, 0.6), (9, 0.1), (16, 0.8), (24, 0.0), (32, 0.45), (40, 0.85), (50, 0.2))
}
"""Wishes that send the controller from one end to the other, also to bands out of reach."""


def _agenda(config: Config, bar: int) -> list[Wish]:
    """Return wishes for a whole agenda, 256 plans of many kinds for one bar."""
    layers, paths = list(config.layers), [path for path, known in parameters(config).items() if known.moves]
    kinds: list[Command] = []
    for place in range(MAX_ITEMS):
        layer, share = layers[place % len(layers)], place % 10 / 10
        known = parameters(config)[paths[place * 7 % len(paths)]]
        value = (known.low or 0.0) + share * ((known.high or 0.0) - (known.low or 0.0))
        kinds.append((
            Set(known.path, round(value) if known.kind == "int" else value), Mute(layer), Fill(1),
            Hit(layer, place % 16, on=True), Target("S", share / 2, 0.6), Set(f"{layer}.density.target", share),
            Unmute(layer), Tempo(120 + place % 9),
        )[place % 8])
    return [Wish(command, id=str(place), when=When(at_bar=bar)) for place, command in enumerate(kinds)]


def due_at_once(config: Config) -> list[float]:
    """Return the cost of a bar with a whole agenda due: the quickest of some takes."""
    wishes = _agenda(config, 2)
    found = []
    for _ in range(TAKES):
        state, _ = next_bar(start(config, seed=3))
        state, _ = next_bar(state, wishes)
        gc.collect()
        stick = yardstick()
        gc.disable()
        begun = process_time()
        next_bar(state)
        found.append((process_time() - begun) / stick)
        gc.enable()
    return [min(found)]


def waiting_ratio(config: Config) -> float:
    """Return the cost of a bar with a whole agenda that waits over one with none: the median of alternating pairs."""
    empty, _ = next_bar(start(config, seed=3))
    full, _ = next_bar(empty, _agenda(config, FAR))
    empty, _ = next_bar(empty)
    found = []
    gc.collect()
    gc.disable()
    for place in range(PAIRS):
        taken = {}
        for state in (empty, full) if place % 2 else (full, empty):
            begun = process_time()
            next_bar(state)
            taken[len(state.agenda)] = process_time() - begun
        found.append(taken[len(full.agenda)] / taken[0])
    gc.enable()
    return median(found)


GOALS: Final[tuple[Command, ...]] = (
    Target("S", 0.58, 0.68), Target("S", 0.2, 0.28), Target("H", 0.45, 0.6), Target("H", 0.0, 0.08),
    Set("targets.D_target", 0.3), Set("targets.D_target", 0.0), Target("E", 0.97, 1.0), Target("E", 0.3, 0.5),
)
"""Goals up and down, some out of reach."""
WISHED_AT: Final = 16
GLIDE_BARS: Final = 10


def after_wishes(config: Config, seed: int) -> list[float]:
    """Return the cost of the bars after wishes for goals, in yardsticks: the quickest of some takes each.

    What a search has found is forgotten between takes, because a performer's wish is a new one.
    """
    state = start(config, seed=seed)
    for _ in range(WISHED_AT):
        state, _ = next_bar(state)
    return [cost for goal in GOALS for cost in map(min, zip(*[_glide(state, goal) for _ in range(TAKES)], strict=True))]


def _glide(state: SessionState, goal: Command) -> list[float]:
    for of_module in (vars(retouch), vars(spacing)):
        for cached in of_module.values():
            if hasattr(cached, "cache_clear"):
                cached.cache_clear()
    gc.collect()
    stick, found = yardstick(), []
    gc.disable()
    for count in range(GLIDE_BARS):
        begun = process_time()
        state, _ = next_bar(state, [Wish(goal)] if count == 0 else ())
        found.append((process_time() - begun) / stick)
    gc.enable()
    return found


# --- whole processes --------------------------------------------------------------------------------------------------


def _run(command: Sequence[str]) -> float:
    begun = perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - begun


def render_ratio() -> float:
    """Return the time of rendering 64 bars over the time of importing its libraries: the median of some pairs."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "showcase.mid")
        program = "import sys; from sequencer.start import main; sys.exit(main())"
        render = [sys.executable, "-c", program, "render", "m4_showcase", "--bars", "64", "--out", out]
        libraries = [sys.executable, "-c", "import pydantic, mido, typer"]
        for _ in range(2):  # files into the machine's cache
            _run(render)
            _run(libraries)
        return median(_run(render) / _run(libraries) for _ in range(RENDERINGS))


# --- the table --------------------------------------------------------------------------------------------------------


def _lines(name: str, found: Sequence[float], bound: float, worst_bound: float | None) -> Iterator[Figure]:
    """Yield the median against its bound, with mean and p99 beside it, and the worst bar where that is bounded too."""
    ordered = sorted(found)
    p99 = ordered[int(0.99 * (len(ordered) - 1))]
    note = f"mean {sum(ordered) / len(ordered):.2f}, p99 {p99:.2f}, worst {ordered[-1]:.2f}"
    yield Figure(f"{name}: median bar", median(ordered), "at most", bound, "sums", note)
    if worst_bound is not None:
        yield Figure(f"{name}: worst bar", ordered[-1], "at most", worst_bound, "sums")


def figures() -> Iterator[Figure]:
    """Measure all of it, alone on one core."""
    yield from _lines("m4_showcase", costs(showcase(), range(SESSIONS)), BAR_BOUND, None)
    seeds = range(HOSTILE_SESSIONS)
    for name, config, asked in (
        ("64 layers of 16ths, half of them ratchets of 3", ratchets(3, 0.5), None),
        ("64 layers of 16ths, all ratchets of 8", ratchets(8, 1.0), None),
        ("64 free layers", free_layers(), None),
        ("64 free layers and a restless hand", free_layers(), RESTLESS),
    ):
        yield from _lines(name, costs(config, seeds, asked), HOSTILE_BOUND, HOSTILE_BOUND)
    wished = [cost for config in grooves().values() for seed in range(1, 3) for cost in after_wishes(config, seed)]
    yield from _lines("bars after a wish for a goal, every groove", wished, BAR_BOUND + 2.0, WISH_BOUND)
    yield from _lines("m4_showcase, 256 plans due", due_at_once(showcase()), AGENDA_BOUND, None)
    yield Figure("a bar while 256 plans wait, in bars with none", waiting_ratio(showcase()), "at most", WAITING_BOUND)
    yield Figure("rendering 64 bars, in imports of its libraries", render_ratio(), "at most", RENDER_BOUND)
