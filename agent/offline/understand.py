"""What does a sentence ask for, given how the music stands?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agent.offline import qualities, sizes
from agent.offline.clause import FILES, Clause, clauses_of
from agent.offline.layers import meant
from agent.offline.moods import MOODS, OF_LAYERS
from agent.offline.names import GENRES, called, config_named
from agent.offline.tempo import tempo_of
from agent.offline.words import words_of
from agent.requests import LoadNamed, Panic, Record, Render, Request, Save, Transport
from engine import commands as ask
from engine.parameters import canonical, parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.config import Config
    from engine.state import SessionState

SHOUT: Final = 2
"""Words of a shout: "hats!" asks for more of them."""
DROP_BARS: Final = 8
FORCE: Final = {"harder": 1, "busier": 1, "wilder": 1, "calmer": -1, "sparser": -1}
DOWNWARDS: Final = frozenset({"calmer", "sparser", "darker"})
"""Moods whose "down" is no "less": calm down, strip down."""
EARLIER: Final = frozenset({"back", "left", "backwards", "backward", "earlier"})
STYLE_WORDS: Final = frozenset({"techno", "style", "set", "version", *FILES})
PULLS: Final = frozenset({"cut", "pull", "yank"})
PLAIN_MORE: Final = frozenset("more less fewer extra add adding another reduced minus".split())


@dataclass(slots=True)
class Understood:
    """What a sentence asks for.

    Attributes:
        requests: in order.
        missing: layers that are named and not there.
        spared: layers that are to stay as they are.
        foreign: words of what this program does not do.
        clauses: as they were read, for what comes next ("more!").
    """

    requests: list[Request] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)


def understand(
    text: str, state: SessionState, names: Sequence[str] = (), before: Sequence[Clause] = ()
) -> Understood:
    """Return what a sentence asks for.

    Args:
        text: as it was typed.
        state: of the session.
        names: of the configs there are.
        before: clauses of the wish before, which "more" and "less" alone go on from.
    """
    config = state.config
    words = words_of(text)
    found = Understood()
    paths: set[str] = set()
    clauses = clauses_of(words, frozenset(name.lower() for name in config.layers))
    for clause in clauses:
        found.spared += meant(config, clause.spared)
    for clause in clauses:
        if clause.foreign:
            found.foreign += clause.foreign
            continue
        if len(clause.unknown) >= max(2, clause.known):
            continue  # too little of it is understood to act on it
        reader = _Reader(clause, state, names, words, found, alone=len(clauses) == 1)
        again = _again(reader, before)
        asked = again or reader.requests()
        found.missing += reader.missing
        for request in asked:
            path = request.path if isinstance(request, ask.Set) else None
            if request not in found.requests and path not in paths:
                found.requests.append(request)
            if path is not None:
                paths.add(path)
        if asked:
            found.clauses += before if again else [clause]
    found.requests = [one for one in found.requests if not _touches(one, set(found.spared))]
    return found


def _touches(request: Request, spared: set[str]) -> bool:
    if isinstance(request, ask.Set):
        return request.path.split(".")[0] in spared
    return isinstance(request, (ask.Mute, ask.Solo)) and isinstance(request, ask.Mute) and request.layer in spared


def _again(reader: _Reader, before: Sequence[Clause]) -> list[Request]:
    """Return the wish before once more, for a bare "more", or the other way round for "less"."""
    clause = reader.clause
    if not before or not clause.direction or clause.layers or clause.qualities or clause.leanings or clause.moods:
        return []
    found: list[Request] = []
    for earlier in before:
        earlier_direction = -1 if earlier.too else earlier.direction
        again = Clause(
            earlier.words, layers=earlier.layers, qualities=earlier.qualities, degree=clause.degree,
            leanings=[(quality, way * clause.direction) for quality, way in earlier.leanings], moods=earlier.moods,
            direction=clause.direction if earlier_direction >= 0 else -clause.direction, known=earlier.known,
            too=clause.direction < 0 and bool(earlier.moods),
        )
        found += _Reader(again, reader.state, reader.names, reader.sentence, Understood()).requests()
    return found


class _Reader:
    """One clause on its way to requests."""

    def __init__(
        self, clause: Clause, state: SessionState, names: Sequence[str], sentence: Sequence[str], whole: Understood,
        *, alone: bool = False,
    ) -> None:
        self.clause = clause
        self.state = state
        self.config: Config = state.config
        self.names = names
        self.sentence = sentence
        self.whole = whole
        self.alone = alone
        excepted = meant(self.config, clause.excepted)
        self.layers = [name for name in meant(self.config, clause.layers) if name not in excepted]
        if clause.all_but or clause.others:
            out = set(meant(self.config, [*clause.layers, *clause.excepted])) | set(whole.spared)
            self.layers = [name for name in self.config.layers if name not in out]
        self.missing = [
            word for word in clause.layers if word != "all" and not meant(self.config, [word]) and not clause.foreign
        ]

    def requests(self) -> list[Request]:
        """Return what the clause asks for; nothing when it is not understood."""
        clause = self.clause
        done = self._by_path() or self._actions()
        if not done and (tempo := self._tempo()):
            return [*tempo, *self._music()] if clause.moods else tempo  # harder faster meaner
        return done or self._rotated() or self._hands() or self._music()

    def _rotated(self) -> list[Request]:
        """Return what turns layers by a number of steps, or to one."""
        clause = self.clause
        ways = [way for quality, way in clause.leanings if quality == "rotation"]
        figure = next((one for one in clause.numbers if one.unit in {"", "step"}), None)
        steps = figure is not None and figure.unit == "step"
        if not (ways or steps or "rotation" in clause.qualities) or not self.layers or figure is None:
            return []
        if not (steps or figure.relative):
            return []
        way = (ways or [0])[0] or (-1 if set(clause.words) & EARLIER else 1)
        turned = {layer: round((self.config.layers[layer].rot or 0) + way * figure.value) for layer in self.layers}
        return [ask.Set(f"{layer}.rot", min(max(rot, -64), 64)) for layer, rot in turned.items()]

    def _by_path(self) -> list[Request]:
        """Return what sets or moves a parameter that is named by its path."""
        clause = self.clause
        path = next((word for word in clause.words if "." in word and parameter(self.config, word) is not None), None)
        if path is None:
            return []
        if clause.numbers and not clause.numbers[0].relative:
            exact = sizes.exactly(self.config, canonical(path), clause.numbers[0].value, clause.numbers[0].unit)
            return [] if exact is None else [exact]
        moved = sizes.nudged(self.config, canonical(path), self._way() or 1, clause.degree)
        return [] if moved is None else [moved]

    # --- what is neither a layer's nor a parameter's ------------------------------------------------------------------

    def _actions(self) -> list[Request]:  # noqa: C901, PLR0911, PLR0912 - one arm an action
        clause, actions = self.clause, set(self.clause.actions)
        bars = clause.bars
        if "undo" in actions and not clause.negated:
            return [ask.Undo(self._count())]
        if "redo" in actions:
            return [ask.Redo(self._count())]
        if "panic" in actions:
            return [Panic()]
        if "recordstart" in actions or ("record" in actions and "stop" not in actions and not self.layers):
            return [Record("start", called(clause.words) or "")]
        if "recordstop" in actions or {"record", "stop"} <= actions:
            return [Record("stop")]
        if "unfreeze" in actions or {"freeze", "stop"} <= actions or ("freeze" in actions and clause.nothing):
            return [ask.Unfreeze()]
        if "freeze" in actions and not self.layers:
            return [ask.Freeze()]
        if "render" in actions and not clause.layers and not clause.unknown and (bars or set(clause.words) & FILES):
            return [Render(min(bars or 16, 1024), f"{called(clause.words) or 'render'}.mid", self._config_name())]
        if actions & {"scene", "recall"} or ("save" in actions and not self.layers):
            return self._scene(actions)
        if actions & {"load", "goto"} or (actions & {"play", "set"} and self._config_name()):
            name = self._config_name()
            of_layers = self.layers and set(clause.layers) != {"all"}
            if name is not None and self._means_style(actions) and not (clause.direction or of_layers):
                return [LoadNamed(name)]
        if self.alone and clause.words and set(clause.words) & GENRES and not (clause.says_what or clause.unknown):
            name = self._config_name()
            return [LoadNamed(name)] if name is not None else []
        if "everybeat" in actions and self.layers:
            return [
                request for layer in self.layers
                for request in (ask.Set(f"{layer}.steps", 16), ask.Set(f"{layer}.fills", 4), ask.Set(f"{layer}.rot", 0))
            ]
        if actions & {"doubletime", "halftime"} and self.layers:
            changes = qualities.Changes(self.config, self.layers, factor=2.0 if "doubletime" in actions else 0.5)
            return changes.of("density", 1 if "doubletime" in actions else -1)
        if "thedrop" in actions and not self._tempo():
            return self._back() or [ask.Drop(bars or DROP_BARS)]
        if "drop_all" in actions:
            return [ask.Drop(bars or DROP_BARS)]
        other = clause.layers or clause.qualities or clause.direction or clause.numbers or "fill" in actions
        if "drop" in clause.words and not other:
            return [ask.Drop(bars or DROP_BARS)]
        if "fill" in actions and not clause.qualities:
            return self._fill(actions)
        if "release" in clause.moods:
            clause.moods, clause.direction = ["tense"], -1
            return [*self._back(), ask.Fill(0)] if self._back() else []
        if not self.layers and not clause.qualities and not clause.layers:
            return self._transport(actions)
        if "all" in clause.layers and actions & {"stop", "play", "continue"} and not self._partial():
            return self._transport(actions)
        return []

    def _means_style(self, actions: set[str]) -> bool:
        """Return True unless the name of a style is meant as a mood or a quality: get hypnotic, give it a shuffle."""
        clause = self.clause
        loaded = bool(actions & {"load", "goto", "play"} or set(clause.words) & STYLE_WORDS)
        return loaded or not (clause.moods or clause.qualities)

    def _partial(self) -> bool:
        return bool(self.clause.excepted or self.clause.all_but or self.clause.others or self.clause.bars)

    def _count(self) -> int:
        number = next((int(one.value) for one in self.clause.numbers if one.value >= 1), 1)
        return min(number, 64)

    def _transport(self, actions: set[str]) -> list[Request]:
        clause = self.clause
        if clause.negated or clause.numbers or clause.moods or clause.leanings or clause.unknown:
            return []
        if actions - {"stop", "play", "continue", "set", "keep"}:
            return []
        if "stop" in actions:
            return [Transport("stop")]
        if "continue" in actions:
            return [Transport("continue")]
        return [Transport("play")] if "play" in actions else []

    def _fill(self, actions: set[str]) -> list[Request]:
        clause = self.clause
        ended = actions & {"stop", "mute"} and "drop" not in clause.words  # drop in a fill
        if clause.nothing or clause.negated or ended or (clause.direction < 0):
            return [ask.Fill(0)]
        if "keep" in actions or "on" in clause.words or "until" in self.sentence:
            return [ask.Fill(None)]
        return [ask.Fill(clause.bars or self._count())]

    def _scene(self, actions: set[str]) -> list[Request]:
        clause = self.clause
        name = called(clause.words)
        if "save" in actions and set(clause.words) & FILES and "scene" not in actions:
            return [Save(name)] if name else []
        if name is None:
            return []
        action = "save" if "save" in actions else "recall"
        return [ask.Scene(action, name, 0 if action == "save" else clause.over_bars or 0)]  # type: ignore[arg-type]

    def _config_name(self) -> str | None:
        return config_named(self.clause.words, self.names)

    def _tempo(self) -> list[Request]:
        return list(tempo_of(self.clause, self.config.bpm, of_layers=bool(self.layers)))

    # --- mute, solo ---------------------------------------------------------------------------------------------------

    def _hands(self) -> list[Request]:  # noqa: PLR0911 - one arm a hold
        clause, actions = self.clause, set(self.clause.actions)
        own = not (clause.qualities or clause.leanings or clause.numbers)
        if clause.all_but and (actions & {"mute", "stop"} or "strip" in clause.words):
            return [ask.Mute(layer, clause.bars) for layer in self.layers]
        if {"mute"} & actions and own and clause.excepted and "all" in clause.layers:
            return [ask.Mute(layer, clause.bars) for layer in self.layers]
        ends_solo = clause.nothing or clause.negated or actions & {"mute", "stop"}
        if "unsolo" in actions or ("solo" in actions and ends_solo):
            soloed = [hold.layer for hold in self.state.stage.solos]
            return [ask.Unsolo(layer) for layer in (self.layers or soloed)]
        stripped = "nothing_but" in clause.words  # stripped down to just the kick
        plain = not (clause.direction or clause.moods) or stripped
        if (actions & {"only", "solo"}) and self.layers and own and plain:
            return [ask.Solo(layer, clause.bars) for layer in self.layers]
        if "unmute" in actions and own and not clause.direction and (self.layers or not clause.layers):
            everything = "all" in clause.layers or not clause.layers
            return (everything and self._back()) or self._back(self.layers)
        if clause.negated and "mute" in actions:
            return []
        words = set(clause.words)
        pulled = words & PULLS and not words & {"down", "back", "up", "by"} and clause.degree == 1.0
        unwanted = clause.negated and words & {"want", "like", "need"} and not clause.direction
        if self.layers and own and not clause.moods:
            if pulled or unwanted:
                return [ask.Mute(layer, clause.bars) for layer in self.layers]
            if "mute" in actions and not clause.direction:
                return [ask.Mute(layer, clause.bars) for layer in self.layers]
            if clause.nothing:
                return [ask.Mute(layer, clause.bars) for layer in self.layers]
            if "stop" in actions:
                return [ask.Mute(layer, clause.bars) for layer in self.layers]
            if actions & {"play", "continue"}:
                return self._back(self.layers)
        return []

    def _back(self, layers: Sequence[str] | None = None) -> list[Request]:
        """Return what brings layers back, all when none are named."""
        stage = self.state.stage
        muted = [hold.layer for hold in stage.mutes]
        soloed = [hold.layer for hold in stage.solos]
        found: list[Request] = []
        if layers is None:
            found += [ask.Unmute(layer) for layer in muted]
            found += [ask.Unsolo(layer) for layer in soloed]
            found += [ask.Drop(0)] if stage.drop_bars else []
            return found
        if not layers:
            return []
        for layer in layers:
            if soloed and layer not in soloed:
                found.append(ask.Solo(layer))
            else:
                found.append(ask.Unmute(layer))
        if stage.drop_bars and any(layer.startswith(("kick", "bass")) for layer in layers):
            found.append(ask.Drop(0))
        return found

    # --- parameters ---------------------------------------------------------------------------------------------------

    def _music(self) -> list[Request]:
        clause = self.clause
        found: list[Request] = []
        way = self._way()
        whole = set(clause.layers) == {"all"} and not clause.excepted
        changes = qualities.Changes(self.config, [] if whole else self.layers, clause.degree, clause.factor)
        nouns = [quality for quality in clause.qualities if quality not in {"tempo", "density", "velocity"}]
        if nouns and not way:  # stronger accents, heavy swing: the adjective says how much of the noun
            way = self._described()
            if way:
                return [request for quality in dict.fromkeys(nouns) for request in changes.of(quality, way)]
        if self.missing and not self.layers and clause.layers:
            return []
        for quality, direction in self._of_moods():
            found += changes.of(quality, direction)
        for quality, direction in clause.leanings:
            if (quality in {"tempo", "rotation"} and not self.layers) or (quality == "S" and nouns):
                continue
            flip = -1 if clause.too or clause.negated or (clause.direction < 0) else 1
            found += changes.of("density" if quality == "tempo" else quality, direction * flip)
        for quality in dict.fromkeys(clause.qualities):
            if quality == "tempo" or (clause.leanings and quality in {"density", "velocity", "micro", "length"}):
                continue
            found += self._quality(changes, quality, way)
        bare = not (clause.qualities or clause.leanings or clause.moods or clause.unknown or clause.numbers)
        if not found and bare and self.alone and not clause.layers and clause.direction and not clause.actions[1:]:
            return changes.of("energy", clause.direction)
        if not found and bare and self.layers and len(clause.words) <= SHOUT and not way and not clause.actions:
            return changes.of("amount", -1 if clause.negated else 1)
        if not found and self.layers and (way or clause.factor is not None) and not clause.qualities:
            found += changes.of(self._plain_quality(), way or 1)
        return found

    def _of_moods(self) -> Iterator[tuple[str, int]]:
        """Yield what the clause's moods consist of, each with its direction."""
        clause = self.clause
        moods = OF_LAYERS if self.layers and "all" not in clause.layers else MOODS
        for mood in dict.fromkeys(clause.moods):
            less = clause.direction < 0 and not (mood in DOWNWARDS and "down" in clause.words)
            flip = -1 if clause.too or clause.negated or clause.nothing or less else 1
            for quality, direction in moods.get(mood, ()):
                yield quality, direction * flip

    def _described(self) -> int:
        """Return the direction that adjectives of amount and force give to a noun, 0 when there are none."""
        clause = self.clause
        flip = -1 if clause.too or clause.negated else 1
        ways = [way for quality, way in clause.leanings if quality in {"velocity", "density", "length"}]
        ways += [FORCE[mood] for mood in clause.moods if mood in FORCE]
        return ways[0] * flip if ways else 0

    def _quality(self, changes: qualities.Changes, quality: str, way: int) -> list[Request]:
        clause = self.clause
        figures = [one for one in clause.numbers if one.unit in {"", "percent", "ms"}]
        if quality in {"S", "E", "D", "H"} and figures and not way:
            return changes.banded(quality, [one.value for one in figures])
        if figures and not figures[0].relative:
            return changes.exactly(quality, figures[0].value, figures[0].unit)
        if clause.nothing or (set(clause.actions) & {"mute", "stop"} and not clause.direction):
            return changes.none(quality)
        if clause.factor is not None:
            return changes.of(quality, 1 if clause.factor > 1 else -1)
        return changes.of(quality, way or 1)

    def _way(self) -> int:
        """Return in which direction: what there is too much of goes down, what is lacking up."""
        clause = self.clause
        if clause.too:
            return -1 if clause.direction >= 0 else 1
        if clause.lacking:
            return 1
        direction = clause.direction
        if set(clause.actions) & {"mute"} and (clause.qualities or direction < 0):
            direction = direction or -1
        return -direction if clause.negated else direction

    def _plain_quality(self) -> str:
        """Return what "more hats" and "hats up" mean: how many, and how loud; of a kick it is how loud."""
        words = set(self.clause.words)
        counted = bool(words & PLAIN_MORE) or self.clause.lacking or self.clause.factor is not None or self.clause.too
        quiet = "hear" in " ".join(self.sentence) and ("lacking" in words or self.clause.words[-1:] == ["more"])
        return "velocity" if quiet or not counted else "amount"
