"""A night in which anything happens at any moment: live is replay, and no plan is lost, doubled or early.

Wishes with every time, cancels, undos, redos, loads, stops and starts of the transport, and players that die: the
daemon's own session goes on with the next player, as the supervisor lets it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Wish, apply
from engine import commands as ask
from sequencer.daemon.recorder import Recorder
from sequencer.daemon.supervisor import WITH_SPARE_NS, WITHOUT_SPARE_NS
from sequencer.tape.journal import JournalFile
from sequencer.tape.replay import Following, replayed
from sequencer.wire.orders import TakeWish
from sequencer.wire.reports import BarComposed, Bye, Pong, WishesApplied
from tests.engine.asked import club, sensible, times
from tests.live.nights import BAR_MS
from tests.sequencer.door import Played
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine import Bar, SessionState
    from engine.commands import Command
    from engine.when import When
    from sequencer.wire.orders import Resume

Act = Wish | str
"""A wish, an action of the transport, or the death of a player."""
BARS = 9
ROOMS_NS = {"dies": WITHOUT_SPARE_NS, "dies, a spare waits": WITH_SPARE_NS, "dies, the next is there": 20_000_000}
UNMAKING = (ask.Cancel, ask.Undo, ask.Redo, ask.Load)
"""What takes plans off the agenda, besides their bar."""

acts = st.one_of(
    st.builds(Wish, sensible, when=times | st.none()),
    st.builds(Wish, st.just(ask.Transport()) | st.builds(ask.Record, st.sampled_from(["start", "stop"])), when=times),
    st.builds(Wish, st.builds(ask.Undo, st.integers(1, 3)) | st.builds(ask.Redo, st.integers(1, 3))),
    st.sampled_from(["play", "stop", "continue", "panic", *ROOMS_NS]),
)
nights = st.lists(st.tuples(st.floats(0.0, BARS - 1.0), acts), max_size=14)
turns = st.lists(sensible.filter(lambda command: not isinstance(command, ask.NOT_PLANNABLE)), min_size=1, max_size=3)


class Night(Played):
    """A session whose moments are those of its manual clock."""

    def __init__(self, folder: Path) -> None:
        super().__init__(club())
        self.live.recording = Recorder(folder, self.live.mirror, name="mine", report=print)
        self._asked: list[asyncio.Future[Any]] = []

    async def until(self, ns: int) -> None:
        """Let the session live until a moment."""
        there: list[bool] = []
        self.clock.at(ns, lambda: there.append(True))
        while not there:
            self.player.turn()
            await self.hear()

    async def hear(self) -> None:
        """Let the daemon take what the player has said, and everybody else go on."""
        for report in self._near.receive():
            if not isinstance(report, (Pong, Bye)):
                self.live.take(report)  # type: ignore[arg-type]  # what is garbled fails there
        await asyncio.sleep(0)

    async def do(self, act: Act) -> None:
        """Let something happen now."""
        if isinstance(act, Wish):
            self._asked.append(asyncio.ensure_future(self.live.submit(act.command, turn=act.turn, when=act.when)))
        elif act in ROOMS_NS:
            await self.hear()
            self.live.lost(self.clock.now_ns(), act, ROOMS_NS[act])
            self.go_on(self.live.place_to_resume(ROOMS_NS[act]))
        else:
            self._asked.append(asyncio.ensure_future(self.live.transport(act)))  # type: ignore[arg-type]  # of the strategy
        await asyncio.sleep(0)

    def go_on(self, resume: Resume | None) -> None:
        """Let the next player take over."""
        self.replace_player(resume)
        self.live.player_runs = True

    async def end(self) -> None:
        """Stop, and close what is recorded."""
        await self.do("stop")
        await self.until(self.clock.now_ns() + 1)
        self.live.close()
        for one in self._asked:
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one
        self.close()


def lived(folder: Path, night: Sequence[tuple[float, Act]]) -> Night:
    async def live() -> Night:
        played = Night(folder)
        begun = played.clock.now_ns()
        await played.do("play")
        for bars, act in sorted(night, key=itemgetter(0)):
            await played.until(begun + round(bars * BAR_MS * 1e6))
            await played.do(act)
        await played.until(begun + round(BARS * BAR_MS * 1e6))
        await played.end()
        return played
    return asyncio.run(live())


def taken(journal: Path) -> Counter[str]:
    """Return how often each wish was taken, by its id; what a bar took that was thrown away was not.

    Play itself lets phrases begin by a wish without an id. A planned stop that comes on its line is told under the id
    of its plan's wish, which was taken before; one that was asked for the very next line, for the first time.
    """
    found: Counter[str] = Counter()
    ahead: list[str] = []
    for _, line in JournalFile(journal).lines():
        wishes: Any = line.get("wishes", ())
        names = [
            wish["id"] for wish in wishes
            if wish["command"]["command"] != "transport" or "when" in wish or not found[wish["id"]]
        ]
        if line["say"] == "composed":
            ahead = names
        if line["say"] == "discarded":
            found.subtract(ahead)
        found.update(names)
    del found[""]
    return +found


def assert_kept(before: SessionState, after: SessionState, bar: Bar, asked: Sequence[Command]) -> None:
    """What is planned stays until its bar, comes there once, and goes before it only when somebody takes it off."""
    due = [item for item in before.agenda if item.at_bar <= bar.index and item.watch is None]
    unmade = any(isinstance(command, UNMAKING) for command in (*asked, *(item.wish.command for item in due)))
    assert all(item.at_bar > bar.index for item in after.agenda if item.watch is None)
    if unmade:
        return
    answered = {outcome.wish for outcome in bar.outcomes if outcome.status != "planned"}
    planned = {outcome.wish for outcome in bar.outcomes if outcome.status == "planned"}
    left, there = {item.id for item in after.agenda}, {item.id for item in before.agenda}
    by_hand = [item for item in before.agenda if item.wish.author == "user" and item.watch is None]
    for item in by_hand:
        if item in due:
            assert item.wish.id in answered
            assert (item.id in left) == (item.every_bars is not None)
        else:
            assert item.id in left
            assert item.every_bars is not None or item.wish.id not in answered
    new = [item for item in after.agenda if item.id not in there and item.wish.author == "user" and item.watch is None]
    assert all(item.wish.id in planned | answered for item in new)  # what repeats may begin in its first bar


def assert_journal_keeps_plans(journal: Path) -> None:
    """Follow a journal, and look at what each of its lines makes of the agenda."""
    following = Following(JournalFile(journal))
    for number, line in following.lines():
        before = following.mirror.state
        following.take(number, line)
        if isinstance(line, BarComposed):
            made = following.mirror.bars[-1]
            assert_kept(before, following.mirror.state, made.bar, [wish.command for wish in line.wishes])
        elif isinstance(line, WishesApplied) and not any(isinstance(wish.command, UNMAKING) for wish in line.wishes):
            left = {item.id for item in following.mirror.state.agenda}
            for item in before.agenda:
                assert item.id in left or item.wish.author != "user" or isinstance(item.wish.command, ask.Transport)


@settings(max_examples=tries(60))
@given(nights, turns, times)
def test_live_is_replay_and_every_plan_comes_once_whatever_happens(
    night: list[tuple[float, Act]], turn: list[Command], when: When
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "night"
        played = lived(folder, night)
        end = played.live.mirror.state
        journal = folder / "journal.jsonl"
        again = replayed(journal)
        assert again.differs is None
        assert again.warnings == ()
        assert again.files == {path.name: path.read_bytes() for path in folder.glob("*.mid")}
        assert again.state == end == played.player.bars.state

        told = {order.wish.id for order in played.told if isinstance(order, TakeWish)}
        assert taken(journal) == Counter(told)

        assert_journal_keeps_plans(journal)

    planned, outcomes = apply(end, [Wish(command, turn="a turn of its own", when=when) for command in turn])
    if any(outcome.status == "planned" for outcome in outcomes):
        back, _ = apply(planned, [Wish(ask.Undo())])
        assert back.agenda == end.agenda
