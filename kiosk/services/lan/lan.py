"""What a box that serves the local network holds while it runs: its name and port, what to trust, its codes."""

from dataclasses import dataclass, field

from kiosk.crypto import certificates
from kiosk.services.lan.pairs import Codes
from kiosk.store.people.local_authority import LocalAuthority


@dataclass(slots=True)
class Lan:
    """`addresses` are those the machine has now; they follow it from one network to another."""

    of: LocalAuthority = field(repr=False)
    port: int
    codes: Codes = field(repr=False)
    addresses: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The box's name in the local network, as `parvis-1a2b.local`."""
        return self.of.name

    @property
    def url(self) -> str:
        """The address that screens open."""
        return f"https://{self.name}:{self.port}/"

    @property
    def trust_url(self) -> str:
        """Where a screen that does not trust the box yet reads how to; nothing there is secret."""
        return f"{self.url}trust"

    @property
    def urls_by_number(self) -> tuple[str, ...]:
        """The same by number, for networks in which names are not found."""
        return tuple(f"https://{address}:{self.port}/" for address in self.addresses)

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """The fingerprint of the authority, in groups."""
        return certificates.fingerprint(self.of.authority.certificate)

    @property
    def certificate(self) -> bytes:
        """The authority's certificate, as devices install it (DER)."""
        return certificates.der(self.of.authority.certificate)
