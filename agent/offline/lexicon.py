"""Which words belong to the trade, and what does each of them do in a sentence?

One table a kind of word. Everything here is one musician's word for one thing; grammar is in `clause.py`, sizes are in
`sizes.py`, and what a mood consists of is in `moods.py`.
"""

from __future__ import annotations

from typing import Final

LAYERS: Final = {
    "kick": "kick kicks kickdrum bassdrum bd boom thump stomp floor bass",
    "hats": "hat hats hihat hihats hh cymbal cymbals top tops tick ticks",
    "hat_c": "chh closedhat closedhats hat_c",
    "hat_o": "ohh openhat openhats hat_o",
    "snare": "snare snares sd backbeat",
    "clap": "clap claps handclap handclaps cp",
    "rim": "rim rims rimshot rimshots sidestick",
    "tom": "tom toms conga congas bongo bongos",
    "ride": "ride rides",
    "crash": "crash crashes",
    "shaker": "shaker shakers maraca maracas tambourine",
    "percussion": "perc percs percussion percussions cowbell clave claves block",
    "all": "everything all everyone whole whole_thing drums beat groove track pattern everybody lot mix",
}
"""What layers are called; which of a session's layers that is, `layers.py` finds out."""

QUALITIES: Final = {
    "density": "number density hits notes activity busyness amount events density_target",
    "swing": "swing shuffle groovebox swung swing_percent",
    "velocity": "volume loudness level velocity gain dynamics",
    "accent": "accent accents accenting accentuation emphasis",
    "ghost": "ghost ghosts ghosting ghost_pre1_prob",
    "ratchet": "ratchet ratchets ratcheting stutter stutters flam flams rolls trills trill machinegun",
    "rotation": "rotate rotated rotating rotation rot offset shift spin spinning",
    "S": "syncopation syncopations s offbeatness",
    "E": "entrainment drive e pulse steadiness",
    "D": "dispersion d spread",
    "H": "entropy h variety unpredictability randomness chance",
    "micro": "microtiming timing jitter slop humanisation humanization humanize looseness human",
    "length": "length decay duration gate sustain",
    "phrase": "variation variations changes evolution",
    "tempo": "tempo bpm speed pace",
    "space": "space room air silence gaps breathing",
    "punch": "punch punchy punchier boomier thumpier",
    "energy": "energy intensity power pressure",
}
"""Nouns: what of the music is meant."""

UP: Final = (
    "forward more raise increase boost up higher add extra further crank bump lift push pump another increased".split()
)
DOWN: Final = (
    "overpowering overbearing deafening piercing less fewer lower lowering reduce reducing decrease down cut trim tame "
    "drop_level pull minus reduced thin_out dial_back".split()
)
"""Words that say the direction."""

ADJECTIVES: Final = {
    # quality: (words for more, words for less)
    "density": (
        "busier busy denser dense fuller full thicker thick thicken thickening packed crowded richer",
        "sparser sparse thinner thin emptier empty barer bare leaner",
    ),
    "swing": ("swingier swingy shuffled shufflier bouncier bouncy", "straighter straight straighten unswung"),
    "velocity": (
        "inaudible buried drowning drowned louder loud stronger strong prominent bangier",
        "quieter quieten quiet softer soft gentler gentle fainter weaker weak",
    ),
    "micro": (
        "loosen looser loose sloppier sloppy drunk drunker drunken wobblier wonky wonkier humaner lazier lazy laidback",
        "tighter tight tighten cleaner clean crisper crisp precise robotic mechanical stiffer stiff rigid quantize",
    ),
    "length": ("longer long ringing", "shorter short clipped choppier choppy snappier tighter_notes"),
    "rotation": ("later", "earlier"),
    "tempo": ("faster fast quicker quick speedier", "slower slow"),
    "S": ("syncopated offbeat off_beat funkier_rhythm trickier", "simpler simple plainer plain squarer square"),
    "H": (
        "unpredictable random chaotic wilder_mix varied", "predictable regular even_mix",
    ),
    "phrase": ("evolving changing", "static loopier looped"),
    "E": ("steadier steady pulsing", "shakier"),
}
"""Words that are a quality and a direction in one."""

MOODS: Final = {
    "darker": "darker dark darken moodier moody sinister gloomier gloomy murkier murky deeper_mood underground bleaker",
    "brighter": "brighter bright brighten happier happy sunnier sunny lighter_mood shinier sparkle sparklier",
    "harder": (
        "harder hard heavier heavy brutal aggressive aggression rougher rough raw rawer tougher tough nastier nasty "
        "meaner mean angrier bang banging banger pounding slam slamming fiercer fierce intense intensify energetic"
    ),
    "calmer": (
        "calmer calm mellow mellower relaxed relax chill chilled chiller gentler_mood easier easy cool smoother smooth "
        "milder warmer soften"
    ),
    "hypnotic": "hypnotic hypnotize trance trancey trancelike mesmerising mesmerizing monotonous monotone repetitive "
    "droning loopy",
    "sparser": "minimal minimalist stripped strip stripped_back spacious airy airier open breathe skeletal "
    "declutter spare subtle uncluttered",
    "busier": "frantic hectic cluttered jam_packed dense_mood fill_up massive",
    "funkier": "funkier funky funk groovier groovy grooves groovin dancier danceable sexier sexy sassier",
    "driving": "driving drivier propulsive relentless rolling forward momentum urgent",
    "wilder": "wilder wild crazier crazy chaos weirder weird freakier freaky experimental insane madness stranger",
    "varied": "boring dull spicier interesting surprising surprise boring_not spicier spice fresher fresh",
    "tense": "tense tenser tension suspense nervous anxious uneasy",
    "release": "release resolve relief",
    "build": "build buildup build_up building riser rise climb escalate",
}
"""Words for the whole: what each consists of is in `moods.py`."""

ACTIONS: Final = {
    "play": "play start begin go roll_it",
    "stop": "stop halt pause",
    "continue": "continue resume unpause carry_on",
    "panic": "panic all_notes_off kill_sound",
    "mute": "mute muted silence silent kill lose remove ditch drop axe delete bin "
    "scrap disable hush shut exclude withdraw yank",
    "unmute": "unmute return reintroduce restore reinstate enable unsilence",
    "solo": "solo isolate",
    "unsolo": "unsolo",
    "only": "only just solely alone nothing_but",
    "undo": "undo revert rollback unwind",
    "redo": "redo",
    "drop_all": "breakdown break_down the_drop",
    "fill": "fill fills roll drumroll",
    "freeze": "freeze freezing loop hold frozen lock",
    "unfreeze": "unfreeze unlock thaw let_go",
    "save": "save store remember keep_as memorise memorize",
    "recall": "recall",
    "scene": "scene snapshot",
    "load": "load switch change_to open_up cue",
    "record": "record recording rec tape",
    "take": "take takes",
    "render": "render bounce export generate compose create write make_me mix_down",
    "set": "set make put turn bring give change move want need have get let try do bring_to",
    "keep": "keep leave preserve protect touch alter lose_not spare_it",
}

DEGREES: Final = {
    0.5: "touch tad hair smidge smidgen whisker tiny subtly slight",
    0.8: "notch step_up",
    0.6: "bit little slightly somewhat gently gradually some",
    1.5: "quite pretty noticeably clearly",
    2.0: "much lots lot loads way really far very heaps tons heavily seriously big hugely massively significantly "
    "drastically super proper properly ton dramatically",
    9.0: "maximum max maxed fully completely totally full_on possible",
}

UNITS_OF: Final = {
    "bar": "bar bars measure measures", "beat": "beat_unit beats", "bpm": "bpm", "percent": "percent pct",
    "ms": "ms milliseconds", "step": "step steps sixteenth sixteenths", "second": "seconds second minute minutes",
}

OFF_DOMAIN: Final = frozenset("""
files documents disk weather rain temperature forecast news sports football score_of politics president election
capital country recipe cook
pizza coffee beer food restaurant dinner lunch hotel flight train taxi uber movie film netflix joke jokes poem poetry
haiku
story essay novel letter email mail emails message text sms call phone tweet twitter instagram facebook tiktok youtube
spotify soundcloud website browser internet google wikipedia download upload python javascript code script program sql
html
regex function bug compile terminal shell bash sudo command_line rm directory folder filesystem password passwords
secret
secrets token tokens credential credentials api openai chatgpt prompt instructions bitcoin crypto stock stocks money
invoice
buy sell order book calendar meeting alarm timer remind reminder translate french german spanish homework math equation
integral beethoven mozart kitchen car engine door street neighbour neighbours sandwich photo picture image drawing
paint video camera light lights lamp smoke laser lasers projector visuals
melody melodies melodic chord chords harmony harmonies key_of vocal vocals voice singer sing lyrics rap bassline
basslines
synth synths synthesizer synthesiser pad pads lead leads arpeggio arp piano guitar violin strings organ saxophone
trumpet
flute reverb delay echo filter cutoff resonance eq equalizer compressor compression sidechain distortion overdrive
saturation
pan panned panning stereo distort distorted distorting compress compressed filtered detune detuned
chorus phaser flanger lfo oscillator wavetable sample samples sampler vst plugin preset_sound autotune
pitch tune tuning octave major minor scale_of love life meaning god horoscope doctor lawyer girlfriend boyfriend mom dad
cat dog name_is who_are_you old_are_you weekend holiday travel wifi battery mouse window printer computer laptop
update_os
""".split())
"""Words of what this program does not do: everyday matters, files and secrets, and sounds that no drum machine has."""

FILLERS: Final = frozenset("""
a an the please thanks thank you me us my our we i is are be been am was it its them they their there this that these
those and or to of for with at by from as so then now can could would should will may might must shall want like love
id hey yo ok okay alright right well uh um er hmm oh man dude mate bro buddy guys boss maestro dj here kind sort thing
things stuff sound sounds sounding feel feels feeling going gone got gets getting make makes making made let have has
had
do does did doing just_please give gives giving put puts putting bring brings take_it turn turns turned set sets setting
keep maybe perhaps possibly think guess really_please quickly nice nicely good great cool_please better best new next
right_now after before until when while during into over under onto around about through again still also too_also
plus but next_bar bars bar time times moment second sec one part section bits something anything somehow more_please
music song tune_please tempo_please techno vibe vibes please_do some any other another same first last since how what
which why if not no yes yeah yep sure only_please up_please everything_please would_you my_friend he she him her his
need needs try trying go goes come comes came say says said tell see hear heard know play_it really very much
level_please sits sit sitting stays stay staying remain kind_of sort_of actually basically literally honestly
""".split())
"""Words that carry nothing of their own here."""

EVERYDAY: Final = frozenset("""
that than then them they this these those there their what when where which while with will would were want wait walk
word work world year your yours have hate here hour home hope help hear heat head heard heart half hall hand happy
take talk tall tell term test text thing think time told took town tree trip true turn type late last lead less life
like line list live look lose loss lost love luck lunch made mail main make male many mark mass matter maybe mean meet
mind mine miss moon most move must name near neck need never news next nice night none nose note once only onto over
page paid pain pair part pass past path pick plan play plot plus poor post pull push race rain rate read real rest rice
rich ring road rock role room root rose rule safe sale salt same sand save seat seed seek seem sell send sent ship shop
show shut sick side sign sing site size skin slip slow snow some song soon sort soul spot star stay step stop such suit
sure swim food foot form four free from fuel fund game gate gave gift girl give glad goal goes gold gone good gray grew
grow hang hard harm cake call calm came camp card care case cash cast cell chat city club coat code cold come cook copy
core cost crew dark data date dawn days dead deal dear debt deep deny desk dial diet dirt disc dish does done door dose
down draw drew drop drug dual duke dust duty each earn ease east easy edge else even ever evil exit face fact fail fair
fall farm fast fate fear feed feel feet fell felt file fill film find fine fire firm fish flat floor flow flower plays
chair cheap cheat check chief child china claim class clean clear climb clock close cloth coach coast could count court
cover craft cream crime cross crowd crown daily dance death delay depth dirty doubt dozen draft drama dream dress drink
white whole whose world worth write wrong yield young youth those three today tonight tomorrow yesterday morning evening
people person place point police power press price print prize proof proud prove queen radio reach ready refer right
river round royal rural scale scene score sense serve seven shape share sharp sheet shelf shell shift shine shirt shock
shoot short shown sight since skill sleep slide small smart smile smoke solid solve sorry sound south spare speak spend
spoke sport staff stage stake stand start state steam steel stick still stock stone store storm story strip stuff style
sugar table taste teach thank theme thick third throw tight tired title total touch tough tower track trade train treat
trend trial trust truth twice under union until upper urban usual value video visit vital voice waste watch water wheel
cats hats_on rice beast least feast toast roast coats boats goats bikes likes hikes kids lips clips hips ships snake
snack
share stare spare scare flare glare
""".split())
"""Words of every day that are near to words of the trade and are not mended into them."""

TYPOS: Final = {
    "teh": "the", "hte": "the", "fo": "for", "fro": "for", "adn": "and", "nad": "and", "ot": "to", "mor": "more",
    "moer": "more", "mroe": "more", "moar": "more", "lss": "less", "les": "less", "hast": "hats", "hta": "hat",
    "htas": "hats", "ahts": "hats", "bak": "back", "kik": "kick", "kck": "kick", "kic": "kick", "bmp": "bpm",
    "bpms": "bpm", "snar": "snare", "clp": "clap", "mut": "mute", "sologiste": "solo", "abit": "bit", "alot": "lot",
    "tempi": "tempo", "bras": "bars", "brs": "bars", "bsr": "bars", "lowder": "louder", "fastr": "faster",
    "swng": "swing",
    "swign": "swing", "fil": "fill", "undu": "undo", "dorp": "drop", "dropp": "drop", "wiht": "with", "plese": "please",
}

PHRASES: Final = {
    # one word for several
    "hi hat": "hats", "hi hats": "hats", "high hat": "hats", "high hats": "hats", "open hat": "hat_o",
    "open hats": "hat_o", "open hi hat": "hat_o", "open hi hats": "hat_o", "open hihat": "hat_o",
    "open hihats": "hat_o",
    "open high hats": "hat_o", "closed hat": "hat_c", "closed hats": "hat_c", "closed hi hat": "hat_c",
    "closed hi hats": "hat_c", "closed hihat": "hat_c", "closed hihats": "hat_c", "bass drum": "kick",
    "bass drums": "kick", "kick drum": "kick", "kick drums": "kick", "four on the floor": "kick",
    "4 on the floor": "kick", "four to the floor": "kick", "4 to the floor": "kick", "hand clap": "clap",
    "hand claps": "clap", "rim shot": "rim", "rim shots": "rim", "side stick": "rim", "the lot": "everything",
    "the whole thing": "everything", "the rest": "others", "everything else": "others", "all the others": "others",
    "the others": "others", "every thing": "everything", "all of it": "everything", "all drums": "everything",
    # degrees
    "a lot": "much", "a lot of": "much", "lots of": "much", "loads of": "much", "tons of": "much", "a bit": "bit",
    "a little": "bit", "a little bit": "bit", "a tad": "tad", "a touch": "tad", "a hair": "tad", "just a touch": "tad",
    "just a bit": "bit", "just a little": "bit", "a wee bit": "tad", "a smidge": "tad", "as much as possible": "max",
    "to the max": "max", "all the way": "max", "all the way up": "max up", "flat out": "max", "as possible": "max",
    "nice and": "quite", "a whole lot": "much", "by far": "much", "a ton": "much", "a few": "3", "a handful of": "4",
    "kind of": "bit", "sort of": "bit", "way too": "too", "far too": "too", "a bit too": "too", "a little too": "too",
    "much too": "too", "a touch too": "too", "not enough": "lacking", "too little": "lacking", "too few": "lacking",
    "could use": "lacking", "could do with": "lacking", "needs": "lacking", "need": "lacking", "there is no": "lacking",
    "can not hear": "inaudible", "can barely hear": "inaudible", "can hardly hear": "inaudible",
    "not hear": "inaudible",
    "not so": "too", "not that": "too", "not as": "too", "less of": "less", "more of": "more", "not too": "too",
    # hands
    "like a machine": "tighter", "like a drum machine": "tighter", "like a robot": "tighter", "like a human": "looser",
    "more groove": "funkier", "some groove": "funkier", "less groove": "squarer", "hurt my ears": "too loud",
    "hurting my ears": "too loud", "on every beat": "everybeat", "on all 4": "everybeat", "on each beat": "everybeat",
    "preferred it before": "undo", "preferred before": "undo", "liked it better": "undo", "liked before": "undo",
    "was nicer before": "undo", "how it used to be": "undo", "to the front": "louder", "like mad": "much",
    "like crazy": "much", "out of the way": "quieter",
    "bring back": "unmute", "bring in": "unmute", "bring on": "unmute", "come back": "unmute", "back in": "unmute",
    "comes back": "unmute", "back on": "unmute", "put back": "unmute", "drop in": "unmute", "drop back in": "unmute",
    "throw in": "unmute", "give me back": "unmute", "turn on": "unmute", "switch on": "unmute", "come in": "unmute",
    "fade in": "unmute",  "let in": "unmute", "in again": "unmute", "on again": "unmute",
    "take out": "mute", "cut out": "mute", "drop out": "mute", "turn off": "mute", "switch off": "mute",
    "get rid of": "mute", "take away": "mute", "shut up": "mute", "shut off": "mute", "pull out": "mute",
    "do without": "mute", "leave out": "mute", "go away": "mute", "fade out": "mute", "off with": "mute",
    "be gone": "mute",
    "no more": "mute", "without any": "mute", "get out": "mute", "knock out": "mute", "strip out": "mute",
    "nothing but": "only", "on its own": "only", "on their own": "only", "by itself": "only", "all alone": "only",
    "everything but": "allbut", "everything except": "allbut", "all but": "allbut", "all except": "allbut",
    "apart from": "except", "other than": "except", "except for": "except", "but not": "except", "aside from": "except",
    "not the": "except the", "hands off": "protect", "stay away from": "protect", "leave alone": "protect",
    "do not touch": "protect", "do not change": "protect", "do not mess with": "protect", "do not lose": "protect",
    "without losing": "protect", "without touching": "protect", "without changing": "protect", "do not mute": "protect",
    "without killing": "protect", "do not kill": "protect", "do not drop": "protect", "do not cut": "protect",
    "do not stop": "protect", "do not remove": "protect", "do not move": "protect", "do not alter": "protect",
    "as is": "protect", "as it is": "protect", "as they are": "protect", "where it is": "protect",
    "the same": "protect",
    "while keeping": "protect", "but keep": "protect", "but leave": "protect", "keep going": "continue",
    "carry on": "continue", "go on": "continue", "start again": "continue", "pick up where": "continue",
    "do not": "not", "does not": "not", "is not": "not", "are not": "not",
    # history
    "like before": "undo", "as before": "undo", "how it was": "undo", "what it was": "undo", "the way it was": "undo",
    "go back": "undo", "take that back": "undo", "take it back": "undo", "scratch that": "undo", "never mind": "undo",
    "forget that": "undo", "was better before": "undo", "better before": "undo", "liked it before": "undo",
    "back to how it was": "undo", "back to what it was": "undo", "step back": "undo", "cancel that": "undo",
    "put it back": "undo", "change it back": "undo", "back like it was": "undo", "like it was": "undo",
    "back to before": "undo", "not what i wanted": "undo", "not what i meant": "undo", "previous state": "undo",
    "do it again": "redo", "do that again": "redo", "bring that back": "redo", "once more": "redo",
    # transport
    "all notes off": "panic", "kill all sound": "panic", "kill the sound": "panic", "stuck note": "panic",
    "stuck notes": "panic", "hanging note": "panic", "hanging notes": "panic", "hung notes": "panic",
    "hit it": "play", "kick it off": "play",  "let us go": "play", "fire it up": "play",
    "start playing": "play", "press play": "play", "drop the beat": "play", "here we go": "play", "off we go": "play",
    "get going": "play", "stop playing": "stop", "stop the music": "stop", "stop it": "stop", "shut it down": "stop",
    "stop the beat": "stop", "stop the track": "stop", "stop everything": "stop", "cut the music": "stop",
    "start the music": "play", "start the beat": "play", "start the track": "play",
    # tempo
    "speed up": "faster", "speed it up": "faster", "pick up the pace": "faster", "step on it": "faster",
    "slow down": "slower", "slow it down": "slower", "ease off": "slower", "bring the tempo up": "faster",
    "bring the tempo down": "slower", "up the tempo": "faster", "push the tempo": "faster", "beats per minute": "bpm",
    "drop the tempo": "slower", "drop the bpm": "slower", "double time": "doubletime", "half time": "halftime",
    # fills, drops, freezing
    "drum fill": "fill", "snare roll": "fill", "drum roll": "fill", "snare fill": "fill", "tom fill": "fill",
    "break down": "breakdown", "break it down": "breakdown", "drop it": "thedrop", "the drop": "thedrop",
    "let it drop": "thedrop", "next drop": "thedrop", "build up": "build", "build it up": "build",
    "loop this": "freeze",
    "loop it": "freeze", "loop that": "freeze", "hold it": "freeze", "hold this": "freeze", "hold that": "freeze",
    "repeat this bar": "freeze", "repeat this": "freeze", "repeat the bar": "freeze", "lock it": "freeze",
    "stay here": "freeze", "stay on this": "freeze", "let it go": "unfreeze", "let go": "unfreeze",
    "stop looping": "unfreeze", "stop the loop": "unfreeze", "release the loop": "unfreeze", "move on": "unfreeze",
    "stop repeating": "unfreeze", "freeze off": "unfreeze", "stop holding": "unfreeze",
    # recording, files
    "start recording": "recordstart", "stop recording": "recordstop", "end recording": "recordstop",
    "record this": "recordstart", "end the take": "recordstop", "stop the take": "recordstop", "end take": "recordstop",
    "new take": "recordstart", "start a take": "recordstart", "record a take": "recordstart", "stop the recording":
    "recordstop", "start the recording": "recordstart", "hit record": "recordstart", "press record": "recordstart",
    "make me": "render", "give me 16 bars": "render 16 bars", "switch to": "load", "change to": "load", "go to": "goto",
    "go into": "goto", "move to": "goto", "head to": "goto", "jump to": "goto", "back to": "goto",
    # feel
    "laid back": "looser", "off beat": "offbeat", "off beats": "offbeat", "on the grid": "tighter",
    "off the grid": "looser", "more human": "looser", "more machine": "tighter", "less human": "tighter",
    "less robotic": "looser", "less mechanical": "looser", "less stiff": "looser", "strip it down": "sparser",
    "strip it back": "sparser", "stripped back": "sparser", "strip down": "sparser", "strip back": "sparser",
    "thin out": "thinner", "thin down": "thinner", "thin it out": "sparser", "open up": "airier",
    "space out": "sparser",
    "fill out": "fuller", "fill up": "fuller", "fill it out": "fuller", "heat up": "harder", "cool down": "calmer",
    "cool it": "calmer", "calm down": "calmer", "turn up the heat": "harder", "spice up": "spicier",
    "mix it up": "spicier", "spice it up": "spicier", "switch it up": "spicier", "too boring": "spicier",
    "gets boring": "spicier", "getting boring": "spicier", "is boring": "spicier", "boring": "spicier",
    "too predictable": "spicier", "too repetitive": "spicier", "too monotonous": "spicier", "go nuts": "wilder",
    "go crazy": "wilder", "less crazy": "calmer", "less wild": "calmer", "less intense": "calmer",
    "less hard": "calmer",
    "less aggressive": "calmer", "less dark": "brighter", "less bright": "darker", "less hypnotic": "spicier",
    "less busy": "sparser", "less dense": "thinner", "less full": "thinner", "less crowded": "sparser",
    "less empty": "busier", "less sparse": "busier", "less straight": "swingier", "less swingy": "straighter",
    "less loud": "quieter", "less fast": "slower", "less slow": "faster", "less tight": "looser",
    "less loose": "tighter",
    "less funky": "squarer", "less syncopated": "simpler", "less simple": "syncopated", "less random": "predictable",
    "turn up": "up", "turn down": "down", "dial up": "up", "dial down": "down", "dial back": "down",
    "tone down": "down",
    "bring up": "up", "bring down": "down", "push up": "up", "pull back": "down", "pull down": "down", "pull up": "up",
    "take down": "down", "cut back": "down", "cut back on": "less", "cut down on": "less", "ease up on": "less",
    "go easy on": "less", "go easy with": "less", "back off": "down", "beef up": "louder", "pump up": "louder",
    "hold back":
    "down", "lay off": "less", "lighten up": "calmer", "man up": "harder", "give it some": "more",
    "in your face": "harder", "up front": "louder", "half as many": "halve", "half as much": "halve",
    "twice as many": "double", "twice as much": "double", "twice as": "double", "half the": "halve",
    "double the": "double", "some more": "more",
}
"""Phrases that are one word of the trade."""


def _table() -> dict[str, tuple[str, str | float]]:
    """Return every word of the trade with its kind and value."""
    found: dict[str, tuple[str, str | float]] = {}
    for kind, table in (("layer", LAYERS), ("quality", QUALITIES), ("action", ACTIONS), ("unit", UNITS_OF)):
        for value, words in table.items():
            found.update(dict.fromkeys(words.split(), (kind, value)))
    for value, (more, less) in ADJECTIVES.items():
        found.update(dict.fromkeys(more.split(), ("adjective", f"+{value}")))
        found.update(dict.fromkeys(less.split(), ("adjective", f"-{value}")))
    for value, words in MOODS.items():
        found.update(dict.fromkeys(words.split(), ("mood", value)))
    for degree, words in DEGREES.items():
        found.update(dict.fromkeys(words.split(), ("degree", degree)))
    found.update(dict.fromkeys(UP, ("up", 1.0)))
    found.update(dict.fromkeys(DOWN, ("down", -1.0)))
    found.update({
        "too": ("too", -1.0), "lacking": ("lacking", 1.0), "double": ("factor", 2.0), "halve": ("factor", 0.5),
        "doubled": ("factor", 2.0), "halved": ("factor", 0.5), "half": ("factor", 0.5), "twice": ("factor", 2.0),
        "not": ("not", ""), "no": ("no", ""), "zero": ("no", ""), "without": ("no", ""), "minus": ("no", ""),
        "except": ("except", ""), "allbut": ("allbut", ""), "protect": ("protect", ""), "others": ("others", ""),
        "thedrop": ("action", "thedrop"), "everybeat": ("action", "everybeat"), "goto": ("action", "goto"),
        "recordstart": ("action", "recordstart"),
        "recordstop": ("action", "recordstop"), "doubletime": ("action", "doubletime"),
        "halftime": ("action", "halftime"), "ghosted": ("quality", "ghost"), "next": ("filler", ""),
        "scene": ("action", "scene"), "lot": ("degree", 2.0), "take": ("filler", ""), "takes": ("filler", ""),
    })
    return found


WORDS: Final = _table()
