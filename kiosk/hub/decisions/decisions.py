"""What staff decide about a case, and what the sites are told of it."""

from typing import Any

from sqlalchemy import select

from kiosk.errors import Refused
from kiosk.hub.cases import states
from kiosk.hub.cases.cases import CaseFile, Decision, read_case
from kiosk.hub.hub import Hub
from kiosk.hub.intake.updates import concerned, tell
from kiosk.hub.people.people import Staff
from kiosk.hub.secrets.vault import decision_of
from kiosk.hub.store.schema import cases, decision
from kiosk.hub.trail import audit


def decide(hub: Hub, by: Staff, reference: str, to: str, message: str, seen: int) -> None:
    """Change a case's state, and tell the sites concerned, in one transaction.

    `seen` is how many decisions the page had shown. Raises `Refused`: `unknown-case`, `decided-meanwhile` (a colleague
    was faster, or the person withdrew), and what `states.check` refuses. The same form sent twice, as a double tap
    does, is one decision.
    """
    words = message.replace("\r\n", "\n").strip()
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.reference == reference).with_for_update())
        case = read_case(connection, hub.ring, reference, by.scope)
        if seen == case.seen - 1 and _same(case.decisions[-1], by, to, words):
            return
        if seen != case.seen or case.withdrawal is not None:
            raise Refused("decided-meanwhile")
        states.check(case.state, to, words, prepared=case.prepared)
        now, decision_id = hub.clock.now(), hub.clock.new_id()
        connection.execute(
            decision.insert().values(
                id=decision_id,
                case_id=case.id,
                number=case.seen + 1,
                state=to,
                message=case.lock.lock(decision_of(decision_id), words),
                staff_id=by.id,
                at=now,
            )
        )
        update = {
            "id": hub.clock.new_id(),
            "reference": reference,
            "kind": "state",
            "state": to,
            "message": words,
            "at": now.isoformat(timespec="microseconds"),
            "by": case.submitted["service"]["name"],
        }
        if _first_taken_in_hand(case, to):
            update |= {"kind": "accuse", "accuse": accuse(case)}
        tell(connection, concerned(connection, reference), case.id, case.lock, update)
        audit.note(hub, "decided", by=by.id, reference=reference, detail=to, within=connection)


def accuse(case: CaseFile) -> dict[str, Any]:
    """The deciding service's « accusé de réception », with the statutory mentions (CRPA R.112-5).

    The silence is null where the procedure does not say what silence means.
    """
    content = case.submitted
    silence = content.get("silence") or {}
    service = content["service"]
    return {
        "received_on": content["legal_date"],
        "service": service["name"],
        **{key: service.get(key) or "" for key in ("address", "phone", "email")},
        "silence_means": silence.get("means"),
        "silence_on": silence.get("on"),
        "remedies": content.get("remedies") or "",
    }


def _same(last: Decision, by: Staff, to: str, words: str) -> bool:
    return (last.staff_id, last.state, last.message) == (by.id, to, words)


def _first_taken_in_hand(case: CaseFile, to: str) -> bool:
    taken_before = any(each.state == "in_progress" for each in case.decisions)
    return to == "in_progress" and not taken_before and not case.prepared
