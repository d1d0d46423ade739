"""Do the documents say what is so: their links, their words, their examples?"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.config import Config
from engine.config_file import load_config
from sequencer.tape.offline import rendered

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FIELD_WORDS = """bar beat step tick PPQ pulse rotation mask swing offset ratchet choke ghost accent velocity layer
config seed lateness panic transport""".split()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["docs/architecture.md", "docs/glossary.md", "CONTRIBUTING.md"])
def test_every_source_that_a_page_names_is_there(name: str) -> None:
    named = set(re.findall(r"`([\w/]+\.py)`", (ROOT / name).read_text(encoding="utf-8")))
    rooms = [room for room in ROOT.iterdir() if (room / "__init__.py").exists()]
    sources = {f"/{path.relative_to(ROOT)}" for room in rooms for path in room.rglob("*.py")}
    assert named
    assert sorted(one for one in named if not any(source.endswith(f"/{one}") for source in sources)) == []


FIGURE = re.compile(r"(\d+(?:\.\d+)?) ?([A-Za-z% ]*)\(`([A-Z_]+|[A-Z]\w+\.\w+)`")
"""A figure with its unit, and the constant that holds it, or the class and the field whose default does."""
UNITS = {"s": 1.0, "ms": 1e-3, "%": 1e-2, "MiB": 2.0**20}
SCALES = {"_NS": 1e-9, "_MS": 1e-3}


def test_every_figure_of_the_architecture_is_its_constants() -> None:
    shown, held = {}, {}
    for row in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines():
        for number, words, name in FIGURE.findall(row):
            values = [value for module in modules_named_in(row) if (value := held_by(module, name)) is not None]
            shown[name, row] = float(number) * UNITS.get(words.strip(), 1.0)
            held[name, row] = values[0] if values else None
    assert len(shown) > 60
    assert shown == pytest.approx(held)


def held_by(module: ModuleType, name: str) -> float | None:
    """Return what a module's constant, or the default of a field of its dataclass, is: in seconds, if it is a time."""
    owner, _, field = name.partition(".")
    found = vars(module).get(owner)
    if found is not None and field:
        found = next(one.default for one in fields(found) if one.name == field)
    return None if found is None else float(found) * SCALES.get(name[-3:], 1.0)


def modules_named_in(row: str) -> list[ModuleType]:
    files = [f"{room}{name}" for name in re.findall(r"`([\w/]+)\.py`", row) for room in ("", "sequencer/")]
    return [import_module(name.replace("/", ".")) for name in files if (ROOT / f"{name}.py").exists()]


def test_the_architecture_lists_every_room_of_sequencer() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "sequencer").iterdir() if not path.name.startswith("_")} - {"py.typed"}
    assert sorted(room for room in rooms if f"| `{room}" not in page) == []


def test_decision_records_are_numbered_without_a_gap_and_say_their_number() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    heads = [record.read_text(encoding="utf-8").split(". ")[0] for record in records]
    assert heads == [f"# {number}" for number in range(1, len(records) + 1)]


def test_the_glossary_defines_every_field_word_once_and_in_order() -> None:
    heads = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == sorted(set(heads), key=str.lower)
    assert [word for word in FIELD_WORDS if word not in heads] == []


def readme_block(pattern: str) -> str:
    (block,) = re.findall(pattern, (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert isinstance(block, str)
    return block


def test_the_readmes_config_is_sound() -> None:
    example = readme_block(r"```json\n(.+?)```")
    config = Config.model_validate_json(example)
    assert config.mode == "m4"
    assert set(config.layers) == set(json.loads(example)["layers"])


def test_the_bars_that_the_architecture_makes_from_python_are_those_of_a_rendering(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    made: dict[str, object] = {}
    exec(example, made)  # noqa: S102 - our own page
    bars = rendered(load_config(ROOT / "configs" / "m4_showcase.json"), bars=64, seed=7)
    assert made["hits"] == [event for bar in bars for event in bar.events]
