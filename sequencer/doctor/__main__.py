"""A probe in a process of its own: `python -m sequencer.doctor PROBE`, which prints one JSON object."""

from __future__ import annotations

import json
import sys

from sequencer.doctor.probes import PROBES


def main() -> int:
    """Run the probe that was named; return the exit status."""
    probe, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(PROBES[probe](*arguments)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
