"""How far this box has come with what is published to it: its lists, and what is in the way, for desk and doctor."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from kiosk.domain.published import documents
from kiosk.domain.published.documents import ItemList
from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import Refusal
from kiosk.services.box.box import Box
from kiosk.services.published import trust
from kiosk.store.published import publications

AHEAD = timedelta(days=14)
"""How long before the last day of a list the doctor says so."""
_EXPIRED = (Refusal.EXPIRED_PUBLICATION, Refusal.EXPIRED_ROOT)


class Trouble(Struct, frozen=True):
    """What is in the way, as the code of a refusal with the values its words need."""

    code: str
    details: Mapping[str, Any]


class Followed(Struct, frozen=True):
    """A list that is in force: its scope ("" for every site), number and last day, and how many items it names."""

    scope: str
    number: int
    until: date
    items: int


def followed_lists(box: Box) -> list[Followed]:
    """The lists that are followed, that for every site first."""
    lists = (documents.parse_document(ItemList, signed) for signed in publications.lists(box.store.read()))
    return [Followed(listed.scope, listed.number, listed.until, len(listed.items)) for listed in lists]


def find_troubles(box: Box) -> list[Trouble]:
    """What staff are told: why the newest publication is not taken, kinds left as they were, a list past its day."""
    db, today = box.store.read(), box.watch.today().day
    following = publications.following(db)
    told = [Trouble(following.code, following.details)] if following.code else []
    told += [Trouble(fault.code, fault.details) for fault in publications.faults(db)]
    if following.code != Refusal.EXPIRED_PUBLICATION:
        told += [
            Trouble(Refusal.EXPIRED_PUBLICATION, {"number": listed.number})
            for listed in followed_lists(box)
            if listed.until < today
        ]
    return told


def ends_soon(box: Box) -> date | None:
    """The first last day of a list, or of the trusted root, within `AHEAD`; None where there is none."""
    today, root = box.watch.today().day, trust.root(box.store.read())
    days = [listed.until for listed in followed_lists(box)] + ([root.until] if root else [])
    return min((day for day in days if today <= day <= today + AHEAD), default=None)


def of_publications(box: Box) -> Iterator[Finding]:
    """One finding for each trouble; one that all is well where something is published, and nothing is in the way."""
    troubles = find_troubles(box)
    for trouble in troubles:
        reason = "publication-expired" if trouble.code in _EXPIRED else "publication-refused"
        yield Finding("published", False, reason, _detail(trouble))
    if ends := ends_soon(box):
        yield Finding("published", False, "publication-ends", ends.isoformat())
    elif not troubles and (followed := followed_lists(box)):
        yield Finding("published", True, "", ", ".join(f"{listed.scope}{listed.number}" for listed in followed))


def _detail(trouble: Trouble) -> str:
    values = ", ".join(f"{name}={value}" for name, value in trouble.details.items())
    return f"{trouble.code} {values}".strip()
