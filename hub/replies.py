"""What a service says of a case beside its decisions: one that has not left, papers it asks for, documents it gives."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict
from sqlalchemy import Connection, bindparam, or_, select

from hub.secrets.vault import CaseLock, label_of
from hub.store.schema import asked_paper, decision, given_document, staff, taken_decision
from kiosk.domain.events.wire.statements import DecisionDocument, RequestedPaper
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.asked_paper import AskedItem, judge_asked_papers
from kiosk.domain.replies.author import Author


class Passing(Struct, frozen=True):
    """Whom a case is passed on to: a `service` at a `site` of this hub, by their codes, or else a `body` outside it, by
    its name. `other_body`: that is another administration. `to` names it, for everybody.
    """

    service: str = ""
    site: str = ""
    body: str = ""
    other_body: bool = False
    service_name: str = ""
    to: str = ""


_STOP = (
    taken_decision.update()
    .where(taken_decision.c.case_id == bindparam("of_case"), taken_decision.c.stopped == "")
    .values(stopped=bindparam("why"))
)
_IN_CLEAR = ("id", "update_id", "state", "papers_by", "staff_id", "taken_at", "leaves_at", "epoch", "stopped")
"""The columns of a decision that has not left."""


def insert_asked_papers(
    connection: Connection, lock: CaseLock, case_id: str, decision_id: str, papers: Sequence[RequestedPaper]
) -> None:
    rows = [
        {
            "id": paper.id,
            "case_id": case_id,
            "decision_id": decision_id,
            "place": place,
            "body": lock.lock_json(label_of("asked", paper.id), {"document": paper.document, "label": paper.label}),
        }
        for place, paper in enumerate(papers)
    ]
    if rows:
        connection.execute(asked_paper.insert(), rows)


def read_asked_papers(
    connection: Connection, case_id: str, lock: CaseLock, came: Iterable[tuple[datetime, Mapping[str, Any]]]
) -> tuple[AskedItem, ...]:
    """The papers asked for in a case, in the order of asking; `came` are its supplements' bodies with their moments."""
    rows = connection.execute(
        select(asked_paper, decision.c.at)
        .join(decision, decision.c.id == asked_paper.c.decision_id)
        .where(asked_paper.c.case_id == case_id)
        .order_by(decision.c.number, asked_paper.c.place)
    ).all()
    asked = [(row.at, RequestedPaper(id=row.id, **lock.read(label_of("asked", row.id), row.body))) for row in rows]
    return judge_asked_papers(asked, came, {row.id: row.settled for row in rows})


class GivenDocument(Struct, frozen=True):
    """One document; `size` is of its clear bytes."""

    id: str
    decision_id: str
    size: int
    name: str
    media_type: str
    sha256: str

    @property
    def given(self) -> DecisionDocument:
        return DecisionDocument(
            id=self.id, name=self.name, media_type=self.media_type, size=self.size, sha256=self.sha256
        )


Documents = Mapping[str, GivenDocument]
"""By the id of their decision."""


def read_given_documents(connection: Connection, case_id: str, lock: CaseLock) -> Documents:
    """The documents of a case, those of a decision that has not left among them."""
    rows = connection.execute(select(given_document).where(given_document.c.case_id == case_id)).all()
    return {
        row.decision_id: GivenDocument(row.id, row.decision_id, row.size, **lock.read(about_label(row.id), row.body))
        for row in rows
    }


def about_label(document_id: str) -> str:
    return f"given {document_id}"


class StopReason(StrEnum):
    """Why a decision did not leave: the person added something, or the database came back from a copy."""

    ARRIVED = "arrived"
    RESTORED = "restored"


class TakenDecision(Struct, frozen=True):
    """A decision on its way out: `id` and `update_id` are those that it leaves under, once.

    `epoch` is that of the database in which it was taken. `stopped` is "", or a `StopReason`: it does not leave any
    more. `said_in` is the message in other languages, where it is a template that nobody changed.
    `author` is None where nothing is decided and the account does not say who.
    """

    id: str
    update_id: str
    state: str
    message: str
    asked: tuple[RequestedPaper, ...]
    papers_by: str
    staff_id: str
    staff_name: str
    taken_at: datetime
    leaves_at: datetime
    epoch: str
    stopped: str = ""
    said_in: Mapping[str, str] = field(default_factory=dict)
    author: Author | None = None
    passed: Passing | None = None

    @property
    def leaves(self) -> bool:
        """Whether it will leave; it can be taken back until then."""
        return not self.stopped


def read_taken_decision(connection: Connection, case_id: str, lock: CaseLock) -> TakenDecision | None:
    row = connection.execute(
        select(taken_decision, staff.c.name.label("staff_name"))
        .join(staff, staff.c.id == taken_decision.c.staff_id)
        .where(taken_decision.c.case_id == case_id)
    ).first()
    if row is None:
        return None
    body = lock.read(label_of("taken", row.id), row.body)
    return TakenDecision(
        **{name: getattr(row, name) for name in (*_IN_CLEAR, "staff_name")},
        message=body["message"],
        asked=tuple(RequestedPaper(**paper) for paper in body["asked"]),
        said_in=body["said_in"],
        author=authors.find_decision_author(body["author"]),
        passed=Passing(**body["passed"]) if body["passed"] else None,
    )


def save_taken_decision(connection: Connection, case_id: str, lock: CaseLock, taken: TakenDecision) -> None:
    """Keep a decision until it leaves, in the place of one that was stopped; the caller holds the lock of the case."""
    delete_taken_decision(connection, case_id)
    body = {
        "message": taken.message,
        "asked": [asdict(paper) for paper in taken.asked],
        "said_in": dict(taken.said_in),
        "author": asdict(taken.author) if taken.author else None,
        "passed": asdict(taken.passed) if taken.passed else None,
    }
    row = {name: getattr(taken, name) for name in _IN_CLEAR}
    row["body"] = lock.lock_json(label_of("taken", taken.id), body)
    connection.execute(taken_decision.insert().values(case_id=case_id, **row))


def delete_taken_decision(connection: Connection, case_id: str) -> None:
    connection.execute(taken_decision.delete().where(taken_decision.c.case_id == case_id))


def stop_taken_decision(connection: Connection, case_id: str, why: StopReason) -> bool:
    """Keep it from leaving; False where there is none that would. The caller holds the lock of the case."""
    return connection.execute(_STOP, {"of_case": case_id, "why": why}).rowcount == 1


def restart_taken_decision(connection: Connection, case_id: str, taken_at: datetime, leaves_at: datetime) -> None:
    """Count its minutes from now: the clock went back behind the moment at which it was taken."""
    mine = taken_decision.c.case_id == case_id
    connection.execute(taken_decision.update().where(mine).values(taken_at=taken_at, leaves_at=leaves_at))


def list_due_decisions(connection: Connection, now: datetime) -> list[str]:
    query = (
        select(taken_decision.c.case_id)
        .where(
            taken_decision.c.stopped == "",
            or_(taken_decision.c.leaves_at <= now, taken_decision.c.taken_at > now),
        )
        .order_by(taken_decision.c.leaves_at)
    )
    return list(connection.execute(query).scalars())
