"""The site lists every page, its pages that are made from code are fresh, and a dead link stops its building."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from pages import cookbook, midi_chart
from pages.__main__ import DOCS, OF_THE_SYSTEM, PAGES

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = set(re.findall(r": ([\w/-]+\.md)$", SETTINGS, re.MULTILINE))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if path.parent.name != "adr"}
    assert pages == listed


@pytest.mark.parametrize("name", sorted(set(PAGES) - OF_THE_SYSTEM))
def test_a_page_that_is_made_from_code_is_what_the_code_says(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run make docs"


def test_the_cookbook_has_twenty_grooves_and_the_arc_of_each() -> None:
    page = cookbook.page()
    assert page.count("\n## ") >= 20
    assert page.count("| arc, in bars | intro ") == page.count("\n## ")


def test_the_chart_has_the_named_layers() -> None:
    assert "| `kick` | 36 |" in midi_chart.page()


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="the extra site is not installed")
@pytest.mark.parametrize(("link", "status"), [("other.md", 0), ("absent.md", 1), ("other.md#absent", 1)])
def test_a_dead_link_is_an_error(link: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Start\n\n[there]({link})\n", encoding="utf-8")
    (tmp_path / "docs" / "other.md").write_text("# Other\n", encoding="utf-8")
    checked = SETTINGS[SETTINGS.index("validation:"):SETTINGS.index("nav:\n  -")]
    (tmp_path / "mkdocs.yml").write_text(f"site_name: x\n{checked}", encoding="utf-8")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    assert subprocess.run(build, cwd=tmp_path, capture_output=True, check=False).returncode == status
