"""A carrier for network printers that take raw bytes over TCP, usually at port 9100."""

import select
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from printers.carrier import FoundPrinter, NotPrintedFault, Setting
from printers.discovery import nearby
from printers.receipt_protocol.receipt_carrier import STALL_S, ReceiptCarrier
from printers.renderers.escpos import MEDIA_TYPE

PORT = "9100"
_CONNECT_S = 3.0
_CLOSE_S = 3.0
_ANNOUNCED = "_pdl-datastream._tcp.local."


@dataclass(frozen=True, slots=True)
class Network(ReceiptCarrier):
    """Raw TCP. A printer that answers is asked for its status before and after; one that does not is trusted."""

    kind: ClassVar[str] = "network"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("host", "", "The printer's name or address.", needed=True),
        Setting("port", PORT, "The port at which it takes bytes.", among=range(1, 65_536)),
        Setting("media_type", MEDIA_TYPE, "What the printer is sent."),
    )

    host: str = ""
    port: str = PORT
    media_type: str = MEDIA_TYPE

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        return tuple(
            FoundPrinter(
                service.name, {"host": service.host, "port": str(service.port)}, service.properties.get("ty", "")
            )
            for service in nearby.find_services((_ANNOUNCED,))
        )

    @property
    def address(self) -> str:
        return f"tcp:{self.host}:{self.port}"

    def open_connection(self) -> "_Tcp":
        """Open a connection. Raises NotPrinted: `no-address`, `offline`."""
        if not (self.host and self.port.isdigit() and 0 < int(self.port) < 65536):
            raise NotPrintedFault("no-address")
        try:
            return _Tcp(socket.create_connection((self.host, int(self.port)), _CONNECT_S))
        except OSError as gone:
            raise NotPrintedFault("offline") from gone


@dataclass(frozen=True, slots=True)
class _Tcp:
    socket: socket.socket
    is_two_way: bool = True

    def write(self, data: bytes) -> int:
        self.socket.settimeout(STALL_S)
        return self.socket.send(data)

    def read(self, seconds: float) -> bytes:
        if not select.select([self.socket], [], [], seconds)[0]:
            return b""
        if not (received := self.socket.recv(256)):
            raise ConnectionResetError("the printer closed the connection")
        return received

    def finish(self) -> None:
        """Close for writing, then wait until the printer closes too, or has acknowledged all bytes."""
        self.socket.shutdown(socket.SHUT_WR)
        for _ in range(round(STALL_S / _CLOSE_S)):
            with suppress(TimeoutError):
                self.socket.settimeout(_CLOSE_S)
                while self.socket.recv(256):
                    pass
                return
            if not self._unsent():
                return
        raise TimeoutError

    def close(self) -> None:
        self.socket.close()

    def _unsent(self) -> int:
        """Bytes that the printer's side has not acknowledged; 0 if the operating system does not tell."""
        if sys.platform != "linux":
            return 0
        # Neither module exists on Windows.
        from fcntl import ioctl
        from termios import TIOCOUTQ

        return int.from_bytes(ioctl(self.socket, TIOCOUTQ, bytes(4)), sys.byteorder)
