"""An alias: the site's signed word that a case which was given one number bears another now (docs/wire.md).

The event that submitted the case stays as it was sealed, with the former number in it; the alias travels beside it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.crypto import keys
from kiosk.domain.events.event import canonical
from kiosk.domain.events.sealed import VERSION

_KIND = "reference"


@dataclass(frozen=True, slots=True)
class Alias:
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
        return canonical(
            {
                "version": VERSION,
                "alias": _KIND,
                "site": self.site,
                "stream": self.stream,
                "reference": self.reference,
                "formerly": list(self.formerly),
            }
        )

    def to_wire(self, site_seed: bytes) -> dict[str, str]:
        """The alias signed with the site's seed, as it travels beside an event."""
        statement = self.statement()
        return {"statement": statement.decode(), "signature": keys.sign(site_seed, statement).hex()}


def read(statement: str, signature: str, signers: Iterable[str]) -> Alias | None:
    """The alias that one of these keys (hexadecimal) signed; None for anything else."""
    try:
        said, signed = json.loads(statement), bytes.fromhex(signature)
        alias = Alias(said["site"], said["stream"], said["reference"], tuple(said["formerly"]), signature)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (alias.site, alias.stream, alias.reference, *alias.formerly)
    if not all(isinstance(text, str) for text in texts) or alias.statement() != statement.encode():
        return None
    return alias if any(keys.verified(key, alias.statement(), signed) for key in signers) else None
