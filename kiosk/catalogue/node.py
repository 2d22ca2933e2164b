"""What a file holds before anyone says what it means: words, lists and tables, each with its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the file (from 1). A bare `Node` stands for what was already reported: readers pass it in silence."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """Words as they are written: `no` is the word no, `010` is three characters. `empty` when nothing is written."""

    value: str
    quoted: bool = False

    @property
    def empty(self) -> bool:
        return not self.value.strip()


@dataclass(frozen=True, slots=True)
class Items(Node):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries(Node):
    """A table: keys with their values, in the order of the file; a key stands once."""

    pairs: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value of a key; None where it is absent."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def place(self, key: str) -> Node:
        """Where the key itself stands; the table's start where it is absent."""
        return next((name for name, _ in self.pairs if name.value == key), self)
