"""Take a list of an authority at a box, as from a stick."""

import hashlib
from dataclasses import dataclass

from kiosk.domain.proofs import receipt_proof
from kiosk.domain.published.documents import EVERYONE, PublicationsAnswer
from kiosk.services.box.box import Box
from kiosk.services.published import follow
from kiosk.store import upkeep_notes
from tests.gallery.site.authority import Authority, Files


@dataclass
class Stick:
    """The items of a list, by hash."""

    items: dict[str, bytes]

    def publications(self, after: int, fault: str = "") -> PublicationsAnswer:
        raise NotImplementedError(after, fault)

    def published_content(self, sha256: str) -> bytes:
        return self.items[sha256]


def taken(box: Box, authority: Authority, number: int, files: Files, scope: str = EVERYONE) -> None:
    """Trust the authority, and follow its list of that number."""
    follow.trust_given_root(box, authority.root())
    stick = Stick({hashlib.sha256(content).hexdigest(): content for content in files.values()})
    follow.apply_publication(box, stick, [authority.root()], [authority.list(number, files, scope)])


def proof_of(box: Box) -> str:
    """The text that the receipt of the newest case bears."""
    proof = upkeep_notes.read_latest_proof(box.store.read())
    assert proof
    return receipt_proof.encode_receipt_proof(proof)
