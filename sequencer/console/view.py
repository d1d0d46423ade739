"""What does the screen show? One immutable value, from which every panel is painted.

Nothing here reads a clock, a socket or a terminal: the same view paints the same screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from engine.holds import soloed
from engine.phrase import Place, place_of
from engine.timebase import BAR_TICKS, BEAT_TICKS, STEP_TICKS
from sequencer.midi.timeline import Timeline

if TYPE_CHECKING:
    from engine.bar import Bar
    from engine.control import Snapshot
    from engine.state import SessionState
    from sequencer.console.steady import Contact

Mode = Literal["words", "hands"]
LineKind = Literal["asked", "said", "done", "refused", "chat", "event", "trouble"]

HISTORY_BARS: Final = 32
LOG_LINES: Final = 400


class LogLine(NamedTuple):
    """One line of the log, and what it is."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class Nudge:
    """A parameter that a hand moves, before it is asked for.

    Attributes:
        path: of the parameter.
        before, after: its values.
        effect: what the next bar would be, in words.
    """

    path: str
    before: float
    after: float
    effect: str = ""


@dataclass(frozen=True, slots=True)
class StageView:
    """Everything the screen shows.

    Attributes:
        name: of the session.
        link: whether it answers.
        snapshot: how it stands; None before the first answer.
        state: from which the next bar will be made; None before the first answer.
        bar: that sounds, sounded last, or would come next (`previewed`).
        tick: ticks into that bar, 0..7679; None while nothing plays.
        coming: the bar after it, as it has been made or would be made now; None when nobody knows.
        history: the last bars that began, oldest first, at most 32.
        log: oldest line first.
        scroll: lines by which the log is scrolled back.
        mode: words or hands.
        layer: index of the selected layer.
        step: selected step, 0..15.
        path: selected parameter.
        nudge: what a hand is about to change.
        grid: bars of the line that hands wait for, 0 for the phrase's own; None while they do not.
        morph_bars: length of the morph that keys recall scenes with; 0 cuts.
        prefix: what the next digit means in hands: "solo", "recall", "save" or "".
        at_once: layers muted (True) or let go (False) inside this bar.
        waiting: commands that wait for the bar line.
        question: to be answered by one key.
        help: the help panel's lines, empty when it is closed.
        model: what answers chat, "" for nobody.
        chatting: a turn is on.
        said: what the bandmate has said in this turn so far.
        ascii_only: the terminal shows no other letters.
    """

    name: str = "main"
    link: Contact = "opening"
    snapshot: Snapshot | None = None
    state: SessionState | None = None
    bar: Bar | None = None
    previewed: bool = False
    tick: int | None = None
    coming: Bar | None = None
    history: tuple[Bar, ...] = ()
    log: tuple[LogLine, ...] = ()
    scroll: int = 0
    mode: Mode = "words"
    layer: int = 0
    step: int = 0
    path: str = ""
    nudge: Nudge | None = None
    grid: int | None = None
    morph_bars: int = 0
    prefix: str = ""
    at_once: tuple[tuple[str, bool], ...] = ()
    waiting: tuple[str, ...] = ()
    question: str = ""
    help: tuple[str, ...] = ()
    model: str = ""
    chatting: bool = False
    said: str = ""
    ascii_only: bool = False

    @property
    def playing(self) -> bool:
        """True while the transport runs."""
        return self.snapshot is not None and self.snapshot.playing

    @property
    def playhead(self) -> int | None:
        """The step that sounds, 0..15; None while nothing plays."""
        return None if self.tick is None else self.tick // STEP_TICKS

    @property
    def beat(self) -> int | None:
        """The beat that sounds, 0..3; None while nothing plays."""
        return None if self.tick is None else self.tick // BEAT_TICKS

    @property
    def lit(self) -> bool:
        """Whether what is armed is lit: it blinks twice a beat, about 2 Hz; steady while nothing plays."""
        return self.tick is None or self.tick % BEAT_TICKS < BEAT_TICKS // 2

    @property
    def place(self) -> Place | None:
        """Where the bar that is shown stands on the phrase grid; None before the first answer."""
        if self.state is None:
            return None
        bar = self.state.bar if self.bar is None else self.bar.index
        return place_of(bar, self.state.anchor, self.state.config.phrase.bars)

    def bars_until(self, at_bar: int) -> int:
        """Return the bars from where the transport stands to a bar: the one that sounds, or, stopped, the next."""
        if self.playing and self.bar is not None:
            return max(0, at_bar - self.bar.index)
        return 0 if self.state is None else max(0, at_bar - self.state.bar)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers' names, in the config's order."""
        return () if self.state is None else tuple(self.state.config.layers)

    @property
    def selected_layer(self) -> str:
        """The selected layer's name, "" where there is none."""
        layers = self.layers
        return layers[min(self.layer, len(layers) - 1)] if layers else ""

    @property
    def silent(self) -> frozenset[str]:
        """Layers that the performer's hands keep silent now."""
        found = set(() if self.bar is None else self.bar.muted)
        for layer, muted in self.at_once:
            (found.add if muted else found.discard)(layer)
        return frozenset(found)


    @property
    def soloed(self) -> frozenset[str]:
        """Layers that are soloed, also in the last bar of those that were for some bars."""
        found = set(() if self.state is None else soloed(self.state.stage))
        if self.bar is not None and not self.at_once:
            found |= set(self.bar.soloed)
        return frozenset(found)


class HeardBar(NamedTuple):
    """A bar and the moment it begins on the machine's monotonic clock."""

    bar: Bar
    start_ns: int


def tick_at(heard: HeardBar, now_ns: int) -> int:
    """Return how many ticks into its bar a moment lies; negative before it, at or beyond 7680 after it."""
    return Timeline(0, heard.start_ns, heard.bar.bpm).tick_at(now_ns)


def step_ns(heard: HeardBar, step: int) -> int:
    """Return the moment a step of a bar begins; step 16 is the end of the bar."""
    return Timeline(0, heard.start_ns, heard.bar.bpm).ns_at(min(step * STEP_TICKS, BAR_TICKS))
