"""Cut a text where a speaker breathes, so that its beginning sounds while the rest is still being made."""

import re

LONGEST = 140
"""Signs of one clause; a longer one is cut between two words."""
SHORTEST = 25
"""Signs below which a clause goes with the next one, so that « M. » is no breath."""
_ENDS = re.compile(r"(?<=[.!?…;:،؛؟])\s+|(?<=,)\s+")


def clauses(text: str) -> list[str]:
    """The clauses of a text in order; joined by spaces they are the text, its white space apart."""
    parts: list[str] = []
    for part in _ENDS.split(" ".join(text.split())):
        for piece in _cut(part):
            if parts and (len(parts[-1]) < SHORTEST) and len(parts[-1]) + len(piece) < LONGEST:
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                parts.append(piece)
    return parts


def _cut(part: str) -> list[str]:
    """The part in pieces of at most `LONGEST` signs, cut between words where there is a space at all."""
    pieces = []
    while len(part) > LONGEST:
        at = part.rfind(" ", 0, LONGEST + 1)
        at = at if at > 0 else LONGEST
        pieces.append(part[:at])
        part = part[at:].lstrip()
    return [*pieces, part] if part else pieces
