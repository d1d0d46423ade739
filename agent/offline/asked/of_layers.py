"""What is so of the layers: who is heard, how loud, how early, on which steps, how often, and who muted it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asked.now import MOST_TOLD, bars, history, last_about, plans_of, plans_told, said, shown, step_words
from agent.offline.talk.turns import level_of
from engine.outcome_words import value_words
from engine.parameters import read
from engine.timebase import STEPS_PER_BAR
from engine.voices import drum_of

if TYPE_CHECKING:
    from agent.offline.asked.now import Now
    from engine.config import Layer

MOST_VELOCITY: Final = 127
LOUDEST: Final = re.compile(r"\b(?:loudest|hardest)\b")
STEPS_IN_BEAT: Final = 4
STEP: Final = re.compile(
    r"\b(?:(?:step|16th|sixteenth|on|the) (?:number )?(?P<step>\d+)|(?P<nth>\d+) (?:st|nd|rd|th)|"
    r"beat (?P<beat>[1-4]))\b"
)
DESCRIBED: Final = {
    "kick": "the bass drum, the low thump", "snare": "the drum with the rattle, the sharp crack",
    "clap": "hands clapping, a burst of noise", "rim": "a stick on the rim, a dry click",
    "hat_c": "the two small cymbals closed, a short tick", "hat_o": "the same two cymbals open, a long hiss",
}


def unheard(layer: str, now: Now) -> str:
    """Return why a layer is not heard, in short; "" for one that may be."""
    stage, state = now.state.stage, now.state
    for hold in stage.mutes:
        if hold.layer == layer:
            return f"muted, back in {bars(hold.bars_left)}" if hold.bars_left else "muted until it is brought back"
    if stage.solos and layer not in {hold.layer for hold in stage.solos}:
        return f"silent: {' and '.join(said(hold.layer) for hold in stage.solos)} soloed"
    enters = now.config.layers[layer].enters
    if layer in state.out or now.config.energy < enters:
        low = now.config.energy < enters
        return f"out: energy {now.config.energy:.2f} is below {enters:g}" if low else "out in this section"
    if stage.drop_bars and layer.startswith(("kick", "bass")):
        return f"out for the drop, {bars(stage.drop_bars)} more"
    return "muted in the config" if now.config.layers[layer].muted else ""


def presence(now: Now) -> str:
    """Tell whether layers are heard, and if not, why; and who did it."""
    return "; ".join(_presence(layer, now) for layer in now.own()[:MOST_TOLD])


def _presence(layer: str, now: Now) -> str:
    why, about = unheard(layer, now), last_about(now, layer)
    by = f"; {about}" if about else "; no wish has changed it" if now.says("why|who|did") else ""
    if why:
        return f"{said(layer)} is {why}{by}"
    level = level_of(now.config, f"{layer}.velocity") or ()
    hits = now.sounded.get(layer, 0)
    rules = now.config.layers[layer].conditions
    plays = f" (it plays {value_words(read(now.config, f'{layer}.conditions'))})" if rules and not hits else ""
    return (
        f"{said(layer)} is in, not muted: {hits} hit{'' if hits == 1 else 's'} in the last bar{plays}, "
        f"velocity {shown(level)} of {MOST_VELOCITY}{by}"
    )


def silent(now: Now) -> str:
    """List what is muted, soloed or out, with what is heard beside it, and who did it last."""
    layers = now.config.layers
    out = [f"{said(layer)} {why}" for layer in layers if (why := unheard(layer, now))]
    if not out and now.says("why"):
        return crowd(now)
    if not out:
        return f"muted: nothing; soloed: nothing; in: {', '.join(said(layer) for layer in layers)}"
    heard = [said(layer) for layer in layers if not unheard(layer, now)]
    return f"{'; '.join(out)}; heard: {', '.join(heard) or 'nothing'}"


def audible(now: Now) -> str:
    """List what is heard with its hits in the last bar, and what is not and why."""
    layers = now.config.layers
    heard = [f"{said(layer)} {now.sounded.get(layer, 0)}" for layer in layers if not unheard(layer, now)]
    out = [f"{said(layer)} {why}" for layer in layers if (why := unheard(layer, now))]
    return "; ".join([f"heard, with its hits in the last bar: {', '.join(heard) or 'nothing'}", *out])


def loudness(now: Now) -> str:
    """Tell the velocities of layers, the loudest first, and what changed them."""
    levels = {layer: level_of(now.config, f"{layer}.velocity") or (0.0,) for layer in now.own()}
    told = sorted(levels, key=lambda layer: -max(levels[layer]))
    ranked = ", ".join(f"{said(layer)} {shown(levels[layer])}" for layer in told)
    if now.says("quietest|softest|lowest|loudest|hardest"):
        far = told[0] if LOUDEST.search(now.asked) else told[-1]
        return f"the {said(far)}; velocities: {ranked}, of {MOST_VELOCITY}"
    change = history(now, f"{told[0]}.velocity") if len(told) == 1 else ""
    hushed = [f"{said(layer)} is {why}" for layer in now.layers if (why := unheard(layer, now))]
    return "; ".join([f"velocity {ranked}, of {MOST_VELOCITY}", *filter(None, [change]), *hushed])


def timing(now: Now) -> str:
    """Tell how early or late the hits of layers are played."""
    told = [f"{said(layer)} {_late(now.config.layers[layer])}" for layer in now.own()]
    return f"against the grid: {'; '.join(told[:MOST_TOLD])}; swing moves every second 16th besides"


def _late(layer: Layer) -> str:
    bins = layer.beat_bins_ms
    weights = layer.beat_bins_probs or (1.0,) * len(bins)
    mean = sum(one * weight for one, weight in zip(bins, weights, strict=True)) / sum(weights) if bins else 0.0
    spread = f", spread by up to {layer.micro_ms:g} ms either way" if layer.micro_ms else ""
    if not bins or not any(bins):
        return f"on it{spread}"
    way = "late" if mean > 0 else "early" if mean < 0 else "early or late in turn"
    span = f"{min(bins):g} to {max(bins):g} ms"
    return f"{span} off it, {abs(mean):.1f} ms {way} on average{spread}" if mean else f"{span} off it, {way}{spread}"


def tightness(now: Now) -> str:
    """Tell how far the hits lie off the grid by chance, and what is asked for."""
    last, cap = now.state.control.timing_random_ms, now.config.targets.T_ms_cap
    told = "no bar has sounded yet" if last is None else f"{last:.1f} ms of chance in the timing of the last bar"
    return f"{told}{'' if cap is None else f'; at most {cap:g} ms are wanted'}"


def swing(now: Now) -> str:
    """Tell the swing of layers in percent."""
    told = {layer: now.config.layers[layer].swing_percent or 0.5 for layer in now.own()}
    each = ", ".join(f"{said(layer)} {value:.0%}" for layer, value in told.items())
    most = max(told, key=lambda layer: told[layer])
    straight = f" ({most}.swing_percent {told[most]:.4g}); 50% is straight, 67% a triplet feel"
    change = history(now, f"{next(iter(told))}.swing_percent") if len(told) == 1 else ""
    return f"swing: {each}{straight}{f'; {change}' if change else ''}".replace("%", " %")


def density(now: Now) -> str:
    """Tell how often layers hit: in the last bar, and the density or the hits of a cycle that are asked for."""
    told = []
    for layer in now.own():
        one, count = now.config.layers[layer], now.sounded.get(layer, 0)
        cycle = f"{one.fills} hits in {one.steps} steps"
        asked = f"density {one.density.target:.2f}" if one.density is not None else cycle
        told.append(f"{layer}: {asked}, {count} in the last bar")
    every = "" if now.layers else f"{sum(now.sounded.values())} hits in the last bar; "
    return f"{every}{'; '.join(told)}"


def steps(now: Now) -> str:
    """Tell on which steps of the last bar layers sounded, counted from 1."""
    told = [f"{said(layer)} on {_places(layer, now) or 'no step'}" for layer in now.own()]
    rot = [f"{said(layer)} is turned by {now.config.layers[layer].rot or 0} steps" for layer in now.layers]
    return f"in the last bar, of {STEPS_PER_BAR} steps: {'; '.join([*told, *rot])}"


def _places(layer: str, now: Now) -> str:
    figure = now.state.figure
    mask = 0 if figure is None else figure.masks.get(layer, 0)
    return " ".join(str(step + 1) for step in range(STEPS_PER_BAR) if mask >> step & 1)


def cycles(now: Now) -> str:
    """Tell how long the cycles of layers are, in steps, and how many hits they have."""
    own = [(name, now.config.layers[name]) for name in now.own()]
    told = [f"{said(name)} {one.steps} steps with {one.fills} hits" for name, one in own]
    return f"cycles: {'; '.join(told)}; a bar has {STEPS_PER_BAR} steps"


def on_step(now: Now) -> str:
    """Tell which layers sounded on the step, or the beat, that is named."""
    found = STEP.search(now.asked)
    if found is None:
        return ""
    step = int(found["step"] or found["nth"] or (int(found["beat"]) - 1) * STEPS_IN_BEAT + 1)
    if not 1 <= step <= STEPS_PER_BAR:
        return f"a bar has {STEPS_PER_BAR} steps, from 1 to {STEPS_PER_BAR}"
    there = [said(layer) for layer in now.config.layers if str(step) in _places(layer, now).split()
             and not unheard(layer, now)]
    return f"step {step} of the last bar: {', '.join(there) or 'nothing'}"


def offbeat(now: Now) -> str:
    """Tell which layers sound between the beats, on the third of each beat's four steps."""
    figure = now.state.figure
    masks = {} if figure is None else figure.masks
    every = [step for step in range(STEPS_PER_BAR) if step % STEPS_IN_BEAT == STEPS_IN_BEAT // 2]
    heard = {layer: mask for layer, mask in masks.items() if not unheard(layer, now)}
    counts = {layer: sum(mask >> step & 1 for step in every) for layer, mask in heard.items()}
    told = [
        f"{said(layer)}, {count} of {len(every)}" for layer, count in sorted(counts.items(), key=lambda one: -one[1])
        if count
    ]
    return f"on the offbeats of the last bar: {'; '.join(told) or 'nothing'}"


def named(now: Now) -> str:
    """Tell what a layer is, what it sounds like and its name here."""
    told = []
    for layer in now.own():
        kind = layer if layer in DESCRIBED else str(drum_of(layer, now.config.layers[layer].note or 0))
        told.append(f"{said(layer)} ({layer}): {DESCRIBED.get(kind, kind)}, note {now.config.layers[layer].note}")
    return "; ".join(told)


def changes(now: Now) -> str:
    """Tell why layers change: what was asked, what moves them by itself, and when figures are renewed."""
    layer = now.layers[0] if now.layers else ""
    about = last_about(now, layer) if layer else ""
    moved = [one.name for one in now.config.modulators if not layer or one.param_path.partition(".")[0] == layer]
    phrase = now.config.phrase.bars
    told = [about or f"no wish has changed {f'the {said(layer)}' if layer else 'anything'}"]
    if moved:
        told.append(f"modulator{'s' if len(moved) > 1 else ''} {', '.join(moved)} move by themselves")
    renewed = f"figures are renewed on phrase lines, every {phrase} bars, to keep the goals"
    told.append("it is locked" if layer in now.state.stage.locks else renewed)
    return "; ".join(told)


def doing(now: Now) -> str:
    """Tell what layers do: heard or not, their hits and steps, and what changed them last."""
    told = []
    for layer in now.layers[:2]:
        why = unheard(layer, now)
        heard = why or f"in, on steps {_places(layer, now) or 'none'} of the last bar"
        about = last_about(now, layer)
        level = level_of(now.config, f"{layer}.velocity") or ()
        rules = now.config.layers[layer].conditions
        plays = f", it plays {value_words(read(now.config, f'{layer}.conditions'))}" if rules else ""
        told.append(f"{said(layer)} is {heard}, velocity {shown(level)}{plays}{f'; {about}' if about else ''}")
    return "; ".join(told)


def returns(now: Now) -> str:
    """Tell when layers come back, or that nothing brings them."""
    told = []
    for layer in now.own():
        plans = [one for one in plans_of(now, "unmute", "mute") if getattr(one.wish.command, "layer", "") == layer]
        why = unheard(layer, now)
        if plans:
            told.append(f"planned: {plans_told(now, plans)}")
        elif why:
            told.append(f"{said(layer)} is {why}")
    return "; ".join(told) or presence(now)


def crowd(now: Now) -> str:
    """Tell how much sounds, by layer, and what energy and mutes leave of it."""
    each = ", ".join(f"{said(layer)} {count}" for layer, count in sorted(now.sounded.items(), key=lambda one: -one[1]))
    out = [f"{said(layer)} is {why}" for layer in now.config.layers if (why := unheard(layer, now))]
    last = f"the last wish was {step_words(now.state.undo[-1])}" if now.state.undo else "no wish has changed anything"
    dense = [
        f"{said(layer)} density {one.density.target:.2f}" for layer, one in now.config.layers.items()
        if one.density is not None
    ]
    told = f"{sum(now.sounded.values())} hits in the last bar: {each}; energy {now.config.energy:.2f}"
    return "; ".join([told, *dense, *out, last])


def extras(now: Now) -> str:
    """Tell which layers play ghosts and ratchets, and how the accents stand."""
    told = []
    for name, end in (("ghosts", "ghost_pre1_prob"), ("ratchets", "ratchet_prob")):
        chances = {layer: getattr(one, end) for layer, one in now.config.layers.items()}
        some = ", ".join(f"{said(layer)} {chance:.0%}" for layer, chance in chances.items() if chance)
        told.append(f"chance of {name}: {some or 'none'}")
    accent = now.config.accent
    told.append(f"accents on {' '.join(map(str, accent.steps)) or 'no step'}, in {accent.prob:.0%} of the bars")
    return "; ".join(told).replace("%", " %")


def downbeat(now: Now) -> str:
    """Tell where the one is: which bar it is, and what sounds on the beats."""
    beats = [
        f"{said(layer)} on {_places(layer, now)}" for layer, one in now.config.layers.items()
        if drum_of(layer, one.note or 0) != "cymbal" and _places(layer, now)
    ]
    length = now.config.phrase.bars
    at = (now.bar - 1 - now.state.anchor) % length + 1
    return (
        f"still 4/4: the one is step 1 of 16, the beats are 1 5 9 13; in the last bar {', '.join(beats) or 'no drum'}; "
        f"bar {now.bar}, {at} of {length} in the phrase"
    )
