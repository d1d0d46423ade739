"""How a request is carried out, and what its result is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import mido
import pytest

from agent import requests as asked
from agent.carry_out import Done, carry_out
from agent.practice import PracticeSession
from engine import commands as ask
from engine import state_json
from engine.config import Config, Layer
from tests.agent.jam import sandbox
from tests.sequencer.door import Door, Played

if TYPE_CHECKING:
    from pathlib import Path

    from agent.requests import Request
    from engine.control import SessionControl

CONFIG = Config(mode="m4", layers={"kick": Layer(), "hat_c": Layer(fills=12), "clap": Layer()})


def done(folder: Path, *requests: Request, dry_run: bool = False) -> list[Done]:
    """Return the results of requests, one after the other, on a stopped session."""
    session = PracticeSession.of(CONFIG, "mine")

    async def scene() -> list[Done]:
        files = sandbox(folder)
        return [await carry_out(one, session, files, dry_run=dry_run) for one in requests]
    return asyncio.run(scene())


@pytest.mark.parametrize(("request_", "printed"), [
    (ask.Set("hat_c.swing_percent", 0.6), {"command": "set", "path": "hat_c.swing_percent", "from": 0.55, "to": 0.6}),
    (ask.Set("hat_c.density", 2), {"command": "set", "path": "hat_c.density.target", "from": 0.7, "to": 1.0}),
    (ask.Set("nobody.swing", 1), {"command": "set", "path": "nobody.swing", "from": None, "to": 1}),
    (ask.Target("S", 0.3, 0.5), {"command": "target", "score": "S", "low": 0.3, "high": 0.5}),
    (ask.Target("E", 0.9, None), {"command": "target", "score": "E", "low": 0.9, "high": 1.0}),
    (ask.Tempo(999), {"command": "tempo", "bpm": 300.0, "over_bars": 0}),
    (ask.Mute("clap", 8), {"command": "mute", "layer": "clap", "bars": 8}),
    (ask.Mute("clap"), {"command": "mute", "layer": "clap"}),
    (ask.Unmute("clap"), {"command": "unmute", "layer": "clap"}),
    (ask.Solo("kick"), {"command": "solo", "layer": "kick"}),
    (ask.Unsolo("kick"), {"command": "unsolo", "layer": "kick"}),
    (ask.Fill(2), {"command": "fill", "bars": 2}), (ask.Drop(8), {"command": "drop", "bars": 8}),
    (ask.Scene("save", "a"), {"command": "scene", "action": "save", "name": "a"}),
    (ask.Undo(2), {"command": "undo", "steps": 2}), (ask.Redo(), {"command": "redo", "steps": 1}),
    (ask.Freeze(), {"command": "freeze"}), (ask.Unfreeze(), {"command": "unfreeze"}),
    (asked.Transport("play"), {"command": "transport", "action": "play"}), (asked.Panic(), {"command": "panic"}),
    (asked.Record("start", "a"), {"command": "record", "action": "start", "name": "a"}),
    (asked.Save("mine"), {"command": "save", "name": "mine"}),
])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_command_is_printed_with_its_values_after_clipping(
    tmp_path: Path, request_: Any, printed: dict[str, Any], *, dry_run: bool
) -> None:
    (found,) = done(tmp_path, request_, dry_run=dry_run)
    assert found.command == printed
    assert found.words.isprintable()


def test_a_dry_run_moves_nothing_and_writes_nothing(tmp_path: Path) -> None:
    async def scene() -> None:
        session = PracticeSession.of(CONFIG)
        files = sandbox(tmp_path)
        before = state_json(await session.state())
        for one in (
            ask.Set("hat_c.swing_percent", 0.6), ask.Mute("clap"), asked.Save("mine"), asked.Render(4, "x.mid"),
            asked.Transport("play"), asked.Panic(),
        ):
            assert (await carry_out(one, session, files, dry_run=True)).refused is False
        assert state_json(await session.state()) == before
    asyncio.run(scene())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_is_saved_can_be_loaded_and_is_what_stood(tmp_path: Path) -> None:
    moved, saved, back, again, gone = done(
        tmp_path, ask.Set("hat_c.swing_percent", 0.62), asked.Save("mine"), asked.LoadNamed("mine"), asked.Save("mine"),
        asked.LoadNamed("nobody"),
    )
    assert [one.refused for one in (moved, saved, back, again, gone)] == [False, False, False, True, True]
    assert sandbox(tmp_path).read("mine").layers["hat_c"].swing_percent == 0.62
    assert "there already" in again.words
    assert "there is no config nobody" in gone.words


def test_save_and_render_say_which_hits_by_hand_are_not_in_the_file(tmp_path: Path) -> None:
    _, saved, rendered, other = done(
        tmp_path, ask.Hit("clap", 12, on=True), asked.Save("mine"), asked.Render(1, "a.mid"),
        asked.Render(1, "b.mid", config="mine"),
    )
    for one in (saved, rendered):
        assert one.words.endswith("; not in it, which a config cannot hold: hits by hand on clap (13)")
    assert other.words.endswith("b.mid")


def test_a_render_is_a_midi_file_of_its_bars(tmp_path: Path) -> None:
    (found,) = done(tmp_path, asked.Render(4, "night.mid"))
    path = tmp_path / "out" / "night.mid"
    assert found.command == {"command": "render", "bars": 4, "out": str(path)}
    midi = mido.MidiFile(path)
    assert max(sum(message.time for message in track) for track in midi.tracks) >= 4 * 4 * midi.ticks_per_beat


def test_while_it_glides_the_printed_value_is_the_goal(tmp_path: Path) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        del played
        await session.transport("play")
        found = await carry_out(ask.Set("hat_c.density.target", 0.1), session, sandbox(tmp_path))
        assert found.command["to"] == 0.1
        assert found.outcome is not None
        assert found.outcome.status == "gliding"
        assert "to go" in found.words
    Door(None).run(scene)


def test_a_dry_run_knows_whether_the_session_records(tmp_path: Path) -> None:
    (found,) = done(tmp_path, asked.Record("start", "encore"), dry_run=True)
    assert found.refused is True
    assert found.command == {"command": "record", "action": "start", "name": "encore"}
