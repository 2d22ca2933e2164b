"""A receipt printer on a USB cable, spoken to without a driver."""

import errno
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from printers.carrier import Found, Setting
from printers.errors import NotPrinted
from printers.receipt_protocol.connection import STALL_S
from printers.receipt_protocol.spoken_carrier import Spoken
from printers.renderers.escpos import MEDIA_TYPE

if TYPE_CHECKING:
    from escpos.printer import Usb as Device

_PRINTER_CLASS = 7
_SILENT = (errno.ETIMEDOUT, 10060)
"""What Linux and Windows call a time that is up."""


@dataclass(frozen=True, slots=True)
class Usb(Spoken):
    """The printer of these numbers, or the first one; `backend` is how pyusb reaches devices, None for libusb."""

    kind: ClassVar[str] = "usb"
    label: ClassVar[str] = "usb"
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
    def find(cls, backend: Any = None) -> tuple[Found, ...]:
        """What calls itself a printer (class 7), by the names that it bears where they may be read."""
        try:
            return tuple(
                Found(_name(device), {"vendor": f"{device.idVendor:04x}", "product": f"{device.idProduct:04x}"}, "")
                for device in _printers(backend)
            )
        except NotPrinted:
            return ()

    @property
    def address(self) -> str:
        """Maker and model."""
        return f"usb:{self.vendor}:{self.product}"

    def opened(self) -> "_Pipe":
        """Raises NotPrinted("no-address", "no-usb-library", "not-plugged-in", "no-permission", "busy")."""
        found = next((each for each in _printers(self.backend, self.vendor, self.product) if _pipes(each)), None)
        if found is None:
            raise NotPrinted("not-plugged-in")
        # python-escpos takes 248 ms to import, and a box without such a printer never needs it.
        import usb.util
        from escpos.exceptions import DeviceNotFoundError
        from escpos.printer import Usb as Device

        number, out, back = _pipes(found) or (0, 0, 0)
        same = {"custom_match": lambda each: (each.bus, each.address) == (found.bus, found.address)}
        device = Device(
            usb_args={**same, "backend": found.backend}, timeout=int(STALL_S * 1000), in_ep=back, out_ep=out
        )
        try:
            device.open()
            usb.util.claim_interface(device.device, number)
        except DeviceNotFoundError as fault:
            raise NotPrinted(_why(fault.__context__)) from fault
        except OSError as fault:
            raise NotPrinted(_why(fault)) from fault
        return _Pipe(device, bool(back))


@dataclass(frozen=True, slots=True)
class _Pipe:
    """A line over USB; `hears` is whether the printer has a way back."""

    escpos: "Device"
    hears: bool

    def write(self, data: bytes) -> int:
        try:
            self.escpos._raw(data)
        except OSError as fault:
            raise TimeoutError if fault.errno in _SILENT else fault from fault
        return len(data)

    def read(self, seconds: float) -> bytes:
        try:
            return bytes(self.escpos.device.read(self.escpos.in_ep, 64, max(1, int(seconds * 1000))))
        except OSError as fault:
            if fault.errno in _SILENT:
                return b""
            raise

    def finish(self) -> None:
        """A write returns once the printer has taken it."""

    def close(self) -> None:
        with suppress(OSError):  # pulled out
            self.escpos.close()


def _printers(backend: Any, vendor: str = "", product: str = "") -> Iterator[Any]:
    """The devices of these numbers, without any the printers. Raises NotPrinted("no-usb-library", "no-address")."""
    # Only who looks for such a printer needs these, and the library in C.
    import libusb_package
    import usb.core

    try:
        numbers = {name: int(text, 16) for name, text in (("idVendor", vendor), ("idProduct", product)) if text}
    except ValueError as fault:
        raise NotPrinted("no-address") from fault
    if backend is None and (backend := libusb_package.get_libusb1_backend()) is None:
        raise NotPrinted("no-usb-library")
    try:
        for device in usb.core.find(find_all=True, backend=backend, **numbers):
            if numbers or _interfaces(device):
                yield device
    except usb.core.NoBackendError as fault:
        raise NotPrinted("no-usb-library") from fault


def _interfaces(device: Any) -> list[Any]:
    """Those that call themselves a printer."""
    return [each for configuration in device for each in configuration if each.bInterfaceClass == _PRINTER_CLASS]


def _pipes(device: Any) -> tuple[int, int, int] | None:
    """The interface to print through, its way out and its way back (0 for none); None where nothing goes out."""
    for interface in _interfaces(device) or [each for configuration in device for each in configuration]:
        bulk = [each.bEndpointAddress for each in interface if each.bmAttributes & 3 == 2]
        out, back = ([each for each in bulk if (each >= 0x80) is way] for way in (False, True))
        if out:
            return interface.bInterfaceNumber, out[0], (back or [0])[0]
    return None


def _name(device: Any) -> str:
    try:
        said = f"{device.manufacturer or ''} {device.product or ''}".strip()
    except (OSError, ValueError, NotImplementedError):  # names may be read by who may print
        said = ""
    return said or f"USB {device.idVendor:04x}:{device.idProduct:04x}"


def _why(fault: BaseException | None) -> str:
    codes = {errno.EACCES: "no-permission", errno.EPERM: "no-permission", errno.EBUSY: "busy"}
    number = fault.errno if isinstance(fault, OSError) else None
    return codes.get(number or 0, "not-plugged-in")
