"""An alias: the site's signed word that a case which was given one number bears another now (docs/wire.md).

The event that submitted the case stays as it was sealed, with the former number in it; the alias travels beside it.
"""

from collections.abc import Iterable

from msgspec import Struct

from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import VERSION, decode
from kiosk.domain.events.wire.statements import AliasStatement


class Alias(Struct, frozen=True):
    """The `reference` under which a case of a site is filed, and those it had before, the oldest first.

    `stream` is the case's id; `signature` (hexadecimal) is there once it was read.
    """

    site: str
    stream: str
    reference: str
    formerly: tuple[str, ...]
    signature: str = ""

    def statement(self) -> bytes:
        """The bytes that the site signs: canonical JSON."""
        return AliasStatement(
            version=VERSION,
            alias="reference",
            site=self.site,
            stream=self.stream,
            reference=self.reference,
            formerly=self.formerly,
        ).statement()

    def to_wire(self, site_seed: bytes) -> dict[str, str]:
        """The alias signed with the site's seed, as it travels beside an event."""
        statement = self.statement()
        return {"statement": statement.decode(), "signature": keys.sign(site_seed, statement).hex()}


def read(statement: str, signature: str, signers: Iterable[str]) -> Alias | None:
    """The alias that one of these keys (hexadecimal) signed; None for anything else."""
    try:
        written, signed = statement.encode(), bytes.fromhex(signature)
        said = decode(AliasStatement, written)
    except ValueError:
        return None
    if said.statement() != written or not any(keys.verified(key, written, signed) for key in signers):
        return None
    return Alias(said.site, said.stream, said.reference, said.formerly, signature)
