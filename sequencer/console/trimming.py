"""How late is an output heard, and which trim puts it on the beat?

What comes back - notes through a cable, or the sound itself at an audio port of JACK - is held against the moments at
which it was meant. The difference that most of it has in common is the output's latency.
"""

from __future__ import annotations

import asyncio
import json
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.control import Composed
from engine.plain_text import printable
from sequencer.console.typed_words import Misread, number, whole
from sequencer.midi.ports import matching
from sequencer.midi.timeline import NS_PER_MS, Timeline
from sequencer.wire.launch import python_command, python_environment
from sequencer.wire.orders import MAX_TRIM_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.bar import Bar
    from engine.config import Config
    from engine.control import SessionControl, Snapshot

MEASURE: Final = "measure"
TRIM_RANGE: Final = f"{-MAX_TRIM_MS:g}..{MAX_TRIM_MS:g} ms"
BARS: Final = 8
EARLIEST_NS: Final = -20 * NS_PER_MS
LATEST_NS: Final = 250 * NS_PER_MS
"""Where a note that comes back may lie against its moment."""
WINDOW_NS: Final = 4 * NS_PER_MS
"""What is of one latency lies within so much: microtiming is meant, and so taken out."""
LEAST_HEARD: Final = 8
LEAST_SHARE: Final = 0.6
"""Of what came back, that has to agree."""
BAR_SECONDS: Final = 12.5
"""The longest bar, at 20 BPM, and half a second."""


@dataclass(frozen=True, slots=True)
class Latency:
    """How late an output is heard.

    Attributes:
        ms: after the moment at which it was sent. spread_ms: half of what was heard lies within so much of it.
        heard: how many notes agree.
    """

    ms: float
    spread_ms: float
    heard: int


def latency(meant: Sequence[tuple[int, int]], heard: Sequence[tuple[int, int | None]]) -> Latency | None:
    """Return by how much what was heard is late in common, None where it has nothing in common.

    Args:
        meant: (moment in ns, note) of what was to be heard. heard: (moment, note) of what was; None for any note.
    """
    apart = sorted(
        at - moment for at, note in heard for moment, meant_note in meant
        if note in {None, meant_note} and EARLIEST_NS <= at - moment <= LATEST_NS
    )
    if not apart:
        return None
    first = max(range(len(apart)), key=lambda place: (bisect_right(apart, apart[place] + WINDOW_NS) - place, -place))
    agree = apart[first:bisect_right(apart, apart[first] + WINDOW_NS)]
    middle = agree[len(agree) // 2]
    if len(agree) < LEAST_HEARD or len(agree) < LEAST_SHARE * len(heard):
        return None
    off = sorted(abs(one - middle) for one in agree)
    return Latency(middle / NS_PER_MS, off[len(off) // 2] / NS_PER_MS, len(agree))


def meant_of(bar: Bar, start_ns: int, layers: frozenset[str]) -> list[tuple[int, int]]:
    """Return (moment, note) of what some layers play in a bar."""
    line = Timeline(bar.start_tick, start_ns, bar.bpm)
    return [(line.ns_at(event.tick), event.note) for event in bar.events if event.layer in layers]


def layers_of(output: int, snapshot: Snapshot, config: Config) -> frozenset[str]:
    """Return the layers that an output plays, from 0; the first one plays those that name no port."""
    name = snapshot.ports[output].name
    return frozenset(
        layer for layer, found in config.layers.items()
        if (matching(found.port, [name]) is not None if found.port else output == 0)
    )


async def trim(session: SessionControl, output: str, words: Sequence[str], say: Callable[[str], None]) -> None:
    """Do what `:trim` asks for: set an output's trim, or measure it and propose one.

    Raises:
        Misread: a word is none of these, or it cannot be measured.
    """
    ports = (await session.snapshot()).ports
    place = whole(output, "an output", 1, max(1, len(ports))) - 1
    latency_ms, ms = None, 0.0
    if words[0] == MEASURE:
        if len(words) == 1 or len(words) > 3 or (len(words) == 3 and words[2] != "set"):  # noqa: PLR2004 - port and set
            raise Misread("write :trim OUTPUT measure PORT [set], PORT being where it comes back")
        say(f"output {output}: measuring for {BARS} bars by what comes back at {printable(words[1])} ...")
        found = await _measured(session, place, words[1])
        now_ms = (await session.snapshot()).ports[place].trim_ms
        latency_ms = found.ms - now_ms
        ms = max(-MAX_TRIM_MS, min(MAX_TRIM_MS, round(-latency_ms, 1)))
        surely = f"{found.heard} notes, half within {found.spread_ms:.1f} ms"
        said = f"output {output} is heard {found.ms:+.1f} ms after its moment ({surely})"
        if words[-1] != "set":
            say(f"{said}; :trim {output} {ms:g} puts it on the beat")
            ms = now_ms
        else:
            say(said)
    else:
        ms = number(words[0], "a trim", TRIM_RANGE)
        if len(words) > 1 or not -MAX_TRIM_MS <= ms <= MAX_TRIM_MS:
            raise Misread(f"{printable(' '.join(words))} is outside {TRIM_RANGE}")
    try:
        port = await session.trim(place, ms, latency_ms=latency_ms)
    except (ValueError, IndexError) as error:
        raise Misread(str(error)) from error
    say(f"output {output}: {printable(port.name)}, trim {port.trim_ms:+g} ms")


async def _measured(session: SessionControl, output: int, pattern: str) -> Latency:
    snapshot, config = await session.snapshot(), (await session.state()).config
    if not snapshot.playing:
        raise Misread("only what plays can be measured; start it first")
    layers = layers_of(output, snapshot, config)
    if not layers:
        raise Misread("no layer plays to that output")
    process = await asyncio.create_subprocess_exec(
        *python_command("sequencer.sync.returns"), pattern, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env=python_environment(),
    )
    heard: list[tuple[int, int | None]] = []
    listening = asyncio.create_task(_listen(process, heard))
    try:
        meant = await asyncio.wait_for(_meant(session, layers, listening), BARS * BAR_SECONDS)
    except TimeoutError:
        raise Misread("it was stopped before enough could be heard") from None
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
        why = await listening
    if why:
        raise Misread(f"{printable(pattern)}: {printable(why)}")
    found = latency(meant, heard)
    if found is None:
        raise Misread(
            f"{len(heard)} notes came back at {printable(pattern)} and have no latency in common; is it connected to "
            f"what output {output + 1} plays to?"
        )
    return found


async def _meant(
    session: SessionControl, layers: frozenset[str], listening: asyncio.Task[str]
) -> list[tuple[int, int]]:
    """Return what was meant in some bars; fewer where listening ends before."""
    meant: list[tuple[int, int]] = []
    bars = 0
    async for notice in session.subscribe():
        if listening.done():
            break
        if isinstance(notice, Composed):
            if bars == BARS:
                break
            bars += 1
            meant += meant_of(notice.bar, notice.start_ns, layers)
    return meant


async def _listen(process: asyncio.subprocess.Process, heard: list[tuple[int, int | None]]) -> str:
    """Keep what comes back; return why it cannot be listened to, "" when it could."""
    if process.stdout is None:
        raise AssertionError("it was started with a pipe")
    listens = False
    async for line in process.stdout:
        found = json.loads(line)
        if "fault" in found:
            return str(found["fault"])
        listens = True
        if "ns" in found:
            heard.append((int(found["ns"]), found["note"]))
    return "" if listens else "its process has ended"
