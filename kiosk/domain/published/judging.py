"""Which signed documents are believed: the next root after the one that is trusted, and a list by the root's keys."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kiosk.domain.published.documents import EVERYONE, ItemList, Root, SignedDocument, read
from kiosk.error_codes import Refusal
from kiosk.errors import Refused


class Known(Struct, frozen=True):
    """A document that is held already: its number and its exact statement."""

    number: int
    statement: str


def first_root(signed: SignedDocument) -> Root:
    """A root that a person, or the hub at enrolment, gives to trust. It is complete: its own keys signed it.

    Raises `Refused`: `broken-publication`, `untrusted-publication`.
    """
    root = read(Root, signed)
    if not root.roots.is_met(signed):
        raise Refused(Refusal.UNTRUSTED_PUBLICATION)
    return root


def next_root(trusted: Root, signed: SignedDocument) -> Root:
    """The root that follows the trusted one: signed by the keys of both, and its number is the next (TUF §5.3).

    Whether it has expired does not matter here: a box that was away for years walks through every root in between.
    Raises `Refused`: `broken-publication`, `root-missing` (one in between is not there), `untrusted-publication`.
    """
    root = read(Root, signed)
    if root.number != trusted.number + 1:
        raise Refused(Refusal.ROOT_MISSING, number=trusted.number + 1)
    if not (trusted.roots.is_met(signed) and root.roots.is_met(signed)):
        raise Refused(Refusal.UNTRUSTED_PUBLICATION)
    return root


def walked(trusted: Root, given: Iterable[SignedDocument]) -> list[tuple[Root, SignedDocument]]:
    """Every root that follows the trusted one, in order; those that are not newer are passed over.

    Raises `Refused` as `next_root` does.
    """
    numbered = sorted(((read(Root, signed).number, signed) for signed in given), key=lambda pair: pair[0])
    found: list[tuple[Root, SignedDocument]] = []
    for number, signed in numbered:
        if number > trusted.number:
            trusted = next_root(trusted, signed)
            found.append((trusted, signed))
    return found


def judge_list(root: Root, signed: SignedDocument, known: Known | None, site: str, today: date) -> ItemList:
    """The list, where this `site` takes it; `known` is the list of that scope that it holds.

    Raises `Refused`: `broken-publication`, `untrusted-publication` (not enough keys of the root signed it),
    `other-site-publication`, `older-publication`, `changed-publication` (two lists bear the number of the one that is
    held), `expired-root`, `expired-publication`.
    """
    listed = read(ItemList, signed)
    if not root.lists.is_met(signed):
        raise Refused(Refusal.UNTRUSTED_PUBLICATION)
    if listed.scope not in (EVERYONE, site):
        raise Refused(Refusal.OTHER_SITE_PUBLICATION, site=listed.scope)
    judge_number(listed, signed, known)
    if root.until < today:
        raise Refused(Refusal.EXPIRED_ROOT, day=root.until)
    if listed.until < today:
        raise Refused(Refusal.EXPIRED_PUBLICATION, number=listed.number, day=listed.until)
    return listed


def scope_of(signed: SignedDocument) -> str:
    """The scope that a list says, believed or not. Raises `Refused` (`broken-publication`)."""
    return read(ItemList, signed).scope


def judge_number(listed: ItemList, signed: SignedDocument, known: Known | None) -> None:
    """Raises `Refused` (`older-publication`, `changed-publication`) for a list that does not follow the known one."""
    if known is None or listed.number > known.number:
        return
    if listed.number < known.number:
        raise Refused(Refusal.OLDER_PUBLICATION, number=listed.number, known=known.number)
    if signed.statement != known.statement:
        raise Refused(Refusal.CHANGED_PUBLICATION, number=listed.number)
