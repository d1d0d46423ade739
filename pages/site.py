"""What does the site have that docs/ has not? Each groove of the cookbook, rendered and drawn while it is built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from mkdocs.structure.files import File

from pages.cookbook import recipes
from sequencer.picture.drawing import drawn
from sequencer.picture.sheet import sheet_of
from sequencer.tape.arc import with_arc
from sequencer.tape.offline import rendered, take_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

PAGE: Final = "cookbook.md"
FOLDER: Final = "cookbook-files"
BARS: Final = 16


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a picture of the first bars, one of the whole arc, and the .mid of every groove."""
    for name, groove in recipes().items():
        bars = rendered(groove, bars=BARS)
        whole = with_arc(groove, name)
        arc = rendered(whole, bars=whole.arc.bars if whole.arc is not None else BARS)
        made = {
            f"{name}.svg": _svg(groove, bars, f"{name}: {BARS} bars"),
            f"{name}-arc.svg": _svg(whole, arc, f"{name}: its arc"),
            f"{name}.mid": take_of(whole, arc, name).to_bytes(),
        }
        for file, content in made.items():
            files.append(File.generated(config, f"{FOLDER}/{file}", content=content))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:  # noqa: ANN401 - mkdocs has its own types
    """Put the pictures of a groove below its table."""
    if page.file.src_uri != PAGE:
        return markdown
    head, *parts = markdown.split("\n## ")
    shown = []
    for part in parts:
        name = part.split("\n", 1)[0].strip()
        shown.append(
            f"{part.rstrip()}\n\n![{name}: {BARS} bars]({FOLDER}/{name}.svg)\n\n"
            f"![{name}: its arc]({FOLDER}/{name}-arc.svg)\n\n"
            f"[{name}.mid]({FOLDER}/{name}.mid)\n"
        )
    return "\n## ".join([head, *shown])


def _svg(config: Any, bars: Any, title: str) -> bytes:  # noqa: ANN401 - of the two calls above
    return drawn(json.loads(json.dumps(sheet_of([config] * len(bars), bars, title).json())), "svg")
