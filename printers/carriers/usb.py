"""A carrier for receipt printers on a USB cable, without a driver."""

import errno
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

from printers.carrier import FoundPrinter, NotPrintedFault, Setting
from printers.receipt_protocol.receipt_carrier import STALL_S, ReceiptCarrier
from printers.renderers.escpos import MEDIA_TYPE

_PRINTER_CLASS = 7
_SILENT = (errno.ETIMEDOUT, 10060)
"""The error numbers of a timeout, on Linux and on Windows."""


@dataclass(frozen=True, slots=True)
class Usb(ReceiptCarrier):
    """The USB printer with these numbers, or the first one. `backend` is pyusb's, None for libusb."""

    kind: ClassVar[str] = "usb"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("vendor", "", "The maker's number in hexadecimal, such as `04b8`; empty for the first printer found."),
        Setting("product", "", "The model's number in hexadecimal, such as `0e15`."),
        Setting("media_type", MEDIA_TYPE, "What the printer is sent."),
    )

    vendor: str = ""
    product: str = ""
    media_type: str = MEDIA_TYPE
    backend: Any = field(default=None, compare=False)

    @classmethod
    def find(cls, backend: Any = None) -> tuple[FoundPrinter, ...]:
        """The devices of USB's printer class (7), with the names that they report."""
        try:
            return tuple(
                FoundPrinter(
                    _name(device), {"vendor": f"{device.idVendor:04x}", "product": f"{device.idProduct:04x}"}, ""
                )
                for device in _printers(backend)
            )
        except NotPrintedFault:
            return ()

    @property
    def address(self) -> str:
        return f"usb:{self.vendor}:{self.product}"

    def open_connection(self) -> "_Pipe":
        """Open the device. Raises NotPrinted: `no-address`, `no-usb-library`, `not-plugged-in`, `no-permission`,
        `busy`."""
        # Imported here, as in `_printers`, because most boxes have no such printer.
        import usb.util

        for device in _printers(self.backend, self.vendor, self.product):
            if pipes := _pipes(device):
                number, out, back = pipes
                break
        else:
            raise NotPrintedFault("not-plugged-in")
        try:
            _take_over(device, number)
            usb.util.claim_interface(device, number)
        except OSError as fault:
            usb.util.dispose_resources(device)
            raise NotPrintedFault(_why(fault)) from fault
        return _Pipe(device, out, back)


@dataclass(frozen=True, slots=True)
class _Pipe:
    """A connection over USB; `out` and `back` are the addresses of its endpoints, `back` 0 if it has none."""

    device: Any
    out: int
    back: int

    @property
    def is_two_way(self) -> bool:
        return bool(self.back)

    def write(self, data: bytes) -> int:
        try:
            return int(self.device.write(self.out, data, int(STALL_S * 1000)))
        except OSError as fault:
            raise TimeoutError if fault.errno in _SILENT else fault from fault

    def read(self, seconds: float) -> bytes:
        try:
            return bytes(self.device.read(self.back, 64, max(1, int(seconds * 1000))))
        except OSError as fault:
            if fault.errno in _SILENT:
                return b""
            raise

    def finish(self) -> None:
        """Nothing to wait for: `write` returns only once the printer has the bytes."""

    def close(self) -> None:
        import usb.util

        with suppress(OSError):  # the cable was pulled out
            usb.util.dispose_resources(self.device)


def _printers(backend: Any, vendor: str = "", product: str = "") -> Iterator[Any]:
    """The devices with these numbers, all printers without numbers. Raises NotPrinted: `no-usb-library`,
    `no-address`."""
    # Imported here, because they load a library in C that most boxes do not need.
    import libusb_package
    import usb.core

    try:
        numbers = {name: int(text, 16) for name, text in (("idVendor", vendor), ("idProduct", product)) if text}
    except ValueError as fault:
        raise NotPrintedFault("no-address") from fault
    if backend is None and (backend := libusb_package.get_libusb1_backend()) is None:
        raise NotPrintedFault("no-usb-library")
    try:
        for device in usb.core.find(find_all=True, backend=backend, **numbers):
            if numbers or _interfaces(device):
                yield device
    except usb.core.NoBackendError as fault:
        raise NotPrintedFault("no-usb-library") from fault


def _take_over(device: Any, number: int) -> None:
    """Take the interface with this number from the system's own printer driver, and configure a device that is not.
    Nothing is reset, which could make a printer forget what it still prints. Raises OSError."""
    import usb.core

    with suppress(NotImplementedError):  # only libusb on Linux and macOS has such drivers
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
    try:
        device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()


def _interfaces(device: Any) -> list[Any]:
    return [interface for interface in _all_interfaces(device) if interface.bInterfaceClass == _PRINTER_CLASS]


def _all_interfaces(device: Any) -> list[Any]:
    return [interface for configuration in device for interface in configuration]


def _pipes(device: Any) -> tuple[int, int, int] | None:
    """The interface to print through, its OUT and IN endpoints (IN 0 if it has none); None without an OUT endpoint."""
    for interface in _interfaces(device) or _all_interfaces(device):
        bulk = [endpoint.bEndpointAddress for endpoint in interface if endpoint.bmAttributes & 3 == 2]
        out = [address for address in bulk if address < 0x80]
        back = [address for address in bulk if address >= 0x80]
        if out:
            return interface.bInterfaceNumber, out[0], (back or [0])[0]
    return None


def _name(device: Any) -> str:
    try:
        name = f"{device.manufacturer or ''} {device.product or ''}".strip()
    except (OSError, ValueError, NotImplementedError):  # reading names may need the same permission as printing
        name = ""
    return name or f"USB {device.idVendor:04x}:{device.idProduct:04x}"


def _why(fault: OSError) -> str:
    codes = {errno.EACCES: "no-permission", errno.EPERM: "no-permission", errno.EBUSY: "busy"}
    return codes.get(fault.errno or 0, "not-plugged-in")
