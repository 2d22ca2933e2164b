"""What of a submitted case stands now: its answers after corrections, its documents after what was added.

What was submitted never changes; box and hub both show it with what came later beside it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from kiosk.domain.answers.attachment import JOINED, SEEN

Body = Mapping[str, Any]
"""The body of an event, as `docs/wire.md` describes it."""


class CorrectedAnswer(Struct, frozen=True):
    """The newest answer to a question: its words, the legal date (ISO 8601) of its correction, and who helped."""

    shown: str
    day: str
    helper: str


class DocumentNow(Struct, frozen=True):
    """A document of a case with its newest state; `day` (ISO 8601) is "" where nothing came after the submission.

    `by` is who saw the original, "" where nobody did or nobody says who.
    """

    label: str
    state: str
    by: str = ""
    day: str = ""
    attachments: tuple[Mapping[str, Any], ...] = ()


def corrected(corrections: Iterable[Body]) -> dict[str, CorrectedAnswer]:
    """For each corrected field its newest answer; `corrections` in the order they were made."""
    return {
        corrected["field"]: CorrectedAnswer(corrected["shown"], body["legal_date"], body.get("helper") or "")
        for body in corrections
        for corrected in body["corrections"]
        if corrected["field"]
    }


def documents(submitted: Body, supplements: Iterable[Body]) -> list[DocumentNow]:
    """The documents of a submitted body, each as the latest supplement that brought it left it."""
    came = {
        added["id"]: DocumentNow(
            added["label"],
            added["state"],
            (added.get("by") or body.get("helper") or "") if added["state"] == SEEN else "",
            body["legal_date"],
            tuple(added.get("attachments") or ()),
        )
        for body in supplements
        for added in body.get("documents") or ()
        if added["id"] and added["state"] in (SEEN, JOINED)
    }
    return [came.get(listed["id"]) or _as_submitted(listed) for listed in submitted.get("documents") or ()]


def _as_submitted(listed: Body) -> DocumentNow:
    files = tuple(listed.get("attachments") or ())
    return DocumentNow(listed["label"], listed["state"], listed.get("by") or "", "", files)
