"""A disk whose power may be cut: of a file it keeps what was synced, and of a folder the names that were there then."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


class Disk:
    """Follows what is synced below a folder; what is there when it begins is kept already.

    Args:
        root: the folder.
        monkeypatch: puts it between the program and the disk.
        cut: called after each sync, where the power may be cut.

    Attributes:
        synced: paths as they were called when they were synced, in order.
    """

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, cut: Callable[[], None] = lambda: None) -> None:
        self.synced: list[Path] = []
        self._root = root
        self._contents: dict[int, bytes] = {}
        self._names: dict[tuple[int, str], int] = {}
        for one in (root, *root.rglob("*")):
            self._kept(one)
        real = os.fsync

        def fsync(descriptor: int) -> None:
            real(descriptor)
            number = os.fstat(descriptor).st_ino
            for one in (root, *root.rglob("*")):
                if one.stat().st_ino == number:
                    self.synced.append(one)
                    self._kept(one)
            cut()

        monkeypatch.setattr(os, "fsync", fsync)

    def _kept(self, path: Path) -> None:
        number = path.stat().st_ino
        if not stat.S_ISDIR(path.stat().st_mode):
            self._contents[number] = path.read_bytes()
            return
        self._names = {at: inner for at, inner in self._names.items() if at[0] != number}
        self._names |= {(number, inner.name): inner.stat().st_ino for inner in path.iterdir()}

    def left(self, path: Path) -> set[bytes | None]:
        """Return the contents that may stand under a name after a power cut, None for no file.

        Of a name that was changed since its folder was synced either may be kept, and of a file without a sync nothing.
        """
        numbers: set[int | None] = {self._root.stat().st_ino}
        folder: Path | None = self._root
        for name in path.relative_to(self._root).parts:
            known = {None if at is None else self._names.get((at, name)) for at in numbers}
            folder = folder / name if folder is not None and (folder / name).exists() else None
            numbers = known | {folder.stat().st_ino if folder is not None else None}
        return {None if number is None else self._contents.get(number, b"") for number in numbers}
