"""Which bars do the file tests play? Any that the engine could make, and some that it would not."""

from collections.abc import Iterable

from hypothesis import strategies as st

from engine.bar import SILENCE, Bar, Event
from engine.timebase import BAR_TICKS, STEP_TICKS

NOTES = {"kick": 36, "clap": 39, "hat_c": 42, "hat_o": 46, "zap": 75}


def hit(layer: str, bar: int, step: int, offset_ticks: int = 0, duration_ticks: int = 240) -> Event:
    tick = bar * BAR_TICKS + step * STEP_TICKS + offset_ticks
    return Event(layer, tick, duration_ticks, NOTES[layer], 100, 10, step, offset_ticks)


def ratchet(layer: str, bar: int, step: int, hits: int) -> list[Event]:
    start = bar * BAR_TICKS + step * STEP_TICKS
    return [
        Event(layer, start + STEP_TICKS * sub // hits, STEP_TICKS // hits, NOTES[layer], 100, 10, step, 0, sub)
        for sub in range(hits)
    ]


def bar_of(index: int, events: Iterable[Event], bpm: float = 130.0, muted: tuple[str, ...] = ()) -> Bar:
    ordered = tuple(sorted(events, key=lambda event: event.tick))
    return Bar(index, index * BAR_TICKS, bpm, ordered, SILENCE, muted=muted)


@st.composite
def wild_bars(draw: st.DrawFn) -> list[Bar]:
    """Bars whose notes overlap, coincide, ring over the bar line and begin before the take."""
    events = st.tuples(
        st.sampled_from(list(NOTES)), st.integers(0, 15), st.integers(-700, 700), st.integers(1, 20_000),
        st.integers(0, 127) | st.just(36), st.integers(1, 127), st.integers(1, 16) | st.just(10),
    )
    first = draw(st.integers(0, 3))
    bars = []
    for index in range(first, first + draw(st.integers(0, 4))):
        made = [
            Event(layer, index * BAR_TICKS + step * STEP_TICKS + offset, length, note, velocity, channel, step, offset)
            for layer, step, offset, length, note, velocity, channel in draw(st.lists(events, max_size=12))
        ]
        bars.append(bar_of(index, made, draw(st.floats(20.0, 300.0))))
    return bars
