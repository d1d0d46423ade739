"""How is the network of the chat learnt from the corpus: `make learn-network`?

It reads the lines of `tests/data/wishes_meant.txt` and answers with the commands that their authors wrote beside them.
PyTorch trains it; `agent/offline/network/net.py` reads it without.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from agent.offline.network.net import (
    BUCKETS,
    END,
    LONGEST,
    MOST_PARTS,
    PAD,
    START,
    UNKNOWN,
    Network,
    packed,
    parts_of,
)
from agent.offline.network.tokens import COPY, FIRST_WORD, MOST_PLACES, Line, read, written
from tests.agent.learn import LATER, MEANT, NETWORK, meant_lines, network_digest, state_after

HEADS: Final = 4
WIDTH: Final = 160
WIDER: Final = 480
ENCODERS: Final = 3
DECODERS: Final = 2
DROPPED: Final = 0.15
BATCH: Final = 64
CHUNK: Final = 40 * BATCH
"""Lines of so many are sorted by length, so that those of a batch are about as long."""
RATE: Final = 1e-3
AVERAGED: Final = 0.998
"""The weights are an average over the last steps, each a little less (Polyak and Juditsky, 1992)."""
WARM: Final = 400
SMOOTHED: Final = 0.1
LEAST_SEEN: Final = 2
SEED: Final = 7
MARKS: Final = frozenset("?!,.;:")
LETTERS: Final = "abcdefghijklmnoprstuvwy"
UNMARKED: Final = 0.25
MISTYPED: Final = 0.02
FORGOTTEN: Final = 0.03
"""How many lines lose their marks, and words are mistyped or not known, so that the network learns to do with less."""


class Attention(nn.Module):
    """Each token of one sequence looks at those of another."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x: Tensor, to: Tensor, mask: Tensor) -> Tensor:
        """Return for each token of `x` what it takes of `to`, of those that the mask lets it see."""
        parts = [
            part(one).unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)
            for part, one in ((self.q, x), (self.k, to), (self.v, to))
        ]
        found = functional.scaled_dot_product_attention(
            *parts, attn_mask=mask, dropout_p=DROPPED if self.training else 0.0)
        out: Tensor = self.o(found.transpose(1, 2).flatten(2))
        return out


class Fed(nn.Module):
    """Two layers of neurons for each token."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(WIDTH, WIDER), nn.Linear(WIDER, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        """Return tokens, each through both layers."""
        out: Tensor = self.b(functional.relu(self.a(x)))
        return out


class Encoder(nn.Module):
    """A layer of the encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.at, self.ff, self.d = Attention(), Fed(), nn.Dropout(DROPPED)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return tokens that have looked at each other."""
        y = self.n1(x)
        x = x + self.d(self.at(y, y, mask))
        return x + self.d(self.ff(self.n2(x)))


class Decoder(nn.Module):
    """A layer of the decoder."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2, self.n3 = (nn.LayerNorm(WIDTH) for _ in range(3))
        self.at, self.cr, self.ff, self.d = Attention(), Attention(), Fed(), nn.Dropout(DROPPED)

    def forward(self, x: Tensor, line: Tensor, seen: Tensor, mask: Tensor) -> Tensor:
        """Return tokens of the answer that have looked at those before them and at the line."""
        y = self.n1(x)
        x = x + self.d(self.at(y, y, mask))
        x = x + self.d(self.cr(self.n2(x), line, seen))
        return x + self.d(self.ff(self.n3(x)))


class Model(nn.Module):
    """The network as it is trained; the names of its weights are those of `net.py`."""

    def __init__(self, read_tokens: int, written_tokens: int) -> None:
        super().__init__()
        self.e, self.g = nn.Embedding(read_tokens, WIDTH), nn.Embedding(BUCKETS + 1, WIDTH, padding_idx=PAD)
        self.t, self.p, self.q = (nn.Embedding(n, WIDTH) for n in (written_tokens, MOST_PLACES, LONGEST + 2))
        self.en = nn.ModuleList(Encoder() for _ in range(ENCODERS))
        self.de = nn.ModuleList(Decoder() for _ in range(DECODERS))
        self.ne, self.nd, self.d = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH), nn.Dropout(DROPPED)
        self.out = nn.Linear(WIDTH, written_tokens)
        with torch.no_grad():
            for one in (self.e, self.g, self.t, self.p, self.q):
                one.weight.normal_(std=0.7)
            self.g.weight[PAD] = 0

    def forward(self, line: Tensor, places: Tensor, parts: Tensor, own: Tensor, begun: Tensor) -> Tensor:
        """Return for each token of answers how likely each is next: lines x tokens x known tokens.

        `parts` are those of each word that is there, and `own` the row of each token among them.
        """
        count = (parts > PAD).sum(-1, keepdim=True).clamp(min=1).sqrt()
        of_parts = (self.g(parts).sum(1) / count)[own]
        x = self.d(self.e(line) + of_parts + self.p(places))
        seen = (line != PAD)[:, None, None, :]
        for one in self.en:
            x = one(x, seen)
        x, length = self.ne(x), begun.shape[1]
        y = self.d(self.t(begun) + self.q.weight[:length])
        mask = torch.tril(torch.ones(length, length, dtype=torch.bool))[None, None]
        for one in self.de:
            y = one(y, x, seen, mask)
        out: Tensor = self.out(self.nd(y))
        return out


def examples() -> list[tuple[Line, list[str]]]:
    """List the lines of the corpus, each with the answer to learn; without those of too long an answer."""
    lines = [(read(one.say, state_after(one.before)), one.means) for one in (*meant_lines(MEANT), *meant_lines(LATER))]
    answers = [(line, written(means, line)) for line, means in lines]
    return [(line, answer) for line, answer in answers if len(answer) <= LONGEST]


NAMES: Final = (
    "blue red night morning lights storm river sunday club deep lights one two first final best home tunnel smoke "
    "fire rain city ghost gold dark bright chapter intro peak low high north velvet lake tower bass floor mine yours"
).split()
CONSONANTS: Final = "bdfgklmnprstvz"


def _made_up(_: str, draw: random.Random) -> str:
    return "".join(draw.choice(CONSONANTS) + draw.choice("aeiou") for _ in range(draw.randint(1, 4)))


RENAMED: Final = (lambda name, _: name, _made_up, lambda _, draw: draw.choice(NAMES))


def noisy(line: Line, answer: list[str], draw: random.Random) -> tuple[list[str], list[int]]:
    """Return tokens and places of a line as it may be typed.

    Now and then it is without marks, a word is mistyped or one that nobody knows, and a name is another one.
    """
    copies = [found for one in answer if (found := COPY.fullmatch(one)) is not None]
    copied = {FIRST_WORD + int(found["place"]) for found in copies if found["kind"] == "C"}
    unmarked, tokens, places = draw.random() < UNMARKED, list[str](), list[int]()
    for token, place in zip(line.tokens, line.places, strict=True):
        if unmarked and token in MARKS:
            continue
        word, chance = token.isalpha() and token.islower(), draw.random()
        if word and place in copied:
            said = draw.choice(RENAMED)(token, draw)
        elif word and chance < MISTYPED:
            said = mistyped(token, draw)
        else:
            said = NOBODY if word and chance < MISTYPED + FORGOTTEN else token
        tokens.append(said)
        places.append(place)
    return tokens, places


NOBODY: Final = "???"


def mistyped(word: str, draw: random.Random) -> str:
    """Return a word with two letters changed about, one left out, one twice or a wrong one."""
    if len(word) < 4:
        return word
    at = draw.randrange(len(word) - 1)
    return draw.choice((
        word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :], word[: at + 1] + word[at:],
        word[:at] + draw.choice(LETTERS) + word[at + 1 :],
    ))


def lines_of(
    lines: list[tuple[list[str], list[int]]], known_at: dict[str, int]
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return lines as numbers of their tokens, their places, the parts of words, the row of each token among these."""
    length = max(len(tokens) for tokens, _ in lines)
    words = {one: at for at, one in enumerate(dict.fromkeys(token for tokens, _ in lines for token in tokens), 1)}
    parts = np.full((len(words) + 1, MOST_PARTS), PAD)
    for token, at in words.items():
        parts[at, : len(parts_of(token))] = parts_of(token)
    found, at_places, own = (np.full((len(lines), length), PAD) for _ in range(3))
    for row, (tokens, places) in enumerate(lines):
        found[row, : len(tokens)] = [known_at.get(token, UNKNOWN) for token in tokens]
        at_places[row, : len(tokens)] = places
        own[row, : len(tokens)] = [words[token] for token in tokens]
    return tuple(map(torch.from_numpy, (found, at_places, parts, own)))


def answers_of(answers: list[list[str]], places: dict[str, int]) -> Tensor:
    """Return answers as numbers of their tokens, with a start and an end; without those that are not known."""
    found = np.full((len(answers), max(map(len, answers)) + 2), PAD, int)
    for row, answer in enumerate(answers):
        own = [START, *(places[one] for one in answer if one in places), END]
        found[row, : len(own)] = own
    return torch.from_numpy(found)


def known(every: list[list[str]], first: tuple[str, ...]) -> list[str]:
    """Return the tokens that are there often enough, after those that have a place of their own."""
    seen = Counter(token for one in every for token in one)
    return [*first, *sorted(token for token, count in seen.items() if count >= LEAST_SEEN)]


def learn(every: list[tuple[Line, list[str]]], rounds: int) -> tuple[Model, list[str], list[str]]:
    """Return the network learnt from examples, and the tokens that it knows of lines and answers."""
    torch.manual_seed(SEED)
    draw = random.Random(SEED)
    reads = known([[*line.tokens] for line, _ in every], ("<pad>", "<unknown>"))
    writes = known([answer for _, answer in every], ("<pad>", "<start>", "<end>"))
    read_at, write_at = ({token: at for at, token in enumerate(some)} for some in (reads, writes))
    model = Model(len(reads), len(writes))
    steps, begun = rounds * math.ceil(len(every) / BATCH), time.monotonic()
    descent = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    rate = torch.optim.lr_scheduler.LambdaLR(descent, lambda at: min((at + 1) / WARM, max(0.02, 1 - at / steps)))
    sys.stderr.write(f"{len(every)} lines, {sum(one.numel() for one in model.parameters())} weights\n")
    mean = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED))
    for number in range(rounds):
        model.train()
        order, total = sorted(every, key=lambda _: draw.random()), 0.0
        chunks = [
            sorted(order[at : at + CHUNK], key=lambda one: len(one[0].tokens)) for at in range(0, len(order), CHUNK)
        ]
        batches = [chunk[at : at + BATCH] for chunk in chunks for at in range(0, len(chunk), BATCH)]
        draw.shuffle(batches)
        for batch in batches:
            given = lines_of([noisy(line, answer, draw) for line, answer in batch], read_at)
            answers = answers_of([answer for _, answer in batch], write_at)
            sums = model(*given, answers[:, :-1])
            loss = functional.cross_entropy(
                sums.flatten(0, 1), answers[:, 1:].flatten(), ignore_index=PAD, label_smoothing=SMOOTHED)
            descent.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            descent.step()
            rate.step()
            mean.update_parameters(model)
            total += loss.item()
        took = time.monotonic() - begun
        sys.stderr.write(f"round {number + 1} of {rounds}: loss {total / len(batches):.3f}, {took:.0f} s\n")
    return mean.module, reads, writes


def main() -> None:
    """Learn, and write the weights."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=16)
    given.add_argument("--out", type=Path, default=NETWORK)
    args = given.parse_args()
    model, reads, writes = learn(examples(), args.rounds)
    weights = {name: one.detach().numpy() for name, one in model.state_dict().items()}
    found: dict[str, Any] = {**packed(Network(weights, reads, writes, HEADS, network_digest()))}
    np.savez_compressed(args.out, **found)


if __name__ == "__main__":
    main()
