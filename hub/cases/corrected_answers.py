"""Compares a case's corrections with its answers: for each question the answer before and the corrected one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from hub.cases.cases import Added


class Change(Struct, frozen=True):
    """One corrected answer; `before` is "" where the question had no answer, `field` where only words name it."""

    field: str
    question: str
    before: str
    after: str


def changes(submitted: Mapping[str, Any], corrections: Sequence[Added]) -> list[tuple[Added, list[Change]]]:
    """Each correction with the answers it changes, in the order they came."""
    now = {answer["field"]: str(answer["shown"]) for answer in submitted["answers"]}
    return [(added, list(_changed(added, now))) for added in corrections]


def _changed(added: Added, now: dict[str, str]) -> Iterator[Change]:
    """The changes of one correction; `now` (field to answer) is updated on the way."""
    for correction in added[1]["corrections"]:
        yield Change(correction["field"], correction["label"], now.get(correction["field"], ""), correction["shown"])
        if correction["field"]:
            now[correction["field"]] = correction["shown"]
