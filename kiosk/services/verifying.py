"""Verifies receipts, of this site and of every other, by the list of keys that the hub signed."""

import json
from dataclasses import dataclass

from kiosk import keys
from kiosk.connectors.hub import Hub
from kiosk.domain import proof, sitekeys
from kiosk.domain.sitekeys import KeyList, SiteKey, Verdict
from kiosk.errors import Refused, Unreachable
from kiosk.services import badges, safe
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


def seen(picture: bytes) -> str:
    """The proof in what a camera saw (as `badges.codes` takes it), "" where there is none yet."""
    for text in badges.codes(picture):
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
