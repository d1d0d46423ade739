"""Which part of a text by a model, a file or a server may be shown on a screen, in a log or in a reply?

One line, without control and bidirectional characters (docs/rules.md#text), and no longer than its place.
"""

from __future__ import annotations

from typing import Final

ELLIPSIS: Final = "..."
ESCAPED: Final = 0xDC00
"""Where Python keeps the bytes of a name that are no UTF-8 (PEP 383)."""


def printable(text: str) -> str:
    """Return text without control, bidirectional and other invisible characters; line breaks become spaces.

    A byte of a file's name that is no UTF-8 is shown in hexadecimal.
    """
    spaced = "".join(" " if letter in "\n\r\t\v\f\x85\u2028\u2029" else letter for letter in text)
    return "".join(
        f"\\x{ord(letter) - ESCAPED:02x}" if "\udc80" <= letter <= "\udcff" else letter
        for letter in spaced if letter.isprintable() or "\udc80" <= letter <= "\udcff"
    )


def one_line(text: str, most: int) -> str:
    """Return text on one line of at most `most` characters, with single spaces."""
    line = " ".join(printable(text).split())
    return line if len(line) <= most else line[: most - len(ELLIPSIS)].rstrip() + ELLIPSIS
