"""A carrier for receipt printers on a serial port, or on a USB cable that appears as one."""

import errno
import sys
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from printers.carrier import FoundPrinter, NotPrintedFault, Setting
from printers.receipt_protocol.receipt_carrier import STALL_S, ReceiptCarrier
from printers.renderers.escpos import MEDIA_TYPE

if TYPE_CHECKING:
    from serial import Serial as Port

_SPEEDS = ("9600", "19200", "38400", "115200")
_FLOWS = ("none", "dtr", "rts", "xonxoff")
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Serial(ReceiptCarrier):
    """8 bits, no parity, 1 stop bit. A printer that does not answer is off, unless its cable is one-way."""

    kind: ClassVar[str] = "serial"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("port", "", "The port: `/dev/ttyUSB0`, `COM3`.", needed=True),
        Setting("speed", "9600", "Bits a second, as set in the printer: 9600, 19200, 38400 or 115200."),
        Setting("flow", "dtr", "How the printer says that it is full: `dtr`, `rts`, `xonxoff` or `none`."),
        Setting("answers", "yes", "Whether the cable brings answers; with `no`, a printer that is off loses papers."),
        Setting("media_type", MEDIA_TYPE, "What the printer is sent."),
    )

    port: str = ""
    speed: str = "9600"
    flow: str = "dtr"
    answers: str = "yes"
    media_type: str = MEDIA_TYPE

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        """Every port with a device; a port does not tell whether that is a printer."""
        from serial.tools.list_ports import comports

        return tuple(
            FoundPrinter(f"{port.device} {port.product or ''}".strip(), {"port": port.device})
            for port in sorted(comports())
            if port.vid is not None
        )

    @property
    def address(self) -> str:
        return self.port

    @property
    def must_answer(self) -> bool:
        return self.answers != "no"

    def open_connection(self) -> "_Cable":
        """Open the port. Raises NotPrinted: `no-address`, `not-plugged-in`, `no-permission`, `busy`."""
        if not (self.port and self.speed in _SPEEDS and self.flow in _FLOWS):
            raise NotPrintedFault("no-address")
        # Imported here, because most boxes have no such printer.
        from serial import Serial as Port

        try:
            port = Port(
                self.port,
                int(self.speed),
                write_timeout=STALL_S,
                exclusive=True,
                xonxoff=self.flow == "xonxoff",
                dsrdtr=self.flow == "dtr",
                rtscts=self.flow == "rts",
            )
        except (ValueError, OSError) as fault:
            raise NotPrintedFault(_why(fault)) from fault
        return _Cable(port)


@dataclass(frozen=True, slots=True)
class _Cable:
    port: "Port"
    is_two_way: bool = True

    def write(self, data: bytes) -> int:
        from serial import SerialTimeoutException

        # At 9600 baud a kilobyte takes a second: a longer write would look like a stall.
        piece = data[:1024]
        try:
            self.port.write(piece)
        except SerialTimeoutException as fault:  # an OSError, but not a TimeoutError
            raise TimeoutError from fault
        return len(piece)

    def read(self, seconds: float) -> bytes:
        self.port.timeout = seconds
        return bytes(self.port.read(max(1, self.port.in_waiting)))

    def finish(self) -> None:
        left, still = self.port.out_waiting, 0.0
        while left and still < STALL_S:
            Event().wait(_LOOK_S)
            now = self.port.out_waiting
            still = still + _LOOK_S if now == left else 0.0
            left = now
        if left:
            raise TimeoutError

    def close(self) -> None:
        with suppress(*_broken()):
            # Closing waits until all is sent, which never happens when the printer is full.
            if self.port.out_waiting:
                self.port.reset_output_buffer()
        with suppress(*_broken()):
            self.port.close()


def _broken() -> tuple[type[Exception], ...]:
    """The exceptions of a port whose cable was pulled out."""
    if sys.platform == "win32":
        return (OSError,)
    import termios  # does not exist on Windows

    return (OSError, termios.error)


def _why(fault: ValueError | OSError) -> str:
    number = fault.errno if isinstance(fault, OSError) else None
    # For a port that another program has open, Windows reports PermissionError, and pyserial a lock.
    if number == errno.EBUSY or any(word in str(fault) for word in ("PermissionError", "lock")):
        return "busy"
    return "no-permission" if number in (errno.EACCES, errno.EPERM) else "not-plugged-in"
