"""How likely is each answer to a line? A transformer of a few million weights, read with numpy.

It is an encoder of the line and a decoder of the commands (Vaswani et al., 2017, with the norms first), small enough
to answer within some hundredths of a second. `weights.npz` holds whole numbers from -127 to 127 and a scale for each
row; `make learn-network` writes it.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.network.tokens import Line

    Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

BUCKETS: Final = 8192
"""Parts of words share so many vectors, so that a word that was never seen is read by its parts."""
MOST_PARTS: Final = 20
PART_LENGTHS: Final = (3, 4, 5)
PAD: Final = 0
UNKNOWN: Final = 1
START: Final = 1
END: Final = 2
LONGEST: Final = 40
"""An answer has at most so many tokens."""
SMALL: Final = 1e-5
MASKED: Final = np.float32(-1e9)


@cache
def parts_of(word: str) -> list[int]:
    """Return the numbers of the parts of a word, three to five letters each, from 1; none for a mark or a figure."""
    if not (word.isalpha() and word.islower()):
        return []
    whole = f"<{word}>"
    return [
        zlib.crc32(whole[at : at + length].encode()) % BUCKETS + 1
        for length in PART_LENGTHS for at in range(len(whole) - length + 1)
    ][:MOST_PARTS]


@dataclass(frozen=True)
class Network:
    """The weights by name, and the tokens that it knows of lines and of answers."""

    weights: Mapping[str, Array]
    read: Sequence[str]
    written: Sequence[str]
    heads: int

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Number each token of lines."""
        return {token: at for at, token in enumerate(self.read)}

    def answers(self, line: Line, width: int) -> list[tuple[tuple[str, ...], float]]:
        """Return the likeliest answers to a line with the probability of each, by a beam search.

        Args:
            line: as it is read. width: of the beam; so many answers come back at most.
        """
        seen = self._encoded(line)
        going, done = [((START,), 0.0)], list[tuple[tuple[int, ...], float]]()
        for _ in range(LONGEST):
            logs = self._next(seen, [one for one, _ in going])
            best = sorted(
                ((-(share + float(logs[row, at])), (*one, int(at)))
                 for row, (one, share) in enumerate(going) for at in np.argsort(-logs[row], kind="stable")[:width])
            )[:width]
            done += [(one, -share) for share, one in best if one[-1] == END]
            going = [(one, -share) for share, one in best if one[-1] != END]
            done.sort(key=lambda one: -one[1])
            if not going or (len(done) >= width and going[0][1] < done[width - 1][1]):
                break
        return [
            (tuple(self.written[at] for at in one[1:-1]), float(np.exp(share))) for one, share in done[:width]
        ]

    def _encoded(self, line: Line) -> Array:
        w = self.weights
        rows = []
        for token, place in zip(line.tokens, line.places, strict=True):
            row, parts = w["e.weight"][self.places.get(token, UNKNOWN)] + w["p.weight"][place], parts_of(token)
            rows.append(row + w["g.weight"][parts].sum(0) / np.sqrt(np.float32(len(parts))) if parts else row)
        x = np.stack(rows)
        for at in range(self._layers("en")):
            y = self._normed(x, f"en.{at}.n1")
            x = x + self._attended(y, y, f"en.{at}.at", causal=False)
            x = x + self._fed(self._normed(x, f"en.{at}.n2"), f"en.{at}.ff")
        return self._normed(x, "ne")

    def _next(self, line: Array, begun: Sequence[Sequence[int]]) -> Array:
        """Return the logarithm of how likely each token is after each beginning: rows of beginnings."""
        return np.stack([self._after(line, one) for one in begun])

    def _after(self, line: Array, begun: Sequence[int]) -> Array:
        w = self.weights
        x = w["t.weight"][list(begun)] + w["q.weight"][: len(begun)]
        for at in range(self._layers("de")):
            y = self._normed(x, f"de.{at}.n1")
            x = x + self._attended(y, y, f"de.{at}.at", causal=True)
            x = x + self._attended(self._normed(x, f"de.{at}.n2"), line, f"de.{at}.cr", causal=False)
            x = x + self._fed(self._normed(x, f"de.{at}.n3"), f"de.{at}.ff")
        sums = self._through(self._normed(x[-1:], "nd"), "out")[0]
        raised = sums - sums.max()
        return raised - np.log(np.exp(raised).sum())

    def _layers(self, kind: str) -> int:
        return sum(name.startswith(f"{kind}.") and name.endswith(".n1.weight") for name in self.weights)

    def _through(self, x: Array, name: str) -> Array:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _normed(self, x: Array, name: str) -> Array:
        off = x - x.mean(-1, keepdims=True)
        even = off / np.sqrt((off * off).mean(-1, keepdims=True) + np.float32(SMALL))
        return even * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def _fed(self, x: Array, name: str) -> Array:
        return self._through(np.maximum(self._through(x, f"{name}.a"), 0), f"{name}.b")

    def _attended(self, x: Array, to: Array, name: str, *, causal: bool) -> Array:
        size = x.shape[-1] // self.heads
        asks, keys, values = (
            self._through(one, f"{name}.{part}").reshape(len(one), self.heads, size).transpose(1, 0, 2)
            for one, part in ((x, "q"), (to, "k"), (to, "v"))
        )
        sums = asks @ keys.transpose(0, 2, 1) / np.sqrt(np.float32(size))
        if causal:
            sums = sums + np.triu(np.full((len(x), len(to)), MASKED), 1)
        raised = np.exp(sums - sums.max(-1, keepdims=True))
        found = (raised / raised.sum(-1, keepdims=True)) @ values
        return self._through(found.transpose(1, 0, 2).reshape(x.shape), f"{name}.o")


@cache
def shipped() -> Network:
    """Return the network of `weights.npz`."""
    with files("agent.offline.network").joinpath("weights.npz").open("rb") as file, np.load(file) as found:
        return unpacked({name: found[name] for name in found.files})


def packed(weights: Mapping[str, Array], read: Sequence[str], written: Sequence[str], heads: int) -> dict[str, Array]:
    """Return the arrays of a file for a network: whole numbers with a scale a row, vectors as they are."""
    found = {"read": np.array(read), "written": np.array(written), "heads": np.array(heads)}
    for name, one in weights.items():
        if one.ndim == 1:
            found[name] = one.astype(np.float32)
            continue
        scale = np.maximum(np.abs(one).max(1, keepdims=True), SMALL).astype(np.float32) / np.float32(127)
        found[name] = np.rint(one / scale).astype(np.int8)
        found[f"{name} scale"] = scale
    return found


def unpacked(found: Mapping[str, Array]) -> Network:
    """Return the network of the arrays of a file."""
    scale = " scale"
    weights = {
        name: one.astype(np.float32) * found[name + scale] if name + scale in found else one
        for name, one in found.items() if name not in {"read", "written", "heads"} and not name.endswith(scale)
    }
    return Network(weights, found["read"].tolist(), found["written"].tolist(), int(found["heads"]))
