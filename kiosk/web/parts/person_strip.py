"""Who the person of a draft is, for the mediator who fills it in, and what their last answers would fill."""

from msgspec import Struct

from kiosk.services.access.open_case import Opened
from kiosk.services.drafts import carry_over
from kiosk.services.work.person import Person, TheirCase
from kiosk.web.request import session
from kiosk.web.visit.shift_memory import person
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


def strip_of(opened: Opened) -> Strip | None:
    """The strip of a draft; None where nobody is known yet, and for whoever is no mediator."""
    current = session.current()
    whose = person(opened.case.id) if current.signed_in else None
    if whose is None:
        return None
    box = session.box()
    db, words = box.store.read(), box.words()
    for other in (*whose.submitted, *whose.drafts)[:LOOKED_AT]:
        if filled := carry_over.offered(box, db, opened, other.case_id, current.actor):
            fields = (field for field in opened.procedure.fields() if field.id in filled)
            return Strip(whose, words, other, tuple(words.text(field.label) for field in fields))
    return Strip(whose, words, None, ())
