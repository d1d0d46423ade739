"""How would it sound? The next bars with a proposal, rendered outside the session, before anything is committed."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union

from pydantic import Field, JsonValue, create_model

from agent.requests import LoadNamed
from agent.tools import wishes as tools
from agent.tools.tool import Desk, Later, MusicTool, Tool, count, said, shown
from engine import apply, next_bar
from engine.bands import SCORES
from engine.commands import Load, Wish
from engine.errors import TechnoError
from engine.heard import grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.carry_out import Workspace
    from agent.requests import MusicCommand, Request
    from engine.bar import Bar, Outcome
    from engine.state import SessionState

MAX_PREVIEW_BARS: Final = 32
MAX_CHANGES: Final = 16

PROPOSED: Final[tuple[type[MusicTool], ...]] = (
    tools.SetParameter, tools.SetTarget, tools.SetTempo, tools.Mute, tools.Unmute, tools.Solo, tools.Unsolo,
    tools.Fill, tools.Drop, tools.Scene, tools.LoadConfig,
)


def _named(wish: type[MusicTool]) -> type[MusicTool]:
    """Return a tool's arguments with the tool's name beside them, so that a list may hold several kinds."""
    fields: dict[str, Any] = {"tool": (Literal[wish.title()], ...)}
    return create_model(wish.__name__, __base__=wish, **fields)


if TYPE_CHECKING:
    Change = MusicTool
else:
    Change = Annotated[Union[tuple(_named(wish) for wish in PROPOSED)], Field(discriminator="tool")]  # noqa: UP007 - made of a tuple


class Preview(Tool):
    """Render the next bars with a proposal, outside the session; nothing changes until commit_preview.

    The result has the scores before and after, what the limiter makes of the proposal, and the pattern of its last bar
    (X loud, x soft, - rest).
    """

    changes: tuple[Change, ...] = Field(min_length=1, max_length=MAX_CHANGES)
    bars: int = count(1, MAX_PREVIEW_BARS, "how many bars to render")

    async def use(self, desk: Desk) -> JsonValue:
        """Return the bars it would make, their scores, and the outcomes."""
        if any(isinstance(change, Later) and change.when() is not None for change in self.changes):
            raise TechnoError("a proposal is for the next bar line; plan what is for later with its own tool")
        state = await desk.session.state()
        playing = (await desk.session.snapshot()).playing
        requests = tuple(change.request() for change in self.changes)
        asked = [
            Wish(_command(request, desk.files), id=f"proposal-{place}", author="agent", turn="preview")
            for place, request in enumerate(requests)
        ]
        before, _ = await _rendered(state, (), self.bars, playing=playing)
        after, outcomes = await _rendered(state, asked, self.bars, playing=playing)
        desk.proposal = requests
        desk.learnt = True
        return {
            "bars": self.bars, "before": medians(before), "after": medians(after),
            "outcomes": [_words(outcome) for outcome in outcomes.values()],
            "pattern_of_the_last_bar": list(grid(after[-1])), "committed": False,
        }


class CommitPreview(Tool):
    """Carry out what was previewed last. Only when the performer has said yes to it."""

    async def use(self, desk: Desk) -> JsonValue:
        """Return the outcomes."""
        if not desk.proposal:
            raise TechnoError("there is no proposal; call preview first")
        proposal, desk.proposal = desk.proposal, ()
        return [said(done) for done in await asyncio.gather(*(desk.carry_out(request) for request in proposal))]


def _command(request: Request, files: Workspace) -> MusicCommand | Load:
    if isinstance(request, LoadNamed):
        return Load(files.read(request.config), request.config)
    return request  # type: ignore[return-value]  # PROPOSED holds commands of the engine and a load


async def _rendered(
    state: SessionState, asked: Sequence[Wish], bars: int, *, playing: bool
) -> tuple[list[Bar], dict[str, Outcome]]:
    """Return the next bars, and the last outcome of each wish."""
    outcomes: dict[str, Outcome] = {}
    if not playing:
        state, applied = apply(state, asked)
        outcomes |= {outcome.wish: outcome for outcome in applied}
        asked = ()
    made = []
    for _ in range(bars):
        state, bar = next_bar(state, asked)
        asked = ()
        made.append(bar)
        outcomes |= {outcome.wish: outcome for outcome in bar.outcomes if outcome.wish.startswith("proposal-")}
        await asyncio.sleep(0)  # a turn can be cancelled between two bars
    return made, outcomes


def medians(bars: Sequence[Bar]) -> dict[str, JsonValue]:
    """Return the median of each score over bars, and of the hits a bar; and how many bars were rescued."""
    scores = [bar.scores for bar in bars]
    return {
        **{
            heard.key: round(median(heard.of(one) for one in scores), 2 if score.unit else 3)
            for score in SCORES for heard in score.readings[:1]
        },
        "hits_a_bar": median(len(_heard(bar)) for bar in bars), "rescued": sum(bar.rescued for bar in bars),
    }


def _heard(bar: Bar) -> list[tuple[str, int]]:
    return [(event.layer, event.step) for event in bar.events if event.layer not in bar.muted and not event.sub]


def _words(outcome: Outcome) -> JsonValue:
    return {
        "command": outcome.command, "path": outcome.path, "status": outcome.status, "asked": outcome.requested,
        "after_these_bars": outcome.applied, "bars_to_go": outcome.bars_left, "reason": shown(outcome.reason),
    }
