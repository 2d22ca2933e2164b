"""A case: one citizen's answers to one procedure."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from kiosk.domain.language.words import Typed, Value
from kiosk.domain.procedure.procedure import WHO_ROLES, Channel, Procedure

TO_CONFIRM = "to-confirm"
"""Fault of an answer that was carried from another case and that nobody has confirmed yet."""
NAMES = tuple(role for role in WHO_ROLES if role != "person.birth_date")
"""The searched roles that are names."""


class Answer(Struct, frozen=True):
    """`typed` is what was typed, unchanged; `value` what it means; `fault` a code if it is not valid yet.

    `none` is True if the person pressed « je n'en ai pas », `unknown` if « je ne sais pas ». `language` (ISO 639-1) is
    the language of the words, "" for French and for answers that are not words. `by` is the name of the mediator who
    saw the original of a document, "" for every other answer.
    """

    typed: Typed = field(default_factory=dict)
    value: Value = None
    fault: str = ""
    none: bool = False
    language: str = ""
    by: str = ""
    unknown: bool = False

    @property
    def settled(self) -> bool:
        """Whether the answer can be submitted as it is."""
        return not self.fault

    @property
    def is_carried(self) -> bool:
        """Whether this answer was carried from another case and still waits to be confirmed."""
        return self.fault == TO_CONFIRM


class Case(Struct, frozen=True):
    """A draft, or the case it became. `position` is where it was left: a step's id, `whole` or `review`.
    `procedure_sha256` is the digest of the procedure file whose questions it asks."""

    id: str
    procedure_id: str
    procedure_version: int
    service_id: str
    opened_at: datetime
    changed_at: datetime
    channel: Channel = Channel.AT_THE_DESK
    language: str = "fr"
    plain: bool = False
    position: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    mediator_id: str = ""
    station_id: str = ""
    procedure_sha256: str = ""

    @property
    def values(self) -> dict[str, Value]:
        return {key: answer.value for key, answer in self.answers.items() if answer.value is not None}


def names_of(procedure: Procedure, case: Case) -> dict[str, str]:
    values = case.values
    return {
        field.role: str(values[field.id])
        for field in procedure.fields()
        if field.role in WHO_ROLES and field.id in values
    }


def initials(*names: str) -> str:
    """Initials such as « J. M. », for screens and lists that others may see."""
    return " ".join(f"{name[:1].upper()}." for name in names if name)
