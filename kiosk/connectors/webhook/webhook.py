"""A webhook: one POST a delivery, signed, to the one host that the settings name."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from kiosk.connectors.addresses import are_networks, networks
from kiosk.connectors.connector import Parcel, Setting
from kiosk.connectors.webhook import cloud_event, signature
from kiosk.connectors.webhook.post import Post
from kiosk.crypto import keys, sealing
from kiosk.domain.events.wire.people import NoticeChannel
from kiosk.error_codes import LineFault
from kiosk.errors import Refused, Unreachable

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def is_address(url: str) -> bool:
    """Whether it is an https address without a name, password or fragment; http goes to this machine alone."""
    try:
        parts = urlsplit(url)
        plain = not parts.username and not parts.password and not parts.fragment and parts.port != 0
    except ValueError:
        return False
    secured = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return secured and bool(parts.hostname) and plain and url.isascii() and url.isprintable() and " " not in url


class Webhook:
    """Posts to one address. Its secret lies in the hub's folder of keys, and the one before it beside it."""

    kind: ClassVar[str] = "webhook"
    label: ClassVar[str] = "A web address (webhook)"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "The https address that deliveries are posted to.", needed=True, is_right=is_address),
        Setting("networks", "Private networks it may lie in, such as `10.1.0.0/16`.", is_right=are_networks),
    )
    most: ClassVar[int] = 1
    channel: ClassVar[NoticeChannel | None] = None

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._address: SplitResult = urlsplit(settings["url"])
        self._secret, self._former = keys / f"webhook-{name}.secret", keys / f"webhook-{name}-former.secret"
        self._post = Post(self._address, networks(settings["networks"]))

    @property
    def where(self) -> str:
        """The host: a path may hold what the receiver tells callers apart by."""
        return self._address.netloc

    def what_is_wrong(self) -> LineFault | None:
        """`no-webhook-secret`, or why no connection is made."""
        try:
            self._secrets()
            self._post.open()
        except Unreachable as fault:
            return fault.code
        finally:
            self._post.close()
        return None

    def deliver(self, parcel: Parcel) -> LineFault | None:
        """Raises `Unreachable`: `no-webhook-secret`, and what `Post.send` raises."""
        [delivery] = parcel.deliveries
        body = cloud_event.body(delivery, parcel.source)
        signed = signature.headers(self._secrets(), delivery.id, int(parcel.at.timestamp()), body)
        headers = {"Content-Type": cloud_event.MEDIA_TYPE, "User-Agent": "Parvis", **signed}
        return self._post.send(body, headers, parcel.at)

    def new_secret(self) -> str:
        """A new secret; the one before it signs, too, until the next one is made."""
        self._former.unlink(missing_ok=True)
        if self._secret.exists():
            self._secret.rename(self._former)
        secret = sealing.new_key()
        self._secret.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys.write_secret(self._secret, secret)
        return signature.written(secret)

    def _secrets(self) -> list[bytes]:
        """The newest first. Raises `Unreachable`: `no-webhook-secret`."""
        try:
            return [
                keys.read_seed(path) for path in (self._secret, self._former) if path != self._former or path.exists()
            ]
        except Refused as fault:
            raise Unreachable(LineFault.NO_WEBHOOK_SECRET) from fault
