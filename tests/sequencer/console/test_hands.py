"""Hands on the stage: a key or two touch layers, scenes, tempo and the moment."""

from __future__ import annotations

import pytest

from tests.sequencer.console.performer import Performer, perform


def test_digits_mute_solo_save_and_recall() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\t")
        await performer.until(lambda view: view.mode == "hands")
        performer.types("w1")
        await performer.told("scene save 1: done")
        performer.types("3")
        await performer.until(lambda view: "clap" in view.silent)
        performer.types("s1")
        await performer.until(lambda view: {"hat_c", "clap"} <= view.silent)
        performer.types("g")
        await performer.until(lambda view: view.prefix == "recall")
        performer.types("1")
        await performer.until(lambda view: not view.silent)
        performer.types("9")
        await performer.told("there are 3")
        performer.types("g\x1b")
        await performer.until(lambda view: not view.prefix)
    perform(scene)


def test_alt_and_a_digit_mute_while_words_are_typed() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":set \x1b2")
        await performer.until(lambda view: "hat_c" in view.silent)
        assert performer.view.mode == "words"
    perform(scene)


def test_a_nudge_shows_its_effect_and_waits_for_enter() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\t")
        await performer.until(lambda view: view.mode == "hands")
        performer.types("\x1b[B")
        await performer.until(lambda view: view.selected_layer == "hat_c")
        performer.types("++-")
        await performer.until(lambda view: view.nudge is not None and view.nudge.after == 0.72)
        nudge = performer.view.nudge
        assert nudge is not None
        assert (nudge.path, nudge.before) == ("hat_c.density.target", 0.7)
        assert nudge.effect.startswith("next bar: ")
        performer.types("\r")
        await performer.told("hat_c.density.target: now 0.72")
        performer.types("]-\x1b")
        await performer.until(lambda view: view.path == "hat_c.swing_percent" and view.nudge is None)
        performer.types("\x1b[C?")
        await performer.told("no bar has sounded yet")
        assert performer.view.step == 1
    perform(scene)


def test_hands_touch_the_grid_the_tempo_and_the_modulators() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\t")
        await performer.until(lambda view: view.mode == "hands")
        performer.types("\x1b[Cx")
        await performer.told("hit")
        await performer.until(lambda view: view.state and {hit.step for hit in view.state.stage.hits} == {1})
        performer.types("k")
        await performer.until(lambda view: view.state and view.state.stage.locks == ("kick",))
        performer.types("n")
        await performer.told("mark")
        performer.types("eee")
        await performer.until(lambda view: view.morph_bars == 4)
        performer.types("..")
        await performer.until(lambda view: view.state and round(view.state.config.bpm, 3) == 132.2)
        performer.types(",")
        await performer.until(lambda view: view.state and round(view.state.config.bpm, 3) == 132.1)
        performer.types(">")
        await performer.until(lambda view: view.state and view.state.agenda)
        assert performer.view.state is not None
        assert round(performer.view.state.config.bpm, 3) == 134.1
        performer.types("<")
        await performer.told("one bend at a time")
        performer.types("v")
        await performer.until(lambda view: not view.path.startswith("modulators"))
    perform(scene)


def test_a_scene_is_recalled_by_its_key_with_a_morph() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":scene save intro\r")
        await performer.told("scene save intro")
        performer.types(":set kick.velocity 60\r")
        await performer.told("kick.velocity: now 60")
        performer.types("\tw2")
        await performer.told("scene save 2")
        performer.types("eeg1")
        await performer.told("scene recall intro")
        await performer.until(lambda view: view.state and view.state.config.layers["kick"].velocity != 60)
        performer.types("g7")
        await performer.told("there is no scene 7")
    perform(scene)


def test_the_tempo_is_tapped() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\t")
        await performer.until(lambda view: view.mode == "hands")
        times = iter(range(10**9, 9 * 10**9, 400_000_000))
        performer.stage.following.now_ns = lambda: next(times)  # type: ignore[method-assign]  # a hand of the test's own
        performer.types("ttt")
        await performer.told("bpm: now 150")
    perform(scene)


def test_hands_freeze_fill_drop_and_take_back() -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\t")
        await performer.until(lambda view: view.mode == "hands")
        for key, answer in (
            ("f", "fill 1 bar: from"), ("l", "fill on: from"), ("d", "drop 4 bars: from"), ("u", "undo: took back"),
            ("r", "redo: did again"), ("z", "freeze: "), ("m", "mute kick: from"), ("o", "solo kick: from"),
        ):
            performer.types(key)
            await performer.told(answer)
        performer.types(":")
        await performer.until(lambda view: view.mode == "words")
        performer.types("bpm 141\r")
        await performer.told("bpm: now 141")
    perform(scene)


@pytest.mark.parametrize("end", ["bpm 141\r", "bpm\x1b", "bpm\x03"])
def test_hands_come_back_when_the_command_they_have_begun_is_entered_or_given_up(end: str) -> None:
    async def scene(performer: Performer) -> None:
        performer.types("\t")
        await performer.until(lambda view: view.mode == "hands")
        performer.types(":")
        await performer.until(lambda view: view.mode == "words")
        performer.types(end)
        await performer.until(lambda view: view.mode == "hands")
        performer.types("m")
        await performer.told("mute kick: from")
    perform(scene)


def test_words_stay_words_when_a_command_is_entered_there() -> None:
    async def scene(performer: Performer) -> None:
        performer.types(":bpm 141\r")
        await performer.told("bpm: now 141")
        performer.types(":bpm 142\r")
        await performer.told("bpm: now 142")
        assert performer.view.mode == "words"
    perform(scene)
