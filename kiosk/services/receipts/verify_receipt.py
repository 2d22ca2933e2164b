"""Verify receipts of any site, with the list of site keys that the hub signed."""

import json
from datetime import date, datetime

from msgspec import UNSET, Struct
from msgspec.structs import replace

from kiosk.connectors.hub.hub import Hub, ask_whereabouts
from kiosk.crypto import keys
from kiosk.domain.answers.fields.date import written_day
from kiosk.domain.events import additions, case_line
from kiosk.domain.events import reference as references
from kiosk.domain.events.case_line import CaseNews
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import AskedWhereabouts
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import KeyList, Proof, Seal, SitePublicKey, Verdict
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.files import clean_file
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, list_site_codes
from kiosk.services.exchange import send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.people import sign_in
from kiosk.store import cases, counters, outbox, publications, wrapped_keys
from kiosk.store.cases import Submission
from kiosk.store.wrapped_keys import StoredKeyList
from kiosk.words.words import Words


def proof_of_code(box: Box, made: Submission, follow_code: str, salt: str) -> bytes:
    """The proof for the receipt that replaces a lost one: as before, but of its own code."""
    before = receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(made.proof)).proof
    digest = receipt_proof.digest_of_code(keys.token_hash(follow_code), salt)
    return receipt_proof.make_receipt_proof(replace(before, digest=digest), box.site_seed)


def seal_receipt_pdf(box: Box, case_id: str, pdf: bytes) -> bytes:
    """The PDF of a case's receipt with the seal of this site, so that a changed file is told from the one given."""
    made = cases.read_submission(box.store.read(), case_id)
    return receipt_proof.seal_pdf(pdf, made.proof, box.site_seed) if made else pdf


class VerifiedReceipt(Struct, frozen=True):
    """A verdict and the list it rests on; `content` says whether the case kept here is the one on the paper.

    `same`, `changed` (it was mended since, or it is another paper), `replaced` (it was lost, and another was given), or
    "" where this actor cannot open it here, or it is the one that replaced a lost one.
    `pdf` is what `sealed_state` says of the file that was shown, "" where it was none.
    """

    verdict: Verdict
    known: KeyList
    content: str = ""
    pdf: str = ""


class VerificationReport(Struct, frozen=True):
    """A verdict as text: its `code`, and the list of `hub` (its verify key) that it rests on, signed `at` (ISO 8601).

    The rest says what the receipt itself says, and is "" unless a site of that list has signed it: `day` and
    `revoked`, when the site's key was, are dates (ISO 8601). `now` is the number that the case bears today, where this
    box has given it another. `pdf` is what `sealed_state` says of a PDF.
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
        newest = receipt_proof.read_key_list(signed.statement, signed.signature, hub.verify_key)
    except Refused:
        raise Unreachable(LineFault.BAD_ANSWER) from None
    if newest.replaces(kept_list(box)):
        with box.store.write() as db:
            kept = StoredKeyList(signed.statement, signed.signature, hub.verify_key)
            wrapped_keys.save_receipt_keys(db, kept, box.watch.today().now)


def kept_list(box: Box) -> KeyList | None:
    """The stored list, None before the first, or where it is signed by a hub other than the present one."""
    stored, hub = wrapped_keys.read_receipt_keys(box.store.read()), box.enrolment()
    if stored is None or hub is None or stored.key != hub.verify_key:
        return None
    return receipt_proof.read_key_list(stored.statement, stored.signature, stored.key)


def verify_receipt(box: Box, text: str, actor: Actor | None = None, seal: Seal | None = None) -> VerifiedReceipt:
    """Judge a scanned, pasted or typed text, and a PDF's seal. The box's own key counts before the hub lists it."""
    db = box.store.read()
    codes = counters.select_former_site_codes(db) | list_site_codes(box.settings)
    formerly = tuple(sorted(codes - {box.site.code}))
    own = SitePublicKey(keys.verify_key(box.site_seed), box.site.code, box.site.name, formerly=formerly)
    key_list = (kept_list(box) or KeyList(())).with_own(own).with_revoked(publications.select_revoked_keys(db))
    verdict = receipt_proof.verify_text(text, key_list, box.clock.now())
    content = _content(box, verdict, actor) if actor else ""
    return VerifiedReceipt(verdict, key_list, content, sealed_state(seal, verdict, key_list))


def sealed_state(seal: Seal | None, verdict: Verdict, key_list: KeyList) -> str:
    """What the seal of a PDF says, by the keys of the site whose receipt it bears; "" where no PDF was shown, and where
    one has neither seal nor receipt, as a scanner makes it: that it has no receipt says it all.
    """
    if seal is None or (verdict.proof is None and not seal.seal):
        return ""
    return receipt_proof.judge_pdf_seal(seal, key_list, verdict.proof.site if verdict.proof else "")


def report_verification(box: Box, text: str, seal: Seal | None = None) -> VerificationReport:
    """Judge a text and the seal of a PDF, for a command that asks a running box."""
    verified = verify_receipt(box, text, seal=seal)
    verdict = verified.verdict
    proof = verdict.proof if verdict.genuine else None
    now = counters.select_present_references(box.store.read(), proof.reference) if proof else ()
    report, known = report_of(verdict, kept_list(box)), _find_procedure(box, proof) if proof else None
    return replace(
        report,
        now=", ".join(map(references.format_reference, now)),
        procedure=box.words().text(known.title) if known else report.procedure,
        pdf=verified.pdf,
    )


def _find_procedure(box: Box, proof: Proof) -> Procedure | None:
    """The procedure of a receipt; None where none of this box's, or more than one, begins like the id in its proof,
    which holds the start of it.
    """
    found = [known for known in box.catalogue.procedures if known.id.startswith(proof.procedure)]
    exact = [known for known in found if known.id == proof.procedure] or found
    return exact[0] if len(exact) == 1 else None


def report_of(verdict: Verdict, key_list: KeyList | None) -> VerificationReport:
    """A verdict as plain values."""
    at = key_list.at.isoformat() if key_list and key_list.at else ""
    report = VerificationReport(verdict.code, verdict.old_list, at, key_list.hub if key_list else "")
    proof, by = verdict.proof, verdict.by
    if proof is None or by is None:
        return report
    return replace(
        report,
        reference=references.format_reference(proof.reference),
        site=by.name,
        day=proof.day.isoformat(),
        procedure=proof.procedure,
        kind=proof.kind,
        revoked=by.revoked.isoformat() if by.revoked else "",
    )


def read_from_picture(picture: bytes) -> str:
    """The proof in a camera picture (as `sign_in.read_codes_in_pgm` takes it), "" where there is none."""
    return _proof_in(sign_in.read_codes_in_pgm(picture))


def read_proof_in_picture(file: bytes) -> str:
    """The proof in a picture file, "" where there is none. Raises `Refused` as `clean_file.read_picture_codes`."""
    return _proof_in(clean_file.read_picture_codes(file))


def read_receipt_file(file: bytes) -> tuple[str, Seal | None]:
    """The proof in a file, "" where there is none, and the seal if it is a PDF. Raises `Refused` as
    `read_proof_in_picture`.
    """
    if not file.startswith(receipt_proof.HEAD):
        return read_proof_in_picture(file), None
    seal = receipt_proof.read_pdf_seal(file)
    return seal.proof, seal


def _proof_in(texts: list[str]) -> str:
    for text in texts:
        try:
            receipt_proof.parse_receipt_proof(text)
        except Refused as refused:
            if refused.code != Refusal.BROKEN_PROOF:
                continue
        return text
    return ""


def _content(box: Box, verdict: Verdict, actor: Actor) -> str:
    """Whether the stored case matches the digest on the paper, where the actor may open it."""
    db = box.store.read()
    bears = verdict.proof.reference if verdict.genuine and verdict.proof else ""
    numbers = (bears, *counters.select_present_references(db, bears))
    submission = next(filter(None, (cases.read_submission_by_reference(db, number) for number in numbers)), None)
    event = outbox.read_newest_event(db, submission.case_id, EventType.SUBMITTED) if submission else None
    key = data_keys.find_key(db, submission.case_id, actor) if submission else None
    if verdict.proof and submission and outbox.read_newest_event(db, submission.case_id, EventType.NEW_CODE):
        present = receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(submission.proof)).proof
        return "" if present.digest == verdict.proof.digest else "replaced"
    if verdict.proof is None or event is None or key is None or not event.kept:
        return ""
    body = event.body(key)
    salt = json.loads(body).get("salt")
    if salt is None:
        return ""
    return "same" if receipt_proof.digest_body(body, bytes.fromhex(salt)) == verdict.proof.digest else "changed"


LONGEST_NUMBER = 40
"""Characters of what somebody typed as a number, with its spaces; a longer text is a square that was scanned."""


class ReadBack(Struct, frozen=True):
    """What a receipt says. `number` is grouped for reading aloud, `now` are the numbers the case bears today where they
    differ. `verdict` is a code of `proof`, "" for a number that was typed. `title` is the procedure in the reader's
    language, "" where it is unknown or discreet. `arrived` is when the central system confirmed the case, None where
    this box does not know.
    """

    number: str
    town_hall: str = ""
    ours: bool = False
    now: tuple[str, ...] = ()
    verdict: str = ""
    day: date | None = None
    kind: str = ""
    title: str = ""
    arrived: datetime | None = None

    @property
    def good(self) -> bool:
        """Whether what it says can be relied on."""
        return self.verdict in ("", "genuine")


def read_back(box: Box, said: str, words: Words) -> ReadBack:
    """What a square or a typed number says. A number tells nothing of the case: whoever holds the paper has the square.

    Raises `Refused`: `not-a-reference`, `mistyped-reference` for what is neither.
    """
    try:
        return _of_number(box, references.parse_reference(said))
    except Refused:
        verdict = verify_receipt(box, said).verdict
        if verdict.proof is None and len(said) <= LONGEST_NUMBER:
            raise
    if verdict.proof is None:
        return ReadBack("", verdict=verdict.code)
    told = replace(_of_number(box, verdict.proof.reference), verdict=verdict.code)
    if not verdict.genuine or verdict.by is None:
        return told
    db, proof = box.store.read(), verdict.proof
    known = _find_procedure(box, proof)
    title = words.text(known.title) if known and not known.discreet else ""
    submission = cases.read_submission_by_reference(db, proof.reference)
    event = outbox.read_newest_event(db, submission.case_id, EventType.SUBMITTED) if submission else None
    arrived = outbox.read_acknowledged_moment(db, event.id) if event else None
    return replace(told, town_hall=verdict.by.name, day=proof.day, kind=proof.kind, title=title, arrived=arrived)


def of_file(box: Box, file: bytes, words: Words) -> ReadBack:
    """What the square in a picture says, or in the PDF of a receipt. Raises `Refused`: `no-proof`, and as
    `clean_file.read_picture_codes` does.
    """
    if text := read_receipt_file(file)[0]:
        return read_back(box, text, words)
    raise Refused(Refusal.NO_PROOF)


def _of_number(box: Box, reference: str) -> ReadBack:
    ours = references.parse_site_code(reference) in list_site_codes(box.settings)
    if not ours:
        return ReadBack(references.format_reference(reference))
    now = map(references.format_reference, counters.select_present_references(box.store.read(), reference))
    return ReadBack(references.format_reference(reference), box.site.name, ours, tuple(now))


WAIT_S = 8.0
"""Seconds without a word from the hub, after which somebody who stands at a screen is told what is known without it."""


class ShownReceipt(Struct, frozen=True):
    """What a person showed or typed: the text of a square, or a number and its `code`; `birth_date` opens the words of
    the service.
    """

    number: str = ""
    code: str = ""
    birth_date: str = ""

    @property
    def square(self) -> str:
        """The text of a square, "" for a number."""
        return self.number if len(self.number) > LONGEST_NUMBER else ""


class CaseWhereabouts(Struct, frozen=True):
    """What can be said: the `news`, or without a line what the receipt itself says, `back`. `title` is the procedure
    in the reader's language, "" where it is unknown or discreet. `since` is when the hub answered this box last, None
    where it never did, or has now.
    """

    news: CaseNews | None = None
    title: str = ""
    back: ReadBack | None = None
    since: datetime | None = None


def find_case_whereabouts(box: Box, shown: ShownReceipt, words: Words) -> CaseWhereabouts:
    """Where the case is, or what is known without the hub.

    Raises `Refused`: `not-a-reference`, `mistyped-reference`, `not-a-follow-code`, `no-proof`, `broken-proof` for what
    cannot be read, `unknown-receipt` where the hub knows no such case, `receipt-replaced`.
    """
    asked, birth_date = box.clock.new_id(), written_day(shown.birth_date) or UNSET
    if shown.square:
        receipt_proof.parse_receipt_proof(shown.square)
        proof = "".join(shown.square.split()).rpartition("#")[2]
        question = AskedWhereabouts(version=VERSION, asked=asked, proof=proof, birth_date=birth_date)
    else:
        reference = references.parse_reference(shown.number)
        follow = keys.token_hash(additions.parse_follow_code(shown.code))
        question = AskedWhereabouts(
            version=VERSION, asked=asked, reference=reference, follow_sha256=follow, birth_date=birth_date
        )
    hub = hub_of(box)
    hub.timeout_s = WAIT_S
    try:
        if hub.what_is_wrong():
            return _without(box, shown, words)
        told = ask_whereabouts(hub, question)
    except Unreachable:
        return _without(box, shown, words)
    finally:
        hub.close()
    if told is None:
        raise Refused(Refusal.UNKNOWN_RECEIPT)
    news = case_line.make_case_news(told, box.watch.today().day)
    procedure = box.catalogue.get(news.procedure)
    return CaseWhereabouts(news, words.text(procedure.title) if procedure and not procedure.discreet else "")


def _without(box: Box, shown: ShownReceipt, words: Words) -> CaseWhereabouts:
    back = read_back(box, shown.number, words)
    if back.verdict == "genuine" or not back.verdict:
        return CaseWhereabouts(back=back, since=send_events.last_heard(box))
    raise Refused(Refusal.UNKNOWN_RECEIPT)
