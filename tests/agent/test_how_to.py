"""Questions about the program are understood in other words than the data has, and lead to a page that is there."""

from __future__ import annotations

from typing import Final

import pytest

from agent.offline.how_to import ALIKE_ENOUGH, TABLES, how_it_is_done
from agent.offline.vocabulary import table
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
    "Do I need JACK?": "No: without JACK",
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
OF_NOW: Final = {
    "what's the energy at": "energy 1.00", "which scenes are there?": "scenes: none",
    "what is the tempo?": "132 BPM", "what is muted?": "muted: nothing",
    "what's the density of the hats?": "hat_c: density", "is my clap locked?": "clap: 2 hits",
}
"""By question about how the music stands, in words that the documents have too: its answer."""


@pytest.mark.parametrize(("question", "said"), list(ASKED.items()))
def test_it_is_answered_whatever_the_words(question: str, said: str) -> None:
    (reply,) = replies(question)
    assert (reply.refused, reply.commands, reply.question) == (False, (), None)
    assert said.lower() in reply.reply.lower()
    named = PAGE.search(reply.reply)
    assert named is not None
    assert (ROOT / named[1]) in within_two_clicks()


@pytest.mark.parametrize(("question", "said"), list(OF_NOW.items()))
def test_what_is_asked_about_now_is_told_of_now(question: str, said: str) -> None:
    assert replies(question)[0].reply.startswith(said)


@pytest.mark.parametrize("strange", [
    "what's your name",
    "what's my api key", "what is 12 times 12", "how do I bake bread", "which is better, Berlin or Rome",
    "can I marry a robot", "how to hack my neighbour", "is the earth flat", "", "????",
])
def test_what_is_about_something_else_is_like_none_of_them(strange: str) -> None:
    assert how_it_is_done(strange)[1] < ALIKE_ENOUGH


@pytest.mark.parametrize("name", TABLES)
def test_each_known_question_gets_its_own_answer_and_a_page_that_is_there(name: str) -> None:
    for entry in table(name)["entry"]:
        assert (ROOT / entry["page"]).is_file()
        for asked in entry.get("asks", ()):
            found, _ = how_it_is_done(f"how do I {asked}")
            assert found is not None
            assert found[1] == entry["page"], asked
