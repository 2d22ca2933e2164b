"""Verifies receipts, of this site and of every other, by the list of keys that the hub signed."""

import json
from dataclasses import dataclass
from typing import Any

from kiosk import keys
from kiosk.connectors.hub import Hub
from kiosk.domain import proof, sitekeys
from kiosk.domain import reference as references
from kiosk.domain.sitekeys import KeyList, SiteKey, Verdict
from kiosk.errors import Refused, Unreachable
from kiosk.services import badges, safe
from kiosk.services.attachments import cleaning
from kiosk.services.box import Actor, Box
from kiosk.store import cases, outbox, receipt_keys
from kiosk.store.receipt_keys import KeptList


@dataclass(frozen=True, slots=True)
class Verified:
    """A verdict and the list it rests on; `content` says whether the case kept here is the one on the paper.

    `same`, `changed` (it was mended since, or it is another paper), or "" where this actor cannot open it here.
    """

    verdict: Verdict
    known: KeyList
    content: str = ""


def follow_list(box: Box, hub: Hub) -> None:
    """Ask the hub for the newest list and keep it, unless it knows less than the one that is kept.

    Raises `Unreachable`. A hub of an earlier version has none.
    """
    try:
        statement, signature = hub.receipt_keys()
        found = sitekeys.read(statement, signature, hub.verify_key)
    except Refused:
        raise Unreachable("bad-answer") from None
    except Unreachable as fault:
        if fault.code == "hub-refuses":
            return
        raise
    if found.replaces(kept_list(box)):
        with box.store.write() as db:
            receipt_keys.keep(db, KeptList(statement, signature, hub.verify_key), box.watch.today().now)


def kept_list(box: Box) -> KeyList | None:
    """The list that is kept, None before the first, or where another hub signed it than the one of today."""
    kept, hub = receipt_keys.current(box.store.read()), box.enrolment()
    if kept is None or hub is None or kept.key != hub.verify_key:
        return None
    return sitekeys.read(kept.statement, kept.signature, kept.key)


def verify(box: Box, said: str, actor: Actor | None = None) -> Verified:
    """What a scanned, pasted or typed text is worth. A box knows its own key before any hub does."""
    own = SiteKey(keys.verify_key(box.site_seed), box.site.code, box.site.name)
    known = (kept_list(box) or KeyList(())).with_own(own)
    verdict = sitekeys.judge(said, known, box.clock.now())
    return Verified(verdict, known, _content(box, verdict, actor) if actor else "")


def report(box: Box, said: str) -> dict[str, Any]:
    """The same in plain values, for a command that asks a running box."""
    return told(verify(box, said).verdict, kept_list(box))


def told(verdict: Verdict, known: KeyList | None) -> dict[str, Any]:
    """A verdict in plain values; what nobody known has signed is not repeated."""
    said, by = verdict.proof, verdict.by
    facts = {} if said is None or by is None else {
        "reference": references.spoken(said.reference), "site": by.name, "day": said.day.isoformat(),
        "procedure": said.procedure, "kind": said.kind, "revoked": by.revoked.isoformat() if by.revoked else "",
    }  # fmt: skip
    at = known.at.isoformat() if known and known.at else ""
    return {"code": verdict.code, "old_list": verdict.old_list, "at": at, "hub": known.hub if known else "", **facts}


def seen(picture: bytes) -> str:
    """The proof in what a camera saw (as `badges.codes` takes it), "" where there is none yet."""
    return _proof_in(badges.codes(picture))


def pictured(file: bytes) -> str:
    """The proof in a picture that somebody brings, "" where there is none. Raises `Refused` as `cleaning.codes`."""
    return _proof_in(cleaning.codes(file))


def _proof_in(texts: list[str]) -> str:
    for text in texts:
        try:
            proof.read(text)
        except Refused as refused:
            if refused.code != "broken-proof":
                continue
        return text
    return ""


def _content(box: Box, verdict: Verdict, actor: Actor) -> str:
    """Whether what is kept here of the case is what the paper's digest says, as far as the actor may open it."""
    db = box.store.read()
    submission = cases.submission_of(db, verdict.proof.reference) if verdict.genuine and verdict.proof else None
    event = outbox.current(db, submission.case_id, "submitted") if submission else None
    key = safe.found_key(db, submission.case_id, actor) if submission else None
    if verdict.proof is None or event is None or key is None or not event.kept:
        return ""
    body = event.body(key)
    salt = json.loads(body).get("salt")
    if salt is None:
        return ""
    return "same" if proof.digest_of(body, bytes.fromhex(salt)) == verdict.proof.digest else "changed"
