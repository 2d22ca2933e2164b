"""What a town hall can be asked: a procedure, its steps, its fields and the documents it wants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiosk.domain.case import Typed
from kiosk.domain.condition import Condition
from kiosk.domain.notice import ALONE, Notice
from kiosk.domain.text import EMPTY, Text

KINDS = ("deposited", "prepared")
AUDIENCES = ("habitant", "citoyen", "allocataire", "entrepreneur", "association", "touriste")
THEMES = (
    "papiers", "famille", "social", "travail", "logement", "transports", "argent", "justice", "etranger", "loisirs",
)  # fmt: skip
"""The ten of Aidants Connect, so that mandates and procedures share one list."""
FOR_WHOM = ("myself", "my_child", "represented", "helped")
"""Myself, my child, a person I legally represent, someone I help."""
ROLES = (
    "person.birth_name", "person.used_name", "person.given_names", "person.birth_date",
    "applicant.family_name", "applicant.given_names", "contact.phone", "contact.email", "contact.address",
)  # fmt: skip
"""What an answer says of someone, so that receipts can name them and a second procedure need not ask again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer; `value` is what travels, `label` what is read."""

    value: str
    label: Text
    help: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `options` holds the keys that only its kind understands; `none` words « je n'en ai pas ».

    `fields` are asked once for each of several people or things, where its kind repeats.
    """

    id: str
    kind: str
    label: Text
    help: Text = EMPTY
    required: bool = True
    none: Text = EMPTY
    when: Condition | None = None
    role: str = ""
    choices: tuple[Choice, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One page: a question, or a few that belong together."""

    id: str
    title: Text
    fields: tuple[Field, ...]
    help: Text = EMPTY
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper to bring: why it is asked for, and what else is accepted in its place."""

    id: str
    title: Text
    why: Text
    alternatives: tuple[Text, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Who decides; an empty address or phone means the town hall's own."""

    id: str
    name: Text
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """What no answer means (`accepted` or `refused`) and after how many whole months (CRPA L.231-1 and L.231-4)."""

    means: str
    after_months: int
    text: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Example:
    """Answers that somebody could give, run as a test: field id to what is typed or pressed in its parts.

    `line` is where it stands in the file, `lines` where each answer does.
    """

    title: str
    answers: Mapping[str, Typed]
    line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as its file says it. `minutes` is the time a person takes; dates are the file's own.

    `retention_days` are the days a box keeps what was answered at its desk readable after the hub confirmed; None
    leaves it to the town hall's setting. `payment` says how and where to pay: nothing is paid here. `discreet`: what it
    is called is nobody else's business, on a paper that comes out at a terminal. `file` holds the bytes it was read
    from and `sha256` their digest: a case that began with it finishes with it.
    """

    id: str
    version: int
    kind: str
    title: Text
    summary: Text
    icon: str
    audience: tuple[str, ...]
    life_event: Text
    theme: str
    service: Service
    minutes: int
    cost: Text
    delay: Text
    silence: Silence | None
    remedies: Text
    steps: tuple[Step, ...]
    next_steps: tuple[Text, ...]
    source: str
    source_date: date
    notice: Notice
    checked_on: date | None = None
    documents: tuple[Document, ...] = ()
    for_whom: tuple[str, ...] = FOR_WHOM
    where: Text = EMPTY
    official_number: Text = EMPTY
    keywords: tuple[Text, ...] = ()
    cerfa: str = ""
    retention_days: int | None = None
    payment: Text = EMPTY
    examples: tuple[Example, ...] = ()
    discreet: bool = False
    file: bytes = field(default=b"", repr=False, compare=False)
    sha256: str = ""

    @property
    def prepared(self) -> bool:
        """Whether another body decides, so that what leaves here is no deposit."""
        return self.kind == "prepared"

    def days_here(self, channel: str, usual: int) -> int:
        """Days a box can read a case of that channel after the hub confirmed it; 0 for a person alone.

        `usual` is the town hall's setting, which stands where the procedure says nothing.
        """
        if channel == ALONE:
            return 0
        return usual if self.retention_days is None else self.retention_days

    def step(self, step_id: str) -> Step | None:
        """The step of that id, whether or not it concerns the person."""
        return next((step for step in self.steps if step.id == step_id), None)

    def document(self, document_id: str) -> Document | None:
        """The document of that id."""
        return next((document for document in self.documents if document.id == document_id), None)

    def fields(self) -> Iterator[Field]:
        """Every field, in the order of the file."""
        for step in self.steps:
            yield from step.fields
