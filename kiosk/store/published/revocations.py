"""What an authority has revoked, as far as this version of Parvis reads it."""

from contextlib import suppress
from datetime import date

from kiosk.domain.published import contents
from kiosk.domain.published.contents import Revocation, Revoked
from kiosk.errors import Refused
from kiosk.store.database import Database
from kiosk.store.published import publications

KIND = "revocation"


def every(db: Database) -> list[Revocation]:
    """Everything that is revoked, the newest first."""
    found = list[Revocation]()
    for item in publications.in_force(db, KIND):
        with suppress(Refused):  # of another version: its kind is told as a fault
            found.append(contents.read(Revocation, item.content))
    return sorted(found, key=lambda revocation: (revocation.since, revocation.id), reverse=True)


def withdrawn(db: Database) -> frozenset[str]:
    """The ids of procedures that nobody begins any more."""
    return frozenset(revocation.id for revocation in every(db) if revocation.revokes == Revoked.PROCEDURE)


def revoked_keys(db: Database) -> dict[str, date]:
    """The public halves of sites' keys that prove nothing any more, each with the day since when."""
    return {revocation.id: revocation.since for revocation in every(db) if revocation.revokes == Revoked.KEY}
