"""Which recorded session is meant: one by its path, by its name or its end, or the last?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from engine.errors import TechnoError
from engine.found_words import shown_name

LAST: Final = "last"


class NoSession(TechnoError):
    """There is no recorded session of a name."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.name = name
        last = f"; the last ones are {', '.join(known[-3:])}" if known else "; nothing has been recorded yet"
        super().__init__(f"there is no session {name} here{last}")


def recordings() -> Path:
    """Return the folder of the recorded sessions; it need not exist yet."""
    from sequencer.folders import out_folder

    return out_folder() / "sessions"


def recording_of(wanted: str) -> Path:
    """Return the path that is named, or a recorded session's folder: of its name or its end, or the last one's.

    Raises:
        NoSession: there is none, or more than one.
    """
    from sequencer.tape.journal import JOURNAL_NAME

    path = Path(wanted)
    if path.is_file() or (path / JOURNAL_NAME).is_file() or len(path.parts) > 1:
        return path
    known = {one.parent.name: one.stat().st_mtime for one in recordings().glob(f"*/{JOURNAL_NAME}")}
    if wanted == LAST and known:
        return recordings() / max(known, key=lambda name: known[name])
    found = [wanted] if wanted in known else [name for name in sorted(known) if name.endswith(wanted)]
    if len(found) != 1:
        raise NoSession(wanted, found or sorted(known))
    return recordings() / found[0]


def spare_recordings(*places: Path | None) -> None:
    """Refuse to write over a file of a recording: what is there, beside a journal.

    Raises:
        TechnoError: one of the places is such a file.
    """
    for place in [place for place in places if place is not None and os.path.lexists(place)]:
        from sequencer.tape.journal import JOURNAL_NAME

        if os.path.lexists(Path(os.path.realpath(place)).parent / JOURNAL_NAME):
            raise TechnoError(f"{shown_name(str(place))}: is part of a recording; name another file")


def folder_of(wanted: str) -> Path:
    """Return the folder of a recorded session, which holds its journal; else as `recording_of`."""
    from sequencer.tape.journal import JOURNAL_NAME

    found = recording_of(wanted)
    folder = found.parent if found.is_file() else found
    if not (folder / JOURNAL_NAME).is_file():
        raise NoSession(wanted, sorted(one.parent.name for one in recordings().glob(f"*/{JOURNAL_NAME}")))
    return folder
