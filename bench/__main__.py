"""Which figures are asked for? `python -m bench` measures all but the long ones, `python -m bench NAME` one.

Exit 0 when all bounds are kept, 1 when one is missed, 2 for an unknown name.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench import chat, closed_loop, endurance, goals, moods, music, sound, speed, stage, timing
from bench.sound import live, session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.figures import Figure, Within

BENCHES: dict[str, Callable[[], Iterator[Figure | Within]]] = {
    "chat": chat.figures, "closed_loop": closed_loop.figures, "moods": moods.figures, "music": music.figures,
    "sound": sound.figures, "speed": speed.figures, "stage": stage.figures, "timing": timing.figures,
    "goals": goals.figures,
    "listen": live.figures, "heard": session.figures, "day": endurance.day, "hour": endurance.hour,
}
LONG = frozenset({"day", "goals", "hour", "listen", "heard"})


def main(names: Sequence[str]) -> int:
    """Print one line a figure; return 0 when all bounds are kept, 1 when one is missed, 2 for an unknown name."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"there is no bench {unknown[0]}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or [name for name in BENCHES if name not in LONG]:
        print(f"{name}:", flush=True)
        for figure in BENCHES[name]():
            print(figure.line(), flush=True)
            missed += not figure.passed
    print(f"{missed} bounds missed" if missed else "all bounds kept")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
