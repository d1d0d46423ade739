"""The tools of a model: their schemas come from the config's fields, and each does what it says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from agent.tools import BY_NAME, OFFERED, TOOLS, ToolMisused, tool_of
from agent.tools.tool import strict_schema
from engine.config import Config, Density, Layer, Targets
from engine.parameters import describe
from tests.agent.jam import Jam, called, play

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

STRICT_KEYWORDS = {
    "type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const", "description",
    "pattern", "minimum", "maximum", "minItems", "maxItems", "exclusiveMaximum",
}
"""What the strict form of a tool's schema may hold."""


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all schemas in it."""
    if isinstance(value, list):
        for item in value:
            yield from schemas(item)
    elif isinstance(value, dict):
        yield value
        for key, inner in value.items():
            yield from schemas(list(inner.values()) if key == "properties" else inner)


def limits(tool: str, argument: str) -> tuple[float, float]:
    """Return the range of a tool's argument."""
    field = strict_schema(BY_NAME[tool])["properties"][argument]
    arms: list[dict[str, Any]] = field.get("anyOf", [field])
    (number,) = (arm for arm in arms if "minimum" in arm)
    return number["minimum"], number["maximum"]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.title())
def test_schemas_are_strict(tool: Any) -> None:
    whole = strict_schema(tool)
    for schema in schemas(whole):
        assert set(schema) <= STRICT_KEYWORDS
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])
    assert json.loads(json.dumps(whole)) == whole


def test_names_are_single_words_and_every_tool_says_what_it_does() -> None:
    assert len({one.name for one in OFFERED}) == len(OFFERED)
    for one in OFFERED:
        assert one.name.replace("_", "").isalpha()
        assert 20 < len(one.about) < 400


@pytest.mark.parametrize(("tool", "argument", "model", "field"), [
    ("set_tempo", "bpm", Config, "bpm"), ("create_config", "bpm", Config, "bpm"),
    ("create_config", "bars", Config, "bars"),
    ("create_config", "S_low", Targets, "S_low"), ("create_config", "hat_density", Density, "target"),
    ("create_config", "hat_swing", Layer, "swing_percent"),
])
def test_ranges_are_those_of_the_config(tool: str, argument: str, model: type[BaseModel], field: str) -> None:
    known = describe(field, model.model_fields[field])
    assert limits(tool, argument) == (known.low, known.high)


def test_what_may_be_null_may_be_left_out() -> None:
    assert tool_of("mute", '{"layer": "clap"}') == tool_of("mute", '{"layer": "clap", "bars": null}')


@pytest.mark.parametrize(("name", "arguments", "words"), [
    ("mutes", "{}", "did you mean mute?"),
    ("mute", '{"layer": "clap", "bars": 0}', "bars takes a whole number in 1..1024 or null, found 0"),
    ("mute", '{"layer": "clap", "bras": 4}',
     "there is no argument bras (did you mean bars?), only in_bars, at_bar, every_bars, layer, bars"),
    ("mute", '{"layer": 7, "bars": 4}', "layer takes text for the layer, by the pattern ^[A-Za-z0-9_-]{1,32}$"),
    ("mute", "{", "no JSON object; write them again"),
    ("set_parameter", '{"path": "bpm", "to": NaN}', "no JSON object; write them again"),
    ("set_parameter", '{"path": "bpm", "to": [1e999]}', "no JSON object; write them again"),
    ("mute", "[1]", "must be a JSON object"),
    ("fill", '{"bars": "two"}', "bars takes a whole number in 0..64 or null, found 'two'"),
    ("set_target", '{"score": "X", "low": 0, "high": 1}', 'score takes "E" or "S" or "D" or "H" or "T"'),
    ("render_session", '{"bars": 8, "out": "x.exe", "config": null}', "out must end in .mid"),
    ("preview", '{"changes": [{"tool": "panic"}], "bars": 1}', "changes.0"),
    ("why", '{"layer": "clap", "step": 17, "bar": null}', "step takes a whole number in 1..16, found 17"),
])
def test_misuse_is_told_with_what_is_allowed(name: str, arguments: str, words: str) -> None:
    with pytest.raises(ToolMisused) as failed:
        tool_of(name, arguments)
    assert words in str(failed.value)


def told(folder: Path, *tools: tuple[str, dict[str, Any]], playing: bool = False) -> list[Any]:
    """Return the results of tools, called in one round."""
    found: list[Any] = []

    async def scene(jam: Jam) -> None:
        await jam.ask("do it")
        found.extend(json.loads(result) for result in jam.results())
    calls = called(*[(name, json.dumps(arguments)) for name, arguments in tools])
    play(folder, [calls, called()], scene, playing=playing)
    return found


def test_the_state_is_read_with_what_is_muted_and_gliding(tmp_path: Path) -> None:
    _, _, state = told(
        tmp_path, ("mute", {"layer": "clap"}), ("set_parameter", {"path": "hat_c.density.target", "to": 0.2}),
        ("read_state", {}), playing=True,
    )
    assert state["playing"] is True
    assert state["silent"] == ["clap"]
    assert state["layers"]["hat_c"]["hits"] == 12
    assert state["last_changes"]


def test_parameters_are_read_with_range_and_cap(tmp_path: Path) -> None:
    (found, none) = told(
        tmp_path, ("read_parameters", {"begins": "layers.hat_c.swing"}), ("read_parameters", {"begins": "hat_x"})
    )
    assert found["parameters"] == [{
        "path": "hat_c.swing_percent", "now": 0.55, "range": "0.5..0.7 share", "cap_per_bar": 0.025,
        "about": "where the second 16th of a pair falls: 0.5 straight, 0.667 triplet",
    }]
    assert none["error"] == "no parameter begins with hat_x; layers are kick, hat_c, clap"


def test_a_step_is_explained(tmp_path: Path) -> None:
    found: list[Any] = []

    async def scene(jam: Jam) -> None:
        await jam.ask("do it")
        found.extend(json.loads(result) for result in jam.results())
    play(tmp_path, [
        called(("fill", '{"bars": 1}')),  # there is a bar now
        called(("why", '{"layer": "kick", "step": 1}'), ("why", '{"layer": "tom", "step": 1}')),
        called(),
    ], scene)
    assert found[1]["sounds"] is True
    assert found[1]["reasons"]
    assert "there is no layer tom" in found[2]["error"]


def test_configs_are_written_listed_and_read(tmp_path: Path) -> None:
    written, made, listed, read = told(
        tmp_path,
        ("write_config", {"name": "base", "text": '{"mode": "m2", "bpm": 140}', "overwrite": False}),
        ("create_config", {"name": "mine", "style": "base", "bpm": 144, "hat_swing": 0.6, "overwrite": False}),
        ("list_configs", {}), ("read_config", {"name": "mine"}),
    )
    assert (written["refused"], made["refused"]) == (False, False)
    assert [(row["name"], row["bpm"]) for row in listed["configs"]] == [("base", 140.0), ("mine", 144.0)]
    assert read["config"]["layers"]["hat_c"]["swing_percent"] == 0.6


def test_a_config_is_overwritten_only_when_that_is_said(tmp_path: Path) -> None:
    kept = {"name": "base", "text": '{"bpm": 140}', "overwrite": False}
    again = {**kept, "overwrite": True}
    results = told(tmp_path, ("write_config", kept), ("write_config", kept), ("write_config", again))
    assert ["error" in result for result in results] == [False, True, False]


def test_examples_are_configs_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "dub.json").write_text('{"bpm": 120}', encoding="utf-8")
    (found,) = told(tmp_path, ("list_examples", {}))
    assert [row["config"] for row in found] == ["dub"]


def test_a_faulty_config_in_the_folder_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "good.json").write_text('{"bpm": 120}', encoding="utf-8")
    (tmp_path / "configs" / "bad.json").write_text("{", encoding="utf-8")
    (found,) = told(tmp_path, ("list_configs", {}))
    assert [row["name"] for row in found["configs"]] == ["good"]


def test_a_dry_run_writes_nothing_and_says_what_it_would(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("make me a config", dry_run=True)
        assert reply.commands == ({"command": "save", "name": "mine"},)
        assert "would write" in reply.reply
        assert jam.files.names() == ()
    text = json.dumps({"name": "mine", "text": '{"bpm": 140}', "overwrite": False})
    play(tmp_path, [called(("write_config", text)), called()], scene, playing=False)


def test_a_model_learns_of_the_music_and_nothing_of_the_machine(tmp_path: Path) -> None:
    """What docs/privacy.md promises."""
    (state,) = told(tmp_path, ("read_state", {}))
    assert set(state) == {
        "playing", "bar", "bpm", "config", "mode", "scores", "goals", "layers", "silent", "drop_bars_left", "fill",
        "pattern", "mutes_bars_left", "energy", "out_by_energy", "section",
        "frozen", "gliding", "modulated", "out_of_reach", "scenes", "last_changes", "agenda", "can_redo", "recording",
        "clock",
    }
    assert isinstance(state["recording"], bool)


def test_a_phrase_is_rendered_with_its_config_beside_it(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    base = '{"bpm": 120, "layers": {"kick": {}, "hat_c": {}}}'
    (tmp_path / "configs" / "base.json").write_text(base, encoding="utf-8")
    wanted = {"style": "base", "bpm": 128, "bars": 4, "seed": 3, "hat_swing": 0.6, "out": "phrase"}
    made, again = told(tmp_path, ("render_phrase", wanted), ("render_phrase", wanted))
    assert made["bpm"] == 128
    assert made["scores"]["hits_a_bar"] > 4
    assert "there already" in again["error"]
    kept = json.loads((tmp_path / "out" / "phrase.json").read_text(encoding="utf-8"))
    assert (kept["mode"], kept["layers"]["hat_c"]["swing_percent"]) == ("m4", 0.6)
    assert (tmp_path / "out" / "phrase.mid").read_bytes().startswith(b"MThd")


def test_the_documents_answer_with_file_and_heading(tmp_path: Path) -> None:
    found, nothing, helped = told(
        tmp_path, ("doc_answer", {"question": "what is swing?"}), ("doc_answer", {"question": "weather"}),
        ("help_text", {}),
    )
    assert {"file", "heading", "text"} == set(found[0])
    assert nothing["error"] == "the documents say nothing about that"
    assert "Undo" in helped
