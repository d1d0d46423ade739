"""How are bars written in tests? As text: x sounds, . rests."""


def mask(pattern: str) -> int:
    return sum(1 << step for step, letter in enumerate(pattern) if letter == "x")


def text(mask_: int, steps: int = 16) -> str:
    return "".join("x" if mask_ >> step & 1 else "." for step in range(steps))
