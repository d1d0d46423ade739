"""The latency of an output is what most of that comes back has in common; nothing in common is no latency."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from engine import next_bar, start
from engine.config import Config, Layer
from engine.control import Composed, LatenessStatus, PortStatus, Snapshot
from sequencer.console import trimming
from sequencer.console.trimming import EARLIEST_NS, latency, layers_of, meant_of
from sequencer.console.typed_words import Misread
from tests.engine.asked import club
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from engine.control import SessionControl
    from engine.state import SessionState

MS = 1_000_000
BARS = 8


def played(config: Config) -> list[tuple[int, int]]:
    """Return (moment, note) of what some bars play."""
    state, meant = start(config, seed=3), []
    for _ in range(BARS):
        state, bar = next_bar(state)
        start_ns = 5_000_000_000 + round(bar.start_tick * 60e9 / (config.bpm * 1920))
        meant += meant_of(bar, start_ns, frozenset(config.layers))
    return meant


@pytest.mark.parametrize("ms", [-12.0, 0.0, 3.5, 24.0, 87.0, 180.0])
@pytest.mark.parametrize("sound", [False, True])
@pytest.mark.parametrize("seed", range(tries(5, 1)))
def test_the_latency_of_what_comes_back_is_found_through_jitter_loss_and_noise(
    ms: float, seed: int, *, sound: bool
) -> None:
    chance = random.Random(seed)
    meant = played(club())
    heard = [
        (moment + round((ms + chance.gauss(0.0, 0.2)) * MS), None if sound else note)
        for moment, note in meant if chance.random() < 0.9
    ]
    heard += [(chance.choice(meant)[0] + chance.randrange(200) * MS, None if sound else 36) for _ in range(10)]
    found = latency(meant, sorted(heard, key=lambda one: one[0]))
    assert found is not None
    assert found.ms == pytest.approx(ms, abs=0.5)
    assert found.spread_ms < 1.0
    assert found.heard > len(meant) // 2


def test_of_a_pattern_that_is_even_the_shortest_latency_is_taken() -> None:
    meant = played(Config(mode="m2", bpm=120.0, layers={"hat_c": Layer(steps=16, fills=16, swing_percent=0.5)}))
    found = latency(meant, [(moment + 7 * MS, None) for moment, _ in meant])
    assert found is not None
    assert found.ms == pytest.approx(7.0, abs=0.01)


@pytest.mark.parametrize("heard", [0, 3])
def test_too_little_that_comes_back_has_no_latency(heard: int) -> None:
    meant = played(club())
    assert latency(meant, [(moment, note) for moment, note in meant[:heard]]) is None


def test_what_has_nothing_to_do_with_us_has_no_latency() -> None:
    chance = random.Random(4)
    meant = played(club())
    first, last = meant[0][0], meant[-1][0]
    assert latency(meant, [(chance.randrange(first, last), None) for _ in range(60)]) is None
    assert latency(meant, [(moment + EARLIEST_NS - MS, 99) for moment, _ in meant]) is None


def test_a_layer_plays_to_the_port_that_it_names_or_to_the_first() -> None:
    config = Config(layers={"kick": Layer(), "clap": Layer(port="tr-8"), "hat_c": Layer(port="none such")})
    ports = (PortStatus("synth", "open"), PortStatus("TR-8S MIDI 1", "open"))
    snapshot = Snapshot(
        playing=True, bar=1, bpm=128.0, config="mine", scores=None, goals={}, ports=ports, clock="out",
        lateness_us=LatenessStatus(), rescues=0, recording=None,
    )
    assert layers_of(0, snapshot, config) == {"kick"}
    assert layers_of(1, snapshot, config) == {"clap"}
    assert layers_of(1, replace(snapshot, ports=ports[:1] * 2), config) == frozenset()


class Played:
    """A session that has played some bars; only what a trim needs of one."""

    def __init__(self, config: Config, *, playing: bool = True) -> None:
        self.config, self.playing = config, playing
        self.port = PortStatus("synth", "open", trim_ms=10.0)
        self.asked: list[tuple[int, float, float | None]] = []
        self.bars: list[Composed] = []
        state = start(config, seed=3)
        for _ in range(BARS + 1):
            state, bar = next_bar(state)
            self.bars.append(Composed(bar, 5_000_000_000 + round(bar.start_tick * 60e9 / (config.bpm * 1920))))

    async def snapshot(self) -> Snapshot:
        return Snapshot(
            playing=self.playing, bar=1, bpm=128.0, config="mine", scores=None, goals={}, ports=(self.port,),
            clock="out", lateness_us=LatenessStatus(), rescues=0, recording=None,
        )

    async def state(self) -> SessionState:
        return start(self.config)

    async def subscribe(self) -> AsyncIterator[Composed]:
        for bar in self.bars:
            yield bar

    async def trim(self, output: int, ms: float, *, latency_ms: float | None = None) -> PortStatus:
        self.asked.append((output, ms, latency_ms))
        self.port = replace(self.port, trim_ms=ms)
        return self.port


RETURNS = """
import sys
sys.stdout.write(open(sys.argv[1]).read())
sys.stdout.flush()
sys.stdin.read()
"""


def asked(
    session: Played, monkeypatch: pytest.MonkeyPatch, folder: Path, words: list[str], came: list[dict[str, object]]
) -> list[str]:
    """Return what is said of a trim, where some lines come back."""
    heard, said = folder / "heard", list[str]()
    heard.write_text("".join(json.dumps(line) + "\n" for line in came), encoding="utf-8")
    monkeypatch.setattr(trimming, "python_command", lambda _: [sys.executable, "-c", RETURNS, str(heard)])

    async def scene() -> None:
        await trimming.trim(cast("SessionControl", session), "1", words, said.append)

    asyncio.run(scene())
    return said


def back(session: Played, ms: float) -> list[dict[str, object]]:
    """What the port says when all notes come back so late."""
    layers = frozenset(session.config.layers)
    came: list[dict[str, object]] = [{"port": "loop", "sound": False}]
    for bar in session.bars[:BARS]:
        came += [{"ns": ns + round(ms * MS), "note": note} for ns, note in meant_of(bar.bar, bar.start_ns, layers)]
    return came


def test_a_latency_is_said_and_shown_and_its_trim_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Played(club())
    said = asked(session, monkeypatch, tmp_path, ["measure", "loop"], back(session, 34.5))
    assert said[1].startswith("output 1 is heard +34.5 ms after its moment (")
    assert said[1].endswith("; :trim 1 -24.5 puts it on the beat")
    ((output, ms, latency_ms),) = session.asked
    assert (output, ms) == (0, 10.0), "the trim there is was no latency, and stays"
    assert latency_ms == pytest.approx(24.5, abs=0.01)


def test_it_is_set_at_once_when_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Played(club())
    said = asked(session, monkeypatch, tmp_path, ["measure", "loop", "set"], back(session, 34.5))
    ((output, ms, latency_ms),) = session.asked
    assert (output, ms) == (0, -24.5)
    assert latency_ms == pytest.approx(24.5, abs=0.01)
    assert said[-1] == "output 1: synth, trim -24.5 ms"


@pytest.mark.parametrize(("words", "came", "playing", "why"), [
    (["measure", "loop"], [{"fault": "no port matches"}], True, "loop: no port matches"),
    (["measure", "loop"], [], True, "loop: its process has ended"),
    (["measure", "loop"], [{"port": "loop", "sound": True}], True, "0 notes came back"),
    (["measure", "loop"], [], False, "only what plays can be measured"),
    (["measure"], [], True, "write :trim OUTPUT measure PORT"), (["measure", "a", "b"], [], True, "write :trim OUTPUT"),
    (["300"], [], True, '"300" is outside -200..200 ms'), (["x"], [], True, "x"),
])
def test_what_cannot_be_measured_or_set_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], came: list[dict[str, object]], why: str,
    playing: bool,
) -> None:
    session = Played(club(), playing=playing)
    with pytest.raises(Misread, match=re.escape(why)):
        asked(session, monkeypatch, tmp_path, words, came)
    assert session.asked == []
