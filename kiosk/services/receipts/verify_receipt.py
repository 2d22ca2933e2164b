"""Verify receipts of any site, with the list of site keys that the hub signed."""

import json
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.proofs import pdf_seal, receipt_proof, site_keys
from kiosk.domain.proofs.pdf_seal import Seal
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.domain.proofs.site_keys import KeyList, SiteKey, Verdict
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.files import clean_file
from kiosk.services.box import data_keys, site_key
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import sign_in_factors
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.database import Database
from kiosk.store.events import changed_numbers, outbox
from kiosk.store.keys import receipt_keys
from kiosk.store.keys.receipt_keys import KeptList
from kiosk.store.published import publications


def proof_of(box: Box, made: Submission, event: Event) -> bytes:
    """The proof for the receipt of this event, signed with the site's key."""
    body = json.loads(event.body)
    proof = Proof(
        made.reference,
        body["procedure"]["id"],
        references.site_of(made.reference),
        date.fromisoformat(made.legal_date),
        made.kind,
        receipt_proof.digest_of(event.body, bytes.fromhex(body["salt"])),
    )
    return receipt_proof.make_proof(proof, box.site_seed)


def proof_of_code(box: Box, made: Submission, follow_code: str, salt: str) -> bytes:
    """The proof for the receipt that replaces a lost one: as before, but of its own code."""
    before = receipt_proof.read(receipt_proof.text(made.proof)).proof
    digest = receipt_proof.digest_of_code(keys.token_hash(follow_code), salt)
    return receipt_proof.make_proof(replace(before, digest=digest), box.site_seed)


def prove_again(box: Box, db: Database, made: Submission, event: Event) -> None:
    """Store the proof of a mended case's new event, in the caller's transaction.

    Receipts with the earlier proof stay genuine: they prove what the case said then. Where the receipt was lost, its
    new one stays, which alone opens the case at the hub.
    """
    if outbox.current(db, made.case_id, EventType.NEW_CODE) is None:
        cases.prove(db, made.case_id, proof_of(box, made, event))


def seal(box: Box, case_id: str, pdf: bytes) -> bytes:
    """The PDF of a case's receipt with the seal of this site, so that a changed file is told from the one given."""
    made = cases.submission(box.store.read(), case_id)
    return pdf_seal.sealed(pdf, made.proof, box.site_seed) if made else pdf


class Verified(Struct, frozen=True):
    """A verdict and the list it rests on; `content` says whether the case kept here is the one on the paper.

    `same`, `changed` (it was mended since, or it is another paper), `replaced` (it was lost, and another was given), or
    "" where this actor cannot open it here, or it is the one that replaced a lost one.
    `pdf` is what `pdf_seal.state` says of the file that was shown, "" where it was none.
    """

    verdict: Verdict
    known: KeyList
    content: str = ""
    pdf: str = ""


class Report(Struct, frozen=True):
    """A verdict as text: its `code`, and the list of `hub` (its verify key) that it rests on, signed `at` (ISO 8601).

    The rest says what the receipt itself says, and is "" unless a site of that list has signed it: `day` and
    `revoked`, when the site's key was, are dates (ISO 8601). `now` is the number that the case bears today, where this
    box has given it another. `pdf` is what `pdf_seal.state` says of a PDF.
    """

    code: str
    old_list: bool
    at: str
    hub: str
    reference: str = ""
    site: str = ""
    day: str = ""
    procedure: str = ""
    kind: str = ""
    revoked: str = ""
    now: str = ""
    pdf: str = ""


def follow_list(box: Box, hub: Hub) -> None:
    """Ask the hub for the newest list and keep it, unless it knows less than the one that is kept.

    Raises `Unreachable`.
    """
    try:
        signed = hub.receipt_keys()
        newest = site_keys.read(signed.statement, signed.signature, hub.verify_key)
    except Refused:
        raise Unreachable(LineFault.BAD_ANSWER) from None
    if newest.replaces(kept_list(box)):
        with box.store.write() as db:
            receipt_keys.keep(db, KeptList(signed.statement, signed.signature, hub.verify_key), box.watch.today().now)


def kept_list(box: Box) -> KeyList | None:
    """The stored list, None before the first, or where it is signed by a hub other than the present one."""
    stored, hub = receipt_keys.current(box.store.read()), box.enrolment()
    if stored is None or hub is None or stored.key != hub.verify_key:
        return None
    return site_keys.read(stored.statement, stored.signature, stored.key)


def verify(box: Box, text: str, actor: Actor | None = None, seal: Seal | None = None) -> Verified:
    """Judge a scanned, pasted or typed text, and a PDF's seal. The box's own key counts before the hub lists it."""
    db = box.store.read()
    formerly = tuple(sorted((changed_numbers.codes(db) | site_key.codes(box.settings)) - {box.site.code}))
    own = SiteKey(keys.verify_key(box.site_seed), box.site.code, box.site.name, formerly=formerly)
    key_list = (kept_list(box) or KeyList(())).with_own(own).with_revoked(publications.revoked_keys(db))
    verdict = site_keys.verify_text(text, key_list, box.clock.now())
    content = _content(box, verdict, actor) if actor else ""
    return Verified(verdict, key_list, content, sealed_state(seal, verdict, key_list))


def sealed_state(seal: Seal | None, verdict: Verdict, key_list: KeyList) -> str:
    """What the seal of a PDF says, by the keys of the site whose receipt it bears; "" where no PDF was shown."""
    return "" if seal is None else pdf_seal.state(seal, key_list, verdict.proof.site if verdict.proof else "")


def report(box: Box, text: str, seal: Seal | None = None) -> Report:
    """Judge a text and the seal of a PDF, for a command that asks a running box."""
    verified = verify(box, text, seal=seal)
    verdict = verified.verdict
    proof = verdict.proof if verdict.genuine else None
    now = changed_numbers.now(box.store.read(), proof.reference) if proof else ()
    return replace(report_of(verdict, kept_list(box)), now=", ".join(map(references.spoken, now)), pdf=verified.pdf)


def report_of(verdict: Verdict, key_list: KeyList | None) -> Report:
    """A verdict as plain values."""
    at = key_list.at.isoformat() if key_list and key_list.at else ""
    report = Report(verdict.code, verdict.old_list, at, key_list.hub if key_list else "")
    proof, by = verdict.proof, verdict.by
    if proof is None or by is None:
        return report
    return replace(
        report,
        reference=references.spoken(proof.reference),
        site=by.name,
        day=proof.day.isoformat(),
        procedure=proof.procedure,
        kind=proof.kind,
        revoked=by.revoked.isoformat() if by.revoked else "",
    )


def read_from_picture(picture: bytes) -> str:
    """The proof in a camera picture (as `sign_in_factors.codes` takes it), "" where there is none."""
    return _proof_in(sign_in_factors.codes(picture))


def pictured(file: bytes) -> str:
    """The proof in a picture file, "" where there is none. Raises `Refused` as `clean_file.codes`."""
    return _proof_in(clean_file.codes(file))


def opened(file: bytes) -> tuple[str, Seal | None]:
    """The proof in a file, "" where there is none, and the seal if it is a PDF. Raises `Refused` as `pictured`."""
    if not file.startswith(pdf_seal.HEAD):
        return pictured(file), None
    seal = pdf_seal.read(file)
    return seal.proof, seal


def _proof_in(texts: list[str]) -> str:
    for text in texts:
        try:
            receipt_proof.read(text)
        except Refused as refused:
            if refused.code != Refusal.BROKEN_PROOF:
                continue
        return text
    return ""


def _content(box: Box, verdict: Verdict, actor: Actor) -> str:
    """Whether the stored case matches the digest on the paper, where the actor may open it."""
    db = box.store.read()
    bears = verdict.proof.reference if verdict.genuine and verdict.proof else ""
    numbers = (bears, *changed_numbers.now(db, bears))
    submission = next(filter(None, (cases.submission_of(db, number) for number in numbers)), None)
    event = outbox.current(db, submission.case_id, EventType.SUBMITTED) if submission else None
    key = data_keys.found_key(db, submission.case_id, actor) if submission else None
    if verdict.proof and submission and outbox.current(db, submission.case_id, EventType.NEW_CODE):
        present = receipt_proof.read(receipt_proof.text(submission.proof)).proof
        return "" if present.digest == verdict.proof.digest else "replaced"
    if verdict.proof is None or event is None or key is None or not event.kept:
        return ""
    body = event.body(key)
    salt = json.loads(body).get("salt")
    if salt is None:
        return ""
    return "same" if receipt_proof.digest_of(body, bytes.fromhex(salt)) == verdict.proof.digest else "changed"
