"""The stage with its keys, over a session without processes: what a key does, and what a sentence starts."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from engine.errors import TechnoError
from engine.state import Holds
from sequencer.console.leaving import WAYS_OUT
from sequencer.console.paint import plain_text
from sequencer.console.paint_header import header_lines
from tests.sequencer.console.performer import Performer, perform
from tests.thorough import promised, tries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.control import SessionControl


class Thinker:
    """A bandmate that says two words and then thinks until it is cancelled, or told to fail."""

    model = "thinker"

    def __init__(self, session: SessionControl) -> None:
        self.session = session
        self.cancelled = asyncio.Event()

    async def jam(self, say: Callable[[str], None]) -> None:
        say("I play along")

    async def turn(self, text: str, show: Callable[[str], None]) -> str:
        if text == "fail":
            raise TechnoError("no model answers")
        if text == "break":
            raise RuntimeError("broken")
        show("let me ")
        show("think")
        if text == "quick":
            return "done at once"
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return ""


def test_what_the_bandmate_says_is_shown_as_it_comes_and_its_answer_is_kept() -> None:
    async def scene(performer: Performer) -> None:
        assert performer.view.model == "thinker"
        performer.types("think\r")
        await performer.until(lambda view: view.said == "let me think" and view.chatting)
        performer.types("quick\r")
        await performer.told("a chat turn is on; Esc cancels it")
        performer.types("\x1b")
        await performer.told("cancelled; what was done until then stays")
        assert (performer.view.said, performer.view.chatting) == ("", False)
        performer.types("quick\r")
        await performer.told("done at once")
        performer.types("fail\r")
        await performer.told("no model answers")
        performer.types("break\r")
        await performer.told("this should not happen: RuntimeError('broken')")
    perform(scene, Thinker)


def test_a_bandmate_that_takes_part_in_jams_is_heard_in_the_log() -> None:
    async def scene(performer: Performer) -> None:
        await performer.told("I play along")
    perform(scene, Thinker)


def test_escape_cancels_a_turn_within_a_tenth_of_a_second() -> None:
    thinkers: list[Thinker] = []
    took: list[float] = []

    def invite(session: SessionControl) -> Thinker:
        thinkers.append(Thinker(session))
        return thinkers[0]

    async def scene(performer: Performer) -> None:
        for _ in range(5):
            performer.types("think\r")
            await performer.until(lambda view: view.chatting and view.said)
            begun = asyncio.get_running_loop().time()
            performer.types("\x1b")
            await thinkers[0].cancelled.wait()
            took.append(asyncio.get_running_loop().time() - begun)
            thinkers[0].cancelled.clear()
            await performer.until(lambda view: not view.chatting)
    perform(scene, invite)
    assert sorted(took)[2] < promised(0.1)


def test_without_a_bandmate_a_sentence_is_told_how_commands_are_written() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("more hats\r")
        await performer.told("commands begin with a colon; see :help")
        performer.types(":mtue clap\r")
        await performer.told("there is no command :mtue")
        kinds = {line.kind for line in performer.view.log if "commands begin" in line.text or ":mtue (" in line.text}
        assert kinds == {"refused"}
    perform(scene)


def test_a_question_takes_any_key_for_no_but_y() -> None:
    async def scene(performer: Performer) -> None:
        for key in ("\r", "x", "\x1b", "\x03"):
            performer.types(":quit\r")
            await performer.until(lambda view: view.question)
            assert not performer.view.waiting  # for a key, not for the bar line
            performer.types(key)
            await performer.until(lambda view: not view.question)
        await performer.told("the session goes on")
    perform(scene)


@pytest.mark.parametrize("line", ["quit", "exit", "bye", "q", "Quit!", "exit()"])
def test_who_wants_out_by_a_word_or_ctrl_c_is_told_how_and_stays(line: str) -> None:
    async def scene(performer: Performer) -> None:
        performer.types("half a line\x03")
        performer.types(":bpm 133\r")
        await performer.told("bpm: now 133")
        assert not [one for one in performer.view.log if one.text == WAYS_OUT]  # there was a line to clear
        performer.types(f"{line}\r")
        await performer.until(lambda view: ("refused", WAYS_OUT) in view.log)
        performer.types(":bpm 134\r")
        await performer.told("bpm: now 134")
        performer.types("\x03")
        await performer.until(lambda view: ("said", WAYS_OUT) in view.log)
        performer.types(":bpm 135\r")
        await performer.told("bpm: now 135")
    perform(scene)


def test_the_header_shows_which_line_hands_wait_for() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":quantise phrase 8\r")
        await performer.until(lambda view: view.grid == 8)
        assert "quantise 8" in plain_text(header_lines(performer.view, 200))
        performer.types(":quantise phrase\r")
        await performer.until(lambda view: view.grid == 0)
        assert "quantise phrase" in plain_text(header_lines(performer.view, 200))
        performer.types(":quantise bar\r")
        await performer.until(lambda view: view.grid is None)
        assert "quantise" not in plain_text(header_lines(performer.view, 200))
    perform(scene)


def test_panic_does_not_wait_for_an_answer() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":quit\r")
        await performer.until(lambda view: view.question)
        performer.types("\x18")
        await performer.told("all notes are off")
        assert performer.view.question
    perform(scene)


def test_several_lines_that_are_pasted_are_several_commands() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\x1b[200~:bpm 141\n:mute clap\n\x1b[201~\r")
        await performer.told("bpm: now 141")
        await performer.told("mute clap: from")
    perform(scene)


def test_help_on_one_thing_stands_in_the_log_and_hides_nothing() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":help hat_c.swing_percent\r")
        await performer.told("hat_c.swing_percent: ")
        performer.types(":help bpm\r")
        await performer.told("From the next bar line")
        assert not performer.view.help
    perform(scene)


def test_a_line_closes_the_help_that_would_hide_its_answer() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":help\r")
        await performer.until(lambda view: view.help)
        performer.types(":clock\r")
        await performer.told("MIDI clock is not sent")
        assert not performer.view.help
    perform(scene)


@pytest.mark.parametrize("begun", ["", ":", "more swing", ":help\r", ":set hat_c.density "])
def test_ctrl_z_suspends_wherever_one_is(begun: str) -> None:
    async def scene(performer: Performer) -> None:
        performer.types(f"{begun}\x1a")
        await performer.until(lambda _: bool(performer.suspended.call_count))
        performer.suspended.assert_called_once_with()
        assert not performer.sees("^Z")
    perform(scene)


def test_ctrl_z_gives_the_terminal_back_and_types_nothing() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":bpm 1\x1a41\r")
        await performer.told("bpm: now 141")
        performer.suspended.assert_called_once_with()
    perform(scene)


def test_in_hands_the_prompt_says_that_keys_act_and_a_line_that_is_pasted_does_nothing() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\t")
        await performer.until(lambda _: performer.sees("bare keys act; Tab to type"))
        performer.types("\x1b[200~mzd\x1b[201~\t")
        await performer.until(lambda _: performer.sees("> ") and not performer.sees("Tab to type"))
        assert not performer.sees("> mzd")
        state = await performer.session.state()
        assert (state.stage, state.frozen) == (Holds(), None)
    perform(scene)


def test_pasted_lines_are_counted_and_enter_runs_them_in_order() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\x1b[200~:bpm 131\n\n:mute clap\n:bpm 133\x1b[201~")
        await performer.until(lambda _: performer.sees("3 lines wait, Enter runs them, Ctrl-C drops them > :bpm 133"))
        assert not [line for line in performer.view.log if "bpm" in line.text]
        performer.types("\r")
        await performer.told("bpm: now 133")
        said = [line.text for line in performer.view.log if line.text.startswith(":")]
        assert said == [":bpm 131", ":mute clap", ":bpm 133"]
        await performer.until(lambda _: not performer.sees("lines wait"))
    perform(scene)


def test_ctrl_c_drops_lines_that_were_pasted() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\x1b[200~:bpm 131\n:bpm 132\x1b[201~\x03:bpm 133\r")
        await performer.told("bpm: now 133")
        assert not [line for line in performer.view.log if "131" in line.text or "132" in line.text]
    perform(scene)


STRANGE_KEYS = [
    *"abcdefghijklmnopqrstuvwxyz0123456789:?[]+-=/ .,'é日", "\t", "\r", "\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D",
    "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[18~", "\x1b[5~", "\x1b[6~", "\x18", "\x03", "\x7f",
    "\x1b1", "\x1b9", "\x01", "\x0b", "\x17", "\x1a", "\x12", "\x15", "\x19", "\x00", ":set ", ":why", "hat_c",
    "\x1b[<0;10;5M\x1b[<0;10;5m", "\x1b[<64;10;5M", "\x1b[200~two\nlines\x1b[201~", "\x1b[99;99R",
]


def test_whatever_keys_are_hit_the_stage_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TECH_ENGINE_CONFIGS_DIR", str(tmp_path))
    draw = random.Random(7)

    async def scene(performer: Performer) -> None:
        for _ in range(tries(600)):
            performer.types(draw.choice(STRANGE_KEYS))
            for _ in range(draw.randrange(20)):
                await asyncio.sleep(0)
        performer.types("\x1b\x03")
        await performer.until(lambda view: not view.question)
        if performer.view.mode == "hands":
            performer.types("\t")
        performer.types("\x03:bpm 137\r")
        await performer.told("bpm: now 137")
        assert not [line for line in performer.view.log if "should not happen" in line.text]
    perform(scene)


def test_help_opens_scrolls_and_closes() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\x1bOP")
        await performer.until(lambda view: view.help)
        rows = performer.stage._app.output.get_size().rows - 5  # without header, title, input and hints
        performer.types("\x1b[6~")
        await performer.until(lambda view: view.scroll == rows - 1)  # a page, and a line to find the place by
        performer.types("\x1b[6~" * 9)
        await performer.until(lambda view: view.scroll == len(view.help) - rows)
        await performer.until(lambda _: performer.sees(":quit, the session ends"))
        performer.types("\x1b[5~")
        await performer.until(lambda view: view.scroll == max(0, len(view.help) - 2 * rows + 1))
        performer.types("\x1b")
        await performer.until(lambda view: not view.help and not view.scroll)
        performer.types("\x1b[5~")
        await performer.until(lambda view: view.scroll or len(view.log) < 2)
    perform(scene)
