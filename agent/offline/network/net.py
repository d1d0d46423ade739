"""How likely is each answer to a line? A transformer, read with numpy.

The encoder is that of all-MiniLM-L6-v2 (Wang et al., 2020; Reimers and Gurevych, 2019), which has read English, learnt
further from lines about this machine; the decoder of the commands is small and new (Vaswani et al., 2017, with the
norms first). `weights.npz` holds whole numbers from -127 to 127 and a scale for each row; `make learn-network` writes
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from agent.offline.network.pieces import pieces_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.network.tokens import Line

Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

ABOUT: Final = ("read", "written", "heads", "corpus")
PAD: Final = 0
START: Final = 1
END: Final = 2
LONGEST: Final = 40
"""An answer has at most so many tokens."""
SMALL: Final = 1e-5
SMALLER: Final = 1e-12
"""What keeps a division of the norms from one by 0, in the decoder and in the encoder."""
SCALE: Final = " scale"
MOST_PIECES: Final = 160
PER_ANSWER: Final = 4
"""Dimensions where each answer has keys and values of its own: answers x heads x tokens x width of a head."""


@dataclass(frozen=True)
class Network:
    """The network.

    Attributes:
        weights: by name; those that rows go through are turned, inputs x outputs.
        read: tokens and pieces of words that it knows of lines. written: tokens of answers.
        heads: of the attention in the encoder, in the decoder. corpus: SHA-256 of the lines that it was learnt from.
    """

    weights: Mapping[str, Array]
    read: Sequence[str]
    written: Sequence[str]
    heads: Sequence[int]
    corpus: str

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Number each token of lines."""
        return {token: at for at, token in enumerate(self.read)}

    def answers(self, line: Line, width: int, least: float) -> list[tuple[tuple[str, ...], float]]:
        """Return the likeliest answers to a line with the probability of each, by a beam search.

        Args:
            line: as it is read. width: of the beam; so many answers come back at most.
            least: less likely ones are left out.
        """
        seen, lowest = self._seen(self._encoded(line)), float(np.log(least))
        done, held = list[tuple[tuple[int, ...], float]](), self._nothing_held()
        going: list[tuple[tuple[int, ...], float]] = [((START,), 0.0)]
        for place in range(LONGEST):
            logs, held = self._next([one[-1] for one, _ in going], place, seen, held)
            best = sorted(
                ((-(share + float(logs[row, at])), row, int(at))
                 for row, (_, share) in enumerate(going) for at in np.argsort(-logs[row], kind="stable")[:width]
                 if share + float(logs[row, at]) >= lowest)
            )[:width]
            done += [(going[row][0], -share) for share, row, at in best if at == END]
            done = sorted(done, key=lambda one: -one[1])[:width]
            on = [(share, row, at) for share, row, at in best if at != END]
            if not on or (len(done) == width and -on[0][0] < done[-1][1]):
                break
            rows = [row for _, row, _ in on]
            going = [((*going[row][0], at), -share) for share, row, at in on]
            held = [(keys[rows], values[rows]) for keys, values in held]
        return [(tuple(self.written[at] for at in one[1:]), float(np.exp(share))) for one, share in done]

    def rows(self, tokens: Sequence[str], places: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the numbers of tokens, a word by its pieces, and the place of each in the line."""
        pieces = [(piece, place) for token, place in zip(tokens, places, strict=True)
                  for piece in pieces_of(token, self.places)][:MOST_PIECES]
        return [self.places[piece] for piece, _ in pieces], [place for _, place in pieces]

    def _encoded(self, line: Line) -> Array:
        """Return the tokens of a line as the decoder sees them: tokens x width."""
        w, (rows, places) = self.weights, self.rows(line.tokens, line.places)
        x = self._normed(w["e.weight"][rows] + w["s.weight"][: len(rows)] + w["p.weight"][places], "ne", SMALLER)
        for at in range(self._layers("en")):
            asks, keys, values = (self._heads(x, f"en.{at}.at.{part}", self.heads[0]) for part in "qkv")
            x = self._normed(x + self._taken(asks, keys, values, f"en.{at}.at"), f"en.{at}.n1", SMALLER)
            wide = self._through(x, f"en.{at}.ff.a")
            x = self._normed(x + self._through(_curved(wide), f"en.{at}.ff.b"), f"en.{at}.n2", SMALLER)
        return x

    def _seen(self, line: Array) -> list[tuple[Array, Array]]:
        """Return for each layer of the decoder the keys and values of a line: heads x tokens x width of a head."""
        return [
            (self._heads(line, f"de.{at}.cr.k", self.heads[1]), self._heads(line, f"de.{at}.cr.v", self.heads[1]))
            for at in range(self._layers("de"))
        ]

    def _nothing_held(self) -> list[tuple[Array, Array]]:
        """Return for each layer of the decoder the keys and values of no token: one answer x heads x 0 x width."""
        count = self.heads[1]
        none = np.zeros((1, count, 0, self.weights["t.weight"].shape[1] // count), np.float32)
        return [(none, none) for _ in range(self._layers("de"))]

    def _next(
        self, last: Sequence[int], place: int, seen: Sequence[tuple[Array, Array]], held: Sequence[tuple[Array, Array]]
    ) -> tuple[Array, list[tuple[Array, Array]]]:
        """Return the logarithm of how likely each token comes next, answers x tokens, and what is held then.

        Args:
            last: token of each answer that was begun. place: of it, from 0.
            seen: keys and values of the line. held: those of the tokens before, for each answer.
        """
        x, now = self.weights["t.weight"][[*last]] + self.weights["q.weight"][place], list[tuple[Array, Array]]()
        for at, ((line_keys, line_values), (keys, values)) in enumerate(zip(seen, held, strict=True)):
            y = self._normed(x, f"de.{at}.n1")
            asks, key, value = (
                self._heads(y, f"de.{at}.at.{part}", self.heads[1]).transpose(1, 0, 2)[:, :, None] for part in "qkv")
            own = np.concatenate([keys, key], 2), np.concatenate([values, value], 2)
            now.append(own)
            x = x + self._taken(asks, *own, f"de.{at}.at")
            asks = self._heads(self._normed(x, f"de.{at}.n2"), f"de.{at}.cr.q", self.heads[1])
            x = x + self._taken(asks, line_keys, line_values, f"de.{at}.cr")
            x = x + self._fed(self._normed(x, f"de.{at}.n3"), f"de.{at}.ff")
        sums = self._through(self._normed(x, "nd"), "out")
        raised = sums - sums.max(-1, keepdims=True)
        logs: Array = raised - np.log(np.exp(raised).sum(-1, keepdims=True))
        return logs, now

    def _layers(self, kind: str) -> int:
        return sum(name.startswith(f"{kind}.") and name.endswith(".n1.weight") for name in self.weights)

    def _through(self, x: Array, name: str) -> Array:
        out: Array = x @ self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return out

    def _normed(self, x: Array, name: str, small: float = SMALL) -> Array:
        off = x - x.mean(-1, keepdims=True)
        even = off / np.sqrt((off * off).mean(-1, keepdims=True) + np.float32(small))
        out: Array = even * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return out

    def _fed(self, x: Array, name: str) -> Array:
        return self._through(np.maximum(self._through(x, f"{name}.a"), 0), f"{name}.b")

    def _heads(self, x: Array, name: str, count: int) -> Array:
        """Return tokens through some weights, a part for each head: heads x tokens x width of a head."""
        return self._through(x, name).reshape(len(x), count, -1).transpose(1, 0, 2)

    def _taken(self, asks: Array, keys: Array, values: Array, name: str) -> Array:
        """Mix the values of the tokens that each token looks at, by how much it looks: tokens x width."""
        sums = asks @ np.swapaxes(keys, -1, -2) / np.sqrt(np.float32(asks.shape[-1]))
        raised = np.exp(sums - sums.max(-1, keepdims=True))
        found = (raised / raised.sum(-1, keepdims=True)) @ values
        rows = found[:, :, 0] if asks.ndim == PER_ANSWER else found.transpose(1, 0, 2)
        return self._through(rows.reshape(len(rows), -1), f"{name}.o")


def _curved(x: Array) -> Array:
    """Return GELU of numbers, by the tangent that comes near it (Hendrycks and Gimpel, 2016)."""
    out: Array = np.float32(0.5) * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)))
    return out


@cache
def shipped() -> Network:
    """Return the network of `weights.npz`."""
    with files("agent.offline.network").joinpath("weights.npz").open("rb") as file, np.load(file) as found:
        return unpacked({name: found[name] for name in found.files})


def packed(network: Network) -> dict[str, Array]:
    """Return the arrays of a file for a network: whole numbers with a scale a row, vectors as they are."""
    found = {name: np.array(getattr(network, name)) for name in ABOUT}
    for name, one in network.weights.items():
        if one.ndim == 1:
            found[name] = one.astype(np.float32)
            continue
        rows = one if is_looked_up(name) else one.T
        scale = np.maximum(np.abs(rows).max(1, keepdims=True), SMALL).astype(np.float32) / np.float32(127)
        found[name] = np.rint(rows / scale).astype(np.int8)
        found[name + SCALE] = scale
    return found


def unpacked(found: Mapping[str, Array]) -> Network:
    """Return the network of the arrays of a file."""
    weights = {
        name: _turned(name, one.astype(np.float32) * found[name + SCALE]) if name + SCALE in found else one
        for name, one in found.items() if name not in ABOUT and not name.endswith(SCALE)
    }
    return Network(weights, *(found[name].tolist() for name in ABOUT))


def _turned(name: str, rows: Array) -> Array:
    return rows if is_looked_up(name) else np.ascontiguousarray(rows.T)


def is_looked_up(name: str) -> bool:
    """Return True for weights of which rows are taken, and that nothing goes through."""
    return name.count(".") == 1 and name != "out.weight"
