"""What might anybody ask, sensible or not, and what is it like to play on while they do?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine import commands as ask
from engine.bands import SCORE_LETTERS
from engine.commands import Wish
from engine.config import Config
from engine.parameters import parameters
from engine.session import apply, next_bar, start
from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bar import Bar, Outcome
    from engine.commands import Command
    from engine.state import SessionState


def club(**changes: object) -> Config:
    """A m4 config with a bit of everything, small enough to know by heart."""
    given: dict[str, Any] = {
        "mode": "m4",
        "bpm": 130,
        "thin_bias": -0.3,
        "layers": {
            "kick": {},
            "bass": {"fills": 3, "rot": 2},
            "hat_c": {"fills": 12, "density": {"target": 0.5, "tol": 0.1}, "beat_bins_ms": [-4, 0, 5]},
            "hat_o": {"offbeats_only": True, "choke_with_note": 42},
            "clap": {"mute_near_kick": 0},
        },
        "targets": {"S_low": 0.3, "S_high": 0.5, "H_low": 0.1, "H_high": 0.6, "hat_density_target": 0.5},
        "accent": {"steps": [3], "prob": 0.5},
        "modulators": [
            {
                "name": "sway", "param_path": "hat_c.swing_percent",
                "mod": {
                    "mode": "random_walk", "min_val": 0.54, "max_val": 0.58, "step_per_bar": 0.02,
                    "max_delta_per_bar": 0.01,
                },
            },
            {
                "name": "air", "param_path": "thin_bias",
                "mod": {"mode": "sine", "min_val": -0.4, "max_val": -0.2, "tau": 8},
            },
        ],
    }
    return Config.model_validate_json(Config.model_validate({**given, **changes}, strict=False).model_dump_json())


def opened(seed: int = 1, **changes: object) -> SessionState:
    return start(club(**changes), seed=seed)


def wished(*commands: Command, when: When | None = None, **about: str) -> list[Wish]:
    """Wishes numbered w0, w1, ... unless an id is given."""
    return [Wish(command, when=when, **{"id": f"w{place}", **about}) for place, command in enumerate(commands)]


def played(
    state: SessionState, *commands: Command, when: When | None = None, **about: str
) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Play one bar with these wishes."""
    after, bar = next_bar(state, wished(*commands, when=when, **about))
    return after, bar.outcomes


def stopped(
    state: SessionState, *commands: Command, when: When | None = None, **about: str
) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Take these wishes with the transport stopped."""
    return apply(state, wished(*commands, when=when, **about))


def run(
    state: SessionState, bars: int, asked: Mapping[int, Sequence[Wish]] | None = None
) -> list[tuple[SessionState, Bar]]:
    """Play some bars and return each with the state after it; `asked` gives wishes by bar, from 0."""
    found = []
    for place in range(bars):
        state, bar = next_bar(state, (asked or {}).get(place, ()))
        found.append((state, bar))
    return found


def masks(state: SessionState) -> Mapping[str, int]:
    assert state.figure is not None
    return state.figure.masks


# --- whatever people say ----------------------------------------------------------------------------------------------

NONSENSE: list[Any] = [
    None, True, False, "", "loud", "0.5", float("nan"), float("inf"), -float("inf"), 10**400, -(10**400), 1e308, -1e308,
    [], {}, [1, 2], [0.1, 0.2, 0.7], {"kind": "PROB"}, [{"kind": "PROB", "p": 0.5}], ["x"], 2.5, -1, 0, 1, 16, 2000,
]
PATHS = [*parameters(start(club()).config), "bpm", "hat_c.density", "layers.kick.note", "targets.hat_density_target"]
LAYERS = ["kick", "bass", "hat_c", "hat_o", "clap"]
SCENES = ["calm", "peak"]
ARC = {
    "on": True, "loop": True,
    "sections": [{"name": "low", "bars": 4, "energy": 0.4, "scene": "calm"}, {"name": "high", "bars": 4}],
}

nonsense = st.sampled_from(NONSENSE)
paths = st.sampled_from(PATHS)
layers = st.sampled_from(LAYERS)
numbers = st.floats(0.0, 1.0) | st.integers(-2, 20) | st.floats(-2.0, 320.0)
counts = st.integers(-1, 9) | st.none() | nonsense
bars_over = st.integers(0, 12)


offered = st.one_of(
    st.builds(ask.Set, st.sampled_from(["hat_c.density", "hat_c.swing_percent", "energy"]), numbers),
    st.builds(ask.Set, paths, numbers), st.builds(ask.Target, st.sampled_from(SCORE_LETTERS), numbers, numbers),
    st.builds(ask.Mute, layers, st.integers(1, 4) | st.none()), st.builds(ask.Fill, st.integers(0, 3) | st.none()),
)
"""Moves that a jam may be offered."""
wild_moves = st.one_of(
    st.builds(ask.Set, nonsense | paths, nonsense), st.builds(ask.Target, nonsense, nonsense, nonsense),
    st.builds(ask.Mute, nonsense, counts, nonsense), st.builds(ask.Fill, counts), st.builds(ask.Drop, st.just(4)),
)


def _sensible() -> st.SearchStrategy[Command]:
    return st.one_of(
        st.builds(ask.Set, paths, numbers | nonsense),
        st.builds(ask.Set, paths, numbers),
        st.builds(ask.Target, st.sampled_from(SCORE_LETTERS), st.floats(0, 0.4), st.floats(0.4, 1) | st.none()),
        st.builds(ask.Tempo, st.floats(60, 200), bars_over),
        st.builds(ask.Mute, layers, st.integers(1, 4) | st.none()), st.builds(ask.Unmute, layers),
        st.builds(ask.Solo, layers, st.integers(1, 4) | st.none()), st.builds(ask.Unsolo, layers),
        st.builds(ask.Fill, st.integers(0, 3) | st.none()), st.builds(ask.Drop, st.integers(0, 4)),
        st.builds(ask.Scene, st.just("save"), st.sampled_from(SCENES)),
        st.builds(ask.Scene, st.just("recall"), st.sampled_from(SCENES), bars_over),
        st.builds(
            ask.Jam, st.sampled_from(ask.JAM_ACTIONS), st.floats(0.1, 1.0) | st.none(),
            st.sampled_from([None, (), ("hat_c", "clap")]),
            st.floats(0.0, 0.5) | st.none(), st.floats(0.5, 1.0) | st.none(),
        ),
        st.builds(ask.Offer, st.lists(offered, min_size=1, max_size=2).map(tuple)),
        st.builds(ask.Undo, st.integers(1, 3)), st.builds(ask.Redo, st.integers(1, 3)),
        st.builds(ask.Scene, st.sampled_from(["rename", "delete"]), st.sampled_from(SCENES), to=st.just("other")),
        st.builds(ask.Hit, layers, st.integers(0, 15), st.booleans() | st.none()),
        st.builds(ask.Lock, layers), st.builds(ask.Unlock, layers),
        st.just(ask.Phrase()), st.builds(ask.Mark, st.sampled_from(["", "here"])),
        st.builds(ask.Cancel, st.sampled_from(["all", "1", "2"])),
        st.just(ask.Freeze()), st.just(ask.Unfreeze()),
        st.sampled_from([club(), Config(), Config(mode="m0"), club(mode="m3"), club(arc=ARC)]).map(ask.Load),
        st.builds(ask.Section, st.sampled_from(["next", "low"])), st.builds(ask.Arc, on=st.booleans()),
        st.builds(ask.Hold, on=st.booleans()),
    )


def _wild() -> st.SearchStrategy[Command]:
    """Commands whose every field may hold anything: what an edge lets through by mistake."""
    return st.one_of(
        st.builds(ask.Set, nonsense | paths, nonsense), st.builds(ask.Target, nonsense, nonsense, nonsense),
        st.builds(ask.Tempo, nonsense, nonsense), st.builds(ask.Mute, nonsense, counts, nonsense),
        st.builds(ask.Unmute, nonsense, nonsense), st.builds(ask.Solo, layers, nonsense),
        st.builds(ask.Unsolo, nonsense),
        st.builds(ask.Fill, counts), st.builds(ask.Drop, counts), st.builds(ask.Scene, nonsense, nonsense, counts),
        st.builds(ask.Undo, counts), st.builds(ask.Redo, counts),
        st.builds(ask.Hit, nonsense, counts, nonsense), st.builds(ask.Lock, nonsense),
        st.builds(ask.Jam, nonsense, nonsense, nonsense, nonsense, nonsense),
        st.builds(ask.Offer, nonsense | st.tuples(nonsense) | st.lists(offered | wild_moves, max_size=3).map(tuple)),
        st.builds(ask.Cancel, nonsense), st.builds(ask.Mark, nonsense), st.builds(ask.Record, nonsense, nonsense),
        st.builds(ask.Phrase, nonsense), st.builds(ask.Transport, nonsense),
        st.sampled_from([club(), Config()]).flatmap(lambda config: st.builds(ask.Load, st.just(config), nonsense)),
    )


sensible = _sensible()
anything = sensible | _wild()


times = st.one_of(
    st.builds(When, at_bar=st.integers(0, 20), every_bars=st.integers(1, 9) | st.none()),
    st.builds(When, in_bars=st.integers(1, 9), every_bars=st.integers(1, 9) | st.none()),
    st.builds(When, every_bars=st.sampled_from([1, 2, 4, 8])),
    st.builds(When, phrase=st.sampled_from([True, 4, 8, 16, 32])),
)
"""Times that a wish may sensibly have."""


@st.composite
def evenings(draw: st.DrawFn, commands: st.SearchStrategy[Command] = sensible, bars: int = 10) -> list[list[Wish]]:
    """Some bars of wishes; ids may be shared or empty, and some wishes belong to one turn."""
    evening: list[list[Wish]] = []
    for bar in range(draw(st.integers(1, bars))):
        asked = draw(st.lists(st.tuples(commands, st.booleans(), st.sampled_from(["", "", "turn"])), max_size=4))
        evening.append([
            Wish(command, id=f"{bar}.{place}" if named else "", turn=turn)
            for place, (command, named, turn) in enumerate(asked)
        ])
    return evening
