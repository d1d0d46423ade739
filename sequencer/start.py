"""What runs first when somebody types `techno`?

Loading the program makes a hundred thousand objects that all stay; searching them for garbage meanwhile would take a
tenth of the time until the command runs.
"""

from __future__ import annotations

import gc


def main() -> int:
    """Load the command line and run it; return the exit status."""
    gc.disable()
    from sequencer.cli import main as run  # noqa: PLC0415 - loading it is what the collector must not disturb

    gc.freeze()
    gc.enable()
    return run()


if __name__ == "__main__":
    raise SystemExit(main())
