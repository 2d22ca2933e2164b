"""A publication that came on a stick, or by any other way: taken as one from the hub is."""

from msgspec import Struct

from kiosk.domain.events.wire.reading import VERSION, Misfit, decode
from kiosk.domain.published import documents
from kiosk.domain.published.documents import EVERYONE, Bundle, Told
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.published import follow


class InFile(Struct, frozen=True):
    """The documents and items of a bundle, as a source."""

    bundle: Bundle

    def publications(self, after: int, fault: str = "") -> Told:
        """Everything that the bundle holds."""
        return Told(version=VERSION, epoch="0" * 32, cursor=0, roots=self.bundle.roots, lists=self.bundle.lists)

    def published_content(self, sha256: str) -> bytes:
        """The bytes with that hash, b"" where they are not in the bundle."""
        return self.bundle.contents.get(sha256, b"")


def take(box: Box, content: bytes) -> bool:
    """Take what a bundle holds for this site; whether something came into force.

    A bundle may hold lists of other sites, which are passed over. Raises `Refused`: `broken-publication`, and what
    `follow.take` raises.
    """
    try:
        bundle = decode(Bundle, content)
    except Misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION) from None
    mine = [signed for signed in bundle.lists if documents.scope_of(signed) in (EVERYONE, box.site.code)]
    return follow.take(box, InFile(bundle), bundle.roots, mine)
