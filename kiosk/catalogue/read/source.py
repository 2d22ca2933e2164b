"""Parse the bytes of a procedure file into located nodes; the only module that imports yaml.

YAML has surprises: `no` is False, `010` is 8, `12:30:45` is 45045, and 271 bytes of aliases make 531,441 leaves. So
only the event stream is used: no type is resolved, aliases and tags are refused, every scalar keeps its letters.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml
from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused

LIMIT_BYTES = 256 * 1024
LIMIT_DEPTH = 20
LIMIT_LETTERS = 10_000
"""Of one text: three pages of a sheet."""
LIMIT_ITEMS = 500
"""Of one list, so that a check takes a second."""
# Controls, and what a text editor shows as nothing or as a line of its own: libyaml would stop there without a place,
# or count another line. And what has a text read in another order than it is written (UAX #9).
_STRANGE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\ufeff\ufffe\uffff]")
_SYNTAX = (
    ("could not find expected ':'", "missing-colon", True),
    ("mapping values are not allowed", "stray-colon", False),
    ("unexpected end of stream", "unclosed-quote", True),
    ("cannot start any token", "forbidden-start", False),
    ("did not find expected key", "broken-line", False),
    ("did not find expected '-'", "bad-indent", False),
    ("block sequence entries are not allowed", "bad-indent", False),
    ("did not find expected ',' or", "unclosed-bracket", True),
    ("did not find expected node content", "unclosed-bracket", True),
    ("exceeded maximum nesting depth", "too-deep", False),
)
"""libyaml's message, our code, and whether the start of the construct is a better place than the point of failure."""


class Node(Struct, frozen=True):
    """A place in the file (from 1). A bare `Node` replaces faulty content already reported: readers ignore it."""

    line: int
    column: int


class Scalar(Node, frozen=True):
    """A text as written: `no` is the word no, `010` is three characters."""

    value: str
    quoted: bool = False

    @property
    def empty(self) -> bool:
        return not self.value.strip()


class Items(Node, frozen=True):
    """A list."""

    items: tuple[Node, ...]


class Entries(Node, frozen=True):
    """A table: keys with their values, in the order of the file; no key appears twice."""

    pairs: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.pairs if name.value == key), None)

    def place(self, key: str) -> Node:
        """The place of the key; the table's start if it is absent."""
        return next((name for name, _ in self.pairs if name.value == key), self)


@dataclass(frozen=True, slots=True, order=True)
class CatalogueFault:
    """One mistake. `line` and `column` count from 1; `code` has words in the context `mistake`. A `warning` is a
    mistake that leaves the file usable."""

    path: str
    line: int
    column: int
    code: str
    details: Mapping[str, Any] = field(default_factory=dict, compare=False)
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code}"


class CatalogueFaults(Refused):
    """A procedure file that cannot be used; `faults` holds all of its mistakes, in the order of the file."""

    def __init__(self, faults: Sequence[CatalogueFault]) -> None:
        super().__init__(Refusal.FAULTY_PROCEDURE, count=len(faults))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class _FilePlace(Protocol):
    """A place in a file; `line` and `column` count from 1."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Notes:
    """The faults found so far in one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._faults: list[CatalogueFault] = []
        self.warnings: list[CatalogueFault] = []

    def note(self, place: _FilePlace, code: str, **details: Any) -> None:
        self._faults.append(CatalogueFault(self.path, place.line, place.column, code, details))

    def warn(self, place: _FilePlace, code: str, **details: Any) -> None:
        """Record what is odd and leaves the file usable: an older version of Parvis took it without a word."""
        self.warnings.append(CatalogueFault(self.path, place.line, place.column, code, details, warning=True))

    def __len__(self) -> int:
        return len(self._faults)

    @property
    def faults(self) -> list[CatalogueFault]:
        return sorted({(fault, str(fault.details)): fault for fault in self._faults}.values())


_START = Node(1, 1)


def read_root_node(data: bytes, notes: Notes) -> Node | None:
    """The root node of a file; None if there is none. Faults are added to `notes`."""
    text = _decoded(data, notes)
    if text is None:
        return None
    builder = _Builder(notes)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        problem = str(getattr(error, "problem", None) or error)
        candidates = ((code, at_start) for words, code, at_start in _SYNTAX if words in problem)
        code, at_start = next(candidates, ("not-yaml", False))
        mark = getattr(error, "context_mark" if at_start else "problem_mark", None) or getattr(
            error, "problem_mark", None
        )
        place = Node(mark.line + 1, mark.column + 1) if mark else _START
        if code == "stray-colon" and place.line > 1:
            before, here = text.splitlines()[place.line - 2 : place.line]
            if before.strip() and ":" not in before + here[: place.column - 1]:
                # The line before has no colon: libyaml took both for one key.
                code, place = "missing-colon", Node(place.line - 1, len(before) - len(before.lstrip()) + 1)
        notes.note(place, code, problem=problem, limit=LIMIT_DEPTH)
        return None
    if builder.root is None and not notes.faults:
        notes.note(_START, "empty-file")
    return builder.root


def _decoded(data: bytes, notes: Notes) -> str | None:
    if len(data) > LIMIT_BYTES:
        notes.note(_START, "too-big", limit_kb=LIMIT_BYTES // 1024)
        return None
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = Node(before.count("\n") + 1, len(before) - before.rfind("\n"))
        notes.note(place, "not-utf-8")
        return None
    indents = False  # the parser's next messages would be wrong
    for number, line in enumerate(text.split("\n"), 1):
        if match := _STRANGE.search(line):
            code = "tab" if match[0] == "\t" else "strange-character"
            notes.note(Node(number, match.start() + 1), code, character=f"U+{ord(match[0]):04X}")
            indents = indents or not line[: match.start()].strip()
    return None if indents else _STRANGE.sub(" ", text)


class _Builder:
    """Builds nodes from YAML events with its own stack instead of recursion."""

    def __init__(self, notes: Notes) -> None:
        self.root: Node | None = None
        self._notes = notes
        self._open: list[tuple[type, Node, list[Node]]] = []
        self._too_deep = 0

    def take(self, event: yaml.Event) -> bool:
        """Process one event; False if the rest of the file need not be read."""
        mark = event.start_mark
        place = Node(mark.line + 1, mark.column + 1) if mark else _START
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                self._notes.note(place, "several-documents")
                return False
            case yaml.AliasEvent():
                self._notes.note(place, "alias", name=event.anchor)
                self._add(place)
            case yaml.ScalarEvent():
                self._refuse(event, place)
                self._limit(place, len(event.value), LIMIT_LETTERS)
                self._add(Scalar(place.line, place.column, event.value, event.style is not None))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._refuse(event, place)
                self._begin(Items if isinstance(event, yaml.SequenceStartEvent) else Entries, place)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._end()
        return True

    def _refuse(self, event: yaml.NodeEvent, place: Node) -> None:
        if event.anchor is not None:
            self._notes.note(place, "anchor", name=event.anchor)
        if event.tag is not None:  # type: ignore[attr-defined]  # every node event but an alias has one
            self._notes.note(place, "tag", name=event.tag)  # type: ignore[attr-defined]

    def _limit(self, place: Node, size: int, most: int) -> None:
        if size > most:
            self._notes.note(place, "too-long", letters=LIMIT_LETTERS, items=LIMIT_ITEMS)

    def _begin(self, sort: type, place: Node) -> None:
        if self._too_deep or len(self._open) >= LIMIT_DEPTH:
            if not self._too_deep:
                self._notes.note(place, "too-deep", limit=LIMIT_DEPTH)
                self._add(place)
            self._too_deep += 1
        else:
            self._open.append((sort, place, []))

    def _end(self) -> None:
        if self._too_deep:
            self._too_deep -= 1
            return
        sort, place, nodes = self._open.pop()
        if sort is Items:
            self._limit(place, len(nodes), LIMIT_ITEMS)
            self._add(Items(place.line, place.column, tuple(nodes)))
        else:
            self._add(Entries(place.line, place.column, tuple(self._pairs(nodes))))

    def _pairs(self, nodes: list[Node]) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Scalar] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                if type(key) is not Node:
                    self._notes.note(key, "not-a-key")
            elif key.value in seen:
                self._notes.note(key, "duplicate-key", key=key.value, line=seen[key.value].line)
            else:
                seen[key.value] = key
                yield key, value

    def _add(self, node: Node) -> None:
        if self._too_deep:
            return
        if self._open:
            self._open[-1][2].append(node)
        else:
            self.root = node


def plain_value(node: Node | None) -> Any:
    """A node as str, list or dict, without places in the file: for a file that ships, which a test checks."""
    if isinstance(node, Entries):
        return {key.value: plain_value(value) for key, value in node.pairs}
    if isinstance(node, Items):
        return [plain_value(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None
