"""The copy of a case that a person gets of what the hub holds about them (GDPR article 15)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from hub.cases import other_contents
from hub.cases.cases import CaseFile
from hub.hub import Hub
from hub.outbox import notice_wishes
from hub.outbox.standing import arrivals
from hub.work import case_notes


def copy_of_case(hub: Hub, connection: Connection, case: CaseFile) -> Mapping[str, Any]:
    """All the contents of a case in clear, as JSON can hold them, for the person it is about (GDPR article 15(3)).

    It also says who has been told of them, and when (article 15(1)(c)).
    """
    return {
        "reference": case.reference,
        "state": case.state,
        "received_at": case.received_at.isoformat(),
        "submitted": case.submitted,
        "supplements": [body for _, body in case.supplements],
        "corrections": [body for _, body in case.corrections],
        "new_codes": [body for _, body in case.new_codes],
        "withdrawal": case.withdrawal[1] if case.withdrawal else None,
        "requests": [body for _, body in case.requests],
        "noted_of_the_person": [{**fact, "at": fact["at"].isoformat()} for fact in case.noted],
        "told_of_news_by": notice_wishes.ways_of(connection, case.lock, case.id),
        "other_contents": [other.body for other in other_contents.of_case(connection, case.id, case.lock)],
        "decisions": [
            {
                "state": decision.state,
                "message": decision.message,
                "at": decision.at.isoformat(),
                **({"said_in": decision.said_in} if decision.said_in else {}),
                "author": decision.author.in_full if decision.author else decision.staff_name,
                "document": _document(case, decision.id),
            }
            for decision in case.decisions
        ],
        "papers_asked": [
            {"label": item.paper.label, "at": item.at.isoformat(), "state": item.state} for item in case.asked
        ],
        "notes": [
            {"words": note.words, "at": note.at.isoformat()}
            for note in case_notes.of_case(connection, case.id, case.lock)
        ],
        "passed_on": [
            {"to": arrival.recipient, "what": arrival.type, "at": arrival.at.isoformat()}
            for arrival in arrivals(connection, hub.settings, case.id)
        ],
    }


def _document(case: CaseFile, decision_id: str) -> dict[str, Any] | None:
    """What a copy says of the document that went with a decision; whoever makes the copy joins the file itself."""
    document = case.documents.get(decision_id)
    return None if document is None else {"name": document.name, "sha256": document.sha256, "size": document.size}
