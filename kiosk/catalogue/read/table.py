"""Read a table of a procedure file by the type expected of each key; quotes never change a value."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from kiosk.catalogue.read.source import Entries, Items, Node, Notes, Scalar
from kiosk.domain.language.spelling import EMPTY, Text

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE = re.compile(r"(?<=\S) (?=[:;!?»](?:\W|$))")
_AFTER = re.compile(r"« ")
_NUMBER = re.compile(r"(?<=\d) (?=€|\d{3}\b)|(?<=\bn°) (?=\d)")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
VALUE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
TEXT_KEYS = ("text", "plain", "you", "staff")
"""The variants of a text, as `Text` has them."""
_SUGGEST_UNTIL = 100
"""Faults after which nobody reads suggestions: a file of 40,000 wrong keys would take minutes of them."""
_FLAGS = {"true": True, "oui": True, "false": False, "non": False}


def typeset(words: str) -> str:
    """The same words on one line per paragraph, with ’ and with the spaces that must not break a line.

    A no-break space keeps « ? », « : » and « € » from opening a line (Lexique des règles typographiques en usage à
    l'Imprimerie nationale).
    """
    words = "\n\n".join(re.sub(r"[ \n]+", " ", part).strip() for part in re.split(r"\n\s*\n", words.strip()))
    words = _APOSTROPHE.sub("’", words)
    for pattern in (_BEFORE, _NUMBER):
        words = pattern.sub("\u00a0", words)
    return _AFTER.sub("«\u00a0", words)


class WrittenText(Struct, frozen=True):
    """A text as a file writes it: the key it stands under, and each variant with its place."""

    key: str
    text: str
    place: Node
    plain: str = ""
    plain_place: Node = Node(1, 1)


@dataclass
class ReadingState:
    """The state of reading one file: its faults, the gettext context of its texts, and the texts with their lines.
    `written` are the same texts with their variants side by side."""

    notes: Notes
    context: str = ""
    texts: list[tuple[int, str]] = field(default_factory=list)
    written: list[WrittenText] = field(default_factory=list)


class Table:
    """Reads the keys of one table. Faults are noted, and a harmless value is returned so that reading goes on."""

    def __init__(self, node: Node, reading: ReadingState, keys: Iterable[str] | None = None) -> None:
        self.reading = reading
        self.notes = reading.notes
        self.broken = type(node) is Node
        if not isinstance(node, Entries):
            if not self.broken:
                self.notes.note(node, "not-a-table")
            self.broken, node = True, Entries(node.line, node.column, ())
        self.node: Entries = node
        if keys is not None:
            self.expect(keys)

    def expect(self, keys: Iterable[str]) -> None:
        """Note every key that is not one of these."""
        allowed = tuple(keys)
        for key, _ in self.node.pairs:
            if key.value not in allowed:
                note_unknown(self.notes, key, "unknown-key", key.value, allowed)

    def has(self, key: str) -> bool:
        node = self.node.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.empty)

    def place(self, key: str) -> Node:
        """The place of the value; of the key if the value is empty; of the table if the key is absent."""
        node = self.node.get(key)
        return node if node is not None and self.has(key) else self.node.place(key)

    def value(self, key: str, required: bool = False) -> Node | None:
        """The node of a key; None if nothing is written, which is noted if it is required."""
        if self.has(key):
            return self.node.get(key)
        if required and not self.broken:
            self.notes.note(self.node.place(key), "missing-key", key=key)
        return None

    def word(self, key: str, required: bool = False) -> str:
        node = self.value(key, required)
        return self.letters(node, key) if node is not None else ""

    def letters(self, node: Node, key: str) -> str:
        """The text of this node; "" with a note for a list or a table."""
        if isinstance(node, Scalar):
            return node.value.strip()
        if type(node) is not Node:
            self.notes.note(node, "not-a-text", key=key)
        return ""

    def named(self, key: str, shape: re.Pattern[str], required: bool = True) -> str:
        """An id that matches `shape`; "" with a note if it is missing or does not match."""
        word = self.word(key, required)
        if word and (not shape.fullmatch(word) or len(word) > 60):
            code = "bad-kebab" if shape is KEBAB else "bad-snake"
            self.notes.note(self.place(key), code, value=word)
            return ""
        return word

    def one_of(self, key: str, allowed: tuple[str, ...], required: bool = True) -> str:
        """One of the allowed words; "" with a note otherwise."""
        word = self.word(key, required)
        if word and word not in allowed:
            note_unknown(self.notes, self.place(key), "unknown-word", word, allowed)
            return ""
        return word

    def some_of(self, key: str, allowed: tuple[str, ...], default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of allowed words without repetition; required if there is no default."""
        words: dict[str, Node] = {}
        for node in self.items(key, required=not default):
            word = self.letters(node, key)
            if word in words:
                self.notes.note(node, "duplicate-word", value=word)
            elif word in allowed:
                words[word] = node
            elif word:
                note_unknown(self.notes, node, "unknown-word", word, allowed)
        return tuple(words) or default

    def text(self, key: str, required: bool = False, also: tuple[str, ...] = ()) -> Text:
        """A text; beside it in its table may stand the keys `also`, which somebody else reads."""
        node = self.value(key, required)
        return self.text_of(node, key, also) if node is not None else EMPTY

    def text_of(self, node: Node, key: str, also: tuple[str, ...] = ()) -> Text:
        """The text of a node, which may be a table of its variants; `also` are other keys that this may have."""
        if not isinstance(node, Entries):
            text = self._words(node, key)
            self.reading.written.append(WrittenText(key, text, node))
            return Text(text, "", self.reading.context)
        table = Table(node, self.reading, (*TEXT_KEYS, *also))
        parts = [(name, table.value(name, required=name == "text")) for name in TEXT_KEYS]
        said = {name: self._words(part, key, name != "staff") if part is not None else "" for name, part in parts}
        written = WrittenText(key, said["text"], table.place("text"), said["plain"], table.place("plain"))
        self.reading.written.append(written)
        if said["you"]:
            self.reading.written.append(WrittenText(key, said["you"], table.place("you")))
        return Text(context=self.reading.context, **said)

    def texts(self, key: str, required: bool = False) -> tuple[Text, ...]:
        return tuple(self.text_of(node, key) for node in self.items(key, required))

    def _words(self, node: Node, key: str, translated: bool = True) -> str:
        words = typeset(self.letters(node, key))
        if words and translated:  # staff read French
            self.reading.texts.append((node.line, words))
        elif not words and isinstance(node, Scalar):
            self.notes.note(node, "empty-text", key=key)
        return words

    def items(self, key: str, required: bool = False) -> tuple[Node, ...]:
        """The nodes of a list; at least one if it is required."""
        node = self.value(key, required)
        if node is None or type(node) is Node:
            return ()
        if not isinstance(node, Items):
            self.notes.note(node, "not-a-list", key=key)
            return ()
        if required and not node.items:
            self.notes.note(node, "empty-list", key=key)
        return node.items

    def integer(self, key: str, least: int | None = None, required: bool = False) -> int | None:
        """A whole number in plain decimal digits; `010` and `0x10` are refused."""
        word = self.word(key, required)
        if not word:
            return None
        if not _INTEGER.fullmatch(word):
            self.notes.note(self.place(key), "not-an-integer", key=key, value=word)
            return None
        if least is not None and int(word) < least:
            self.notes.note(self.place(key), "too-small", key=key, value=word, least=least)
            return None
        return int(word)

    def flag(self, key: str) -> bool | None:
        """`true` or `false`, `oui` or `non`, and nothing else."""
        word = self.word(key)
        if word and word not in _FLAGS:
            self.notes.note(self.place(key), "not-a-flag", key=key, value=word)
        return _FLAGS.get(word)

    def day(self, key: str, required: bool = False) -> date | None:
        """A day as YYYY-MM-DD."""
        word = self.word(key, required)
        if not word:
            return None
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
                return date.fromisoformat(word)
        except ValueError:
            pass  # the right shape and no such day, which is noted like the wrong shape
        self.notes.note(self.place(key), "not-a-day", key=key, value=word)
        return None

    def typed(self, key: str, type_: type, required: bool = False) -> int | bool | str | date | Text | None:
        """The value of an option, by the Python type that its kind declares; None if it is absent or wrong."""
        if type_ is int:
            return self.integer(key, required=required)
        if type_ is bool:
            return self.flag(key)
        if type_ is date:
            return self.day(key, required)
        if type_ is Text:
            return self.text(key, required) or None
        if type_ is str:
            return self.word(key, required) or None
        raise TypeError(f"no way to read a {type_.__name__} from a procedure file")


def note_unknown(notes: Notes, place: Node, code: str, value: str, allowed: Iterable[str]) -> None:
    """Note an unknown word, with the nearest known one as a suggestion if one is similar."""
    words = tuple(allowed)
    near = difflib.get_close_matches(value[:100], words, n=1) if len(notes) < _SUGGEST_UNTIL else ()
    if near:
        notes.note(place, f"{code}-near", value=value, near=near[0])
    else:
        notes.note(place, code, value=value, known=", ".join(words) or "—")


def note_repeated(notes: Notes, code: str, named: Iterable[tuple[str, Node]]) -> None:
    """Note each name that was already used, with the line of its first use."""
    seen: dict[str, int] = {}
    for name, place in named:
        if name in seen:
            notes.note(place, code, value=name, line=seen[name])
        elif name:
            seen[name] = place.line


def ids_in(node: Node | None) -> list[tuple[str, Node]]:
    """The ids in a list of tables, with their places; other faults there are ignored."""
    tables = node.items if isinstance(node, Items) else ()
    ids = [table.get("id") for table in tables if isinstance(table, Entries)]
    return [(name.value.strip(), name) for name in ids if isinstance(name, Scalar) and not name.empty]
