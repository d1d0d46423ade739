"""Which words belong to the trade, and what does each of them mean in a sentence?

One table: "kind value" and the words for it, several words to one meaning and turns of speech among them. What stands
here is data; how meanings combine is in `interpret.py`, and turns of speech that are several meanings are in
`sayings.py`. A turn with one word more in its middle ("strip it back") is found too.
"""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    # --- layers -------------------------------------------------------------------------------------------------------
    "layer kick": "kick, kicks, kickdrum, bassdrum, bd, boom, thump, stomp, kick drum, kick drums, bass drum, bass drums, "
    "the floor, four on the floor, 4 on the floor, four to the floor, 4 to the floor, bass",
    "layer hats": "hat, hats, hihat, hihats, hh, cymbal, cymbals, top, tops, hi hat, hi hats, high hat, high hats, "
    "both hats, the tss, tss tss",
    "layer hat_c": "chh, hat_c, hats_c, closedhat, closed hat, closed hats, closed hi hat, closed hi hats, closed hihat, "
    "closed hihats, closed high hat, closed high hats, hat closed, hats closed, the closed one, the closed ones, closed",
    "layer hat_o": "ohh, hat_o, openhat, open hat, open hats, open hi hat, open hi hats, open hihat, open hihats, "
    "open high hat, open high hats, hat open, hats open, the open one, the open ones",
    "layer snare": "snare, snares, sd, snare drum, backbeat, caisse claire",
    "layer clap": "clap, claps, handclap, handclaps, cp, hand clap, hand claps",
    "layer rim": "rim, rims, rimshot, rimshots, sidestick, rim shot, rim shots, side stick",
    "layer tom": "tom, toms, conga, congas, bongo, bongos",
    "layer ride": "ride, rides, ride cymbal",
    "layer crash": "crash, crashes",
    "layer shaker": "shaker, shakers, maraca, maracas, tambourine",
    "layer percussion": "perc, percs, percussion, percussions, cowbell, clave, claves",
    "layer all": "everything, all, everyone, everybody, whole thing, drums, drum, beat, groove, track, pattern, mix, "
    "the lot, it all, all of it, all drums, every layer, all layers, instruments, all instruments, all the drums, them all, "
    "all of them, every sound, all sounds, rhythm",
    "other rest": "the rest, everything else, all the others, the others, all the rest, all else, everyone else, "
    "anything else, all others, other layers, others",
    "other one": "the other one, other one, the other",
    # --- nouns of the music -------------------------------------------------------------------------------------------
    "quality density": "number, density, hits, notes, activity, busyness, amount, events, action, count",
    "quality swing": "swing, shuffle, swung, swing_percent, swing amount",
    "quality velocity": "volume, vol, loudness, level, levels, velocity, velocities, vel, gain, dynamics",
    "quality accent": "accent, accents, accenting, accentuation, emphasis",
    "quality ghost": "ghost, ghosts, ghosting, ghosty, ghost notes, ghost note, ghost_pre1_prob, ghost hits, ghosties, "
    "ghosted",
    "quality ratchet": "ratchet, ratchets, ratcheting, stutter, stutters, stuttering, flam, flams, trills, rolls, roll, "
    "triplet, triplets, ratchet_prob, double hits, machinegun, machine gun, burst, bursts",
    "quality rotation": "rotate, rotated, rotation, rot, offset, shift, spin",
    "quality S": "syncopation, syncopations, offbeatness, s, offbeats, off beats",
    "quality E": "entrainment, drive, e, pulse, steadiness",
    "quality D": "dispersion, d, spread",
    "quality H": "entropy, h, variety, unpredictability, randomness, chance",
    "quality micro": "microtiming, micro timing, timing, jitter, slop, humanisation, humanization, looseness, micro_ms, "
    "humanize, humanise",
    "quality length": "length, lengths, decay, duration, sustain, note length",
    "quality phrase": "variation, variations, evolution",
    "quality tempo": "tempo, bpm, speed, pace, beats per minute, tempi",
    "quality punch": "punch",
    "quality energy": "energy, intensity, power, pressure, oomph",
    "quality displace": "displacement, displace",
    "quality probability": "probability, prob",
    "quality channel": "channel, midi channel",
    "quality note": "note number, midi note",
    "quality cap": "cap, ceiling, limit",
    "quality space": "space, room, air, gaps",
    # --- a quality and its direction in one ---------------------------------------------------------------------------
    "lean density+": "busier, busy, denser, dense, fuller, full, thicker, thick, thicken, thickening, packed, crowded, "
    "richer, hollow, fill out, fill up, filled out, more going on, more stuff going on, more happening, "
    "going on",
    "lean density-": "sparser, sparse, thinner, thin, emptier, empty, barer, bare, leaner, clutter, cluttering, cluttered, cluttering everything, cluttering it all, wall of noise, thin out, thin down, "
    "pare back, pare down, less going on, thinned, thinning, thinned out",
    "lean swing+": "swingier, swingy, shuffled, bouncier, bouncy, shuffly",
    "lean swing-": "straighter, straight, straighten, unswung, straighten out, dead straight, straight sixteenths",
    "lean velocity+": "louder, loud, stronger, strong, prominent, punchier, boomier, fatter, bigger, big, beef up, pump up, "
    "up front, to the front, bangier, thumping, thumpier, punchy, "
    "thunderous, louden, pump, hit harder, hits harder, thud, inaudible, buried, drowned, drowning, pop, pop out, "
    "can not hear, can barely hear, can hardly hear, not hear, can not feel, barely hear, hardly hear, can not even hear",
    "lean velocity-": "quieter, quieten, quiet, softer, soft, soften, gentler, fainter, weaker, weak, whisper, "
    "out of the way, murmur, overpowering everything, overpowering, overwhelming, overbearing, drowning everything, drowning out everything, deafening, piercing, drowns everything, ear splitting, shrill",
    "lean micro+": "looser, loose, loosen, sloppier, sloppy, drunk, drunker, drunken, wobblier, wobbly, wonky, lazier, lazy, "
    "laid back, laidback, off the grid, stumble, loosen up, all over the place, untidy",
    "lean micro-": "tighter, tight, tighten, cleaner, clean, crisper, crisp, precise, stiffer, stiff, rigid, quantise, "
    "quantize, on the grid, tighten up, machine tight, clean up, tidy, tidier, tidy up",
    "lean length+": "longer, ringing",
    "lean length-": "shorter, clipped, choppier, choppy, snappier, shorten",
    "lean rotation+": "later",
    "lean rotation-": "earlier",
    "lean lag+": "late, behind, behind the beat, dragged, lagging, dragging, drag, lag",
    "lean lag-": "ahead, rushing, rushed, ahead of the beat, early",
    "lean tempo+": "faster, fast, quicker, quick, speed up, speed things up, quicken, pick up the pace, step on it, "
    "up the tempo, accelerate, accelerated, hurry, up tempo",
    "lean tempo-": "slower, slow, slow down, slow things down, slow right down, ease off the tempo, decelerate, less speed, "
    "brake",
    "lean S+": "syncopated, offbeat, off beat, off the beat, syncopate, trickier",
    "lean S-": "simpler, simple, plainer, plain, squarer, square",
    "lean H+": "unpredictable, random, chaotic",
    "lean H-": "predictable, regular",
    "lean phrase+": "evolving, evolve",
    "lean phrase-": "static, loopier, keep it looping, keep looping",
    "lean broken+": "broken, breakbeat, breaky",
    "lean E+": "steadier, steady, pulsing",
    "lean E-": "shakier, shaky",
    # --- which way, how much ------------------------------------------------------------------------------------------
    "way more": "more, add, extra, further, another, additional, give it some, some more, more of, increase, "
    "increased, higher, keep adding, sprinkle, load up on, want more, intensify, plus",
    "way less": "less, fewer, reduce, reduced, reducing, decrease, cut down, cut back on, cut back, cut down on, lay off, "
    "ease up on, ease up, go easy on, easy on, less of, not so many, not as many, trim, subtract, "
    "flatten, halfway down, lessen, minus, ease off, ease, take some, lose some, lose a few",
    "way up": "up, upwards, bring up, push up, dial up, crank up, crank, push, upward, nudge up, whack up, wind up, rise, "
    "climb, rising, go up, come up, tweak up, bang up, boost, raise, raised, bump, lift, bump up, heighten, whack, wind, creep up, raise up, "
    "hike",
    "way down": "down, lower, lowered, tame, bring down, tone down, dial down, dial back, pull down, pull back, back off, hold back, dialled back, "
    "come down, go down, take down, downwards, nudge down, drop down, sink, dip",
    "way move": "change, adjust",
    "degree 0.5": "touch, tad, hair, smidge, smidgen, tiny, slight, slightly, subtle, subtly, a tad, a touch, a hair, just a "
    "touch, a wee bit, a fraction, a shade, ever so slightly, a pinch, a hint, a tiny bit, marginally, a smidge, a tick, "
    "a hint of",
    "degree 0.6": "bit, little, somewhat, gently, some, sum, kind of, sort of, a bit, a little, a little bit, just "
    "a bit, just a little, carefully, a bit of",
    "degree 0.8": "a notch, notch, one notch, a step",
    "degree 1.5": "quite, pretty, noticeably, clearly, even, still more, even more",
    "degree 2": "much, lots, lot, loads, tons, heaps, heavily, seriously, massively, significantly, drastically, properly, "
    "a lot, a lot of, lots of, loads of, tons of, by far, a ton, very, really, far, way, super, proper, well, hugely, big time, "
    "like mad, like crazy, so much, a whole lot, much more, dramatically, right, on steroids, a great deal, quite a lot",
    "degree 9": "maximum, max, maxed, fully, completely, totally, as much as possible, to the max, all the way, all the way "
    "up, flat out, as possible, full on",
    "factor 2": "double, doubled, twice, twice as many, twice as much, double up",
    "factor 0.5": "halve, halved, half as many, half as much",
    "unit bars": "bar, bars, measure, measures",
    "unit phrases": "phrase, phrases",
    "unit beats": "beats",
    "unit bpm": "beats a minute",
    "unit percent": "percent, pct, per cent",
    "unit ms": "ms, milliseconds, millisecond, millis",
    "unit db": "db, decibel, decibels",
    "unit steps": "steps, step, sixteenth, sixteenths, 16ths",
    "unit times": "times",
    "unit seconds": "second, seconds, sec, secs, minute, minutes, hour, hours, days",
    "gradual": "slowly, gradually, smoothly, ramp, ramp up, ramp down, glide, slide, bit by bit, little by little, step by step",
    # --- scope --------------------------------------------------------------------------------------------------------
    "scope only": "only, just, solely, alone, nothing but, on its own, on their own, by itself, by themselves, all alone, "
    "nothing except, down to just, back to just, right down to, nothing other than",
    "scope except": "except, but not, except for, apart from, other than, aside from, excluding, save for, bar the, besides, "
    "not on, nor on",
    "scope allbut": "everything but, everything except, all but, all except, everything apart from, all apart from, "
    "everyone but, everything besides, everything other than, every layer but, everybody but, everyone except",
    "scope keep": "keep, leave, preserve, protect, keeping, leaving, stays, stay, may stay, can stay, remain, remains, "
    "do not touch, do not change, without touching, without changing, without losing, do not lose, do not mess with, "
    "hands off, stay away from, without killing, do not alter, do not move, do not affect, without affecting, spare, "
    "not touch, not change, not lose, without messing with, without hurting, do not mute, do not kill, do not drop, "
    "do not cut, do not remove, do not take out, do not stop, do not solo",
    "scope left": "alone please, as is, as it is, as they are, where it is, where they are, how it is, untouched, "
    "unchanged, intact, the way it is, like it is, the same, where it was, how they are",
    "scope not": "not, do not, does not, is not, are not, never, did not, should not, must not, will not, would not",
    "scope no": "no, without, none of, without any, zero, neither, no more, minus the, nothing of, not any, not a single",
    "scope too": "too, way too, far too, much too, a bit too, a little too, too much, too many, overly, not so, not that, "
    "not as, not too, a touch too, too much of, so many",
    "scope lacking": "not enough, too little, too few, could use, could do with, needs, need, there is no, lacking, missing, "
    "we are missing, i am missing, is lacking, hardly any, barely, requires",
    "scope enough": "enough",
    # --- what is done -------------------------------------------------------------------------------------------------
    "act mute": "mute, muted, silence, silent, kill, lose, remove, ditch, drop, axe, delete, bin, scrap, disable, hush, shut, "
    "yank, chuck, sack, sack off, banish, get rid of, shut up, do without, bypass, cut, pull, exclude, eliminate, chop, "
    "nuke, off with, make silence, go away, switch off, dump, dropping, cutting, killing, losing, ban, "
    "fade, leave out, throw away, be gone, take away, chop out, muting, quit, suppress, hide, withdraw",
    "act unmute": "unmute, return, reintroduce, restore, reinstate, enable, unsilence, bring back, bring in, come back, "
    "comes back, put back, give back, unmuted, back in, back on, in again, on again, switch on, back again, let in, "
    "returns, revive, resurrect, readmit, reenter",
    "act solo": "solo, isolate, soloed, soloing",
    "act unsolo": "unsolo, end the solo, solo off, stop the solo, un solo, no solo",
    "act undo": "undo, revert, rollback, unwind, scratch that, scrap that, forget that, take that back, "
    "cancel that, bin that, like before, as before, how it was, what it was, the way it was, go back, "
    "was better before, better before, liked it before, back to how it was, back to what it was, a step back, "
    "how it used to be, back to before, not what i wanted, not what i meant, previous state, one step back, "
    "was nicer before, preferred it before, liked it better before, like it was, change it back, put it back, undoing, "
    "take it back, put it back how it was, put it back the way it was, back like it was, reverse that, that was worse, "
    "that sucked, undo that, undo it, undo this, go back to what we had, back to what we had, i liked it better before, "
    "how we had it, as it was, the way it used to be, last change, restore the last, one back, the last change, it was before",
    "act redo": "redo, redo that, bring that change back",
    "act play": "play, start, begin, hit it, kick it off, let us go, fire it up, start playing, press play, drop the beat, "
    "here we go, off we go, get going, start up, run it, hit play, roll it, start the music, start the beat, start the "
    "track, go, play it, play something, start the show, set it off, press start, start it up",
    "act stop": "stop, halt, pause, stop playing, stop the music, stop the beat, stop the track, stop everything, cut the "
    "music, shut it down, stop it, turn it off, shut down, music off, stopping, kill the music, hit stop, press stop, "
    "switch it off, end it, turn the music off, stop the show",
    "act continue": "continue, resume, unpause, carry on, keep going, go on, start again, keep playing, carry on playing",
    "act panic": "panic, all notes off, kill all sound, kill the sound, stuck note, stuck notes, hanging note, hanging notes, "
    "hung notes, hung note, note hangs, notes are stuck",
    "act fill": "fill, fills, drum fill, drum fills, snare fill, tom fill, fill us in, drumroll, drum roll, snare roll, "
    "little fill, quick fill, fill in",
    "act drop": "breakdown, breakdowns, break down, break it down, let it drop, go into the drop, do a drop, do the "
    "drop, breakdown time, break",
    "act the_drop": "the drop, next drop, drop comes",
    "act freeze": "freeze, freezing, hold, frozen, loop, loop this, loop it, loop that, loop this bar, hold it, hold this, "
    "hold that, hold this bar, repeat this bar, repeat this, stay here, stay on this, hold the bar, loop the bar, "
    "keep looping this, repeat the bar, stay on this bar, freeze it, hold on this",
    "act unfreeze": "unfreeze, thaw, let it go, let it go again, let go, stop looping, stop the loop, release the loop, "
    "release, move on, stop freezing, stop repeating, freeze off, stop holding, end the loop, release it, let it run",
    "act lock": "lock, lock it, locked",
    "act unlock": "unlock, unlocked",
    "act save": "save, store, remember, memorise, memorize, keep this, save it, snapshot, remember it, bookmark",
    "act recall": "recall, go to, jump to, back to, go back to, goto, go into, head to, take us back to, return to, "
    "back into, move to",
    "act scene": "scene, scenes",
    "act load": "load, switch to, change to, cue, cue up, load up, open up, switch over to, switch, put on",
    "act file": "config, preset, song, file, session, project, settings, patch, style, configs, styles, presets",
    "act record_start": "record, recording, rec, start recording, record this, hit record, record a take, start a take, start "
    "the recorder, start the recording, roll tape, new take, start a recording, begin recording, press record, tape this, "
    "tape, begin the recording, rec on, start rec, record it",
    "act record_stop": "stop recording, end recording, end the take, stop the take, stop the recording, stop the tape, stop "
    "the recorder, end the recording, stop rec, rec off, end take, finish the take",
    "act mark": "mark, marker, flag",
    "act cancel": "cancel, call off, cancel the plan, drop the plan, forget the plan",
    "act planned": "planned, the plan, plans, agenda, scheduled",
    "act render": "render, bounce, export, print",
    "act double_time": "double time, doubletime",
    "act half_time": "half time, halftime",
    "act every_beat": "on every beat, on all 4, on each beat",
    "act nothing": "never mind, forget it, do nothing, nothing, leave it, no change, thanks, thank you, cheers, that is lovely, "
    "perfect, lovely, that is great, love it, i love it, that is perfect, sounds good, sounds great, well done, hello, hi",
    # --- the small verbs and particles that make mutes of "take it out" ------------------------------------------------
    "gone": "out, off, away, gone, out of there, out of here",
    "here": "back, in, on, again in, here",
    "light": "tone, dial, send, move, make, put, turn, bring, give, set, take, get, let, have, want, do, try, throw, use, go for, want to hear, hear, "
    "like to hear, bringing, taking, turning, making, putting, stick, keep it at, shall return, should return, gotta, must, "
    "has to, have to, drive",
    # --- pointing back ------------------------------------------------------------------------------------------------
    "pron it": "it, that, this, one, thing, that one, this one, things",
    "pron them": "them, they, those, these, both, both of them, the two",
    "same": "same, same for, the same for, same with, likewise, same again for, do the same for, the same with, "
    "do the same with, do the same to, same thing for, same to, as well, too please, ditto",
    "again": "again, once more, one more time, do it again, do that again, another one, one more, repeat, repeat that, "
    "same again, more of that, more of the same, more of this, encore, more like that, even more so, another",
    "fix": "no wait, wait no, wait, i mean, i meant, rather, actually, correction, make that, sorry i mean, instead, "
    "oops i mean, or rather, no sorry, sorry no",
    # --- time that needs somebody who watches -------------------------------------------------------------------------
    "condition": "if, when, once, whenever, as soon as, unless, until, after the break, after the drop, before the drop, "
    "after the breakdown, after the fill, at the drop, when the drop comes, after that",
}
