"""What does the console know of the session, from its notices and snapshots?

Notices come in, a view comes out. It keeps the bars that begin soon or have begun, so that the playhead follows the
machine's monotonic clock and not the socket.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.commands import JAM
from engine.control import Answered, Composed, Logged, Moved, PortChanged, Struck
from engine.errors import BarFailed
from engine.holds import held, released, silent
from engine.outcome_words import outcome_words
from engine.plain_text import printable
from engine.session import next_bar
from engine.timebase import BAR_TICKS
from sequencer.console.paint_log import appended
from sequencer.console.view import HISTORY_BARS, LOG_LINES, HeardBar, LogLine, StageView, tick_at
from sequencer.midi.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bar import Bar, Outcome
    from engine.control import Notice, Snapshot
    from engine.state import Holds, SessionState
    from sequencer.console.steady import Contact
    from sequencer.console.view import LineKind

KEPT_BARS: Final = 3
AGENT: Final = "agent"
ANSWER_LINES: Final = 40
KEPT_WISHES: Final = 512
MAX_SHOWN: Final = 2000
"""Longest line that the log keeps, in characters: some rows of the largest screen."""
SAID_ALREADY: Final = frozenset({"user", "transport", JAM})
"""Authors that are not named before an outcome: the performer, by hand or by playing, and the jam: its words do."""
HOLDS: Final = frozenset({"mute", "unmute", "solo", "unsolo"})


class Following:
    """What is known of the session; for the one thread of its event loop.

    Attributes:
        view: the last one, without the moment; `at` gives that of a moment.
    """

    def __init__(self, view: StageView, now_ns: Callable[[], int]) -> None:
        self.view = view
        self._now_ns = now_ns
        self._heard: list[HeardBar] = []
        self._stage: Holds | None = None
        self._stage_bar = -1
        self._told: dict[str, str] = {}
        self._preview: tuple[SessionState, Bar | None] | None = None

    def now_ns(self) -> int:
        """Return the moment on the machine's monotonic clock."""
        return self._now_ns()

    # --- what comes in ------------------------------------------------------------------------------------------------

    def take(self, notice: Notice) -> None:
        """Follow one notice."""
        match notice:
            case Composed(bar, start_ns):
                self._heard = [one for one in self._heard if one.bar.index < bar.index][-KEPT_BARS:]
                self._heard.append(HeardBar(bar, start_ns))
            case Struck(bar):
                self._heard = [one._replace(bar=bar) if one.bar.index == bar.index else one for one in self._heard]
            case Answered(outcomes):
                for outcome in outcomes:
                    self.outcome(outcome)
            case Moved():
                self._moved(notice)
            case PortChanged(output, name, state, error):
                words = {"none": "plays nowhere"}.get(state, f"is {state}")
                text = f"output {output + 1}: {name} {words}" + (f" ({error})" if error else "")
                self.log("event" if state == "open" else "trouble", text)
            case Logged(text):
                self.log("event", text)

    def stood(self, snapshot: Snapshot, state: SessionState) -> None:
        """Take a new snapshot; the first is greeted with what a newcomer must know."""
        if self.view.snapshot is None:
            self._greet(snapshot)
        self.view = replace(self.view, snapshot=snapshot, state=state, link="here")

    def _greet(self, snapshot: Snapshot) -> None:
        """Say what is wrong, and that the built-in kit plays where it does: what was said of it was said before."""
        if snapshot.verdict:
            self.log("trouble", printable(snapshot.verdict))
        kit = next((port.name for port in snapshot.ports if port.kit and port.state == "open"), "")
        if kit:
            self.log("event", f"you hear the {printable(kit)}; :listen off ends it")

    def linked(self, link: Contact) -> None:
        """Note whether the session answers."""
        if link == self.view.link:
            return
        words: dict[Contact, str] = {
            "here": "the session answers", "slow": "the session does not answer",
            "gone": "the session is gone; it is looked for again",
        }
        if link == "gone":
            self._heard.clear()
            snapshot = self.view.snapshot
            self.view = replace(
                self.view, snapshot=None if snapshot is None else replace(snapshot, playing=False), history=()
            )
        self.view = replace(self.view, link=link)
        self.log("event" if link == "here" else "trouble", words[link])

    def _moved(self, moved: Moved) -> None:
        now = self._now_ns()
        if not moved.playing:
            self._heard = [one for one in self._heard if one.start_ns <= now]  # the bar made ahead is discarded
        elif self._heard:
            last = self._heard[-1]
            inside = moved.tick - last.bar.start_tick
            if last.bar.index == moved.bar and 0 <= inside < BAR_TICKS:  # the rest of the bar that was cut
                self._heard[-1] = HeardBar(last.bar, Timeline(inside, now, last.bar.bpm).ns_at(0))
        snapshot = self.view.snapshot
        if snapshot is None:
            return
        if snapshot.playing != moved.playing:
            where = "" if moved.bar is None else f" in bar {moved.bar + 1}"
            self.log("event", f"{'playing' if moved.playing else 'stopped'}{where}")
        self.view = replace(self.view, snapshot=replace(snapshot, playing=moved.playing))

    def outcome(self, outcome: Outcome) -> None:
        """Log the outcome of a wish once; a wish that goes on gliding is not logged again."""
        if outcome.command in HOLDS and outcome.status == "applied":
            self._held(outcome)
        known = self._told.pop(outcome.wish, "")
        self._told[outcome.wish] = outcome.status
        if len(self._told) > KEPT_WISHES:
            del self._told[next(iter(self._told))]
        if known == outcome.status:
            return
        words = outcome_words(outcome)
        if outcome.author == AGENT and any(line.kind == "chat" and words in line.text for line in self._answering()):
            return  # the bandmate's answer says so
        author = "" if outcome.author in SAID_ALREADY else f"{printable(outcome.author)}: "
        self.log("refused" if outcome.status == "refused" else "done", author + words)

    def _held(self, outcome: Outcome) -> None:
        """Show an instant mute at once: its answer comes before the bar it holds for."""
        bar, state = self.view.bar, self.view.state
        if bar is None or state is None or outcome.bar is None or outcome.bar <= bar.index:
            return
        stage = self._stage if self._stage is not None and self._stage_bar == bar.index else state.stage
        layer = outcome.path
        match outcome.command:
            case "mute":
                stage = replace(stage, mutes=held(stage.mutes, layer, None))
            case "unmute":
                stage = replace(stage, mutes=released(stage.mutes, layer))
            case "solo":
                stage = replace(stage, solos=held(stage.solos, layer, None))
            case _:
                stage = replace(stage, solos=released(stage.solos, layer))
        self._stage, self._stage_bar = stage, bar.index

    def log(self, kind: LineKind, text: str) -> None:
        """Add a line to the log, unless one that answers the same question says the same."""
        text = text[:MAX_SHOWN]
        if kind in {"said", "event"} and any(line.text == text for line in self._answering()[-2:]):
            return
        if kind == "chat":
            self._merge_into(text)
        scroll = self.view.scroll + 1 if self.view.scroll else 0
        self.view = replace(self.view, log=appended(self.view.log, LogLine(kind, text), LOG_LINES), scroll=scroll)

    def _answering(self) -> tuple[LogLine, ...]:
        """Return the lines since something was asked, the newest last; at most a screenful."""
        since = itertools.takewhile(lambda line: line.kind != "asked", reversed(self.view.log[-ANSWER_LINES:]))
        return tuple(since)[::-1]

    def _merge_into(self, reply: str) -> None:
        """Take out of the log what the bandmate's answer says again."""
        begin = len(self.view.log) - len(self._answering())
        kept = tuple(
            line for line in self.view.log[begin:]
            if not line.text.startswith(f"{AGENT}: ") or line.text.removeprefix(f"{AGENT}: ") not in reply
        )
        self.view = replace(self.view, log=(*self.view.log[:begin], *kept))

    # --- what is shown ------------------------------------------------------------------------------------------------

    def at(self, now_ns: int) -> StageView:
        """Return the view of a moment, and keep it."""
        sounding = self.sounding(now_ns)
        view = self.view
        if sounding is None:
            bar = self._previewed()
            view = replace(view, bar=bar, previewed=bar is not None, tick=None)
        else:
            view = replace(view, bar=sounding.bar, previewed=False, tick=self._tick(sounding, now_ns))
            view = self._in_bar(view, sounding.bar)
        self.view = replace(view, at_once=self._at_once(view), coming=self._coming(sounding, now_ns))
        return self.view

    def sounding(self, now_ns: int) -> HeardBar | None:
        """Return the bar that sounds, or sounded last; None before the first that was heard of."""
        return next((one for one in reversed(self._heard) if one.start_ns <= now_ns), None)

    def coming(self, now_ns: int) -> HeardBar | None:
        """Return the bar that has been made and has not begun."""
        return next((one for one in self._heard if one.start_ns > now_ns), None)

    def _tick(self, heard: HeardBar, now_ns: int) -> int | None:
        tick = tick_at(heard, now_ns)
        return tick if self.view.playing and 0 <= tick < BAR_TICKS else None

    @staticmethod
    def _in_bar(view: StageView, bar: Bar) -> StageView:
        """Return the view with a bar in its history, and the tempo that sounds."""
        if not view.history or view.history[-1] is not bar:
            kept = tuple(one for one in view.history if one.index < bar.index)
            view = replace(view, history=(*kept, bar)[-HISTORY_BARS:])
        snapshot = view.snapshot
        if snapshot is not None and snapshot.playing and snapshot.bpm != bar.bpm:
            view = replace(view, snapshot=replace(snapshot, bpm=bar.bpm))
        return view

    def _at_once(self, view: StageView) -> tuple[tuple[str, bool], ...]:
        """Return the layers that are silent, where the bar does not know: after an instant mute, and while stopped."""
        if view.state is None or view.bar is None:
            return ()
        inside = self._stage if self._stage_bar == view.bar.index else None
        stage = view.state.stage if not view.playing else inside
        if stage is None:
            return ()
        off = silent(stage, view.layers)
        return tuple((layer, layer in off) for layer in view.layers)

    def _previewed(self) -> Bar | None:
        """Return the bar that would come next, while nothing has been heard."""
        state = self.view.state
        if state is None or self.view.playing:
            return None
        return self._foreseen(state)

    def _coming(self, sounding: HeardBar | None, now_ns: int) -> Bar | None:
        """Return the bar after the one that is shown: it has been made, or is foreseen from the state."""
        made, state = self.coming(now_ns), self.view.state
        if made is not None:
            return made.bar
        if state is None or (sounding is not None and state.bar != sounding.bar.index + 1):
            return None
        return self._foreseen(state)

    def _foreseen(self, state: SessionState) -> Bar | None:
        """Return the bar that comes next from a state, with what is planned for it; None when it cannot be made."""
        if self._preview is None or self._preview[0] is not state:
            try:
                self._preview = (state, next_bar(state)[1])
            except BarFailed:
                self._preview = (state, None)
        return self._preview[1]
