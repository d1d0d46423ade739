"""Everything that is installed along has a licence that lets it, and stands on the page."""

from __future__ import annotations

from pathlib import Path

from pages.licences import ALLOWED, APART, licence, needed, rows

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "licences.md").read_text(encoding="utf-8").splitlines()


def test_every_dependency_has_a_licence_that_goes_with_ours() -> None:
    assert {name: licence(name) for name in needed() if name not in APART and not ALLOWED.search(licence(name))} == {}


def test_what_has_other_terms_is_in_an_extra_only() -> None:
    assert [name for name in APART if "" in needed().get(name, set())] == []


def test_every_dependency_stands_on_the_page_with_what_it_says_of_itself() -> None:
    assert [row for row in rows().values() if row not in PAGE] == []


def test_direct_and_indirect_dependencies_are_found_and_tools_of_developers_are_not() -> None:
    assert {"mido", "pydantic", "pydantic_core", "mcp"} <= set(needed())
    assert {"pytest", "mypy", "techno-rhythm-engine"}.isdisjoint(needed())
