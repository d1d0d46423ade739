"""The network reads a line as the commands that its author would have written, and says how likely each is."""

from __future__ import annotations

import numpy as np
import pytest

from agent.offline.network.net import Network, packed, parts_of, shipped, unpacked
from agent.offline.network.spoken import said_plainly, spoken
from agent.offline.network.tokens import FIRST_WORD, MOST_WORDS, commands_of, read, written
from agent.offline.network.wishes import answers, is_whole
from tests.agent import learn
from tests.agent.heard import replies
from tests.agent.learn import meant_lines, read_by_rules, state_after
from tests.agent.meant import NO_ACT, acts_of, is_meant

LINES = [one for one in (*meant_lines(learn.MEANT), *meant_lines(learn.LATER)) if not one.means[0].startswith(NO_ACT)]
SOME = LINES[::97]


def test_the_network_was_learnt_from_the_corpus_that_is_here() -> None:
    assert shipped().corpus == learn.network_digest(), "make learn-network"


def test_the_weights_are_no_larger_than_five_megabytes() -> None:
    assert learn.NETWORK.stat().st_size < 5e6


@pytest.mark.parametrize(("say", "figures"), [
    ("up to one thirty six, like thirty-two bars", (136, 32)), ("130.5 bpm", (130.5,)), ("a hundred and two", (102,)),
    ("60%", (60,)), ("acht Takte", (8,)), ("hats on 3, 7 and eleven", (3, 7, 11)), ("no number", ()),
])
def test_figures_are_read_in_words_and_not(say: str, figures: tuple[float, ...]) -> None:
    assert read(say, state_after(())).figures == figures


def test_what_was_done_and_is_out_comes_before_the_line() -> None:
    tokens = read("more", state_after(("mute clap", "set kick.velocity 90"))).tokens
    first = tokens[: tokens.index("<say>")]
    assert {"done:mute", "done:clap", "done:kick", "out:clap"} <= set(first)
    assert any(one.startswith("done:velocity") for one in first)


@pytest.mark.parametrize(("say", "commands"), [
    ("save this one as basement two", ("scene save basement two",)),
    ("ratchets .3 on the hat, swing 60%", ("set hat_c.ratchet_prob 0.3", "set hat_c.swing_percent 0.6")),
    ("to 136 over 32 bars, then the break", ("bpm 136 over 32", "section break @bar 90")),
])
def test_figures_and_names_are_copied_from_the_line(say: str, commands: tuple[str, ...]) -> None:
    line = read(say, state_after(()))
    tokens = written(commands, line)
    assert commands_of(tokens, line) == commands
    copies = [one for one in tokens if one[0] in "NPC" and one[1:].isdigit()]
    assert copies


def test_a_copy_of_what_the_line_has_not_is_no_command() -> None:
    assert commands_of(("bpm", "N1"), read("to 136", state_after(()))) is None


def test_every_command_of_the_corpus_can_be_written_and_read_again() -> None:
    for one in SOME:
        line = read(one.say, state_after(one.before))
        again = commands_of(written(one.means, line), line)
        assert again is not None
        if not any(command.startswith(("scene", "mark", "when")) for command in one.means):
            assert acts_of(again) == acts_of(one.means), one


@pytest.mark.parametrize(("command", "plain"), [
    ("set hat_c.velocity down over 8", "the closed hat quieter over 8 bars"),
    ("mute clap @bar 64", "mute the clap at bar 64"),
    ("mute kick,snare for 4", "mute the kick and the snare for 4 bars"), ("fill every 8", "fill every 8 bars"),
    ("when section drop: unmute clap", "when the drop comes, unmute the clap"), ("bpm 136", "tempo 136"),
    ("when kick back: fill", "when the kick is back, fill"),
    ("mute snare @drop", "when the drop comes, mute the snare"), ("set kick.gribble up", ""), ("set kick.velocity", ""),
    ("gribble", ""), ("", ""), ("set kick.velocity,swing up", ""),
])
def test_a_command_is_said_in_plain_words(command: str, plain: str) -> None:
    assert spoken(command) == plain


def test_the_grammar_reads_what_is_said_of_the_corpus_as_it_was_meant() -> None:
    right = [_is_read_right(one) for one in SOME]
    assert sum(right) >= 0.8 * len(right)


def _is_read_right(line: learn.Line) -> bool:
    state = state_after(line.before)
    parts = [read_by_rules(one, state) for one in said_plainly(line.means)]
    return bool(parts) and all(map(is_whole, parts)) and is_meant(
        line.means, [one for part in parts for one in part.asked], state)


def test_answers_come_likeliest_first_and_their_shares_are_probabilities() -> None:
    found = shipped().answers(read("lose the clap and push that kick", state_after(())), 5)
    shares = [share for _, share in found]
    assert shares == sorted(shares, reverse=True)
    assert 0.0 < sum(shares) <= 1.0 + 1e-5
    assert len({tokens for tokens, _ in found}) == len(found)


def test_a_word_that_was_never_seen_is_read_by_its_parts() -> None:
    assert parts_of("snarre") != parts_of("snare")
    assert set(parts_of("snarre")) & set(parts_of("snare"))
    assert parts_of("12") == parts_of("?") == parts_of("<say>") == []


def test_weights_are_the_same_within_a_step_when_they_were_packed() -> None:
    rows = np.random.RandomState(1).randn(7, 16).astype(np.float32)
    found = unpacked(packed(Network({"e.weight": rows, "n.bias": rows[0]}, ["a"], ["b"], 2, "of these lines")))
    assert np.abs(found.weights["e.weight"] - rows).max() <= np.abs(rows).max() / 127
    assert (found.weights["n.bias"] == rows[0]).all()
    assert (found.read, found.written, found.heads, found.corpus) == (["a"], ["b"], 2, "of these lines")


def test_a_line_of_any_length_and_any_letters_is_read_in_bounds() -> None:
    for say in ("flumph " * 4000, "\N{SNOWMAN}" * 500, "1 " * 900, "-" * 900, ".", "0" * 400):
        line = read(say, state_after(()))
        assert max(line.places) <= FIRST_WORD + MOST_WORDS
        assert len(line.tokens) <= 4 * MOST_WORDS + FIRST_WORD


@pytest.mark.parametrize(("say", "wish"), [
    ("get that clap to hell", "mute clap"), ("could we lose the kick for the next eight bars", "mute kick for 8"),
    ("the kick is swallowing my voice", "set kick.velocity down"),
])
def test_wishes_are_plain_words_that_the_grammar_reads_as_meant(say: str, wish: str) -> None:
    state = state_after(())
    best = answers(say, state, lambda one: read_by_rules(one, state)).wishes[0]
    assert is_meant([wish], best.asked, state), best
    assert tuple(read_by_rules(best.said, state).asked) == best.asked


def test_what_is_likely_is_done_and_the_reply_says_as_what() -> None:
    (reply,) = replies("get that clap to hell")
    assert reply.reply.startswith('taken as "mute the clap"')
