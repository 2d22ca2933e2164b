"""What does not count any more: a procedure that is not offered from now on, a site's key that proves nothing.

Each list says all that is revoked, so taking it twice, or late, comes to the same; what a newer list leaves out counts
again.
"""

from kiosk.domain.published.documents import Revocation
from kiosk.services.box import catalogue_search
from kiosk.services.box.box import Box
from kiosk.services.published import kind
from kiosk.services.published.kind import Kind
from kiosk.store.published import publications


def _withdraw(box: Box) -> None:
    """Stop offering what is withdrawn, and offer again what is not; what was begun can be finished."""
    catalogue_search.publish(box.live_catalogue, box.store)


KIND = Kind(
    publications.KIND,
    "revocations",
    ".json",
    kind.checks(Revocation, lambda revocation: f"{revocation.revokes} {revocation.id}"),
    after=_withdraw,
)
