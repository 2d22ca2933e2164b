"""How much a database holds, in the numbers that a person who brings a backup back can compare; its latest proof."""

from kiosk.store.database import Database
from kiosk.store.events import outbox


def submitted(db: Database) -> int:
    """Cases that were submitted here, whether their contents are still here or not."""
    return db.table("submissions").count_where()


def drafts(db: Database) -> int:
    """Cases somebody can go on with."""
    return db.table("unsubmitted").count_where()


def waiting(db: Database) -> int:
    """Events of cases that the hub has not acknowledged."""
    return outbox.unsent(db)[0]


def attachments(db: Database) -> int:
    """Files that belong to cases, and whose bytes are here."""
    return int(db.execute("SELECT count(DISTINCT attachment_id) FROM attachment_pieces").fetchone()[0])


def latest_proof(db: Database) -> bytes:
    """What proves the receipt of the newest case, b"" where there is none."""
    newest = next(
        db.table("submissions").rows_where("length(proof) > 0", order_by="counter DESC", select="proof", limit=1), None
    )
    return bytes(newest["proof"]) if newest else b""
