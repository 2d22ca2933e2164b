"""Who the person of a draft is, for the mediator who fills it in, and what their last answers would fill."""

from functools import partial

from msgspec import Struct

from kiosk.domain.answers import answered_page
from kiosk.domain.procedure.procedure import Procedure
from kiosk.services.access.open_case import OpenedCase
from kiosk.services.drafts import drafts
from kiosk.services.work.person import Person, TheirCase
from kiosk.web.request import session
from kiosk.web.visit.shift_memory import directory, person
from kiosk.words.words import Words

LOOKED_AT = 3
"""How many of the person's last cases are looked at for answers to take."""


class Strip(Struct, frozen=True):
    """`whose` draft it is; `source` is the case whose answers fill what is empty here (`labels`), None for none.

    `words` are French: the strip is the mediator's, whatever language the page speaks.
    """

    whose: Person
    words: Words
    source: TheirCase | None
    labels: tuple[str, ...]


def strip_of(opened: OpenedCase) -> Strip | None:
    """The strip of a draft; None where nobody is known yet, and for whoever is no mediator.

    What a case fills is worked out once a shift, until that case changes.
    """
    current, case, procedure = session.current(), opened.case, opened.procedure
    whose = person(case.id, opened) if current.signed_in else None
    if whose is None:
        return None
    box = session.box()
    words, empty = box.words(), answered_page.to_fill(opened.journey, case.answers)
    for other in (*whose.submitted, *whose.drafts)[:LOOKED_AT]:
        made_of = other.entry, procedure.sha256, box.watch.today().day
        fills = directory().kept(f"{other.case_id} fills {procedure.id}", made_of, partial(_fills, other, procedure))
        if filled := fills & empty:
            fields = (field for field in procedure.fields() if field.id in filled)
            return Strip(whose, words, other, tuple(words.text(field.label) for field in fields))
    return Strip(whose, words, None, ())


def _fills(other: TheirCase, procedure: Procedure) -> frozenset[str]:
    box = session.box()
    return frozenset(drafts.fills(box, box.store.read(), other.case_id, procedure, session.current().actor))
