"""One citizen's answers to one procedure, as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Typed = Mapping[str, tuple[str, ...]]
"""What a form sent for one field: part name ("" for the only one) to the strings typed or ticked."""
Value = Any
"""What an answer means, as JSON can hold it: str, int, float, bool, a list of str, or a dict of str."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed, kept to the letter, and what it means; a `fault` code where it means nothing yet.

    `none` says that the person has none, where the field offers that; `language` (ISO 639-1) in which the words are,
    "" for French and for what has none.
    """

    typed: Typed = field(default_factory=dict)
    value: Value = None
    fault: str = ""
    none: bool = False
    language: str = ""

    @property
    def settled(self) -> bool:
        """Whether it can be submitted as it is."""
        return not self.fault


@dataclass(frozen=True, slots=True)
class Case:
    """A draft or what a draft became. `position` is the id of the step it was left on, `review` at the end.

    `procedure_sha256` tells the file whose questions it asks.
    """

    id: str
    procedure_id: str
    procedure_version: int
    service_id: str
    opened_at: datetime
    changed_at: datetime
    channel: str = "counter"
    language: str = "fr"
    plain: bool = False
    position: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    mediator_id: str = ""
    station_id: str = ""
    procedure_sha256: str = ""

    @property
    def values(self) -> dict[str, Value]:
        """Field id to meaning, for the answers that have one."""
        return {key: answer.value for key, answer in self.answers.items() if answer.value is not None}
