"""What a desk notes of the payment of a submitted case: paid at the till, with the number of the till's receipt."""

from collections.abc import Iterable
from functools import partial

from kiosk.domain.events import payment as payments
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds.case_receipt import find_priced_case
from kiosk.services.procedures import look_up
from kiosk.services.submitted import append_event
from kiosk.services.submitted.append_event import CaseAddition
from kiosk.store import cases


def note_payment(box: Box, reference: str, typed: str, actor: Actor, event_id: str, *, holds: bool = True) -> None:
    """Note that a case of this box is paid, in the place of what was noted before; where it `holds` no more, that it
    was a mistake. `typed` is the number of the till's receipt, "" for none. The same `event_id` notes it once.

    Raises `Refused`: `not-a-till-receipt`, `no-such-work` for a case that costs nothing, `not-your-service`.
    """
    submission = cases.read_submission_by_reference(box.store.read(), reference)
    procedure = look_up.find_procedure_of_case(box, box.store.read(), submission.case_id) if submission else None
    if procedure is None or not procedure.price:
        raise Refused(Refusal.NO_SUCH_WORK)
    make = partial(payments.make_payment_event, payments.read_till_receipt(typed) if holds else "", holds)
    action = JournalAction.PAYMENT_NOTED if holds else JournalAction.PAYMENT_UNDONE
    append_event.append_to_case(
        box, reference, CaseAddition(make, action, decided=True, counted=False), actor, event_id
    )


def find_unpaid_cases(box: Box, listed: Iterable[tuple[str, str]], actor: Actor) -> set[str]:
    """Of these cases, each with its procedure's id, those that cost something of which nothing is noted. Only where the
    procedure has a price today is anything decrypted."""
    reader = KeyHolder(actor)
    priced = {case_id for case_id, procedure in listed if (known := box.catalogue.get(procedure)) and known.price}
    found = {case_id: find_priced_case(box, case_id, reader) for case_id in priced}
    return {case_id for case_id, case in found.items() if case and case.payment is None}
