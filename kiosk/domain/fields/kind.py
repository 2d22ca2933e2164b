"""What every kind of question answers for itself; the core only loops over the tuple in this folder."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.domain import spelling
from kiosk.domain.case import Answer, Typed, Value
from kiosk.domain.place import Place, Places
from kiosk.domain.procedure import Field
from kiosk.domain.signature import Signature
from kiosk.domain.words import Words

LONGEST = 20_000
"""Characters one part may hold before it is refused as `too-long`, unless its kind says otherwise."""


class Fault(Exception):
    """An answer that means nothing yet; `code` is worded under the context `fault` in translations."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Option:
    """A key that this kind understands in a procedure file.

    `type` is the Python type of its YAML value; `required` says that the kind cannot do without it.
    """

    name: str
    type: type
    sentence: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class FieldKind(ABC):
    """One kind of question. Stateless; its template is `templates/fields/<kind>.html`.

    `label` is what a secretary calls it, in French. `answers` is False for what only informs: nothing is typed,
    nothing is submitted. `chooses` is True where the field lists `choices`, `attaches` where a file may answer.
    `repeats` is True where the field lists `fields` that are asked once for each of several people or things (see
    `domain.repeating`), `alone` where it cannot itself stand among those, `prose` where a person says something in
    sentences of their own.
    `parts` are the names of the form parts it reads: ("",) for one, ("day", "month", "year") for three boxes; `aside`
    are others of the form, which answer nothing by themselves. None may hold more than `longest` characters, whatever
    else it allows.
    """

    kind: str
    label: str
    answers: bool = True
    chooses: bool = False
    attaches: bool = False
    repeats: bool = False
    alone: bool = False
    prose: bool = False
    parts: tuple[str, ...] = ("",)
    aside: tuple[str, ...] = ()
    longest: int = LONGEST
    options: tuple[Option, ...] = ()

    def mistakes(self, field: Field) -> Iterator[str]:
        """Codes (context `mistake`) of what is wrong in how a file declares this field, types aside."""
        if field.choices and not self.chooses:
            yield "choices-not-used"
        if field.fields and not self.repeats:
            yield "fields-not-used"

    @abstractmethod
    def judge(self, field: Field, typed: Typed, today: date) -> Value:
        """What was typed, as JSON can hold it. Raises `Fault`. Never called when every part is blank."""

    def settled(self, field: Field, answer: Answer, today: date, places: Places) -> Answer:
        """The judged answer, once more in the light of all communes: completed, or doubted."""
        return answer

    def proposed(self, field: Field, typed: Typed, places: Places) -> tuple[Place, ...]:
        """The communes that may be meant, where what was typed leaves a doubt."""
        return ()

    def shown(self, field: Field, value: Value, words: Words) -> str:
        """The answer as the recap, the receipt and the hub read it."""
        return str(value)

    def drawn(self, value: Value) -> Signature | None:
        """What is drawn of the answer beside its words, where there is something to see."""
        return None

    def signs_paper(self, value: Value) -> bool:
        """Whether the answer leaves a place to sign on the receipt."""
        return False


def only(typed: Typed, part: str = "") -> str:
    """The one line of a part, spelled as `spelling.line` says. Raises `Fault("bad-character")`."""
    text = spelling.line("".join(typed.get(part, ())[:1]))
    if not spelling.readable(text):
        raise Fault("bad-character")
    return text


def crossed(field: Field, least: str, most: str) -> bool:
    """Whether the file sets both limits, the lower above the higher."""
    low, high = field.options.get(least), field.options.get(most)
    return low is not None and high is not None and low > high
