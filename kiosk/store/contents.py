"""How much a database holds, in the numbers that a person who brings a backup back can compare; its latest proof."""

from kiosk.store.database import Database, number, row
from kiosk.store.events import outbox


def submitted(db: Database) -> int:
    """Cases that were submitted here, whether their contents are still here or not."""
    return number(db, "SELECT count(*) FROM submissions")


def drafts(db: Database) -> int:
    """Cases somebody can go on with."""
    return number(db, "SELECT count(*) FROM unsubmitted")


def waiting(db: Database) -> int:
    """Events of cases that the hub has not acknowledged."""
    return outbox.unsent(db)[0]


def attachments(db: Database) -> int:
    """Files that belong to cases, and whose bytes are here."""
    return number(db, "SELECT count(DISTINCT attachment_id) FROM attachment_pieces")


def latest_proof(db: Database) -> bytes:
    """What proves the receipt of the newest case, b"" where there is none."""
    newest = row(db, "SELECT proof FROM submissions WHERE length(proof) > 0 ORDER BY counter DESC LIMIT 1")
    return bytes(newest["proof"]) if newest else b""
