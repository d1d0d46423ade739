"""Which moods are there, what are they called, and what does each consist of?

A mood is a profile: a few changes of different parameters that a listener of techno would call by that name. No two
are alike, none changes the tempo or the config; `tests/agent/test_moods.py` renders them all and measures both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Change = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood.

    Attributes:
        words: what it is called; turns of speech too.
        profile: changes of the whole, as "quality", or "layers quality", each with its direction and size.
        of_layers: what the word means when it is said of some layers.
    """

    words: tuple[str, ...]
    profile: tuple[Change, ...]
    of_layers: tuple[Change, ...]


def _mood(words: str, profile: str, of_layers: str = "velocity +1") -> Mood:
    return Mood(tuple(word.strip() for word in words.split(",")), _changes(profile), _changes(of_layers))


def _changes(text: str) -> tuple[Change, ...]:
    found = (change.rpartition(" ") for change in text.split(", "))
    return tuple((quality, float(size)) for quality, _, size in found)


MOODS: Final[dict[str, Mood]] = {
    # Darkness is fewer, softer and shorter cymbals: what shines lies above 5 kHz.
    "darker": _mood(
        "darker, dark, darken, moodier, moody, sinister, gloomier, gloomy, murkier, murky, into the dark, darkness, dakrer",
        "hats density -1, hats velocity -1, open length -1", "velocity -1",
    ),
    "brighter": _mood(
        "brighter, bright, brighten, shinier, shiny, sparkle, sparklier, glitter, lighten",
        "hats density +0.7, hats velocity +1, open length +0.7", "velocity +1",
    ),
    # Hardness is level and insistence: louder drums, more accents.
    "harder": _mood(
        "harder, hard, hardest, aggressive, aggression, tougher, tough, nastier, nasty, meaner, mean, bang, banging, slam, "
        "slamming, fiercer, fierce, brutal, intense, rougher, rough, energetic, turn up the heat, in your face, "
        "heat up, bangin, up a gear, up a level, next level, give it some welly, vicious, pound",
        "kick velocity +1, backbeat velocity +1, hats density +0.7, accent +1",
    ),
    "heavier": _mood(
        "heavier, heavy, weightier, more weight, weight, ton of bricks",
        "kick velocity +1, kick length +1.5, hats velocity -0.7, backbeat velocity +0.5, E +0.5",
    ),
    "calmer": _mood(
        "calmer, calm, relaxed, relax, chill, chilled, chiller, cool, milder, calm down, cool down, cool it, soothe, "
        "lighten up, tame it, calm it, chill out, calm the storm, peaceful, serene, quieten down, tranquil, simmer down",
        "kick velocity -1, backbeat velocity -1, hats density -1, accent -1", "velocity -1",
    ),
    "mellow": _mood(
        "mellower, mellow, easier, gentle, tender", "kick velocity -0.7, hats velocity -1, open length +1, swing +0.7",
        "velocity -1",
    ),
    # Hypnosis is repetition: a figure that is held, and turns that come seldom.
    "hypnotic": _mood(
        "hypnotic, hypnotise, hypnotize, hypnotised, hypnotized, mesmerising, mesmerizing, monotonous, monotone, repetitive, "
        "droning, loopy, repetition, get lost in, hypnosis",
        "phrase -1, turns -1, H -1", "ratchet -1",
    ),
    "trancey": _mood(
        "trance, trancey, trancelike, trancier", "phrase -1, open velocity +1, open length +1, accent -0.7", "length +1",
    ),
    # Depth is distance: a soft top and backbeat under a long kick.
    "deeper": _mood(
        "deeper, deep, depth, underground, submerged, bottomless",
        "hats velocity -1, backbeat velocity -1.5, kick length +1, turns -1", "velocity -1",
    ),
    "peak": _mood(
        "peak time, peaktime, peak hour, prime time, main room, hands in the air, climax, peak energy, give them everything",
        "kick velocity +1, hats density +1, hats velocity +0.7, backbeat velocity +0.7, hats ratchet +0.7, accent +1",
    ),
    "warehouse": _mood(
        "warehouse, bunker, basement, concrete, cavernous",
        "kick velocity +1, kick length +1, hats density -0.7, backbeat velocity -1.5, micro -1, phrase -0.7",
    ),
    "stripped": _mood(
        "stripped, strip, stripped back, strip it back, strip back, strip it down, strip down, skeletal, declutter, "
        "strip everything back, strip it, bare bones, uncluttered, spare it down, strip it out",
        "hats density -1.5, perc density -1, snare density -1, hats ratchet -1, accent -1", "density -1",
    ),
    "breathe": _mood(
        "breathe, let it breathe, airy, airier, spacious, open up, breathes, breath, breather, more breathing, give it air, breathing room, breathing space, room to breathe, "
        "space out, open it up",
        "hats density -0.7, open length +1, accent -0.5", "density -1",
    ),
    "open": _mood("open", "open length +1, hats density -0.5", "length +1"),
    "minimal": _mood(
        "minimal, minimalist, minimalistic, minimalism, reduce to the max", "hats density -1, phrase -0.7, accent -1, H -1",
        "density -1",
    ),
    "driving": _mood(
        "driving, drivier, propulsive, momentum, galloping, charging, drive it, push it forward, forward motion, forward, "
        "drive it like you stole it, racing, urgent, racier",
        "hats density +0.7, open velocity +1, swing -0.7, E +1", "amount +1",
    ),
    "relentless": _mood(
        "relentless, unstoppable, merciless, nonstop, pounding, hammering",
        "kick velocity +1, hats density +1.5, phrase -1, turns -1", "amount +1",
    ),
    "robotic": _mood(
        "robotic, robot, robots, mechanical, machine, machinelike, like a machine, like a drum machine, like a robot, less human, "
        "clinical, kraftwerk, mechanic, automaton",
        "micro -2, swing -2, accent -1", "micro -1",
    ),
    "human": _mood(
        "human, humaner, humanised, humanized, more human, like a human, organic, human feel, live feel, like a drummer, alive, "
        "natural, less robotic, less mechanical",
        "micro +1, accent +0.7, swing +0.4", "micro +1",
    ),
    "funkier": _mood(
        "funkier, funky, funk, funk it up, sassier, sassy, sexier, sexy, soul, soulful", "swing +1, S +1, accent +0.7", "swing +1",
    ),
    "groovier": _mood(
        "groovier, groovin, dancier, danceable, more groove, some groove, grooves, dance, groovy, get them dancing, dancing, "
        "get people dancing, get people moving, people moving",
        "swing +0.8, S +0.7, open velocity +0.7, backbeat velocity +0.5", "swing +1",
    ),
    "jacking": _mood(
        "jackin, jacking, house it up, chicago", "swing +1.5, backbeat velocity +1, closed velocity -0.5", "swing +1",
    ),
    # Wildness is a figure that changes, off the beat.
    "wilder": _mood(
        "wilder, wild, crazier, crazy, chaos, madness, insane, go nuts, go crazy, freak out, nuts, mental, bonkers, mad, "
        "unhinged, unleash, unleash the fury, fury, mayhem, let rip, anarchy",
        "S +1, H +1, phrase +1, hats ratchet +1", "ratchet +1",
    ),
    "weirder": _mood(
        "weirder, weird, freakier, freaky, experimental, stranger, strange, odd, odder, twisted, alien",
        "H +1, S +0.7, phrase +0.7, hats rotation +1, swing -0.5", "rotation +1",
    ),
    "varied": _mood(
        "boring, dull, stale, spicier, interesting, surprising, surprise, spice, fresher, fresh, unexpected, different, "
        "spice it up, mix it up, shake it up, switch it up, change it up, varied, something new, something different, "
        "changing, bores me, bored, tired, surprises, something else, spicy, spice up, surprise me, variety please",
        "phrase +1, H +0.7, turns +1", "ratchet +1",
    ),
    "playful": _mood(
        "playful, cheeky, fun, funny, cute, quirky, whimsical", "hats ratchet +1, S +0.7, swing +0.7", "ratchet +1",
    ),
    "tense": _mood(
        "tenser, tense, tension, suspense, suspenseful, edge, edgier, edgy",
        "S +0.7, hats ratchet +1, open length -1.5, kick velocity -0.5", "ratchet +1",
    ),
    "nervous": _mood(
        "nervous, anxious, uneasy, jittery, frantic, hectic, restless, paranoid, twitchy",
        "hats ratchet +1.5, hats density +0.7, H +1, micro +0.7", "ratchet +1",
    ),
    "release": _mood(
        "resolve, relief, relieve, let the tension go, let it out, exhale",
        "hats ratchet -1, open length +1, S -1, kick velocity +0.5", "ratchet -1",
    ),
    "build": _mood(
        "build, buildup, build up, building, riser, escalate, build it up, build it, drama, dramatic, ramp up the tension, "
        "build the tension, build tension, start building, crescendo, more drama, take it up a level, raise the stakes",
        "hats density +1, hats ratchet +1, accent +1, snare density +1", "density +1",
    ),
    "raw": _mood(
        "raw, rawer, gritty, grittier, unpolished, punk, primitive",
        "kick velocity +0.7, hats velocity +1, micro +1, accent +1.5",
    ),
    "filthy": _mood(
        "filthy, filthier, dirty, dirtier, grimy, grimier, grime, sleazy, sludge, greasy, filth",
        "kick velocity +1, kick length +1, hats ratchet +1, swing +0.7",
    ),
    "angry": _mood(
        "angry, angrier, furious, rage, raging, violent, savage, ferocious",
        "kick velocity +1.3, backbeat velocity +1.5, accent +1.5, open length -1, hats ratchet +0.5",
    ),
    "smoother": _mood(
        "smoother, smooth, smoothen, silkier, silky, polished, sleek, even it out",
        "accent -1.5, hats ratchet -1, hats velocity -0.5, micro -0.7", "velocity -1",
    ),
    "warmer": _mood(
        "warmer, warm, warmth, cosy, cozy, rounder", "hats velocity -0.7, kick length +1, swing +0.7, micro +0.5", "length +1",
    ),
    "colder": _mood(
        "colder, cold, icy, icier, frozen cold, sterile, freezing cold, frosty",
        "hats velocity +0.7, kick length -1, swing -1, open length -1, micro -0.7", "length -1",
    ),
    "trippy": _mood(
        "trippy, trippier, psychedelic, acidic, spacey, spaced out, hallucinate, surreal",
        "H +1, phrase -0.5, open length +1.5, hats lag +0.7", "lag +1",
    ),
    "dreamy": _mood(
        "dreamy, dreamier, floating, floaty, ethereal, dream, weightless, hazy, cloudy",
        "kick velocity -1, hats velocity -0.7, open length +1.5, micro +0.7", "length +1",
    ),
    "marching": _mood(
        "marching, march, militant, military, parade, stern", "snare density +1, snare velocity +1, swing -1, S -1",
        "accent +1",
    ),
    "lighter": _mood(
        "lighter, light, featherlight, nimble, delicate, airborne", "kick velocity -1, kick length -1, hats velocity +0.5",
        "velocity -1",
    ),
    "sleepy": _mood(
        "sleepy, sleepier, late night, tired out, drowsy, after hours, afterhours, comedown, lounge",
        "hats lag +1, kick velocity -0.7, hats density -0.7, swing +0.7", "lag +1",
    ),
    "primal": _mood(
        "primal, ritual, ritualistic, jungle, tribalistic, shamanic, voodoo",
        "snare density +1.5, snare velocity +0.7, hats density -1, S +1", "density +1",
    ),
    "euphoric": _mood(
        "euphoric, euphoria, uplifting, uplift, ecstatic, joyful, happier, happy, sunnier, sunny, joy, celebrate, blissful, bliss",
        "open velocity +1.5, open length +1, backbeat velocity +1, hats density +0.7", "velocity +1",
    ),
    "dubby": _mood(
        "dubby, dubbier, dubwise, smoky, smokier, foggy, misty", "hats density -1, open length +2, hats lag +0.7, accent -0.7",
        "length +1",
    ),
    "epic": _mood(
        "epic, massive, huge, enormous, monumental, gigantic, stadium, cinematic, wall of sound",
        "kick velocity +1, kick length +1, open length +1.5, backbeat velocity +1.5, turns -1",
    ),
    "rolling": _mood(
        "rolling, rolling along, roll along, flowing, flow, keep it rolling", "kick ghost +1, hats density +0.5, phrase -0.5",
        "ratchet +1",
    ),
    "stomping": _mood(
        "stomping, stompier, stompy, trampling, marching stomp", "kick velocity +1.5, hats density -1, S -1", "velocity +1",
    ),
    "elegant": _mood(
        "elegant, classy, refined, sophisticated, tasteful, subtler", "micro -1, kick velocity -0.5, hats velocity -0.7, swing +0.5",
        "velocity -1",
    ),
    "bleak": _mood(
        "bleak, bleaker, desolate, lonely, doomy, doom, hopeless, sad, sadder, melancholic, apocalyptic",
        "hats density -1, backbeat velocity -2, phrase -1, kick velocity +0.4", "velocity -1",
    ),
}
