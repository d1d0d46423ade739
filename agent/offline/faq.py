"""What do users ask about the program, and what is the answer in a sentence or two?

Each entry: groups of words, one of each of which the question holds; the answer; and the page that says more. The
entry with most groups wins. `tests/agent/test_faq.py` checks that every page is there and every entry is reached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """A question that is asked often: the groups of words it holds, its answer, and the page."""

    groups: tuple[frozenset[str], ...]
    answer: str
    page: str


def _entry(groups: str, answer: str, page: str) -> Entry:
    return Entry(tuple(frozenset(group.split("/")) for group in groups.split()), answer, page)


FAQ: Final = (
    _entry(
        "ableton/daw/bitwig/logic/cubase/reaper/studio/live/renoise/fl",
        "Start with `techno play --virtual groove`: the DAW sees a MIDI port of that name; take it as the input of a drum "
        "track. On Windows, or with a port of your own, name it: `techno play --port NAME`.", "docs/live.md",
    ),
    _entry(
        "connect/plug/hook/send/route/output/outputs port/ports/synth/drum/machine/hardware/tr8s/midi/device/gear",
        "`techno ports` lists the ports there are; `techno play --port NAME` plays to those whose name has NAME in it, and "
        "`--port` may stand several times.", "docs/live.md",
    ),
    _entry(
        "hear/sound/silent/silence/audio/quiet/noise nothing/no/not/cannot/anything/silent/wrong/any/why",
        "The engine sends MIDI and makes no sound by itself: a synth or DAW must listen to its port. `techno ports` shows the "
        "ports, `techno status` which one plays and whether anything is muted.", "docs/live.md",
    ),
    _entry(
        "record/recording/recorded/capture how/can/do",
        "Every session is recorded unless you say `--record off`; \"start recording\" or `:record start NAME` marks a take "
        "from the next bar line, \"stop recording\" ends it.", "docs/live.md",
    ),
    _entry(
        "recordings/recording/recorded/takes/files/file/saved/folder where/find/which/stored",
        "Recordings go to `out/sessions/`, a folder a session with config, journal and `.mid`; files that you render go to "
        "`out/`, or to the folder in TECH_ENGINE_OUT_DIR.", "docs/journal.md",
    ),
    _entry(
        "latency/delay/late/lag/lags/behind/sync/offset",
        "`:trim OUTPUT MS` sends an output earlier (negative) or later (positive), from -200 to 200 ms. Wishes take effect on "
        "the next bar line, so a key may answer up to a bar later; `techno status` shows the measured lateness.",
        "docs/live.md",
    ),
    _entry(
        "key/password/api safe/secret/private/leak/stored/printed/stolen/security/secure/go/send/sent",
        "Your key is never printed, logged or sent anywhere but to the server you set it up with; it is read from the "
        "environment or from a `.env` that only you can write.", "docs/privacy.md",
    ),
    _entry(
        "data/privacy/private/collect/upload/send/leaves internet/cloud/online/machine/out/home/me/private/privacy",
        "Without a model set up nothing leaves your machine; with one, your words and how the music stands go to its server, "
        "never files or the key of anybody else.", "docs/privacy.md",
    ),
    _entry("m0/m1/m2/m3/m4/mode/modes",
           "The modes: m0 is a metronome, m1 a fixed backbone, m2 layers with parameters, m3 the same with conditions and "
           "density, m4 the closed loop that steers itself towards your goals.", "README.md"),
    _entry("m0", "m0 is the plainest mode: a metronome.", "README.md"),
    _entry("m1", "m1 is a fixed backbone: floor, backbeat and hats that do not change.", "README.md"),
    _entry("m2", "m2 plays layers with parameters of their own: steps, fills, rotation, swing, velocity.", "docs/configs.md"),
    _entry("m3", "m3 is m2 with conditions (every so many bars, by chance, in fills) and a density for each layer.",
           "docs/configs.md"),
    _entry("m4", "m4 is the closed loop: it measures each bar and steers the next towards your targets.", "docs/configs.md"),
    _entry("swing/shuffle what/mean/means/explain/does/is",
           "Swing delays every second 16th: 50 % is straight, 66 % a triplet feel; here it goes from 50 % to 70 %.",
           "docs/glossary.md"),
    _entry("ratchet/ratchets/rolls what/mean/means/explain/is",
           "A ratchet is one step played as two to eight fast hits: a short roll.", "docs/glossary.md"),
    _entry("ghost/ghosts what/mean/means/explain/is",
           "A ghost is a soft extra hit just before a beat; ghost kicks come a 16th before the kick.", "docs/params.md"),
    _entry("entrainment what/mean/means/explain/is",
           "Entrainment, E, is how firmly kick, snare and clap mark the beat, 0 to 1; four on the floor is 1.", "README.md"),
    _entry("syncopation what/mean/means/explain",
           "Syncopation, S, is how much is played against the beat, 0 to 0.9; 0.5 is moderate.", "README.md"),
    _entry("dispersion what/mean/means/explain/is",
           "Dispersion, D, is how unevenly hits are spread over the bar, 0 to 1; 0 is even.", "README.md"),
    _entry("entropy what/mean/means/explain",
           "Entropy, H, is how mixed the gaps between hits are, 0 to 1; 0 is one gap only.", "README.md"),
    _entry("guard/rescue/rescues what/mean/means/explain/does/why",
           "The guard keeps the beat standing: when a bar's entrainment falls below min_E, it is rebuilt plainly, and the "
           "screen says so as a rescue.", "docs/configs.md"),
    _entry("undo how/can",
           "\"undo\" takes back the last wish, whoever made it, \"undo the last two\" two of them, and \"redo\" brings it back; "
           "64 steps are kept.", "docs/live.md"),
    _entry("save/store config/groove/preset/settings/scene/pattern how/where/can",
           "\"save this as scene NAME\" keeps a scene in the session; `:save NAME` writes the config as it stands to a file.",
           "docs/live.md"),
    _entry("clock/link/sync/slave/master how/send/follow/midi/can/does",
           "`techno play --send-clock` sends MIDI clock with Start, Stop and song position along with the notes; `:clock` shows "
           "where it goes.", "docs/live.md"),
    _entry("add/create/new layer/layers/track/tracks/instrument/voice/drum how/can",
           "Layers come from the config: add a key below `layers` with at least a note, check it with `techno check`, and load "
           "it.", "docs/configs.md"),
    _entry("config/configs how/write/make/own/create/edit write/make/own/create/edit/how",
           "A config is a JSON file; start from the one in the README, `techno check mine.json` names every fault with what is "
           "allowed.", "docs/configs.md"),
    _entry("model/gpt/llm/chatgpt/ai/openai how/use/set/setup/connect/which/need/without set/setup/use/connect/need/without/how",
           "Set OPENAI_API_KEY (and OPENAI_BASE_URL for another server) in the environment or in `.env`; without one these "
           "rules answer, offline.", "README.md"),
    _entry("quit/exit/leave/close/end/detach how/can/do/without",
           "`:quit` stops the session after one confirming key; `:detach` or Ctrl-D leaves the music playing.", "docs/live.md"),
    _entry("panic what/happens/does/when",
           "Panic ends all sound on all channels at once; the music goes on.", "docs/live.md"),
    _entry("render/export/midi/mid how/file/export file/export/render/daw/bounce",
           "`techno render NAME --bars 64` writes a `.mid`, one track a layer; \"render 16 bars\" does it from here.", "README.md"),
    _entry("mute/muted/muting/unmute how/after/back how/back",
           "\"mute the clap\" takes a layer out from the next bar line, \"bring the clap back\" lets it in again; with \"for 8 bars\" "
           "it comes back by itself.", "docs/stage.md"),
    _entry("tempo/bpm how/change/set/can how/set/change",
           "Say \"138 bpm\", \"faster\" or \"to 140 over 16 bars\"; `:bpm 138 over 8` does the same.", "docs/live.md"),
    _entry("style/styles/genre/genres/presets/grooves/configs different/which/what/other/are/list/new",
           "`techno configs` lists the grooves that come with it; say \"load acid\" or \"load dub\" to play another.", "README.md"),
    _entry("resume/crash/crashed/restart/continue how/after/session/happens",
           "`techno play --resume` goes on where the last session ended, from its journal.", "docs/journal.md"),
    _entry("replay/journal how/what/is/does",
           "The journal keeps every wish at its bar, so `techno replay` makes a session again, byte for byte.",
           "docs/journal.md"),
)
LISTED: Final = "docs/live.md"


def known_answer(text: str) -> tuple[str, str] | None:
    """Return the answer to a question that is asked often, and its page; None when it is none of them."""
    said = frozenset(re.findall(r"[a-z0-9]+", text.lower()))
    best: Entry | None = None
    for entry in FAQ:
        better = best is None or len(entry.groups) > len(best.groups) or min(map(len, entry.groups)) == 1
        if all(group & said for group in entry.groups) and better:
            best = entry
    return None if best is None else (best.answer, best.page)
