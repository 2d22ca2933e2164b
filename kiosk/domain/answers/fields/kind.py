"""The base class of every kind of question: what a kind must provide, and helpers they share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.signature import Signature
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.places.commune import Commune, Places
from kiosk.domain.procedure.procedure import Field

LONGEST = 20_000
"""Most characters of one part before it is refused as `too-long`, unless its kind sets another limit."""
_LIMITS = (("least", "most"), ("shortest", "longest"))
"""The options by which a procedure file sets a lower and an upper limit, of whichever kind has them."""


class AnswerFault(Exception):
    """An answer that is not valid yet; the words of `code` are in translations, context `fault`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FieldOption(Struct, frozen=True):
    """A key that this kind understands in a procedure file. `type` is the Python type of its YAML value; `required`
    says that the kind cannot do without it."""

    name: str
    type: type
    sentence: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class FieldKind(ABC):
    """One kind of question. Stateless; its template is `templates/fields/<kind>.html`.

    `label` is its French name for authors of procedures. `answers` is False for a kind that only informs: nothing is
    typed or submitted. `chooses` is True if the field lists `choices`, `attaches` if a file may answer it. `repeats` is
    True if the field lists `fields` that are asked once for each of several people or things (see
    `domain.answers.answering`), `alone` if it cannot itself be one of those fields, `prose` if a person answers in
    sentences of their own, `locates` if it names a commune, which `is: ours` can test, `ends` if it ends the walk:
    nothing after it is asked until it is answered (see `fields/stop.py`), `masked` if the desk shows its answers only
    when pressed, `public` if it never hides them: the number of a business.
    `parts` are the names of the form parts it reads: ("",) for one, ("day", "month", "year") for three boxes; `aside`
    are further form parts, which are no answer by themselves. No part may hold more than `longest` characters.
    `rows` is what its rows send, where they are the same for every question of the kind, beside those of `choices`.
    `printed_on` is where such an answer usually stands on a paper (`domain.procedure.procedure`), "" for nowhere.
    `unanswered` is the code (context `fault`) of a required question left empty: it says what to do, choose or write.
    """

    kind: str
    label: str
    answers: bool = True
    chooses: bool = False
    attaches: bool = False
    repeats: bool = False
    alone: bool = False
    prose: bool = False
    locates: bool = False
    ends: bool = False
    masked: bool = False
    public: bool = False
    parts: tuple[str, ...] = ("",)
    aside: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    longest: int = LONGEST
    unanswered: str = "missing"
    printed_on: str = ""
    options: tuple[FieldOption, ...] = ()

    def mistakes(self, field: Field) -> Iterator[str]:
        """Codes (context `mistake`) of errors in a procedure file's declaration of this field, other than types."""
        if field.choices and not self.chooses:
            yield "choices-not-used"
        if field.fields and not self.repeats:
            yield "fields-not-used"
        for low, high in ((field.options.get(least), field.options.get(most)) for least, most in _LIMITS):
            if low is not None and high is not None and low > high:
                yield "limits-crossed"

    @abstractmethod
    def judge(self, field: Field, typed: Typed, today: date) -> Value:
        """What was typed, as JSON can hold it. Raises `AnswerFault`. Never called when every part is blank."""

    def settled(self, field: Field, answer: Answer, today: date, places: Places) -> Answer:
        """The judged answer, completed or given a fault with the help of the list of communes."""
        return answer

    def few_values(self, field: Field) -> tuple[Value, ...]:
        """Every value that it can have, where these are few; nothing for a kind that is typed."""
        return ()

    def proposed(self, field: Field, typed: Typed, places: Places) -> tuple[Commune, ...]:
        """The communes that may be meant, if what was typed is ambiguous."""
        return ()

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        """The answer in words, for the review page, the receipt and the hub."""
        return str(value)

    def drawn(self, value: Value) -> Signature | None:
        """The drawing to show beside the answer's words; None if it has none."""
        return None

    def is_personal(self, field: Field) -> bool:
        """Whether an answer to this question of a masked kind is about a person, and so is masked."""
        return True

    def signals_danger(self, field: Field, value: Value) -> bool:
        """Whether the procedure's file says of this answer that somebody must look at once."""
        return False

    def signs_paper(self, value: Value) -> bool:
        """Whether the receipt needs an empty place for a signature."""
        return False


def read_one_line(typed: Typed, part: str = "") -> str:
    """The text of a part as one line, normalised by `spelling.clean_line`. Raises `AnswerFault("bad-character")`."""
    text = spelling.clean_line("".join(typed.get(part, ())[:1]))
    if not spelling.is_readable_text(text):
        raise AnswerFault("bad-character")
    return text


class TextOfLength(FieldKind):
    """A kind whose text has a `shortest` and a `longest` that a procedure file may set."""

    def judge_length(self, field: Field, text: str, longest: int) -> None:
        """`longest` (characters) where the file sets none. Raises `AnswerFault`: text-missing, too-short, too-long."""
        if not text:
            raise AnswerFault("text-missing")
        if len(text) < field.options.get("shortest", 1):
            raise AnswerFault("too-short")
        if len(text) > field.options.get("longest", longest):
            raise AnswerFault("too-long")
