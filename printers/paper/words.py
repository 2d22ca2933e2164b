"""Prepare text for printing: clean it, break it into lines, and put Arabic into visual order."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from printers.slip import Direction

NBSP = "\N{NO-BREAK SPACE}"
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_RIGHT_TO_LEFT = re.compile("[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# Joiners and bidirectional marks (UAX 9) are needed to find the visual order, and then removed.
_GUIDES = "\u061c\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NO_GUIDES = dict.fromkeys(map(ord, _GUIDES))
# python-bidi supports embeddings, but not isolates.
_ISOLATES_AS_EMBEDDINGS = str.maketrans("\u2066\u2067\u2068\u2069", "\u202a\u202b\u202a\u202c")
RIGHT_TO_LEFT_MARK = "\u200f"
_LEFT_TO_RIGHT_MARK = "\u200e"
_STRONG = {"L": "L", "R": "R", "AL": "R"}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
# Anything but Latin, Greek and Cyrillic letters, which are one cell each.
_NOT_ONE_CELL = re.compile("[^\x20-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027]")
_UNBROKEN = re.compile(
    r"(?<=[0-9]) (?=[0-9€]|h\b|[صم]\b|[^\W\d_]+ [0-9]{4}\b)|(?<=[0-9] h) (?=[0-9])|(?<=\b[LRD]\.) (?=[0-9])"
)
"""The spaces of « 02 99 00 00 00 », « 30 € », « 3 février », « 17 h 30 », « L. 114-2 », where no line may end."""
_CASE_NUMBER = re.compile(r"\b[A-HJ-NP-Z]{2,4}(?: [0-9]{1,4})+ [2-9A-HJ-NP-Z]\b")
"""« SB 1001 L », which is read out and typed whole."""
_IN_BRACKETS = re.compile(r"(?<=[\u0590-\u08ff] )\([^()\n\u0590-\u08ff]+\)")
"""Latin words in brackets within Arabic: read from the left over two lines, their end would stand above their start."""
_LONGEST_LINE = 400
_MAY_BREAK_AFTER = frozenset("-/@._?&=,;:+#|\\")


class _Cleaner(dict[int, str | None]):
    def __missing__(self, code: int) -> str | None:
        char, category = chr(code), unicodedata.category(chr(code))
        if char in "\n\v\f\x85\u2028\u2029":
            kept: str | None = "\n"
        elif char in "\u202f\u2007\u2060":
            kept = NBSP if char != "\u2060" else None
        elif char == "\t" or (category == "Zs" and char != NBSP):
            kept = " "
        elif char == "\u2011":
            kept = "-"
        elif category in ("Cs", "Cn"):
            # A lone surrogate has no UTF-8 form, and a character not assigned yet has no direction.
            kept = "\N{REPLACEMENT CHARACTER}"
        elif category == "Cc" or (category == "Cf" and char not in _GUIDES) or "\ufe00" <= char <= "\ufe0f":
            kept = None
        else:
            kept = char
        self[code] = kept
        return kept


_CLEANER = _Cleaner()


def clean_text(text: str) -> str:
    """The text composed (NFC), without control characters, with plain spaces and line feeds."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANER))


def wrap_text(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Clean a text and break it into lines, in logical order, that `measure` finds no wider than `width`.

    Lines break at spaces, but not at those of a number and what it counts, nor within the number of a case that fits,
    or short Latin brackets in Arabic; a word wider than a line breaks after `-/@._` and the like, else anywhere. A line
    holds at least one character.
    """
    space = measure(" ")
    lines: list[str] = []

    def unbroken(found: re.Match[str], most: float) -> str:
        return found[0].replace(" ", NBSP) if measure(found[0]) <= most else found[0]

    cleaned = _CASE_NUMBER.sub(lambda found: unbroken(found, width), clean_text(text))
    cleaned = _IN_BRACKETS.sub(lambda found: unbroken(found, width / 2), _UNBROKEN.sub(NBSP, cleaned))
    for paragraph in cleaned.split("\n"):
        line: list[str] = []
        used = 0.0
        for word in paragraph.split(" "):
            for piece, piece_width in _pieces(word, width, measure):
                if line and used + space + piece_width > width:
                    lines.append(" ".join(line))
                    line, used = [], 0.0
                used += piece_width + (space if line else 0)
                line.append(piece)
        lines.append(" ".join(line).strip(" "))
    return lines


def _pieces(word: str, width: float, measure: Callable[[str], float]) -> list[tuple[str, float]]:
    pieces: list[tuple[str, float]] = []
    # Measuring no more than a line can hold keeps a word of a megabyte linear.
    while (first := measure(word[:_LONGEST_LINE])) > width and len(word) > 1:
        end, used = 1, measure(word[0])
        while end < len(word) and (used := used + measure(word[end])) <= width:
            end += 1
        # Joined letters may be wider than the same letters alone.
        while end > 1 and measure(word[:end]) > width:
            end -= 1
        good = next((at for at in range(end, end // 2, -1) if word[at - 1] in _MAY_BREAK_AFTER), end)
        while good > 1 and unicodedata.combining(word[good : good + 1] or " "):
            good -= 1
        pieces.append((word[:good], width))
        word = word[good:]
    return [*pieces, (word, first if len(word) <= _LONGEST_LINE else measure(word))]


def direction_of(text: str, direction: Direction) -> Direction:
    """The base direction of a text on a paper of this direction.

    A text without right-to-left letters (a French address, a telephone number) is set left to right even on an Arabic
    paper, because UAX 9 would otherwise move its leading number to its end.
    """
    if not _RIGHT_TO_LEFT.search(text):
        return "ltr"
    if direction == "rtl":
        return "rtl"
    strong = (unicodedata.bidirectional(char) for char in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def pair_brackets(text: str) -> str:
    """A text that is set right to left, with marks beside brackets around Latin letters, so that both look one way.

    It is rule N0 of UAX 9, which python-bidi leaves out: it is applied to the whole text, because the two may come to
    stand on different lines.
    """
    kinds = _sides(text)
    marks: dict[int, str] = {}
    for start, end in _bracket_pairs(text):
        inside = kinds[start + 1 : end]
        if "L" in inside:
            before = next((kind for kind in reversed(kinds[:start]) if kind), "R")
            kinds[start] = kinds[end] = "R" if "R" in inside else before
            marks[start] = marks[end] = _LEFT_TO_RIGHT_MARK if kinds[start] == "L" else RIGHT_TO_LEFT_MARK
    return "".join(f"{marks[at]}{char}{marks[at]}" if at in marks else char for at, char in enumerate(text))


def _bracket_pairs(text: str) -> list[tuple[int, int]]:
    """The places of brackets that belong together, by the place of the first (definition BD16 of UAX 9)."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for at, char in enumerate(text):
        if char in _BRACKETS:
            opened.append(at)
        elif char in _BRACKETS.values():
            start = next((at for at in reversed(opened) if _BRACKETS[text[at]] == char), None)
            if start is not None:
                del opened[opened.index(start) :]
                pairs.append((start, at))
    return sorted(pairs)


def _sides(text: str) -> list[str]:
    """For each character "L", "R" or, where it has no side of its own, ""; a number after Latin words is of theirs."""
    sides: list[str] = []
    last = "R"
    for char in text:
        kind = unicodedata.bidirectional(char)
        last = _STRONG.get(kind, last)
        sides.append(last if kind == "EN" else _STRONG.get(kind, "R" if kind == "AN" else ""))
    return sides


def shape_arabic(text: str) -> str:
    """The text in logical order with Arabic letters in their joined forms, for measuring. Without short vowels and
    invisible marks."""
    return _joined(text).translate(_NO_GUIDES)


def _joined(text: str) -> str:
    if not _ARABIC.search(text):
        return text
    return str(_reshaper().reshape(text))


class _Switches(dict[str, bool]):
    def getboolean(self, name: str) -> bool:
        return self[name.lower()]


@lru_cache(maxsize=1)
def _reshaper() -> Any:
    # Imported here, because only papers with Arabic need its tables.
    from arabic_reshaper import ArabicReshaper

    reshaper = ArabicReshaper()
    configured = reshaper.configuration
    # It would parse its configuration again for every word, a fifth of the time of an Arabic receipt.
    reshaper.configuration = _Switches({name: configured.getboolean(name) for name in configured if name != "language"})
    return reshaper


def order_visually(text: str, direction: Direction) -> str:
    """One line, shaped and in visual order from left to right, without invisible marks."""
    if direction == "ltr" and not _RIGHT_TO_LEFT.search(text):
        return text.translate(_NO_GUIDES)
    # Imported here, because only papers with right-to-left letters need it. python-bidi's newer `bidi.get_display`
    # (0.6.12) leaves brackets and guillemets unmirrored.
    from bidi.algorithm import get_display

    embedded = _joined(text).translate(_ISOLATES_AS_EMBEDDINGS)
    ordered = get_display(embedded, base_dir="R" if direction == "rtl" else "L")
    return str(ordered).translate(_NO_GUIDES)


def count_columns(text: str) -> int:
    """The width of a text in cells of a fixed-width font (UAX 11): two for wide letters, none for marks."""
    if not _NOT_ONE_CELL.search(text):
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.category(char) in ("Mn", "Me", "Cf") for char in text)
