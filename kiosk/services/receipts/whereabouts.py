"""Asks the hub where a case is, for somebody at a screen who holds its receipt. Nothing of it is kept here."""

from datetime import datetime

from msgspec import Struct

from kiosk.connectors.hub.hub import Question, ask_whereabouts
from kiosk.crypto import keys
from kiosk.domain.answers.fields.date import written_day
from kiosk.domain.events import reference as references
from kiosk.domain.events import withdrawal
from kiosk.domain.proofs import receipt_proof, signed_statement
from kiosk.domain.replies import case_news
from kiosk.domain.replies.case_news import CaseNews
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.receipts import read_back
from kiosk.services.receipts.read_back import LONGEST_NUMBER, ReadBack
from kiosk.store.events import enrolment as kept_standing
from kiosk.words.words import Words

WAIT_S = 8.0
"""Seconds without a word from the hub, after which somebody who stands at a screen is told what is known without it."""


class Shown(Struct, frozen=True):
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


class Heard(Struct, frozen=True):
    """What can be said: the `news`, or without a line what the receipt itself says, `back`. `title` is the procedure
    in the reader's language, "" where it is unknown or discreet. `since` is when the hub answered this box last, None
    where it never did, or has now.
    """

    news: CaseNews | None = None
    title: str = ""
    back: ReadBack | None = None
    since: datetime | None = None


def ask(box: Box, shown: Shown, words: Words) -> Heard:
    """Where the case is, or what is known without the hub.

    Raises `Refused`: `not-a-reference`, `mistyped-reference`, `not-a-follow-code`, `no-proof`, `broken-proof` for what
    cannot be read, `unknown-receipt` where the hub knows no such case, `receipt-replaced`.
    """
    question = _question(box, shown)
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
    news = case_news.read(told)
    procedure = box.catalogue.get(news.procedure)
    return Heard(news, words.text(procedure.title) if procedure and not procedure.discreet else "")


def _question(box: Box, shown: Shown) -> Question:
    asked, birth_date = box.clock.new_id(), written_day(shown.birth_date)
    if shown.square:
        receipt_proof.read(shown.square)
        proof = "".join(shown.square.split()).rpartition("#")[2]
        return Question(asked, proof=proof, birth_date=birth_date)
    reference = references.read(shown.number)
    follow = keys.token_hash(withdrawal.follow_code(shown.code))
    return Question(asked, reference=reference, follow_sha256=follow, birth_date=birth_date)


def _without(box: Box, shown: Shown, words: Words) -> Heard:
    back = read_back.read_back(box, shown.number, words)
    if back.verdict == "genuine" or not back.verdict:
        return Heard(back=back, since=_last_answer(box))
    raise Refused(Refusal.UNKNOWN_RECEIPT)


def _last_answer(box: Box) -> datetime | None:
    """When the hub of this box answered last, by its own clock."""
    signed, enrolment = kept_standing.last_standing(box.store.read()), box.enrolment()
    if signed is None or enrolment is None:
        return None
    try:
        return signed_statement.read_standing(signed, enrolment.verify_key).at
    except Unreachable:
        return None
