"""Forty wishes that something overrules: the outcome names what, with the numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from engine import commands as ask
from engine.config_file import config_json, parse_config
from engine.parameters import read
from engine.session import start
from tests.engine.asked import club, played, stopped

if TYPE_CHECKING:
    from engine.commands import Command


@dataclass(frozen=True)
class Case:
    """A wish, what was done before it, the config, and what shall be named within two bars."""

    wish: Command
    named: str
    before: tuple[Command, ...] = ()
    config: dict[str, Any] = field(default_factory=dict)
    author: str = "user"


OPEN: dict[str, Any] = {"modulators": [], "targets": {}}
THIN: dict[str, Any] = {
    "layers": {"kick": {}, "hat_c": {"fills": 8, "enters": 0.6}}, "energy": 0.2, "modulators": [], "accent": {},
}
QUIET: dict[str, Any] = {"layers": {"kick": {}, "hat_c": {}, "clap": {"muted": True}}, "modulators": []}
PLAIN: dict[str, Any] = {"mode": "m1", "modulators": []}
TWO: dict[str, Any] = {"mode": "m2", "modulators": [], "layers": {"kick": {}, "hat_c": {}}}
STRICT: dict[str, Any] = {"guard": {"min_E": 0.97}, "modulators": []}
FROZEN = (ask.Freeze(),)

CASES = [
    Case(ask.Set("hat_c.velocity", 40), "hat_c is muted", (ask.Mute("hat_c"),)),
    Case(ask.Set("hat_c.density", 0.9), "hat_c is muted", (ask.Mute("hat_c", 8),)),
    Case(ask.Hit("clap", 3), "clap is muted", (ask.Mute("clap"),)),
    Case(ask.Unsolo("clap"), "clap is muted", (ask.Mute("clap"), ask.Solo("clap"))),
    Case(ask.Solo("clap"), "clap is muted", (ask.Mute("clap"),)),
    Case(ask.Set("hat_c.velocity", 40), "kick is soloed", (ask.Solo("kick"),)),
    Case(ask.Unmute("clap"), "kick is soloed", (ask.Mute("clap"), ask.Solo("kick"))),
    Case(ask.Hit("hat_o", 5), "kick, clap is soloed", (ask.Solo("kick"), ask.Solo("clap"))),
    Case(ask.Unsolo("hat_c"), "kick is soloed", (ask.Solo("kick"), ask.Solo("hat_c"))),
    Case(ask.Set("kick.velocity", 90), "kick is dropped for", (ask.Drop(4),)),
    Case(ask.Unmute("kick"), "kick is dropped for", (ask.Mute("kick"), ask.Drop(8))),
    Case(ask.Hit("bass", 5), "bass is dropped for", (ask.Drop(8),)),
    Case(ask.Set("bass.fills", 5), "bass is dropped for", (ask.Drop(2),)),
    Case(ask.Set("hat_c.velocity", 40), "hat_c is out: energy 0.20 < 0.60", config=THIN),
    Case(ask.Unmute("hat_c"), "hat_c is out: energy 0.20 < 0.60", (ask.Mute("hat_c"),), THIN),
    Case(ask.Solo("hat_c"), "hat_c is out: energy 0.20 < 0.60", config=THIN),
    Case(ask.Hit("hat_c", 3), "hat_c is out: energy 0.20 < 0.60", config=THIN),
    Case(ask.Set("energy", 0.3), "layers come and go on the phrase line", config={**THIN, "energy": 1.0}),
    Case(ask.Set("clap.velocity", 90), "clap is muted in the config", config=QUIET),
    Case(ask.Unmute("clap"), "clap is muted in the config", (ask.Mute("clap"),), QUIET),
    Case(ask.Solo("clap"), "clap is muted in the config", config=QUIET),
    Case(ask.Set("hat_c.density", 0.9), "bar 2 is frozen", FROZEN),
    Case(ask.Set("thin_bias", -0.9), "bar 2 is frozen", FROZEN),
    Case(ask.Target("S", 0.1, 0.2), "bar 2 is frozen", FROZEN),
    Case(ask.Fill(), "bar 2 is frozen", FROZEN),
    Case(ask.Hit("kick", 3), "bar 2 is frozen", FROZEN),
    Case(ask.Load(club(bpm=140), "other"), "bar 2 is frozen", FROZEN),
    Case(ask.Set("hat_c.density", 0.2), "lock hat_c", (ask.Lock("hat_c"),), author="agent"),
    Case(ask.Mute("hat_c"), "lock hat_c", (ask.Lock("hat_c"),), author="agent"),
    Case(ask.Set("clap.fills", 5), "clap is locked", (ask.Lock("clap"),)),
    Case(ask.Set("bass.rot", 5), "bass is locked", (ask.Lock("bass"),)),
    Case(ask.Set("kick.ghost_pre1_prob", 1.0), "guard.kick_immutable keeps the kicks"),
    Case(ask.Set("kick.displace_into_2_prob", 1.0), "guard.kick_immutable keeps the kicks"),
    Case(ask.Set("hat_c.rotation_rate_per_bar", 0.8), "guard.max_rot_rate 0.125 is the fastest"),
    Case(ask.Target("E", 0.2, 0.3), "guard.", config=OPEN),
    Case(ask.Set("kick.fills", 7), "the guard rebuilds this: E ", config=STRICT),
    Case(ask.Set("kick.rot", 3), "the guard rebuilds this: E ", config=STRICT),
    Case(ask.Hit("kick", 3), "the guard rebuilds this: E ", config=STRICT),
    Case(ask.Hit("kick", 0, on=False), "the guard rebuilds this: E ", config=STRICT),
    Case(ask.Set("hat_c.swing_percent", 0.6), "mode m1 keeps note, velocity and channel only", config=PLAIN),
    Case(ask.Set("hat_c.fills", 5), "mode m1 keeps note, velocity and channel only", config=PLAIN),
    Case(ask.Set("hat_c.conditions", [{"kind": "PROB", "p": 0.5}]), "mode m2 has no conditions", config=TWO),
    Case(ask.Target("S", 0.2, 0.3), "mode m2 holds no targets", config=TWO),
    Case(ask.Set("hat_c.micro_ms", 30.0), "targets.T_ms_cap 2 ms: T_rand",
         config={"targets": {"T_ms_cap": 2}, "modulators": []}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.wish.command}-{case.named}")
def test_a_wish_that_is_overruled_names_by_what(case: Case) -> None:
    state = start(club(**case.config), seed=1)
    state, _ = played(played(state)[0])
    if case.before:
        state, _ = played(state, *case.before) if case.before != FROZEN else stopped(state, *case.before)
    state, outcomes = played(state, case.wish, id="asked", author=case.author)
    for _ in range(2):
        state, later = played(state)
        outcomes += later
    told = [outcome.held_by for outcome in outcomes if outcome.wish == "asked"]
    assert any(case.named in why for why in told), told


@pytest.mark.parametrize("mode", ["m0", "m1"])
@pytest.mark.parametrize(("name", "value"), [
    ("note", 40), ("velocity", 77), ("channel", 3), ("swing_percent", 0.6), ("ratchet_prob", 0.5), ("last_step", 8),
    ("micro_ms", 5.0), ("length_steps", 2.0),
])
def test_a_plain_mode_says_of_a_wish_that_it_is_not_saved(mode: str, name: str, value: float) -> None:
    state = start(club(mode=mode, modulators=[]))
    path = f"{next(iter(state.config.layers))}.{name}"
    state, (outcome,) = stopped(state, ask.Set(path, value))
    assert (outcome.status, outcome.applied) == ("applied", value)
    saved = read(parse_config(config_json(state.config).encode(), "saved"), path)
    assert ("leaves this out" in outcome.held_by) == (saved != value)


def test_there_are_forty_of_them() -> None:
    assert len(CASES) >= 40


def test_a_wish_that_nothing_overrules_names_nothing() -> None:
    state, _ = played(start(club(), seed=1))
    for wish in (ask.Set("clap.velocity", 90), ask.Mute("clap"), ask.Unmute("clap"), ask.Tempo(140)):
        state, outcomes = played(state, wish)
        assert [outcome.held_by for outcome in outcomes] == [""]


def test_what_overrules_is_told_while_stopped_too() -> None:
    _, outcomes = stopped(start(club(), seed=1), ask.Mute("hat_c"), ask.Set("hat_c.velocity", 40))
    assert [outcome.held_by for outcome in outcomes] == ["", "hat_c is muted"]


@pytest.mark.parametrize("wish", [
    ask.Set("kick.fills", 7), ask.Set("kick.rot", 3), ask.Hit("kick", 3), ask.Hit("kick", 0, on=False),
])
def test_the_guard_is_told_while_stopped(wish: Command) -> None:
    _, outcomes = stopped(start(club(**STRICT), seed=1), wish)
    assert outcomes[-1].held_by.startswith("the guard rebuilds this: E ")


def test_what_is_told_while_stopped_comes_true() -> None:
    state, before = stopped(start(club(**OPEN), seed=1), ask.Set("hat_c.density", 0.95))
    assert state.bar == 0
    state, _ = played(state)
    _, after = played(state, ask.Set("hat_c.density", 0.951))
    assert before[-1].held_by.partition(":")[0] == after[-1].held_by.partition(":")[0]


def test_a_bar_that_cannot_be_made_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("engine.session.compose", fails)
    _, outcomes = stopped(start(club(**OPEN), seed=1), ask.Set("hat_c.density", 0.9))
    assert [outcome.status for outcome in outcomes] == ["applied"]
