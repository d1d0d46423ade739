"""Everything that is installed along has a licence that lets it, and stands on the page."""

from __future__ import annotations

from pathlib import Path

from pages.licences import ALLOWED, APART, licence, needed, rows

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "licences.md").read_text(encoding="utf-8").splitlines()


def test_every_dependency_has_a_licence_that_goes_with_ours() -> None:
    assert {name: licence(name) for name in needed() if name not in APART and not ALLOWED.search(licence(name))} == {}


def test_what_has_other_terms_is_in_an_extra_only() -> None:
    assert [name for name in APART if "" in needed().get(name, set())] == []


def cells(row: str) -> tuple[str, str, set[str]]:
    """Return a row's name, its licence, and the extras that bring it."""
    name, terms, extras = (cell.strip() for cell in row.strip("|").split("|"))
    return name, terms, set(extras.split(", "))


def test_every_dependency_stands_on_the_page_with_what_it_says_of_itself() -> None:
    told = {cells(row)[0]: cells(row) for row in PAGE if row.count("|") == 4}
    for name, terms, extras in map(cells, rows().values()):
        assert told[name][:2] == (name, terms)
        assert extras <= told[name][2]  # an extra that is not installed here brings nothing here


def test_direct_and_indirect_dependencies_are_found_and_tools_of_developers_are_not() -> None:
    assert {"mido", "pydantic", "pydantic_core", "mcp"} <= set(needed())
    assert {"pytest", "mypy", "techno-rhythm-engine"}.isdisjoint(needed())
