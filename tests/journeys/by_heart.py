"""What a person knows: the answers of an example, in the words in which the pages ask and offer them."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import NONE_PART, NONE_VALUE, UNKNOWN_PART, UNKNOWN_VALUE
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Field, Procedure
from kiosk.words import languages
from kiosk.words.words import Words

ALONE = {"seen": "with_me", "to_bring": "with_me"}
"""What a person at a terminal says of a paper that a mediator has seen in an example."""


@dataclass
class Known:
    """What a person will answer to a question, as it is spoken: rows to choose, or words for each box in turn."""

    question: str
    rows: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    items: list[list["Known"]] = field(default_factory=list)
    add: str = ""
    slips: dict[int, str] = field(default_factory=dict)
    """What is written wrong the first time, by the place of the box."""


def by_heart(procedure: Procedure, answers: Mapping[str, Typed], words: Words) -> list[Known]:
    """The answers of an example in the words of a language. A row is told by what it says, a box by its place."""
    say = sentences(words.language).gettext
    return [known(asked, answers[asked.id], words, say) for asked in procedure.fields() if asked.id in answers]


def sentences(language: str) -> gettext.NullTranslations:
    """The sentences of the pages in a language."""
    return gettext.translation("messages", languages.find_translations_folder(), [language], fallback=True)


def known(asked: Field, typed: Typed, words: Words, say: Callable[[str], str]) -> Known:
    kind, label = find_field_kind(asked.kind), words.text(asked.label)
    given = {part: values for part, values in typed.items() if values}
    if given.get(NONE_PART) or given.get("") == (NONE_VALUE,):
        return Known(label, (words.text(asked.none),))
    if given.get(UNKNOWN_PART) or given.get("") == (UNKNOWN_VALUE,):
        return Known(label, (say("Je ne sais pas"),))
    if kind.repeats:
        typed_items = (answering.find_typed_item(typed, number) for number in answering.list_item_numbers(typed))
        items = [
            [known(inner, item[inner.id], words, say) for inner in asked.fields if inner.id in item]
            for item in typed_items
        ]
        return Known(label, items=items, add=words.text(asked.options["add"]))
    named = {choice.value: words.text(choice.label) for choice in asked.choices}
    if kind.attaches:  # alone at a terminal nobody has seen an original
        return Known(label, tuple(words.code("document", ALONE.get(value, value)) for value in given[""]))
    if named or asked.kind == "yes_no":
        return Known(label, tuple(named.get(value) or words.code("answer", value) for value in given[""]))
    if parts := [part for part in kind.parts if part]:
        return Known(label, boxes=tuple(given.get(part, ("",))[0] for part in parts))
    return Known(label, boxes=given[""])
