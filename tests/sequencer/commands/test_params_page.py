"""The page of parameters says what the models say."""

from __future__ import annotations

from pathlib import Path

from engine.config import Config
from engine.kit import KIT
from engine.parameters import parameters
from sequencer.commands.params_page import MODELS, example, page, rows, table

PAGE = Path(__file__).parents[3] / "docs" / "params.md"


def test_the_page_in_the_documents_is_this_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_key_of_every_model_is_on_the_page() -> None:
    text = page()
    for model in MODELS.values():
        assert all(f"| `{name}` |" in text for name in model.model_fields)


def test_the_example_has_every_kind_of_parameter() -> None:
    found = parameters(example())
    assert set(example().layers) == set(KIT)
    assert {"bpm", "hat_c.density.target", "targets.S_low", "accent.prob", "modulators.NAME.max_val"} <= set(found)


def test_rows_hold_what_a_script_needs_unrounded() -> None:
    by_path = {row["path"]: row for row in rows(parameters(example()).values())}
    bpm = Config.model_fields["bpm"]
    assert by_path["bpm"]["default"] == bpm.default
    assert by_path["guard.min_E"]["cap_per_bar"] == 0.125
    assert by_path["kick.note"]["cap_per_bar"] == 0.0
    assert set(by_path["bpm"]) == {
        "path", "kind", "low", "high", "default", "nullable", "unit", "cap_per_bar", "help",
    }


def test_the_tables_columns_line_up() -> None:
    lines = table(parameters(example()).values())
    start = lines[0].index("range")
    assert all(line[start - 2 : start] == "  " and line[start] != " " for line in lines)
    assert any("switches" in line for line in lines)


def test_a_default_is_a_value_or_says_where_it_comes_from() -> None:
    text = page()
    assert "| `hat_c.swing_percent` | 0.5..0.7 share | by name |" in text
    assert "| `targets.D_target` | 0..1 score | none |" in text
    assert "| `modulators.NAME.min_val` | 0.5..0.7 share | needed |" in text
    assert "| `phrase.bars` | 4, 8, 16, 32 | 8 |" in text
    assert '| `mode` | m0, m1, m2, m3, m4 | "m1" |' in text
