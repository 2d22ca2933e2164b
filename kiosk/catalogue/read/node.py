"""The nodes of a procedure file before interpretation: texts, lists and tables, each with its place."""

from msgspec import Struct


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
        """The value of a key; None if it is absent."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def place(self, key: str) -> Node:
        """The place of the key; the table's start if it is absent."""
        return next((name for name, _ in self.pairs if name.value == key), self)
