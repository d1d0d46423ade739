"""What runs first when somebody types `techno`?

Loading the program makes a hundred thousand objects that all stay; searching them for garbage meanwhile would take a
tenth of the time until the command runs.
"""

from __future__ import annotations

import gc

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells give it."""


def main() -> int:
    """Load the command line and run it; return the exit status."""
    gc.disable()
    try:
        from sequencer.commands.cli import main as run  # noqa: PLC0415 - loading it is what the collector must not disturb
    except KeyboardInterrupt:
        return INTERRUPTED

    gc.freeze()
    gc.enable()
    return run()


if __name__ == "__main__":
    raise SystemExit(main())
