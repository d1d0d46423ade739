"""The network reads a line as the commands that its author would have written, and says how likely each is."""

from __future__ import annotations

import numpy as np
import pytest

from agent.offline.network.before import before, figures_before
from agent.offline.network.net import Network, packed, shipped, unpacked
from agent.offline.network.pieces import pieces_of
from agent.offline.network.spoken import said_plainly, spoken
from agent.offline.network.tokens import FIRST_WORD, MOST_WORDS, commands_of, read, written
from agent.offline.network.tongues import in_english
from agent.offline.network.wishes import answers, is_whole
from tests.agent import corpus
from tests.agent.corpus import meant_lines, read_by_rules, state_after
from tests.agent.heard import replies
from tests.agent.meant import NO_ACT, acts_of, is_meant

LINES = [one for one in meant_lines() if not one.means[0].startswith(NO_ACT)]
SOME = LINES[::97]


def test_the_network_was_learnt_from_the_corpus_that_is_here() -> None:
    assert shipped().corpus == corpus.network_digest(), "make learn-network"


def test_the_weights_are_no_larger_than_twenty_five_megabytes() -> None:
    assert corpus.NETWORK.stat().st_size < 25e6


@pytest.mark.parametrize(("say", "figures"), [
    ("up to one thirty six, like thirty-two bars", (136, 32)), ("130.5 bpm", (130.5,)), ("a hundred and two", (102,)),
    ("60%", (60,)), ("acht Takte", (8,)), ("hats on 3, 7 and eleven", (3, 7, 11)), ("no number", ()),
])
def test_figures_are_read_in_words_and_not(say: str, figures: tuple[float, ...]) -> None:
    assert read(say, state_after(())).figures == figures


@pytest.mark.parametrize(("say", "english"), [
    ("acht Takte ohne Kick", "8 bars ohne Kick"), ("per otto battute", "for 8 bars"), ("nach 4 Takten", "in 4 bars"),
    ("durante dos compases", "for 2 bars"), ("mute the kick", "mute the kick"),
])
def test_figures_and_bars_of_other_tongues_are_known(say: str, english: str) -> None:
    assert in_english(say) == english


@pytest.mark.parametrize(("done", "tokens", "figures"), [
    ((), [], []), (("mute clap",), ["done:mute", "done:clap", "out:clap"], []),
    (("bpm 140 over 16",), ["done:bpm:up"], [140.0]),
    (("set hat_c.velocity 50",), ["done:velocity:down", "done:hat_c"], [50.0]),
    (("lock kick", "fill"), ["done:lock", "done:kick", "done:fill"], []),
    (("mute kick, hat_c",), ["done:mute", "done:kick", "done:hat_c", "out:kick", "out:hat_c"], []),
    (("section drop in 8 bars",), ["done:plan", "done:section", "done:drop", "planned:section"], []),
    (("set kick.velocity up over 8",), ["done:plan", "done:velocity:up", "done:kick", "planned:set"], [127.0]),
])
def test_what_was_done_is_read_with_its_figure(
    done: tuple[str, ...], tokens: list[str], figures: list[float]
) -> None:
    state = state_after(done)
    assert before(state) == tokens
    assert figures_before(state) == figures


def test_a_figure_of_what_was_done_can_be_said_again() -> None:
    line = read("over eight I mean", state_after(("bpm 140 over 16",)))
    assert written(("bpm 140 over 8",), line) == ["bpm", "B0", "over", "N0"]
    assert commands_of(("bpm", "B0", "over", "N0"), line) == ("bpm 140 over 8",)


@pytest.mark.parametrize(("say", "commands"), [
    ("save this one as basement two", ("scene save basement two",)),
    ("ratchets .3 on the hat, swing 60%", ("set hat_c.ratchet_prob 0.3", "set hat_c.swing_percent 0.6")),
    ("to 136 over 32 bars, then the break", ("bpm 136 over 32", "section break @bar 90")),
    ("the clap 8 ms early", ("set clap.beat_bins_ms -8",)),
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


def _is_read_right(line: corpus.Line) -> bool:
    state = state_after(line.before)
    parts = [read_by_rules(one, state) for one in said_plainly(line.means)]
    return bool(parts) and all(map(is_whole, parts)) and is_meant(
        line.means, [one for part in parts for one in part.asked], state)


def test_answers_come_likeliest_first_and_their_shares_are_probabilities() -> None:
    found = shipped().answers(read("lose the clap and push that kick", state_after(())), 5, 0.001)
    shares = [share for _, share in found]
    assert shares == sorted(shares, reverse=True)
    assert 0.0 < sum(shares) <= 1.0 + 1e-5
    assert len({tokens for tokens, _ in found}) == len(found)
    assert min(shares) >= 0.001


@pytest.mark.parametrize(("word", "pieces"), [
    ("snare", ["snare"]), ("snarre", ["snar", "##re"]), ("kick's", ["kick", "'", "s"]), ("?", ["?"]),
    ("done:gribble", ["[UNK]"]), ("\N{SNOWMAN}", ["[UNK]"]), ("'", ["'"]), ("", ["[UNK]"]),
])
def test_a_word_that_was_never_seen_is_read_by_its_pieces(word: str, pieces: list[str]) -> None:
    known = {"snare", "snar", "##re", "##e", "kick", "'", "s", "?"}
    assert pieces_of(word, known) == pieces


def test_every_piece_has_a_number_and_a_place() -> None:
    line = read("gribbly flumph on the kick's 5, 132 bpm", state_after(("mute clap",)))
    rows, places = shipped().rows(line.tokens, line.places)
    assert len(rows) == len(places) > len(line.tokens)
    assert max(rows) < len(shipped().read)
    assert max(places) == FIRST_WORD + len(line.words) - 1


def test_weights_are_the_same_within_a_step_when_they_were_packed() -> None:
    rows = np.random.RandomState(1).randn(7, 16).astype(np.float32)
    given = {"e.weight": rows, "en.0.ff.a.weight": rows, "n.bias": rows[0]}
    found = unpacked(packed(Network(given, ["a"], ["b"], [2, 1], "of these lines")))
    for name in ("e.weight", "en.0.ff.a.weight"):
        assert np.abs(found.weights[name] - rows).max() <= np.abs(rows).max() / 127
    assert (found.weights["n.bias"] == rows[0]).all()
    assert (found.read, found.written, found.heads, found.corpus) == (["a"], ["b"], [2, 1], "of these lines")


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
