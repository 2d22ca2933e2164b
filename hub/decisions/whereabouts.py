"""What whoever holds the receipt of a case is told of it: on the public page, and by a site that asks for them.

Once the contents were erased, the days are left: the number of a case and its code tell no more.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import UNSET
from sqlalchemy import Connection, Row, select

from hub.cases import case_history, case_silence
from hub.cases.cases import CaseFile, Decision, read_case
from hub.cases.computed_columns import WITHDRAWN_AT
from hub.hub import Hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.secrets.vault import lock_of
from hub.sites import heartbeats
from hub.store.schema import cases, decision, site
from kiosk.crypto import keys
from kiosk.domain.events.event import CaseState
from kiosk.domain.events.silence_facts import Addition, Turn
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import MOST_TURNS, Asked, ToldAddition, ToldTurn, Whereabouts, silence_now

BIRTH_DATES = WrongTries("birth-date", 5, timedelta(hours=1))
"""Birth dates that are not those of one case, whoever asks: there are 40,000, and a receipt may be somebody else's."""
_NOTHING: Mapping[str, Any] = {
    "procedure": "",
    "title": "",
    "service": "",
    "phone": "",
    "silence": None,
    "papers": (),
    "unanswered": None,
    "locked": False,
    "words": "",
}


def tell(hub: Hub, case_id: str, asked: str, birth_date: str = "") -> Whereabouts:
    """Where this case is; `asked` is the question's id, "" where no site asks.

    The service's own words need the `birth_date` (ISO 8601) of the person concerned. Raises `Refused`
    (`too-many-tries`) after too many wrong ones.
    """
    if birth_date:
        BIRTH_DATES.admit(hub, case_id)
    with hub.store.reading() as connection:
        row = _row(connection, case_id)
        if lock_of(connection, hub.ring, case_id) is None:
            return _of_erased(hub, connection, row, asked)
        file = read_case(connection, hub.ring, row.reference)
        reached = heartbeats.reached(connection, row.site)
    last = _last(file)
    words = last.message if last else ""
    document = file.documents.get(last.id) if last else None
    author = last.author if last else None
    opens = bool(birth_date) and keys.same(str(file.submitted["person"].get("birth_date", "")), birth_date)
    if birth_date and not opens:
        BIRTH_DATES.record(hub, case_id)
    silence = case_silence.of_case(hub, file)
    return _told(
        hub,
        row,
        asked,
        turns=case_silence.turns(hub, file.decisions),
        additions=case_silence.additions(file.supplements),
        reached=reached or UNSET,
        procedure=str(file.submitted["procedure"]["id"]),
        title=str(file.submitted["procedure"]["title"]),
        service=str(file.submitted["service"]["name"]),
        phone=str(file.submitted["service"].get("phone") or ""),
        silence=silence_now(silence) if silence else None,
        papers=tuple(
            Asked(id=item.paper.id, document=item.paper.document, label=item.paper.label)
            for item in file.asked
            if item.is_waited_for and (opens or item.paper.document)
        ),
        unanswered=case_history.unanswered(file),
        locked=not opens
        and bool(words or document or any(not item.paper.document for item in file.asked if item.is_waited_for)),
        words=words if opens else "",
        said_in=dict(last.said_in) or UNSET if last and words and opens else UNSET,
        author=author.in_full if author and opens else UNSET,
        document=document.given if document and opens else UNSET,
    )


def _of_erased(hub: Hub, connection: Connection, row: Row[Any], asked: str) -> Whereabouts:
    decided = connection.execute(
        select(decision.c.at, decision.c.state, decision.c.papers_by)
        .where(decision.c.case_id == row.id)
        .order_by(decision.c.number)
    ).all()
    turns = [Turn(made.at, hub.day(made.at), made.state, case_silence.due_day(made.papers_by)) for made in decided]
    reached = heartbeats.reached(connection, row.site)
    return _told(hub, row, asked, turns=turns, additions=(), reached=reached or UNSET, **_NOTHING)


def _told(
    hub: Hub, row: Row[Any], asked: str, *, turns: Iterable[Turn], additions: Iterable[Addition], **said: Any
) -> Whereabouts:
    return Whereabouts(
        version=VERSION,
        asked=asked,
        reference=row.reference,
        town_hall=row.town_hall,
        prepared=row.prepared,
        deposited=date.fromisoformat(row.legal_date),
        received=hub.day(row.received_at),
        withdrawn=hub.day(row.withdrawn_at) if row.withdrawn_at else None,
        turns=tuple(ToldTurn(at=turn.at, day=turn.day, state=turn.state, papers_by=turn.papers_by) for turn in turns)[
            -MOST_TURNS:
        ],
        additions=tuple(ToldAddition(at=addition.at, day=addition.day) for addition in additions)[-MOST_TURNS:],
        **said,
    )


def _row(connection: Connection, case_id: str) -> Row[Any]:
    query = select(cases, site.c.name.label("town_hall"), WITHDRAWN_AT.label("withdrawn_at")).join(
        site, site.c.code == cases.c.site
    )
    return connection.execute(query.where(cases.c.id == case_id)).one()


def _last(file: CaseFile) -> Decision | None:
    """The decision that gave the case its state; none once the person withdrew it."""
    if file.state == CaseState.WITHDRAWN or not file.decisions:
        return None
    return file.decisions[-1]
