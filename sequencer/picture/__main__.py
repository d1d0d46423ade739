"""The drawing process: `python -m sequencer.picture svg|png`; a sheet as JSON comes in, the picture goes out."""

from __future__ import annotations

import json
import sys

MISSING = 3
"""Exit status where the drawing library is not installed."""


def main() -> int:
    """Draw one sheet; return the exit status."""
    try:
        from sequencer.picture.drawing import drawn  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"{missing.name}\n")
        return MISSING
    sys.stdout.buffer.write(drawn(json.load(sys.stdin), sys.argv[1]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
