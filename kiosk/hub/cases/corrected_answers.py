"""What a case's corrections change: for each question the answer before and the one that counts now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.hub.cases.cases import Added


@dataclass(frozen=True, slots=True)
class Change:
    """One answer put right; `before` is "" where nobody had answered that question, or only words name it."""

    field: str
    question: str
    before: str
    after: str


def changes(submitted: Mapping[str, Any], corrections: Sequence[Added]) -> list[tuple[Added, list[Change]]]:
    """Each correction with what it changes, in the order they came."""
    now = {each["field"]: str(each["shown"]) for each in submitted["answers"]}
    return [(added, list(_changed(added, now))) for added in corrections]


def _changed(added: Added, now: dict[str, str]) -> Iterator[Change]:
    """What one correction changes; `now` is what counts, and moves on."""
    for each in added[1]["corrections"]:
        yield Change(each["field"], each["label"], now.get(each["field"], ""), each["shown"])
        if each["field"]:
            now[each["field"]] = each["shown"]


def latest(corrections: Sequence[Added]) -> dict[str, tuple[str, str]]:
    """Field to its newest answer and the legal date of that correction, for those that were corrected."""
    return {
        each["field"]: (each["shown"], body["legal_date"])
        for _, body in corrections
        for each in body["corrections"]
        if each["field"]
    }
