"""Text messages to the person: by a gateway that a file describes, or into a folder that another program empties."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from kiosk.connectors.addresses import are_networks, networks
from kiosk.connectors.connector import Delivery, Parcel, Setting
from kiosk.connectors.file_drop.folder import Folder
from kiosk.connectors.secret_file import read_secret
from kiosk.connectors.sms_gateway.gateway_file import read_gateway
from kiosk.connectors.sms_gateway.one_exchange import Exchange
from kiosk.domain.events.wire.people import NoticeChannel
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

HTTP, FILE = "http", "file"


class SmsGateway:
    """Sends one message a notice. The same notice always has the same id, which a gateway may drop copies by."""

    kind: ClassVar[str] = "sms_gateway"
    label: ClassVar[str] = "Text message to the person (SMS)"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("gateway", "`http`: a web service; `file`: files in a folder.", default=HTTP, choices=(HTTP, FILE)),
        Setting(
            "to",
            "The file that describes the web service, or the folder; a whole path.",
            needed=True,
            is_right=lambda path: Path(path).is_absolute(),
        ),
        Setting("networks", "Private networks the service may lie in, such as `10.1.0.0/16`.", is_right=are_networks),
    )
    most: ClassVar[int] = 1
    channel: ClassVar[NoticeChannel | None] = NoticeChannel.SMS

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._to, self._allowed = Path(settings["to"]), networks(settings["networks"])
        self._folder = Folder(self._to) if settings["gateway"] == FILE else None

    @property
    def where(self) -> str:
        """The folder, or the service's host; the file that describes it where it cannot be read."""
        if self._folder is not None:
            return self._folder.where
        try:
            return read_gateway(self._to).address.netloc
        except Unreachable:
            return str(self._to)

    def what_is_wrong(self) -> LineFault | None:
        """`no-gateway`, `no-secret`, or why nothing is reached; nothing is sent."""
        if self._folder is not None:
            return self._folder.what_is_wrong()
        try:
            gateway = read_gateway(self._to)
            for path in gateway.secrets.values():
                read_secret(path)
            Exchange(gateway.address, self._allowed).reach()
        except Unreachable as fault:
            return fault.code
        return None

    def deliver(self, parcel: Parcel) -> LineFault | None:
        """Gives and raises what `Answers.meaning` does; raises what `Folder.put` and `Exchange.ask` do, as well.

        A file that is written again replaces itself.
        """
        [delivery] = parcel.deliveries
        if self._folder is not None:
            self._folder.put(f"{delivery.id}.json", _line(delivery))
            return None
        gateway = read_gateway(self._to)
        secrets = {name: read_secret(path) for name, path in gateway.secrets.items()}
        headers, body = gateway.asked({**secrets, **_values(delivery)})
        answer = Exchange(gateway.address, self._allowed).ask(gateway.method, headers, body)
        return gateway.answers.meaning(*answer) if answer else LineFault.UNCERTAIN

    def new_secret(self) -> None:
        """The gateway's operator gives it."""
        return


def _values(delivery: Delivery) -> dict[str, str]:
    return {"id": delivery.id, "to": str(delivery.data["to"]), "text": str(delivery.data["text"])}


def _line(delivery: Delivery) -> bytes:
    return json.dumps(_values(delivery), ensure_ascii=False, sort_keys=True).encode() + b"\n"
