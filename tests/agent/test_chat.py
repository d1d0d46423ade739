"""What happens between a performer's words and the answer."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

import pytest

from agent.model import Message, ModelUnavailable, Said, ScriptedModel, Told, ToolCall
from engine.errors import TechnoError
from tests.agent.jam import Jam, called, play, until
from tests.thorough import promised

if TYPE_CHECKING:
    from pathlib import Path

    from agent.model import Line

DONE = Said("All done.")


def test_several_wishes_of_one_sentence_reach_one_bar_and_one_step_of_undo(tmp_path: Path) -> None:
    both = called(
        ("set_tempo", '{"bpm": 140, "over_bars": 0}'), ("mute", '{"layer": "clap", "bars": null}'),
        ("set_parameter", '{"path": "hat_c.swing_percent", "to": 0.6}'),
    )

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("faster, no clap, more swing")
        assert [command["command"] for command in reply.commands] == ["tempo", "mute", "set"]
        told = [json.loads(result) for result in jam.results()]
        assert len({one["from_bar"] for one in told}) == 1
        state = await jam.session.state()
        assert state.config.bpm == 140
        assert [hold.layer for hold in state.stage.mutes] == ["clap"]
        assert len(state.undo) == 1
        assert state.undo[-1].turn
    play(tmp_path, [both, DONE], scene)


def test_results_are_wired_by_the_ids_of_their_calls_and_stand_in_their_order(tmp_path: Path) -> None:
    many = called(
        ("mute", '{"layer": "clap", "bars": 4}'), ("read_state", "{}"), ("mute", '{"layer": "nobody", "bars": null}'),
        ("no_such_tool", "{}"), ("fill", '{"bars": 1}'),
    )

    async def scene(jam: Jam) -> None:
        await jam.ask("do it all")
        assert isinstance(jam.model, ScriptedModel)
        told = [message for message in jam.model.heard[-1][1] if isinstance(message, Told)]
        assert [one.call_id for one in told] == [f"id-{number}" for number in range(5)]
        found = [json.loads(one.result) for one in told]
        assert found[0]["refused"] is False
        assert found[1]["silent"] == ["clap"]  # what is read after a wish knows of it
        assert found[2]["refused"] is True
        assert "there is no tool no_such_tool" in found[3]["error"]
        assert found[4]["refused"] is False
    play(tmp_path, [many, DONE], scene)


def test_three_rounds_of_tools_are_one_turn(tmp_path: Path) -> None:
    script = [
        called(("read_state", "{}")), called(("set_tempo", '{"bpm": 150, "over_bars": 0}')),
        called(("fill", '{"bars": 1}')), Said("There you go."),
    ]

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("what plays? faster, and a fill")
        assert isinstance(jam.model, ScriptedModel)
        assert len(jam.model.heard) == 4
        assert [command["command"] for command in reply.commands] == ["tempo", "fill"]
        assert len((await jam.session.state()).undo) == 1
    play(tmp_path, script, scene)


def test_the_answer_is_worded_from_what_really_happened(tmp_path: Path) -> None:
    lie = called(("set_parameter", '{"path": "hat_c.swing_percent", "to": 0.95}'))

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("swing to 95 %")
        assert "0.95 now" not in reply.reply
        assert "Swing is at 95 %" not in reply.reply
        assert "outside 0.5..0.7" in reply.reply
    play(tmp_path, [lie, Said("Swing is at 95 %.")], scene)


@pytest.mark.parametrize("call", [
    ("set_parameter", '{"path": "hat_c.swing_percent", "to": 0.95}'), ("mute", '{"layer": "nobody", "bars": null}'),
])
def test_a_model_that_has_read_the_state_may_not_add_words_to_what_was_clipped_or_refused(
    tmp_path: Path, call: tuple[str, str]
) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("swing to 95 %")
        assert "All done" not in reply.reply
    play(tmp_path, [called(("read_state", "{}"), call), DONE], scene)


def test_a_model_that_has_read_the_state_may_add_words_to_what_was_done(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("no clap")
        assert reply.reply.endswith(" - All done.")
    play(tmp_path, [called(("read_state", "{}"), ("mute", '{"layer": "clap", "bars": 1}')), DONE], scene)


def test_a_question_is_answered_in_the_models_words_and_changes_nothing(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        before = (await jam.session.state()).config
        reply = await jam.ask("what tempo is it?")
        assert reply.reply == "It is 132 BPM. (nothing was changed)"
        assert reply.commands == ()
        assert reply.refused is False
        assert (await jam.session.state()).config == before
    play(tmp_path, [called(("read_state", "{}")), Said("It is 132\n BPM.")], scene)


def test_text_is_shown_as_it_arrives_without_control_characters(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("hello")
        assert len(jam.shown) > 2
        assert "".join(jam.shown).isprintable()
        assert reply.reply == "one [31mtwo three (nothing was changed)"
    play(tmp_path, [Said("one \x1b[31mtwo \u202ethree")], scene)


def test_a_wish_off_the_domain_is_declined_in_one_line(tmp_path: Path) -> None:
    no = called(("decline", '{"reason": "I only play drums.", "suggestion": "Try more hats."}'))

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("what is the weather?")
        assert reply.refused is True
        assert reply.reply == "I only play drums. Try more hats. (nothing was changed)"
        assert reply.commands == ()
    play(tmp_path, [no], scene)


def test_the_model_is_told_how_the_music_stands(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        await jam.ask("hello")
        assert isinstance(jam.model, ScriptedModel)
        state = json.loads(jam.model.heard[0][0].rpartition("as JSON:\n")[2])
        assert state["bpm"] == 132
        assert list(state["layers"]) == ["kick", "hat_c", "clap"]
        assert state["goals"]["E"] == [0.8, 1.0]
    play(tmp_path, [Said("Hi.")], scene)


def test_a_later_turn_remembers_what_was_done(tmp_path: Path) -> None:
    script = [called(("mute", '{"layer": "clap", "bars": null}')), DONE, Said("Yes.")]

    async def scene(jam: Jam) -> None:
        await jam.ask("lose the clap")
        await jam.ask("did you?")
        assert isinstance(jam.model, ScriptedModel)
        prompt, conversation = jam.model.heard[-1]
        assert 'performer: "lose the clap"' in prompt
        assert "mute clap" in prompt
        assert len(conversation) == 1
    play(tmp_path, script, scene)


# --- without a model --------------------------------------------------------------------------------------------------


def test_without_a_model_the_offline_agent_answers(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("darker")
        assert reply.reply == "offline heard 'darker'"
        assert jam.chat.model == "offline"
    play(tmp_path, None, scene)


def test_when_the_model_is_unavailable_the_offline_agent_takes_the_same_wish(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("darker")
        assert reply.reply == "no credit left; offline: offline heard 'darker'"
        assert reply.model == "offline"
    play(tmp_path, [ModelUnavailable("no credit left")], scene)


def test_a_model_that_fails_after_it_has_done_something_is_not_asked_again_offline(tmp_path: Path) -> None:
    script: list[Line] = [called(("mute", '{"layer": "clap", "bars": null}')), ModelUnavailable("the line went dead")]

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("lose the clap")
        assert "mute clap" in reply.reply
        assert reply.reply.endswith("then the line went dead")
        assert len(reply.commands) == 1
        assert jam.offline.asked == []
    play(tmp_path, script, scene)


def test_a_defect_in_the_model_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("darker")
        assert reply.reply == "the chat failed (ZeroDivisionError); offline: offline heard 'darker'"
    play(tmp_path, [ZeroDivisionError("secret")], scene)


def test_a_session_that_is_gone_is_an_error_and_not_the_models_fault(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        async def gone() -> None:
            raise TechnoError("the session has ended")
        jam.chat.session = type("Gone", (), {"snapshot": staticmethod(gone)})()
        with pytest.raises(TechnoError, match="the session has ended"):
            await jam.ask("darker")
    play(tmp_path, [DONE], scene)


# --- previews ---------------------------------------------------------------------------------------------------------

PROPOSAL = json.dumps({"changes": [
    {"tool": "set_target", "score": "S", "low": 0.5, "high": 0.7},
    {"tool": "mute", "layer": "clap", "bars": None},
], "bars": 8})


def test_a_preview_changes_nothing_until_it_is_committed(tmp_path: Path) -> None:
    script = [called(("preview", PROPOSAL)), Said("S would rise; shall I?"), called(("commit_preview", "{}")), DONE]

    async def scene(jam: Jam) -> None:
        before = await jam.session.state()
        reply = await jam.ask("how would more syncopation without clap sound?")
        assert reply.reply == "S would rise; shall I? (nothing was changed)"
        assert reply.commands == ()
        (told,) = (json.loads(result) for result in jam.results())
        assert set(told["before"]) >= {"E", "S", "D", "H", "T_ms"}
        assert told["pattern_of_the_last_bar"][0].startswith("kick")
        assert told["pattern_of_the_last_bar"][2].endswith("-" * 16)
        after = await jam.session.state()
        assert after.config == before.config
        assert after.stage == before.stage

        reply = await jam.ask("yes, do it")
        assert [command["command"] for command in reply.commands] == ["target", "mute"]
        state = await jam.session.state()
        assert [hold.layer for hold in state.stage.mutes] == ["clap"]
        assert len(state.undo) == 1
    play(tmp_path, script, scene)


def test_a_proposal_is_committed_once(tmp_path: Path) -> None:
    script = [
        called(("preview", PROPOSAL), ("commit_preview", "{}")), called(("commit_preview", "{}")), DONE,
    ]

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("do it")
        assert len(reply.commands) == 2
        assert "there is no proposal" in jam.results()[-1]
    play(tmp_path, script, scene)


def test_what_a_preview_shows_is_what_the_session_plays(tmp_path: Path) -> None:
    """Stopped, so that the bars are the same ones."""
    script = [called(("preview", PROPOSAL)), Said("So."), called(("commit_preview", "{}")), DONE]

    async def scene(jam: Jam) -> None:
        await jam.ask("show me")
        (shown,) = (json.loads(result) for result in jam.results())
        await jam.ask("yes")
        assert isinstance(jam.model, ScriptedModel)
        jam.model.script = [called(("preview", '{"changes": [{"tool": "fill", "bars": 0}], "bars": 8}')), DONE]
        jam.model.heard.clear()
        await jam.ask("and now?")
        (now,) = (json.loads(result) for result in jam.results())
        assert now["before"] == shown["after"]
    play(tmp_path, script, scene, playing=False)


def test_a_preview_is_cancelled_between_two_bars(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        assert isinstance(jam.model, ScriptedModel)
        turn = asyncio.create_task(jam.chat.turn("show me", jam.shown.append))
        await until(lambda: len(jam.model.heard) == 1)  # type: ignore[union-attr]  # a scripted one, as above
        began = time.monotonic()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        assert time.monotonic() - began < promised(0.1)
    play(tmp_path, [called(("preview", PROPOSAL.replace('"bars": 8', '"bars": 32'))), DONE], scene)


# --- the model double -------------------------------------------------------------------------------------------------


def test_a_scripted_model_may_answer_what_it_hears(tmp_path: Path) -> None:
    async def answers(messages: object) -> Said:
        assert isinstance(messages, (list, tuple))
        last: Message = messages[-1]
        return Said("", (ToolCall("a", "read_state", "{}"),)) if not isinstance(last, Told) else Said(last.result[:9])

    async def scene(jam: Jam) -> None:
        assert (await jam.ask("hello")).reply == '{"playing (nothing was changed)'
    play(tmp_path, [answers], scene)
