"""Everything that is installed along has a licence that lets it, and stands on the page."""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from pages import licences
from pages.licences import ALLOWED, APART, COMPILED_IN, TERMS, held, held_rows, lacking, licence, needed, rows

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


def test_what_packages_hold_has_terms_and_stands_on_the_page() -> None:
    assert {library for name in needed() for library in held(name)} <= set(TERMS)
    for row in held_rows().values():
        _, name, libraries, _ = (cell.strip() for cell in row.split("|"))
        (told,) = [line for line in PAGE if line.startswith(f"| {name} |") and line.count("|") == 3]
        assert set(libraries.split(", ")) <= set(told.split("|")[2].strip().split(", "))


@pytest.mark.parametrize("name", COMPILED_IN)
def test_what_is_compiled_into_a_package_is_still_in_it(name: str) -> None:
    files = [file.locate() for file in distribution(name).files or [] if ".so" in file.suffixes]
    assert any(COMPILED_IN[name][1] in Path(str(file)).read_bytes() for file in files)


def test_a_package_that_holds_what_is_under_the_gpl_is_apart() -> None:
    strict = {name for name in needed() if any(TERMS[one].startswith(("GPL-2", "AGPL")) for one in held(name))}
    assert strict <= set(APART)


def test_what_the_page_tells_of_and_is_not_here_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mido" not in lacking()

    def without_mido(name: str) -> Distribution:
        if name == "mido":
            raise PackageNotFoundError(name)
        return distribution(name)

    monkeypatch.setattr(licences, "distribution", without_mido)
    assert "mido" in lacking()
