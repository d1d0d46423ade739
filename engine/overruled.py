"""What overrules a wish that was taken: a mute, a solo, a drop, energy, a frozen bar, a lock, the guard, a density?

A wish for a layer that does not sound, or for a figure that something else decides, is taken and kept; its outcome
names what keeps it from being heard, with the numbers. Goals are told of in `engine/held_by.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from engine.altered import altered
from engine.compose import WITH_CONDITIONS
from engine.energy_ahead import energy_awaits
from engine.goals import goals
from engine.holds import drops, holds_layer
from engine.voices import voice_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.bar import Outcome
    from engine.state import SessionState

FIGURE: Final = frozenset({
    "steps", "fills", "rot", "offbeats_only", "rotation_rate_per_bar", "ghost_pre1_prob", "displace_into_2_prob",
    "last_step", "refractory_steps", "mute_near_kick", "target", "tol", "void_steps", "void_bias", "conditions",
})
"""Fields of a layer that decide which steps it plays."""
OF_KICKS: Final = frozenset({"ghost_pre1_prob", "displace_into_2_prob", "rotation_rate_per_bar"})
"""Those that guard.kick_immutable keeps from the kick."""
PLAIN_MODES: Final = frozenset({"m0", "m1"})
OF_PLAIN_MODES: Final = frozenset({"note", "velocity", "channel", "port"})
"""Fields that m0 and m1 take from a layer of a config; a wish for another is heard, and lost when it is saved."""
HEARD_LATER: Final = frozenset({"set", "target", "fill", "load", "hit", "section"})
"""Commands that a frozen bar keeps waiting."""
TIMING: Final = frozenset({"micro_ms", "beat_bins_ms", "beat_bins_probs", "beat_bin_cap_ms"})
AT_CAP: Final = 0.95
"""Share of T_ms_cap from which on the cap holds the timing back. Ours."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of the bar that took the wishes.

    Attributes:
        rebuilt: layers that the guard has rebuilt. why: with the numbers.
        densities: measured share of sounding steps, by layer.
        random_ms: T_rand of the bar, None before it is known.
    """

    rebuilt: Collection[str] = ()
    why: str = ""
    densities: Mapping[str, float] = field(default_factory=dict)
    random_ms: float | None = None


NOTHING: Final = Heard()


def overruled(state: SessionState, outcomes: Sequence[Outcome], heard: Heard = NOTHING) -> tuple[Outcome, ...]:
    """Return outcomes that name what overrules them.

    Args:
        state: as the bar is made from it, or as it stands while stopped.
        outcomes: of its wishes; one that names something already stays.
        heard: what is known of the bar.
    """
    return tuple(
        altered(outcome, held_by=why)
        if not outcome.held_by and outcome.status in {"applied", "gliding"}
        and (why := _blocker(state, outcome, heard)) else outcome
        for outcome in outcomes
    )


def may_be_rebuilt(outcome: Outcome) -> bool:
    """Return True for an applied wish that only a bar can tell the fate of: it changes which steps sound, or a goal."""
    if outcome.held_by or outcome.status != "applied" or outcome.command not in {"set", "hit", "target"}:
        return False
    section, _, name = outcome.path.rpartition(".")
    return outcome.command != "set" or section.startswith("targets") or name in FIGURE | TIMING


def _blocker(state: SessionState, outcome: Outcome, heard: Heard) -> str:
    command, path = outcome.command, outcome.path
    if state.frozen is not None and command in HEARD_LATER and path != "bpm":
        return f"bar {state.frozen.bar + 1} is frozen"
    if path == "energy":
        return energy_awaits(state)
    layer, name = path.partition(".")[0], path.rpartition(".")[2]
    if path.startswith("targets.") and command in {"set", "target"}:
        return _of_goals(state, path, heard)
    if layer not in state.config.layers or command not in {"set", "hit", "unmute", "unsolo", "solo"}:
        return ""
    return _silence(state, layer, command) or _of_figure(state, layer, name, command, heard)


def _silence(state: SessionState, layer: str, command: str) -> str:
    """Explain why a layer does not sound at all."""
    stage, config = state.stage, state.config
    if config.layers[layer].muted:
        return f"{layer} is muted in the config"
    if layer in state.out:
        return f"{layer} is out: energy {config.energy:.2f} < {config.layers[layer].enters:.2f}"
    if holds_layer(stage.mutes, layer):
        return f"{layer} is muted"
    if stage.solos and command != "solo" and not holds_layer(stage.solos, layer):
        return f"{', '.join(hold.layer for hold in stage.solos)} is soloed"
    if stage.drop_bars and drops(layer):
        return f"{layer} is dropped for {stage.drop_bars} bar{'' if stage.drop_bars == 1 else 's'}"
    return ""


def _of_figure(state: SessionState, layer: str, name: str, command: str, heard: Heard) -> str:
    """Name the rule that decides a layer's steps, or its timing, against a wish."""
    if command == "hit" or name in FIGURE:
        if layer in heard.rebuilt:
            return heard.why
        if command != "hit" and layer in state.stage.locks and not _is_kick(state, layer):
            return f"{layer} is locked"
    if command != "set":
        return ""
    return _of_rules(state, layer, name, heard) or _of_density(state, layer, name, heard)


def _is_kick(state: SessionState, layer: str) -> bool:
    """Return True for a kick, which follows its own steps, locked or not."""
    return voice_of(layer, state.config.layers[layer].note or 0) == "K"


def _of_rules(state: SessionState, layer: str, name: str, heard: Heard) -> str:
    """Name the rule of the config's mode, guard or targets that stands against a wish."""
    config = state.config
    if config.mode in PLAIN_MODES and name not in OF_PLAIN_MODES:
        return f"mode {config.mode} keeps note, velocity and channel only: :save leaves this out"
    if name == "conditions" and config.mode not in WITH_CONDITIONS:
        return f"mode {config.mode} has no conditions"
    rest = config.guard
    if name in OF_KICKS and rest.kick_immutable and _is_kick(state, layer):
        return "guard.kick_immutable keeps the kicks"
    if name == "rotation_rate_per_bar" and abs(config.layers[layer].rotation_rate_per_bar) > rest.max_rot_rate:
        return f"guard.max_rot_rate {rest.max_rot_rate:g} is the fastest"
    cap = config.targets.T_ms_cap
    if name in TIMING and cap is not None and heard.random_ms is not None and heard.random_ms >= AT_CAP * cap:
        return f"targets.T_ms_cap {cap:g} ms: T_rand {heard.random_ms:.1f} ms"
    return ""


def _of_density(state: SessionState, layer: str, name: str, heard: Heard) -> str:
    """Name the rule that stands before a wished density."""
    density, measured = state.config.layers[layer].density, heard.densities.get(layer)
    if name != "target" or density is None or measured is None or abs(measured - density.target) <= density.tol:
        return ""
    band = goals(state.config.targets)["S"]
    if band is not None and state.config.mode == "m4":
        return f"the S band {band[0]:.2f}..{band[1]:.2f} comes first: density {measured:.2f}"
    return f"the hits of {layer} give density {measured:.2f}"


def _of_goals(state: SessionState, path: str, heard: Heard) -> str:
    if state.config.mode != "m4" and not path.startswith("targets.T"):
        return f"mode {state.config.mode} holds no targets"
    return heard.why if heard.rebuilt and not path.startswith("targets.T") else ""
