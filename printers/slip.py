"""The content of one printed paper (a slip): a title, a language and blocks of translated text."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, get_args

Direction = Literal["ltr", "rtl"]
Tone = Literal["info", "warning"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 names the issuer (the town hall), level 2 the paper, level 3 a part of it."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2

    def __post_init__(self) -> None:
        _one_of("level", self.level, (1, 2, 3))


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; a line feed in it begins a new line."""

    kind: ClassVar[str] = "line"
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Small:
    """A paragraph in small type, for legal mentions and addresses."""

    kind: ClassVar[str] = "small"
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    kind: ClassVar[str] = "pair"
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Big:
    """A large text to copy or read aloud, such as a reference, which the caller has grouped."""

    kind: ClassVar[str] = "big"
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from 1 if `numbered`."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]
    title: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed paragraph; the tone `warning` is for what the reader must do or not do."""

    kind: ClassVar[str] = "notice"
    text: str
    tone: Tone = "info"

    def __post_init__(self) -> None:
        _one_of("tone", self.tone, get_args(Tone))


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `data`; `caption` is printed beside it, `alt` is its text for screen readers."""

    kind: ClassVar[str] = "code"
    data: str
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge of 85.6 by 54 mm (ISO/IEC 7810, ID-1) to cut out: place, name, QR code, and its data spelled out."""

    kind: ClassVar[str] = "badge"
    place: str
    name: str
    data: str
    spelled: tuple[str, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class WriteIn:
    """Blank lines to fill with a pen."""

    kind: ClassVar[str] = "write-in"
    label: str
    lines: int = 1

    def __post_init__(self) -> None:
        _one_of("lines", self.lines, range(1, 41))


@dataclass(frozen=True, slots=True)
class Signature:
    """A frame to sign in with a pen or, if there are `strokes`, a signature drawn on a screen.

    A stroke is `x y x y …` in whole numbers, from the top left of a drawing of `width` by `height`. `said` is the text
    that replaces the drawing in plain text.
    """

    kind: ClassVar[str] = "signature"
    label: str
    strokes: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    said: str = ""

    def __post_init__(self) -> None:
        if self.strokes and not (self.width > 0 and self.height > 0):
            raise ValueError("a drawing has a width and a height")
        if any(len(points) < 2 or len(points) % 2 for points in self.points()):
            raise ValueError("a stroke is pairs of numbers")

    def points(self) -> tuple[tuple[int, ...], ...]:
        """The strokes as numbers. Raises ValueError for text that is no whole number."""
        return tuple(tuple(map(int, stroke.split(" "))) for stroke in self.strokes)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper between two subjects."""

    kind: ClassVar[str] = "rule"


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A block in another language than the slip's, set in that language's direction."""

    kind: ClassVar[str] = "translated"
    language: str
    direction: Direction
    block: "Block"

    def __post_init__(self) -> None:
        _one_of("direction", self.direction, get_args(Direction))


Block = (
    Heading | Line | Small | Pair | Big | Items | Notice | Code | Badge | WriteIn | Signature | Rule | TranslatedBlock
)
BLOCKS: tuple[type[Block], ...] = (
    Heading,
    Line,
    Small,
    Pair,
    Big,
    Items,
    Notice,
    Code,
    Badge,
    WriteIn,
    Signature,
    Rule,
    TranslatedBlock,
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One paper. `language` is a BCP 47 tag; `job_title` may be shown by a print queue: no personal data in it.

    `across` is a word drawn across each page of a paper that is not a real one; on a roll, and where only letters are
    printed, it also stands above the first block and under the last. `pages` are a PDF that a sheet shows as it is, in
    the place of the blocks; a roll shows the blocks.
    """

    title: str
    language: str
    direction: Direction
    blocks: tuple[Block, ...]
    job_title: str = ""
    large: bool = False
    across: str = ""
    pages: bytes = b""

    def __post_init__(self) -> None:
        _one_of("direction", self.direction, get_args(Direction))

    def framed_blocks(self) -> tuple[Block, ...]:
        """The blocks between two notices of the word `across`; the blocks alone where there is none."""
        notice = (Notice(self.across, "warning"),) if self.across else ()
        return (*notice, *self.blocks, *notice)

    def to_dict(self) -> dict[str, Any]:
        """The slip as a JSON object; `Slip.from_dict` gives an equal slip back."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return own | {
            "blocks": [_block_to_dict(block) for block in self.blocks],
            "pages": b64encode(self.pages).decode(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Slip":
        """Read what `to_dict` wrote.

        Raises ValueError for an unknown kind of block or a wrong value, TypeError for a missing or unknown name.
        """
        blocks = tuple(_block_from_dict(block) for block in data["blocks"])
        return cls(**{**data, "blocks": blocks, "pages": b64decode(data.get("pages", ""))})


def _block_to_dict(block: Block) -> dict[str, Any]:
    values = {field.name: getattr(block, field.name) for field in fields(block)}
    return {"kind": block.kind} | {name: _to_json(value) for name, value in values.items()}


def _to_json(value: Any) -> Any:
    if isinstance(value, Block):
        return _block_to_dict(value)
    return list(value) if isinstance(value, tuple) else value


def _block_from_dict(data: Mapping[str, Any]) -> Block:
    kinds: dict[str, Callable[..., Block]] = {block.kind: block for block in BLOCKS}
    values = {name: _from_json(value) for name, value in data.items() if name != "kind"}
    if data["kind"] not in kinds:
        raise ValueError(f"no block of kind {data['kind']!r}")
    return kinds[data["kind"]](**values)


def _from_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _block_from_dict(value)
    return tuple(value) if isinstance(value, list) else value


def _one_of(name: str, value: object, allowed: Collection[object]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}, not one of {tuple(allowed)}")
