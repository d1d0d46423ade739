"""Which commands are there, and which shapes of them are no commands at all?"""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from pydantic import TypeAdapter

from engine import commands as ask
from engine.commands import Act, Command, Fill, Offer, Watch, Wish
from engine.config import Config
from engine.misshapen import misshapen
from engine.when import When
from tests.engine.asked import anything, sensible


def test_every_command_names_itself_as_the_command_line_does() -> None:
    names = [kind.__dataclass_fields__["command"].default for kind in get_args(Act)]
    assert names == (
        "set target tempo mute unmute solo unsolo fill drop scene undo redo freeze unfreeze load hit lock unlock "
        "phrase cancel transport record mark section arc hold jam".split()
    )
    assert set(get_args(Command)) == {*get_args(Act), Watch, Offer}
    assert Watch("S", ">", 0.5, Fill()).command == "when"
    assert Offer((Fill(),)).command == "offer"


@given(anything)
def test_looking_at_a_shape_never_raises(command: Command) -> None:
    assert isinstance(misshapen(command), str)


@given(sensible)
def test_what_people_sensibly_ask_is_well_shaped(command: Command) -> None:
    assert misshapen(command) == ""


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (ask.Set(None, 1), "path must be text of at most 1024 characters"),  # type: ignore[arg-type]
        (ask.Set("x" * 1025, 1), "path must be text of at most 1024 characters"),
        (ask.Mute(["kick"]), "layer must be text of at most 1024 characters"),  # type: ignore[arg-type]
        (ask.Mute("kick", 2.5), "bars must be a whole number"),  # type: ignore[arg-type]
        (ask.Mute("kick", True), "bars must be a whole number"),
        (ask.Mute("kick", None, "soon"), "at must be one of now, beat, bar"),  # type: ignore[arg-type]
        (ask.Drop(None), "bars must be a whole number"),  # type: ignore[arg-type]
        (ask.Tempo(120, float("nan")), "over_bars must be a whole number"),  # type: ignore[arg-type]
        (ask.Undo(None), "steps must be a whole number"),  # type: ignore[arg-type]
        (ask.Scene("zap", "calm"), "action must be one of save, recall, rename, delete"),  # type: ignore[arg-type]
        (ask.Target("S", "low", 1), "low must be a number, or null for no bound"),  # type: ignore[arg-type]
        (ask.Target("S", 0.1, 10**400), "high must be a number, or null for no bound"),
        (ask.Target("S", float("inf"), 1), "low must be a number, or null for no bound"),
    ],
)
def test_a_bad_shape_is_named(command: Command, fault: str) -> None:
    assert misshapen(command) == fault


@pytest.mark.parametrize("command", [ask.Mute("kick", None), ask.Fill(None), ask.Target("S", None, None)])
def test_null_is_a_shape_where_it_means_something(command: Command) -> None:
    assert misshapen(command) == ""


COMMANDS: list[Any] = [
    ask.Set("kick.velocity", [100, 90]), ask.Target("S", 0.3, None), ask.Tempo(128, 4), ask.Mute("kick", 4, "now"),
    ask.Unmute("kick"), ask.Solo("kick"), ask.Unsolo("kick"), ask.Fill(None), ask.Drop(8), ask.Scene("recall", "a", 8),
    ask.Undo(2), ask.Redo(), ask.Freeze(), ask.Unfreeze(), ask.Load(Config(bpm=140), "x", "config"),
    ask.Hit("clap", 12, False), ask.Lock("hat_c"), ask.Unlock("hat_c"), ask.Phrase(), ask.Cancel("3"),
    ask.Transport(), ask.Record("start", "best"), ask.Mark("here"), ask.Scene("rename", "a", to="b"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.command)
def test_a_wish_survives_json(command: Command) -> None:
    adapter = TypeAdapter(Wish)
    wish = Wish(command, "id", "agent", "turn", When(at_bar=8, every_bars=4))
    assert adapter.validate_json(adapter.dump_json(wish)) == wish
