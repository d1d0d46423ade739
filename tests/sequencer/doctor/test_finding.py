"""A finding is lines for people and an object for scripts."""

from __future__ import annotations

from sequencer.doctor.finding import Finding, worst

FINE = Finding("midi", "fine", "works")
LIMITED = Finding("jack", "limited", "no server", ("start one", "or none"), {"lacks": "server"})
BROKEN = Finding("folders", "broken", "closed")


def test_each_cure_has_a_line_below_what_was_found() -> None:
    first, *cures = LIMITED.lines()
    assert first.split() == ["jack", "limited", "no", "server"]
    assert [line.strip() for line in cures] == ["-> start one", "-> or none"]


def test_what_is_wider_than_the_terminal_goes_on_below_its_own_words() -> None:
    long = Finding("midi", "limited", "one two three four five six", ("jackd -d alsa -r 48000 -p 256, or pw-jack",))
    assert list(long.lines(40)) == [
        "midi      limited  one two three four",
        "                   five six",
        "                   -> jackd -d alsa -r",
        "                      48000 -p 256, or",
        "                      pw-jack",
    ]
    path = "/a/path/that/is/longer/than/the/screen/is/wide"
    assert path in "\n".join(Finding("folders", "fine", f"output {path}; state here").lines(40))
    assert len(list(long.lines())) == 2


def test_scripts_get_every_field() -> None:
    assert LIMITED.json() == {
        "topic": "jack", "verdict": "limited", "found": "no server", "cures": ["start one", "or none"],
        "facts": {"lacks": "server"},
    }


def test_the_worst_verdict_counts() -> None:
    assert worst([]) == worst([FINE]) == "fine"
    assert worst([FINE, LIMITED, FINE]) == "limited"
    assert worst([BROKEN, LIMITED]) == "broken"
