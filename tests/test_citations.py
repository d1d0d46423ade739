"""Is every document that a comment, a docstring or another document cites there, with the section it names?"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("engine", "sequencer", "agent", "bench", "tests")
BUILD = [ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

FILE = re.compile(r"([\w./-]*\w\.md)(?:#([\w-]+))?")
"""A document by its file, as `docs/rules.md#limiter`; without a folder it stands in the root or in docs/."""
NAME = re.compile(r"(?:Source: |; |\()(?!SIG)([A-Z]{6,})(?=[,:)]|'s)")
"""A document by its bare name, as no file in the repository is cited."""
RECORD = re.compile(r"\bADR (\d+)")


def cites(source: str) -> bool:
    """Return False for a source that has no citation anywhere, and need not be taken apart."""
    return any(pattern.search(source) for pattern in (FILE, NAME, RECORD))


def said(source: str) -> Iterator[str]:
    """Yield every comment and every docstring of a module, attributes' and constants' docstrings too."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


@cache
def sections(document: Path) -> frozenset[str]:
    """Return the anchors of a document's headings, as GitHub names them."""
    heads = re.findall(r"^#+ +(.+?)\s*$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads)


@cache
def records() -> frozenset[str]:
    """Return the numbers of all decision records, in four figures."""
    return frozenset(path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md"))


def unfounded(text: str, folder: Path = ROOT) -> list[str]:
    """Return the citations of a text that lead nowhere."""
    found = [name for name in NAME.findall(text) if not any(ROOT.glob(f"{name}*"))]
    found += [f"ADR {number}" for number in RECORD.findall(text) if f"{int(number):04}" not in records()]
    for cited in FILE.finditer(text):
        name, section = cited.groups()
        places = [place / name for place in (folder, ROOT, ROOT / "docs") if (place / name).is_file()]
        if not places or (section and section not in sections(places[0])):
            found.append(cited.group())
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_every_document_that_a_source_cites_is_there_with_its_section(room: str) -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / room).rglob("*.py"))}
    wrong = {
        str(path.relative_to(ROOT)): cited
        for path, source in sources.items()
        if cites(source) and (cited := [one for text in said(source) for one in unfounded(text)])
    }
    assert wrong == {}


@pytest.mark.parametrize("path", BUILD, ids=lambda path: path.name)
def test_every_document_that_the_build_names_is_there(path: Path) -> None:
    comments = re.findall(r"#.*", path.read_text(encoding="utf-8"))
    assert [one for comment in comments for one in unfounded(comment)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_document_that_a_document_cites_is_there_with_its_section(document: Path) -> None:
    text = re.sub(r"\]\(#([\w-]+)\)", rf"]({document.name}#\1)", document.read_text(encoding="utf-8"))
    assert unfounded(text, document.parent) == []


@pytest.mark.parametrize("text", [
    "Source: GRAMMAR, the verbs.", "bounded (GRAMMAR: the verbs)", "as docs/nowhere.md says",
    "docs/rules.md#no-such-section", "see NOWHERE.md", "docs/scores.md is nothing without docs/scores.md#z",
    "(ADR 999)",
])
def test_a_citation_that_leads_nowhere_is_found(text: str) -> None:
    assert len(unfounded(text)) == 1


@pytest.mark.parametrize("text", [
    "Source: docs/rules.md#limiter.", "docs/rules.md says why", "glossary.md", "(ADR 3)",
    "FIRST, PROB and FILL (EVERY_N: n)", "stopped (SIGSTOP)",
])
def test_a_citation_that_leads_somewhere_is_left_alone(text: str) -> None:
    assert unfounded(text) == []


def test_comments_and_docstrings_are_heard_and_other_texts_are_not() -> None:
    source = '"""one"""\nA = "two"  # three\n"""four"""\ndef f() -> str:\n    """five"""\n    return "six"\n'
    assert sorted(said(source)) == ["# three", "five", "four", "one"]
