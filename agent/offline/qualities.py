"""Which parameters carry a quality, and which requests move them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline import sizes
from agent.offline.layers import meant
from engine.commands import Set, Target, Tempo
from engine.voices import drum_of, voice_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from agent.requests import Request
    from engine.bands import ScoreLetter
    from engine.config import Config

GROUPS: Final = {
    "hats": ("hats",), "closed": ("hat_c",), "open": ("hat_o",), "kick": ("kick",),
    "backbeat": ("snare", "clap", "rim"),
    "snare": ("snare",), "perc": ("percussion",),
}
"""Layers that moods speak of."""
STRAIGHT: Final = 0.5
HALF_WIDTH: Final = 0.1
SHORTEST_PHRASE, LONGEST_PHRASE = 4, 16
PERCENT: Final = 100.0
LAG_MS, MOST_LAGS = 8.0, 2.0
"""How far "behind the beat" is: felt, and no flam."""
STEPS: Final = 16
PATHS: Final = {
    "swing": ("swing_percent",), "velocity": ("velocity",), "density": ("density.target", "fills"),
    "ghost": ("ghost_pre1_prob",), "ratchet": ("ratchet_prob",), "rotation": ("rot",), "length": ("length_steps",),
    "micro": ("micro_ms", "beat_bin_cap_ms", "beat_bins_ms", "T_ms_cap"), "phrase": ("variation",),
    "accent": ("accent.prob", "accent.velocity_scale", "accent.steps"), "E": ("E_target",),
}
"""What a parameter's path ends in that carries a quality."""
SCORES: Final[dict[str, ScoreLetter]] = {"S": "S", "E": "E", "D": "D", "H": "H"}


def carries(request: Request, kept: Collection[str]) -> bool:
    """Return True for a request that would change one of the qualities."""
    if isinstance(request, Tempo):
        return "tempo" in kept
    if isinstance(request, Target):
        return request.score in kept
    return isinstance(request, Set) and any(request.path.endswith(PATHS.get(quality, ())) for quality in kept)


@dataclass(frozen=True, slots=True)
class Changes:
    """Requests for qualities of some layers, or of the whole where none are named.

    Attributes:
        config: as it stands. layers: that are meant, none for the whole.
        degree: how much. factor: how many times, where that was said.
    """

    config: Config
    layers: Sequence[str]
    degree: float = 1.0
    factor: float | None = None

    def of(self, quality: str, direction: int) -> list[Request]:  # noqa: C901, PLR0911, PLR0912 - one arm a quality
        """Return the requests that move a quality up (+1) or down (-1)."""
        if " " in quality:
            group, quality = quality.split()
            members = meant(self.config, GROUPS[group])
            return Changes(self.config, members, self.degree, self.factor).of(quality, direction) if members else []
        match quality:
            case "amount":
                kicks = [layer for layer in self.layers if self._is_kick(layer)]
                others = [layer for layer in self.layers if not self._is_kick(layer)]
                return [*self._louder(kicks, direction), *self._hits(others, direction)]
            case "density":
                kicks = [layer for layer in self.layers if self._is_kick(layer)]
                others = [layer for layer in (self.layers or self._busy()) if not self._is_kick(layer)]
                ghosts = self._ghosts(kicks, direction)
                fewer = self._hits(kicks, direction) if direction < 0 and not ghosts else []
                return [*ghosts, *fewer, *self._hits(others, direction)]
            case "velocity":
                return self._louder(self.layers or list(self.config.layers), direction)
            case "swing":
                return self._swing(direction)
            case "micro":
                return self._micro(direction)
            case "ghost":
                ghosted = self.layers or meant(self.config, ["kick"])
                soft = [layer for layer in ghosted if not self._is_kick(layer)]
                kicks = [layer for layer in ghosted if layer not in soft]
                return [*self._ghosts(kicks, direction), *self._each("ghost_pre1_prob", soft, direction)]
            case "ratchet":
                rolled = self.layers or meant(self.config, ["hat_c"]) or self._busy()
                return self._each("ratchet_prob", rolled, direction)
            case "accent":
                return self._accent(direction)
            case "rotation":
                return self._each("rot", self.layers or self._busy(), direction)
            case "length":
                lengths = [sizes.length(self.config, layer, direction, self.degree) for layer in self._any()]
                return [wish for wish in lengths if wish is not None]
            case "phrase":
                return self._phrase(direction)
            case "turns":
                bars = LONGEST_PHRASE if direction < 0 else SHORTEST_PHRASE
                return [] if self.config.phrase.bars == bars else [Set("phrase.bars", bars)]
            case "punch":
                return self._louder(self.layers or meant(self.config, ["kick"]), direction)
            case "space":
                return self.of("density", -direction)
            case "energy":
                return self._energy(direction)
            case "push":
                parts = ("hats density", "kick velocity", "E")
                return [wish for part in parts for wish in self.of(part, direction)]
            case "lag":
                return self.lagging(direction * LAG_MS * min(self.degree, MOST_LAGS))
            case "apart":
                apart = self.layers or meant(self.config, ["hats"])
                return [
                    Set(f"{layer}.mute_near_kick", max(0, self.config.layers[layer].mute_near_kick + direction))
                    for layer in apart if not self._is_kick(layer)
                ]
            case "broken":
                return self._broken(direction)
            case "S" | "E" | "D" | "H":
                if quality == "S" and self.layers and direction < 0:
                    return self.of("density", direction)  # a simpler snare has fewer hits
                if quality == "S" and self.layers:
                    return self._each("rot", self.layers, direction)
                wish = sizes.band(self.config, SCORES[quality], direction, self.degree)
                return [] if wish is None else [wish]
            case _:
                return []

    def _energy(self, direction: int) -> list[Request]:
        """Return the request that moves the fader; where nothing hangs on it, what a push moves."""
        if not self.hangs():
            return self.of("push", direction)
        wish = sizes.nudged(self.config, "energy", direction, self.degree, factor=self.factor)
        return [] if wish is None else [wish]

    def hangs(self) -> bool:
        """Return True when anything hangs on the energy: a layer that enters, or a parameter of the map."""
        return bool(self.config.energy_map) or any(layer.enters for layer in self.config.layers.values())

    def none(self, quality: str) -> list[Request]:
        """Return the requests that take a quality away: no swing, no ghosts, no rolls."""
        if quality == "swing":
            swung = [layer for layer in (self.layers or self.config.layers) if (self._swing_of(layer)) != STRAIGHT]
            return [Set(f"{layer}.swing_percent", STRAIGHT) for layer in swung]
        if quality in {"ghost", "ratchet"}:
            key = {"ghost": "ghost_pre1_prob", "ratchet": "ratchet_prob"}[quality]
            heard = [layer for layer in (self.layers or self.config.layers) if getattr(self.config.layers[layer], key)]
            usual = meant(self.config, ["kick" if quality == "ghost" else "hat_c"])
            return [Set(f"{layer}.{key}", 0.0) for layer in (heard or self.layers or usual)]
        if quality == "density" and not self.layers:
            return []
        if quality == "rotation":
            return [Set(f"{layer}.rot", 0) for layer in self.layers or self._busy()]
        return Changes(self.config, self.layers, sizes.FULL).of(quality, -1)

    def exactly(  # noqa: PLR0911 - one return a quality
        self, quality: str, value: float, unit: str
    ) -> list[Request]:
        """Return the requests that set a quality to a value as it was said."""
        share = value / PERCENT if unit == "percent" or value > 1.0 else value
        match quality:
            case "density":
                named = self.layers or meant(self.config, ["hat_c"])
                layers = [layer for layer in named if not self.config.layers[layer].offbeats_only] or named
                return [
                    Set(f"{layer}.density.target", round(share, 4)) if self.config.layers[layer].density is not None
                    else Set(f"{layer}.fills", self._of_cycle(layer, value, unit)) for layer in layers
                ]
            case "velocity":
                level = round(share * 127) if unit == "percent" or 0 < value < 1 else round(value)
                return [Set(f"{layer}.velocity", level) for layer in self.layers]
            case "accent":
                return [Set("accent.prob", share)]
            case "energy":
                return [Set("energy", share)]
            case "phrase":
                return [Set("phrase.variation", share)]
            case "rotation":
                return [Set(f"{layer}.rot", round(value)) for layer in self.layers]
            case "cycle":
                return [Set(f"{layer}.steps", round(value)) for layer in self.layers]
            case _:
                pass
        key = {"swing": "swing_percent", "ghost": "ghost_pre1_prob", "ratchet": "ratchet_prob", "micro": "micro_ms",
               "length": "length_steps"}.get(quality)
        if key is None:
            return []
        usual = self._swung() if quality == "swing" else meant(self.config, ["kick" if quality == "ghost" else "hats"])
        layers = self.layers or usual
        wishes = [sizes.exactly(self.config, f"{layer}.{key}", value, unit) for layer in layers]
        found: list[Request] = [wish for wish in wishes if wish is not None]
        return self._unlocked(layers) + found if quality == "ghost" and value > 0.0 else found

    def by(self, quality: str, change: float, unit: str) -> list[Request]:
        """Return the requests that move a quality by what was said: up 5 %, down .1; none where that means nothing."""
        if quality == "velocity":
            scale = 1.0 + change / PERCENT
            if unit == "percent":
                return Changes(self.config, self.layers, factor=scale).of("velocity", 1 if change > 0 else -1)
            return [wish for layer in self._any() if (wish := sizes.louder_by(self.config, layer, change)) is not None]
        paths = {
            "swing": [f"{layer}.swing_percent" for layer in (self.layers or self._swung())],
            "density": [
                f"{layer}.density.target" for layer in (self.layers or self._busy())
                if self.config.layers[layer].density is not None
            ],
            "ghost": [f"{layer}.ghost_pre1_prob" for layer in (self.layers or meant(self.config, ["kick"]))],
            "ratchet": [f"{layer}.ratchet_prob" for layer in (self.layers or meant(self.config, ["hat_c"]))],
            "accent": ["accent.prob"], "energy": ["energy"], "phrase": ["phrase.variation"],
            "micro": [f"{layer}.micro_ms" for layer in (self.layers or self._busy())] if unit == "ms" else [],
        }.get(quality, [])
        share = change / PERCENT if unit != "ms" and (unit == "percent" or abs(change) > 1.0) else change
        return [wish for path in paths if (wish := sizes.moved(self.config, path, share)) is not None]

    def placed(self, hits: int, rotation: int) -> list[Request]:
        """Return the requests that spread hits over a bar from a step on: 4 from 0 is every beat, 2 from 4 backbeat."""
        found: list[Request] = []
        for layer in self.layers:
            found += [Set(f"{layer}.steps", STEPS), Set(f"{layer}.fills", hits), Set(f"{layer}.rot", rotation)]
            if self.config.layers[layer].density is not None:
                found.append(Set(f"{layer}.density.target", round(hits / STEPS, 4)))
        return [*found, *self._heard()]

    def hits(self, hits: int) -> list[Request]:
        """Return the requests that give each layer so many hits in its cycle."""
        found: list[Request] = []
        for layer in self.layers:
            steps = self.config.layers[layer].steps or STEPS
            found.append(Set(f"{layer}.fills", min(hits, steps)))
            if self.config.layers[layer].density is not None:
                found.append(Set(f"{layer}.density.target", round(min(hits / steps, 1.0), 4)))
        return found

    def more_hits(self, change: int) -> list[Request]:
        """Return the requests that give each layer so many hits more than it has."""
        found: list[Request] = []
        for name in self.layers:
            layer = self.config.layers[name]
            steps = layer.steps or STEPS
            now = layer.fills or 0 if layer.density is None else round(layer.density.target * steps)
            found += Changes(self.config, [name]).hits(min(max(now + change, 0), steps))
        return found

    def louder_by(self, factor: float) -> list[Request]:
        """Return the requests that make layers so many times as loud."""
        return Changes(self.config, self._any(), factor=factor).of("velocity", 1)

    def turned(self, steps: int) -> list[Request]:
        """Return the requests that rotate layers by so many steps, later where positive."""
        layers = self.layers or self._busy()
        return [Set(f"{layer}.rot", (self.config.layers[layer].rot or 0) + steps) for layer in layers]

    def lagging(self, ms: float) -> list[Request]:
        """Return the requests that place layers so many ms behind the grid, before it where they are negative."""
        found: list[Request] = []
        for layer in self.layers or [name for name in self.config.layers if not self._is_kick(name)]:
            places = max(1, len(self.config.layers[layer].beat_bins_probs))
            if self.config.layers[layer].beat_bin_cap_ms < abs(ms):
                found.append(Set(f"{layer}.beat_bin_cap_ms", abs(ms)))
            found.append(Set(f"{layer}.beat_bins_ms", [ms] * places))
        return found

    def banded(self, quality: str, values: Sequence[float]) -> list[Request]:
        """Return the requests that set a score's band, from two ends or from its middle."""
        ends = [value / PERCENT if value > 1.0 else value for value in values]
        if quality == "E":
            return [Target("E", ends[0], None)]
        if len(ends) > 1:
            return [Target(SCORES[quality], min(ends[:2]), max(ends[:2]))]
        low, high = max(0.0, ends[0] - HALF_WIDTH), min(1.0, ends[0] + HALF_WIDTH)
        return [Target(SCORES[quality], *((ends[0], ends[0]) if quality == "D" else (round(low, 4), round(high, 4))))]

    # --- by quality ---------------------------------------------------------------------------------------------------

    def _any(self) -> list[str]:
        return list(self.layers) or list(self.config.layers)

    def _is_kick(self, layer: str) -> bool:
        return drum_of(layer, self.config.layers[layer].note or 0) == "kick"

    def _busy(self) -> list[str]:
        """Return the layers whose number of hits a listener hears as density."""
        free = [name for name, layer in self.config.layers.items() if layer.density is not None]
        return free or meant(self.config, ["hats", "percussion"])

    def _each(self, key: str, layers: Sequence[str], direction: int) -> list[Request]:
        wishes = [
            sizes.nudged(self.config, f"{layer}.{key}", direction, self.degree, factor=self.factor) for layer in layers
        ]
        return [wish for wish in wishes if wish is not None]

    def _hits(self, layers: Sequence[str], direction: int) -> list[Request]:
        free = [layer for layer in layers if not self.config.layers[layer].offbeats_only]
        return [
            wish for layer in (free or layers)
            for wish in sizes.hits(self.config, layer, direction, self.degree, self.factor)
        ]

    def _louder(self, layers: Sequence[str], direction: int) -> list[Request]:
        wishes = [sizes.louder(self.config, layer, direction, self.degree, self.factor) for layer in layers]
        return [wish for wish in wishes if wish is not None]

    def _swing_of(self, layer: str) -> float:
        return self.config.layers[layer].swing_percent or STRAIGHT

    def _swung(self) -> list[str]:
        swung = [name for name in self.config.layers if self._swing_of(name) > STRAIGHT]
        cymbals = [name for name, layer in self.config.layers.items() if voice_of(name, layer.note or 0) == "C"]
        return swung or cymbals or [name for name in self.config.layers if not self._is_kick(name)]

    def _swing(self, direction: int) -> list[Request]:
        return self._each("swing_percent", self.layers or self._swung(), direction)

    def _micro(self, direction: int) -> list[Request]:
        layers = self.layers or [name for name in self.config.layers if not self._is_kick(name)]
        found = self._each("micro_ms", layers, direction)
        if direction < 0:
            binned = [layer for layer in layers if self.config.layers[layer].beat_bins_ms]
            found += self._each("beat_bin_cap_ms", binned, direction)
            if self.layers and not found:
                found += [Set(f"{layer}.micro_ms", 0.0) for layer in layers]
        if not self.layers:
            cap = sizes.band(self.config, "T", direction, self.degree)
            found += [cap] if cap is not None else []
        return found

    def _of_cycle(self, layer: str, value: float, unit: str) -> int:
        """Return how many hits a figure means: a count, or a share of the cycle."""
        steps = self.config.layers[layer].steps or STEPS
        share = value / PERCENT if unit == "percent" or value > steps else value
        return round(share * steps) if share < 1.0 else min(round(share), steps)

    def _heard(self) -> list[Request]:
        """Return the requests that let layers be heard in every bar that play in fills only."""
        return [
            Set(f"{layer}.conditions", []) for layer in self.layers
            if any(condition.kind == "FILL" for condition in self.config.layers[layer].conditions)
        ]

    def _unlocked(self, layers: Sequence[str]) -> list[Request]:
        """Return the requests that let the kick change, where the guard forbids it."""
        locked = self.config.guard.kick_immutable and any(self._is_kick(layer) for layer in layers)
        return [Set("guard.kick_immutable", False)] if locked else []  # noqa: FBT003 - the value of a parameter

    def _broken(self, direction: int) -> list[Request]:
        kicks = self.layers or meant(self.config, ["kick"])
        found = self._each("displace_into_2_prob", kicks, direction)
        return self._unlocked(kicks) + found if found and direction > 0 else found

    def _ghosts(self, layers: Sequence[str], direction: int) -> list[Request]:
        found = self._each("ghost_pre1_prob", layers, direction)
        return self._unlocked(layers) + found if found and direction > 0 else found

    def _accent(self, direction: int) -> list[Request]:
        if self.layers:
            return self._louder(self.layers, direction)
        found: list[Request] = []
        if direction > 0 and not self.config.accent.steps:
            found.append(Set("accent.steps", [3, 7, 11, 15]))
        wish = sizes.nudged(self.config, "accent.prob", direction, self.degree, factor=self.factor)
        scale = sizes.nudged(self.config, "accent.velocity_scale", direction, self.degree)
        return [*found, *(one for one in (wish, scale) if one is not None)]

    def _phrase(self, direction: int) -> list[Request]:
        wish = sizes.nudged(self.config, "phrase.variation", direction, self.degree, factor=self.factor)
        return [] if wish is None else [wish]
