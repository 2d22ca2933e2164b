"""The code and the proof on the receipt of a submitted case, once a lost one was replaced."""

from kiosk.crypto import sealing
from kiosk.store.database import Database


def replace(db: Database, case_id: str, follow_code: str, proof: bytes, key: bytes) -> None:
    """Put those of the new receipt in the place of those of the lost one, for whatever is printed from now on.

    Where the answers are destroyed, the code went with them: none is kept any more. `key` is the case's.
    """
    follow = sealing.lock(key, follow_code.encode(), f"follow:{case_id}")
    db.execute("UPDATE submissions SET proof = ? WHERE case_id = ?", (proof, case_id))
    db.execute(
        "UPDATE submissions SET follow_code = ? WHERE case_id = ? AND length(follow_code) > 0", (follow, case_id)
    )
