"""What does chance say here? Every draw has an address: the seed and the names of what it decides.

Nothing is streamed: the same address gives the same numbers whenever and wherever it is asked, so that adding a draw, a
layer or a command moves no other draw (docs/rules.md#draws).
"""

from __future__ import annotations

from hashlib import blake2b
from struct import Struct
from typing import Final

DRAWS_PER_NAME: Final = 16
"""Numbers that one address yields: one for each step of a bar."""

_WORDS: Final = Struct(f"<{DRAWS_PER_NAME}I")
_FIRST_WORD: Final = Struct("<I")
_UNIT: Final = 2.0**-32


def unit_draws(seed: int, *names: str | int) -> tuple[float, ...]:
    """Return the 16 numbers in [0, 1) at an address, evenly spread, multiples of 2**-32.

    `seed` is any int, negative and huge ones included; `names` tell apart what is drawn (bar, layer, purpose). Texts
    and numbers are different names: 1 is not "1". Order and grouping count: "ab", "c" is not "a", "bc". The numbers do
    not depend on platform, Python version or hash seed.

    Source: BLAKE2b, Aumasson, Neves, Wilcox-O'Hearn and Winnerlein (2013), RFC 7693; that the address is the hashed
    message is ours.
    """
    # %a writes the tuple as escaped ASCII text, which cannot collide; %x takes an int of any size.
    digest = blake2b(b"%x%a" % (seed, names)).digest()
    # Written out because a bar asks dozens of times: a loop or map here costs a third more.
    a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p = _WORDS.unpack(digest)  # noqa: E741 - 16 letters for 16 steps
    u = _UNIT
    return (
        a * u, b * u, c * u, d * u, e * u, f * u, g * u, h * u, i * u, j * u, k * u, l * u, m * u, n * u, o * u, p * u,
    )


def unit_draw(seed: int, *names: str | int) -> float:
    """Return the first of `unit_draws` at an address, in [0, 1); cheaper when one number is enough.

    Source: as `unit_draws`.
    """
    first: int = _FIRST_WORD.unpack_from(blake2b(b"%x%a" % (seed, names)).digest())[0]
    return first * _UNIT
