"""What `kiosk doctor` says of publications: nothing where there are none, else what is in the way or ends soon."""

from collections.abc import Iterator

from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import Refusal
from kiosk.services.box.box import Box
from kiosk.services.published import publication_state
from kiosk.services.published.publication_state import Trouble

_EXPIRED = (Refusal.EXPIRED_PUBLICATION, Refusal.EXPIRED_ROOT)


def of_publications(box: Box) -> Iterator[Finding]:
    """One finding for each trouble; one that all is well where something is published, and nothing is in the way."""
    troubles = publication_state.troubles(box)
    for trouble in troubles:
        reason = "publication-expired" if trouble.code in _EXPIRED else "publication-refused"
        yield Finding("published", False, reason, _detail(trouble))
    if ends := publication_state.ends_soon(box):
        yield Finding("published", False, "publication-ends", ends.isoformat())
    elif not troubles and (followed := publication_state.followed(box)):
        yield Finding("published", True, "", ", ".join(f"{listed.scope}{listed.number}" for listed in followed))


def _detail(trouble: Trouble) -> str:
    values = ", ".join(f"{name}={value}" for name, value in trouble.details.items())
    return f"{trouble.code} {values}".strip()
