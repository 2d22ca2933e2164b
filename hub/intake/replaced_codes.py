"""A lost receipt is replaced: from now on the newest code alone is the case's, and one receipt alone opens it."""

from sqlalchemy import Connection, or_

from hub.hub import Hub
from hub.store.schema import cases
from kiosk.domain.events.wire.bodies import NewCode
from kiosk.domain.proofs import receipt_proof


def replace(hub: Hub, connection: Connection, case_id: str, given: NewCode) -> None:
    """Put a code in the place of those before; the caller holds the lock on the case's row.

    The newest by the clocks of the boxes counts: an event that lay in a box without a line does not undo what another
    town hall gave meanwhile. A box whose clock is ahead gains nothing by it.
    """
    at = min(given.recorded_at, hub.clock.now())
    older = or_(cases.c.code_at.is_(None), cases.c.code_at <= at)
    digest = receipt_proof.digest_of_code(given.follow_sha256, given.salt).hex()
    given_now = {"follow_sha256": given.follow_sha256, "code_at": at, "receipt_digest": digest}
    connection.execute(cases.update().where(cases.c.id == case_id, older).values(given_now))
