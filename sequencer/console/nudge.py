"""What can a hand move, by how much, and what would it do to the next bar?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.bands import score_values
from engine.commands import Set, Tempo, Wish
from engine.errors import BarFailed
from engine.parameters import parameter, parameters, read
from engine.session import next_bar
from sequencer.console.view import Nudge

if TYPE_CHECKING:
    from engine.bar import Bar
    from engine.commands import Command
    from engine.config import Config
    from engine.state import SessionState

STRIDES: Final = 50
"""Nudges across a parameter's range; whole numbers move by one. Ours."""
COMMON: Final = (
    "bpm", "thin_bias", "accent.prob", "targets.S_low", "targets.S_high", "targets.H_low", "targets.H_high",
)
FIRST: Final = ("density.target", "swing_percent", "ratchet_prob", "velocity", "fills", "rot")
"""A layer's parameters that come first, because performers use them most."""
SHOWN_SCORES: Final = ("E", "S", "H")
"""Scores whose change is shown. Ours: D follows H, and T changes with every draw."""


def paths(config: Config, layer: str) -> list[str]:
    """Return the parameters that a hand can move: numbers of the layer, common ones, bounds of modulators."""
    own = [
        path for path, known in parameters(config).items()
        if path.startswith(f"{layer}.") and known.low is not None and known.high is not None
        and _number(config, path) is not None
    ]
    first = [path for name in FIRST for path in own if path == f"{layer}.{name}"]
    rest = [path for path in own if path not in first]
    return [*first, *rest, *(path for path in COMMON if _number(config, path) is not None), *bounds(config)]


def bounds(config: Config) -> list[str]:
    """Return the paths of the modulators' bounds."""
    return [f"modulators.{one.name}.{end}" for one in config.modulators for end in ("min_val", "max_val")]


def next_bound(config: Config, path: str) -> str:
    """Return the bound of a modulator after a path, the first one after any other path; "" when there is none."""
    found = bounds(config)
    if not found:
        return ""
    return found[(found.index(path) + 1) % len(found)] if path in found else found[0]


def _number(config: Config, path: str) -> float | None:
    value = read(config, path)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def beside(config: Config, layer: str, path: str, direction: int) -> str:
    """Return the next parameter in a direction, the first one when none is selected; "" when there is none."""
    found = paths(config, layer)
    if not found:
        return ""
    return found[(found.index(path) + direction) % len(found)] if path in found else found[0]


def nudged(state: SessionState, config: Config, path: str, before: Nudge | None, direction: int) -> Nudge | None:
    """Return a nudge, further on when one has begun on this path; None where nothing can be moved.

    Args:
        state: from which the next bar will be made.
        config: with all glides arrived.
        path: of a parameter. before: the nudge so far. direction: 1 up, -1 down.
    """
    known = parameter(config, path)
    value = None if known is None else _number(config, path)
    if known is None or value is None or known.low is None or known.high is None:
        return None
    begun = before if before is not None and before.path == path else None
    now = value if begun is None else begun.after
    whole = known.kind == "int" or path == "bpm"
    stride = 1.0 if whole else (known.high - known.low) / STRIDES
    after = min(known.high, max(known.low, now + direction * stride))
    after = float(round(after)) if known.kind == "int" else round(after, 6)
    return Nudge(path, value, after, effect(state, command_of(path, after, whole=known.kind == "int")))


def command_of(path: str, value: float, *, whole: bool) -> Command:
    """Return the command that moves a parameter."""
    return Tempo(value) if path == "bpm" else Set(path, int(value) if whole else value)


def effect(state: SessionState, command: Command) -> str:
    """Say how a command would change the next bar, compared with the bar without it."""
    try:
        plain, moved = next_bar(state)[1], next_bar(state, [Wish(command, "preview")])[1]
    except BarFailed:
        return "the next bar cannot be foreseen"
    before, after = score_values(plain.scores), score_values(moved.scores)
    found = [
        f"{letter} {before[letter]:.2f} to {after[letter]:.2f}"
        for letter in SHOWN_SCORES if f"{before[letter]:.2f}" != f"{after[letter]:.2f}"
    ]
    if len(plain.events) != len(moved.events):
        found.append(f"{len(plain.events)} to {len(moved.events)} hits")
    elif not found and _sound(plain) != _sound(moved):
        found.append("other hits" if _steps(plain) != _steps(moved) else "another feel")
    left = next((outcome.bars_left for outcome in moved.outcomes if outcome.wish == "preview"), 0)
    arrives = f", there in {left + 1} bars" if left else ""
    return f"next bar: {', '.join(found) or 'the same hits'}{arrives}"


def _steps(bar: Bar) -> list[tuple[str, int]]:
    return sorted((event.layer, event.step) for event in bar.events)


def _sound(bar: Bar) -> list[tuple[str, int, int]]:
    return sorted((event.layer, event.tick, event.velocity) for event in bar.events)
