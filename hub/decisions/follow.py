"""Tells the state of a case, and nothing else, to whoever holds its reference and follow code or its receipt."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, Row, select

from hub.cases import case_history, states
from hub.cases.cases import read_case
from hub.cases.states import STATE, WITHDRAWN_AT
from hub.hub import Hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.secrets.vault import label_of, lock_of
from hub.sites import fleet
from hub.sites.sites import key_list
from hub.store.opening import Store
from hub.store.schema import cases, decision, event, site
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.event import EventType
from kiosk.domain.events.silence_facts import Addition, CaseTurn
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import (
    MOST_TURNS,
    ToldAddition,
    ToldTurn,
    Whereabouts,
    silence_now,
)
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import Proof, Verdict, verify_text
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

BIRTH_DATES = WrongTries("birth-date", 5, timedelta(hours=1))
"""Birth dates that are not those of one case, whoever asks: there are 40,000, and a receipt may be somebody else's."""
_NOTHING: Mapping[str, Any] = {
    "procedure": "",
    "title": "",
    "service": "",
    "phone": "",
    "silence": None,
    "papers": (),
    "requested": None,
    "unanswered": None,
    "locked": False,
    "words": "",
}


class CaseStanding(Struct, frozen=True):
    """The state of a case; a prepared one is decided by another body."""

    case_id: str
    reference: str
    state: str
    prepared: bool


def find_by_code(store: Store, reference: str, code: str) -> CaseStanding:
    """The state of the case with this reference and follow code.

    Raises `Refused`: `unknown-case`, the same for a wrong reference and a wrong code.
    """
    return find_by_hash(store, reference, keys.token_hash(typed_code(code)))


def find_by_hash(store: Store, reference: str, hashed: str) -> CaseStanding:
    """The same by the SHA-256 (hexadecimal) of the follow code, as a site sends it. Raises as `find_by_code`."""
    try:
        proper = references.parse_reference(reference)
    except Refused:
        raise Refused(HubRefusal.UNKNOWN_CASE) from None
    rows = [row for row in _case_rows(store, proper) if keys.are_same_secrets(row.follow_sha256, hashed)]
    if not rows:
        raise Refused(HubRefusal.UNKNOWN_CASE)
    return _standing(rows[0])


def find_by_receipt(hub: Hub, typed: str) -> tuple[Verdict, CaseStanding | None]:
    """The verdict on the text of a receipt's code, and for a genuine one the state of its case.

    The state is None for a receipt that is not genuine, or whose case the hub has not received yet. Raises `Refused`
    (`receipt-replaced`) for a genuine one that was lost, in whose place another was given.
    """
    verdict = verify_text(typed, key_list(hub), hub.clock.now())
    proof = verdict.proof if verdict.genuine else None
    rows = _case_rows(hub.store, proof.reference) if proof else []
    several = len(rows) > 1  # the receipt's digest says which of them it was printed for
    opened = []
    for row in rows:
        assert proof is not None  # there are no rows without one
        if row.receipt_digest:  # one was lost: the newest alone opens
            opens = keys.are_same_secrets(row.receipt_digest, proof.digest.hex())
        else:
            opens = not several or _is_printed_for(hub, row.id, proof)
        if opens:
            opened.append(row)
    if not opened and any(row.receipt_digest for row in rows):
        raise Refused(Refusal.RECEIPT_REPLACED)
    return verdict, _standing(opened[0]) if opened else None


def _standing(row: Row[Any]) -> CaseStanding:
    return CaseStanding(row.id, row.reference, row.state, row.prepared)


def _case_rows(store: Store, reference: str) -> Sequence[Row[Any]]:
    names = ("id", "reference", "follow_sha256", "receipt_digest", "prepared")
    columns = (*(cases.c[name] for name in names), STATE.label("state"))
    with store.reading() as connection:
        return connection.execute(select(*columns).where(states.has_number_condition(reference))).all()


def _is_printed_for(hub: Hub, case_id: str, proof: Proof) -> bool:
    """Whether a receipt's digest is of what this case submitted; never once its contents were erased."""
    query = select(event.c.id, event.c.body).where(event.c.stream == case_id, event.c.type == EventType.SUBMITTED)
    with hub.store.reading() as connection:
        lock, row = lock_of(connection, hub.ring, case_id), connection.execute(query).first()
    if lock is None or row is None:
        return False
    body = lock.unlock(label_of("event", row.id), row.body)
    salt = json.loads(body).get("salt")
    return bool(salt) and receipt_proof.digest_body(body.encode(), bytes.fromhex(salt)) == proof.digest


def typed_code(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


def read_whereabouts(hub: Hub, case_id: str, asked: str, birth_date: str = "") -> Whereabouts:
    """Where this case is; `asked` is the question's id, "" where no site asks.

    The service's own words need the `birth_date` (ISO 8601) of the person concerned. Raises `Refused`
    (`too-many-tries`) after too many wrong ones.
    """
    if birth_date:
        BIRTH_DATES.admit(hub, case_id)
    with hub.store.reading() as connection:
        query = select(cases, site.c.name.label("town_hall"), WITHDRAWN_AT.label("withdrawn_at"))
        query = query.join(site, site.c.code == cases.c.site)
        row = connection.execute(query.where(cases.c.id == case_id)).one()
        if lock_of(connection, hub.ring, case_id) is None:
            return _of_erased(hub, connection, row, asked)
        file = read_case(connection, hub.ring, row.reference)
        reached = fleet.find_site_contact(connection, row.site)
    # The decision that gave the case its state: none once the person withdrew it.
    last = file.decisions[-1] if file.decisions and file.state != CaseState.WITHDRAWN else None
    words = last.message if last else ""
    document = file.documents.get(last.id) if last else None
    author = last.author if last else None
    born = str(file.submitted["person"].get("birth_date") or "")
    opens = bool(birth_date) and keys.are_same_secrets(born, birth_date)
    if birth_date and not opens:
        BIRTH_DATES.record(hub, case_id)
    silence, papers = case_history.silence_day_of_case(hub, file), case_history.count_papers_of_case(file)
    asks = case_history.line_of_case_file(hub, file).asks
    missing = papers.named if papers and asks else ()
    told = tuple(paper for paper in missing if opens or paper.document)
    hides = not opens and bool(words or document or len(told) < len(missing))
    return _told(
        hub,
        row,
        asked,
        turns=case_history.turns(hub, file.decisions),
        additions=case_history.additions(file.supplements),
        reached=reached or UNSET,
        procedure=str(file.submitted["procedure"]["id"]),
        title=str(file.submitted["procedure"]["title"]),
        service=str(file.submitted["service"]["name"]),
        phone=str(file.submitted["service"].get("phone") or ""),
        silence=silence_now(silence) if silence else None,
        papers=told,
        requested=papers.count if papers else None,
        unanswered=papers.missing if papers else None,
        locked=hides and bool(born),
        undated=True if hides and not born else UNSET,
        words=words if opens else "",
        said_in=dict(last.said_in) or UNSET if last and words and opens else UNSET,
        author=author.in_full if author and opens else UNSET,
        document=document.given if document and opens else UNSET,
        promised_days=file.submitted.get("promised_days") or UNSET,
        paid=file.payment.day if file.payment else UNSET,
    )


def _of_erased(hub: Hub, connection: Connection, row: Row[Any], asked: str) -> Whereabouts:
    decided = connection.execute(select(decision).where(decision.c.case_id == row.id).order_by(decision.c.number)).all()
    turns = [case_history.make_turn(hub, made) for made in decided]
    reached = fleet.find_site_contact(connection, row.site)
    return _told(hub, row, asked, turns=turns, additions=(), reached=reached or UNSET, **_NOTHING)


def _told(
    hub: Hub, row: Row[Any], asked: str, *, turns: Iterable[CaseTurn], additions: Iterable[Addition], **said: Any
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
        turns=tuple(ToldTurn(**asdict(turn)) for turn in turns)[-MOST_TURNS:],
        additions=tuple(ToldAddition(at=addition.at, day=addition.day) for addition in additions)[-MOST_TURNS:],
        **said,
    )
