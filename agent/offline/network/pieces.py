"""Into which pieces does the network take a word that it may never have seen: "gribbly" is "gr", "##ib", "##bly"?

The pieces are those of BERT (Devlin et al., 2019): the longest that fits comes first (WordPiece, Wu et al., 2016).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

GOES_ON: Final = "##"
"""Before a piece that is no word's beginning."""
UNKNOWN: Final = "[UNK]"


def pieces_of(word: str, known: Container[str]) -> list[str]:
    """Return the pieces of a word or mark, "[UNK]" for what has none.

    Args:
        word: in lower case. known: pieces.
    """
    if word in known:
        return [word]
    found = [piece for part in _parts(word) for piece in _pieces(part, known)]
    return found or [UNKNOWN]


def _parts(word: str) -> Iterator[str]:
    """Yield the parts of a word about its apostrophes: "kick", "'", "s"."""
    for at, part in enumerate(word.split("'")):
        if at:
            yield "'"
        if part:
            yield part


def _pieces(part: str, known: Container[str]) -> list[str]:
    found, begin = list[str](), 0
    while begin < len(part):
        before = GOES_ON if begin else ""
        end = next((end for end in range(len(part), begin, -1) if before + part[begin:end] in known), begin)
        if end == begin:
            return [UNKNOWN]
        found.append(before + part[begin:end])
        begin = end
    return found
