"""Questions about the program are understood in other words than the data has, and lead to a page that is there."""

from __future__ import annotations

import re
import tomllib
from typing import Final

import pytest

from agent.offline.known_questions import (
    AHEAD,
    ALIKE_ENOUGH,
    CERTAIN,
    known_answers,
    known_questions,
    most_like,
)
from tests.agent.heard import replies
from tests.agent.test_newcomers import PAGE, ROOT, within_two_clicks

ASKED: Final = {
    "What's the difference between E and S?": "played against it",
    "Which grooves come with it?": "techno configs",
    "How do I run it without a screen on a server?": "techno daemon",
    "Where do I put my own config file?": "TECH_ENGINE_CONFIGS_DIR",
    "How do I hear drums without a synth?": "--listen",
    "How do I start at a different tempo?": "--bpm 128",
    "How do I compensate two synths with different latency?": ":trim",
    "How do I make a fill every 8 bars?": ":fill every 8",
    "How do I give my recording a name?": "--record out/night",
    "What is a seed?": "--seed 7",
    "How do I export a WAV file?": "--wav",
    "Do I need JACK?": "without it it plays",
    "How do I use it with a Launchpad?": "techno controllers",
    "How do I give it real-time priority?": "rtprio",
    "What happens if I unplug my MIDI interface while it plays?": "the beat goes on",
    "Where do I see a list of all commands?": ":help",
    "Can I play it from my iPad?": "techno web",
    "How do I get tab completion in my shell?": "techno completion bash",
    "How do I rename a scene?": ":scene rename",
    "How do I morph slowly from one scene to another?": "over 8",
    "How can I tell how late the notes are?": "late p99",
    "Where is the log file?": "XDG_STATE_HOME",
    "Can I run two sessions at the same time?": "--name second",
    "Does it work without internet?": "without any network",
    "How do I turn off the built-in sound?": ":listen off",
    "How do I humanize the timing of the clap?": "clap.micro_ms",
    "What license is it under?": "MIT",
    "How do I update to a newer version?": "git pull",
    "Can I switch to another groove while it plays?": ":load acid",
    "Why does it say the port was not found?": "techno ports",
    "What is polymeter and how do I set it?": "hat_o.steps 12",
    "How do I keep the kick from changing?": ":lock kick",
    "How long is a phrase?": "phrase.bars",
    "What does freeze do?": ":freeze off",
    "How do I draw a picture of my set?": "--plot",
    "How do I measure a MIDI file that I have?": "techno score",
    "Is there a man page?": "man techno",
    "Can I send control changes to my synth?": "cc",
    "How do I change the energy over time?": ":set energy 0.4",
    "Can I tap the tempo?": "`t`",
    "How do I put the open hat on the offbeat?": "offbeats_only",
    "How do I continue yesterday's session?": "--resume",
    "What do the function keys do?": "F3 fill",
    "How do I delete a scene?": ":scene delete",
    "What is the difference between mute and drop?": ":drop 8",
    "How many layers can I have?": "as many",
    "Can I use it in a live set with a DJ mixer?": "--clock in",
    "What is the difference between play and daemon?": "without a console",
    "Can I remove a scene I saved?": ":scene delete",
    "How do I bring the energy up gradually over 32 bars?": ":set energy",
    "Is it possible to have hats only on the offbeats?": "offbeats_only",
    "What happens when I close the terminal window?": "leave the music playing",
    "How do I find the recording of last night?": "techno sessions",
    "How can I reload my config automatically when I edit it?": "techno watch",
    "How do I validate a config file?": "techno check",
    "How do I make hi-hat rolls?": "ratchet_prob",
    "How do I match tempo with a turntable by hand?": "bend it",
    "How do I stop a repeating fill?": ":cancel",
    "Is there an API for my own software?": "JSON-RPC",
    "Does it record everything I do?": "recorded unless",
    "What do I need to run this?": "Python 3.11",
    "How can I make the beat faster?": "138 bpm",
    "Can it follow the tempo of my DJ software?": "--clock in",
    "How do I get a picture of my jam?": "--plot",
    "Where can I find my saved scenes?": "--resume last",
    "How do I make the hi hats less busy?": "density",
    "How can I hear the snare only?": ":solo",
    "Can I undo what the chat did?": "whoever made it",
    "How do I play for an hour without touching anything?": ":jam on",
    "How do I set a different MIDI note for the cowbell?": "clap.note",
    "What is the difference between swing and micro_ms?": "spreads each hit",
    "How do I load a groove I made yesterday?": ":load",
    "How do I stop everything immediately?": "panic",
    "Can my friend join from another computer?": "--lan",
    "How do I use a soundfont?": "--soundfont",
    "Is my OpenAI key stored somewhere?": "never printed",
    "How do I change the kick's pattern by hand?": ":hit",
    "What does T_rand mean?": "random part",
    "How do I find out if my computer is fast enough?": "techno doctor",
    "Can I set the volume of each drum?": "velocity",
    "How do I quit?": ":quit",
    "What does the number beside a hit mean?": "ratchet",
    "How do I make every night different?": "--seed",
    "How do I set up two drum machines?": "--port",
    "What file format are the recordings in?": ".mid",
    "How do I get my session back after a power cut?": "--resume",
    "How can I connect my MIDI keyboard to trigger a hit?": "techno controllers",
    "How do I make a config on top of another one?": "style",
    "Which operating systems are supported?": "Linux and macOS",
    "Can I share a groove with a friend?": ":save",
    "How do I set the length of a note?": "length_steps",
    "Why does my mute come a bar later?": ":quantise",
    "What does p99 mean?": "lateness",
    "What happens to my music when the computer goes to sleep?": "never sends a burst",
    "How do I make a long fade out at the end?": "energy",
}
"""By question, written before the answers were: what its answer must say."""
OFTEN: Final = {
    "how do I connect this to Ableton?": "--virtual",
    "how do i get it into my DAW": "--virtual",
    "how do I connect my drum machine": "techno ports",
    "there is no sound": "MIDI",
    "I hear nothing, what is wrong?": "MIDI",
    "why can't I hear anything?": "MIDI",
    "how do I record?": ":record",
    "where are my recordings?": "out/sessions/",
    "why is there latency when I press a key": ":trim",
    "how can I fix the delay": ":trim",
    "is my api key safe?": "never printed",
    "what is m3?": "m2 with conditions",
    "what is m4": "closed loop",
    "which modes are there": "metronome",
    "what does swing mean?": "16th",
    "what is a ratchet": "roll",
    "what does entrainment mean": "mark the beat",
    "what is syncopation?": "against the beat",
    "how do I undo": "undo",
    "how do I save a config": ":save",
    "how do i send midi clock": "--send-clock",
    "how do I add a layer": "layers",
    "how do I quit without stopping the music": ":detach",
    "what happens when i panic": "all sound",
    "how do I get back the kick after muting it": "bring",
    "how do I export a midi file": "techno render",
    "how do I use a model": "OPENAI_API_KEY",
    "what does the guard do": "rebuilt",
    "how do I replay a session": "replay",
    "how do I resume after a crash": "--resume",
    "does my data leave my machine": "Without a model",
    "which styles are there": "acid",
}
"""The same of questions that are asked often."""
OF_NOW: Final = {
    "what's the energy at": "energy 1.00", "which scenes are there?": "scenes: none",
    "what is the tempo?": "132 BPM", "what is muted?": "muted: nothing",
    "what's the density of the hats?": "hat_c: density", "is my clap locked?": "clap is not locked",
}
"""By question about how the music stands, in words that the documents have too: its answer."""
TROUBLE: Final = {
    "the sound crackles and drops out": "-p 512", "it says port not found, what now": "techno ports",
    "it uses a lot of cpu, is that normal": "a tenth of one core", "bash says command not found": ".venv/bin/techno",
    "it drifts out of time with my synth, there's a delay": ":trim",
}
"""By what is said when something is wrong, and is neither a question nor a wish: what its answer must say."""


@pytest.mark.parametrize(("question", "said"), [*ASKED.items(), *OFTEN.items()])
def test_it_is_answered_whatever_the_words(question: str, said: str) -> None:
    (reply,) = replies(question)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said.lower() in reply.reply.lower()
    named = PAGE.search(reply.reply)
    assert named is not None
    assert (ROOT / named[1]) in within_two_clicks()


STORIES: Final = {
    "I have a problem with installing it, I make music and am no programmer": "make play",
    "It always plays through the speakers of my laptop, how do I get it to my headphones?": "TECH_ENGINE_AUDIO",
    "It says that it cannot start because it is running already, though I see it nowhere": "techno attach",
    "Is there a way to trim a recording and to export it?": "techno sessions",
    "How do I just say that the tempo of the whole thing is 105 BPM?": ":bpm",
    "Can I change the tempo with a knob of my midi controller?": ":learn",
    "My sequencer sends clock but this does not start with it, what are the clock settings?": "--clock in",
    "Can I render the music straight to a file without recording it first?": "techno render",
}
"""By what is asked with a story around it: what its answer must say."""


@pytest.mark.parametrize(("said", "answer"), list(STORIES.items()))
def test_a_question_with_a_story_around_it_is_answered(said: str, answer: str) -> None:
    (reply,) = replies(said)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert answer in reply.reply


@pytest.mark.parametrize(("said", "answer"), list(TROUBLE.items()))
def test_a_trouble_is_answered_and_nothing_is_done(said: str, answer: str) -> None:
    (reply,) = replies(said)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert answer in reply.reply


@pytest.mark.parametrize(("question", "said"), list(OF_NOW.items()))
def test_what_is_asked_about_now_is_told_of_now(question: str, said: str) -> None:
    assert replies(question)[0].reply.startswith(said)


@pytest.mark.parametrize("strange", [
    "what's your name",
    "what's my api key", "what is 12 times 12", "how do I bake bread", "which is better, Berlin or Rome",
    "can I marry a robot", "how to hack my neighbour", "is the earth flat", "", "????",
])
def test_what_is_about_something_else_is_like_none_of_them(strange: str) -> None:
    assert known_answers(strange)[1] < ALIKE_ENOUGH


def test_each_wording_gets_its_own_answer() -> None:
    for known in known_questions():
        for asked in (known.title, *known.asks):
            found, alike = known_answers(asked)
            assert (found[0].title, alike) == (known.title, 1.0), asked


def test_each_question_is_asked_once_in_other_words_and_its_page_is_there() -> None:
    titles = [known.title for known in known_questions()]
    assert len(titles) == len(set(titles))
    for known in known_questions():
        assert known.asks
        assert (ROOT / known.page).is_file()
        assert len(known.answer) <= 340, known.title


def test_no_answer_begins_with_yes_or_no_since_the_question_may_be_put_the_other_way_round() -> None:
    assert [known.title for known in known_questions() if re.match(r"(?:yes|no)\b[:,]", known.answer.lower())] == []


def test_a_typing_error_is_mended_where_one_word_only_is_near() -> None:
    assert known_answers("where are my recrodings")[0] == known_answers("where are my recordings")[0]


def test_where_it_may_be_either_both_are_answered() -> None:
    (first, second) = most_like("which keys can I press", 2)
    assert first[1] < CERTAIN
    assert first[1] - second[1] < AHEAD
    reply = replies("which keys can I press")[0].reply
    assert reply.startswith(first[0].title)
    assert f" Or: {second[0].title}" in reply


def test_where_none_is_sure_what_may_be_meant_is_answered_below_its_question() -> None:
    reply = replies("how would a cowbell of my layers ever be in the journal")[0].reply
    assert reply.startswith("I am not sure what is asked; perhaps this? ")
    assert PAGE.search(reply) is not None


HELD_OUT: Final = {
    title: asked.strip().split("\n")
    for title, asked in tomllib.loads((ROOT / "tests/data/questions_held_out.toml").read_text(encoding="utf-8")).items()
}
"""Ways to ask that the index does not have, by the question that is meant."""
SENTENCE_LEAST: Final = 45
"""Letters from which on a way to ask is a sentence, and not a word or two."""


def test_of_sentences_that_the_index_does_not_have_three_in_four_find_their_question_first() -> None:
    asked = [(title, one) for title, ways in HELD_OUT.items() for one in ways if len(one) >= SENTENCE_LEAST]
    assert len(asked) > 150
    first = [most_like(one)[0][0].title == title for title, one in asked]
    assert sum(first) / len(first) >= 0.75


def test_a_way_to_ask_is_there_once_and_what_is_held_out_is_not_in_the_index() -> None:
    inside = [one.lower() for known in known_questions() for one in known.heard]
    outside = [one.lower() for ways in HELD_OUT.values() for one in ways]
    assert len({*inside, *outside}) == len(inside) + len(outside)
    assert HELD_OUT.keys() <= {known.title for known in known_questions()}


NEWCOMERS: Final = {
    "i started techno and the screen is moving but i hear absolutely nothing, what am i missing?": "F2 starts it",
    "I loved what it played last night around ten minutes in. Can I get that exact bit back?": "techno sessions",
    "Is the web page open to everybody on the wifi? I don't want someone in the club messing with my set.": "--lan",
    "if I give it the same seed twice do I get the same set, even on another computer or after an update?": "version",
    "techno doctor shows a couple of warnings in yellow, do I have to fix those before a gig or can I ignore them?":
        "`broken` must be mended",
    "what happens if it crashes or the USB cable falls out mid set, does it carry on where it was?": "--resume",
    "Which OSC addresses can I send to from TouchDesigner, and does it send anything back, like the kick hits?":
        "/techno/state/beat",
}
"""Long questions of newcomers, which were declined once or taken for the state of the music: what is answered."""
STRANGERS: Final = {
    "my macbook has python 3.9 and make stops, which one does it take?": "make PYTHON=",
    "how do I get the drums onto my headphones and off the built-in speakers?": "desktop's sound settings",
    "Live on my mac has no input called groove, where should I look?": "while the session runs",
    "which kind of track in logic pro takes these drums?": "software instrument",
    "I own a volca beats on a midi cable and only the kick comes out": "`:set snare.channel 2`",
    "my drum machine plays the kick and stays silent for everything else": "`:set snare.channel 2`",
    "record the set to a wav while I play": "take-001.mid",
    "how do I turn last night's set into audio?": "take-001.mid",
    "how can I give it the api key without leaving it in bash history?": "`.env`",
    "could I talk to it in french?": "German, Spanish and French",
    "hats crackle when firefox is open": "-p 512",
    "why do the drums stutter as soon as a browser is open?": "-p 512",
    "what is the shortest json that it accepts as a config?": "`{}`",
    "can I run a 303 bassline over the drums?": "A 303",
    "can it do 6/8?": "`steps`",
    "are triplets possible, or 12/8?": "swings like triplets",
    "how do I get from a breakdown into the drop on the right bar?": "at phrase",
    "how do I use my phone as a remote over the wifi?": "--lan",
    "is the swing here the one of an mpc?": "the scale of an MPC",
    "it says there is no layer hihat": "`hat_c`",
}
"""What a stranger asked and found no answer to, in other words: what is answered."""


@pytest.mark.parametrize(("question", "said"), list(STRANGERS.items()))
def test_what_a_stranger_asks_is_answered_and_nothing_is_done(question: str, said: str) -> None:
    (reply,) = replies(question)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said in reply.reply


THIRTY: Final = {
    "which buffer do I enlarge in WSL, and does that make the MIDI late?": "MIDI keeps its time",
    "I turn my USB interface on after the Pi has booted, will it be found?": "as soon as it appears",
    "does python 3.13 make the same drums as 3.11 from one seed?": "a hash of the seed",
    "Link's one is on beat 3 of Live, how do I make the downbeat agree?": "says locked",
    "all my hits land on one pad of the Drum Rack, where is the note map?": "`:help clap.note`",
    "does it light an LED on my controller when a layer is muted?": "127 on and 0 off",
    "can it use endless encoders that send 65 and 63?": "`:learn hat_c.density offset`",
    "does the fader jump when I touch it or is there pickup?": "nopickup",
    "can I lock it for the show so that nobody on the network can reach it?": "no show lock",
    "is there a hot spare, two laptops with the same set in step?": "no failover",
    "how do I install it offline from a USB stick?": "--no-index",
    "is a config from a stranger safe to load or can it run code?": "it runs no code",
    "does it delete old recordings or will they fill the SD card?": "Nothing is deleted by itself",
    "how do I go back to the old version when the new one misbehaves?": "OLD.whl",
    "can I import it and get 64 bars as a list of events without a daemon?": "`bar.events`",
    "can I plug in my own composer without forking it?": "`subscribe`",
    "how do I get a drop of eight bars on one button?": "`:learn section lift`",
    "how does the tempo go from 126 to 138 over the whole set by itself?": "at most 1024 bars",
    "can I push a new groove from my editor in the middle of the set?": "--on bar",
    "can it explain to my class why it did what it did in this bar?": "`:why clap 5`",
    "do I need loopMIDI or rtpMIDI to get notes from WSL into FL Studio?": "loopMIDI does not help",
}
"""What thirty people of thirty trades asked, in fewer words: what is answered."""


@pytest.mark.parametrize(("question", "said"), list(THIRTY.items()))
def test_what_people_of_many_trades_ask_is_answered_and_nothing_is_done(question: str, said: str) -> None:
    (reply,) = replies(question)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said in reply.reply


@pytest.mark.parametrize("wish", ["only the kick", "no bass drum for the next eight bars", "hats stutter"])
def test_a_wish_without_a_story_is_no_question(wish: str) -> None:
    assert replies(wish)[0].commands


@pytest.mark.parametrize(("question", "said"), list(NEWCOMERS.items()))
def test_a_long_question_about_the_program_is_neither_declined_nor_one_about_now(question: str, said: str) -> None:
    (reply,) = replies(question)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said in reply.reply
