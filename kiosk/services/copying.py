"""The answers of a preparation, ready to be copied by hand: in the order and the French words of the official form."""

from typing import Any

from kiosk.domain.fields.registry import kind_of
from kiosk.words import Words
from printers.slip import Block, Heading, Items, Pair


def blocks(body: dict[str, Any], words: Words) -> list[Block]:
    """What a `submitted` body answers, step by step, without what was left empty; nothing where a service here decides.

    The other body reads French: only the first line is in the language of `words`.
    """
    if body["procedure"]["kind"] != "prepared":
        return []
    said = [each for each in body["answers"] if each["shown"] and each["step"] not in _OURS]
    found: list[Block] = [Heading(words.code("paper", "to-copy"), 3)] if said else []
    step = ""
    for each in said:
        if each["step"] != step:
            step = each["step"]
            found.append(Heading(each["step_title"], 3))
        if kind_of(each["kind"]).repeats:
            found.append(Items(tuple(each["shown"].split("\n")), each["label"]))
        else:
            found.append(Pair(each["label"], each["shown"]))
    return found


_OURS = ("for-whom", "applicant")
"""The shared first steps: who asks for whom already stands at the head of the receipt."""
