"""What can be typed next: commands, layers, paths with their ranges and values, scenes, configs?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from prompt_toolkit.completion import Completer, Completion, FuzzyCompleter

from engine.bands import SCORE_LETTERS
from engine.commands import JAM_ACTIONS, QUANTISE
from engine.errors import TechnoError
from engine.goals import goals
from engine.outcome_words import value_words
from engine.parameters import parameter, parameters, read
from sequencer.console.typed import HELP
from sequencer.console.typed_clock import OPTIONS
from sequencer.console.typed_jam import BUDGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from engine.config import Config
    from engine.parameters import Parameter
    from engine.state import SessionState

WORD: Final = r"^[^\s]+"
"""What the fuzzy match looks at: all up to a space, dots and colons included."""
NEXT: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "fill": (("on", "off", "2", "4"),), "drop": (("4", "8", "16"),), "freeze": (("on", "off"),),
    "listen": (("on", "off"),),
    "jam": (JAM_ACTIONS,),
    "quantise": (QUANTISE,), "record": (("start", "stop"),), "bpm": ((), ("over",), ("4", "8", "16")),
    "play": (("from",),), "target": (SCORE_LETTERS,), "shift": (("+=5", "-=5", "0"),),
    "clock": (("own", "off", "in", "link", "jack", "here"), OPTIONS, OPTIONS, OPTIONS, OPTIONS),
}
"""Words that may follow a command, by their place."""


class Candidate(NamedTuple):
    """A word that may come next, and what is shown beside it."""

    text: str
    beside: str = ""


def candidates(words: list[str], state: SessionState | None, configs: Iterable[str]) -> Iterator[Candidate]:
    """Yield the candidates that may follow some words of a command.

    Args:
        words: before the one that is typed; the first one has the colon, none yet: the command itself.
        state: of the session, None when it is not known.
        configs: names that :load takes.
    """
    if not words:
        for name, text in HELP.items():
            yield Candidate(f":{name}", text.removeprefix(f":{name}").strip(" ,"))
        return
    command, place = words[0].removeprefix(":"), len(words) - 1
    following = NEXT.get(command, ())
    if place < len(following):
        yield from (Candidate(word) for word in following[place])
    if command == "load" and not place:
        yield from (Candidate(name, "config") for name in configs)
    if command == "help" and not place:
        yield from (Candidate(name, text) for name, text in HELP.items())
        yield Candidate("keys", "keys and mouse")
    if state is not None and command == "jam":
        yield from _budget(words[2:], state.config) if place else ()
    elif state is not None:
        yield from _of_session(command, words[1:], state)


def _of_session(command: str, words: list[str], state: SessionState) -> Iterator[Candidate]:
    config = state.config
    match command, words:
        case "set" | "help", []:
            for path, known in parameters(config).items():
                yield Candidate(path, _path_words(config, known))
        case "set", [path]:
            yield from _values(config, path)
        case "target", [letter]:
            band = goals(config.targets).get(letter.upper())
            if band is not None:
                yield Candidate(f"{band[0]:.2f} {band[1]:.2f}", "as it stands")
            yield Candidate("off", "no goal")
        case "mute" | "unmute" | "solo" | "unsolo" | "strike" | "why", []:
            yield from (Candidate(layer, "layer") for layer in config.layers)
        case "mute" | "solo", [_]:
            yield from (Candidate(word) for word in ("4", "8", *QUANTISE))
        case "unmute" | "unsolo", [_]:
            yield from (Candidate(word) for word in QUANTISE)
        case "scene", []:
            yield from (Candidate("save"), Candidate("recall"))
        case "scene", [_]:
            yield from (Candidate(scene.name, "scene") for scene in state.scenes)
        case "scene", ["recall", _]:
            yield Candidate("over", "bars")
        case _:
            pass


def _budget(words: list[str], config: Config) -> Iterator[Candidate]:
    """Yield the words that may come in a budget, behind its step: its parts, or a part's value."""
    match words:
        case [*_, "change"]:
            yield from (Candidate(share) for share in ("10%", "25%", "50%"))
        case [*_, "energy"]:
            yield Candidate("0.4..0.9", "corridor")
        case _:
            if "layers" in words:
                yield from (Candidate(layer, "layer") for layer in config.layers if layer not in words)
            yield from (Candidate(part, "budget") for part in BUDGETS if part not in words)


def _path_words(config: Config, known: Parameter) -> str:
    return f"{value_words(read(config, known.path))}  ({known.allowed()})"[:48]


def _values(config: Config, path: str) -> Iterator[Candidate]:
    known = parameter(config, path)
    if known is None:
        return
    now = value_words(read(config, known.path))
    yield Candidate(now, f"as it stands; {known.allowed()}"[:48])
    if known.kind == "bool":
        yield from (Candidate("on"), Candidate("off"))
    elif known.low is not None and known.high is not None:
        yield from (Candidate(f"{known.low:g}", "lowest"), Candidate(f"{known.high:g}", "highest"))


class _Plain(Completer):
    """Offers all candidates; the fuzzy completer around it picks."""

    def __init__(self, state: Callable[[], SessionState | None], configs: Callable[[], Mapping[str, object]]) -> None:
        self._state = state
        self._configs = configs

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Yield the completions at the cursor; none in a sentence."""
        del complete_event
        before = document.text_before_cursor.lstrip()
        words = before.split()
        if before and not before[-1].isspace():
            words.pop()
        if words and not words[0].startswith(":"):
            return
        for found in candidates(words, self._state(), self._names(words)):
            yield Completion(found.text, 0, display_meta=found.beside)

    def _names(self, words: list[str]) -> list[str]:
        if words != [":load"]:
            return []
        try:
            return list(self._configs())
        except (OSError, TechnoError):
            return []  # the folder cannot be read: :load itself says so


class CommandCompleter(Completer):
    """Completes commands fuzzily and leaves sentences alone; owned by the console's thread."""

    def __init__(self, state: Callable[[], SessionState | None], configs: Callable[[], Mapping[str, object]]) -> None:
        self._fuzzy = FuzzyCompleter(_Plain(state, configs), pattern=WORD)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Return the completions at the cursor."""
        if not document.text.lstrip().startswith(":"):
            return ()
        return self._fuzzy.get_completions(document, complete_event)
