"""A receipt printer on a simulated USB bus, which pyusb takes as a `backend`."""

import errno
from array import array
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from tests.printers.receipt_printer import ReceiptPrinter

VENDOR, PRODUCT = 0x04B8, 0x0E15
OUT, BACK = 0x02, 0x81


class Bus(IBackend):
    """One device; `refuses` is an error number for whoever opens it, `two_way` whether it can answer.

    `driver` is whether the system's own printer driver holds its interface, `configured` whether it was configured.
    """

    def __init__(self, printer: ReceiptPrinter, two_way: bool = True, kind: int = 7) -> None:
        self.printer, self.two_way, self.kind = printer, two_way, kind
        self.plugged_in = True
        self.refuses = 0
        self.configured, self.driver, self.resets = True, False, 0
        self._answers = b""

    def enumerate_devices(self) -> Any:
        return iter([1] if self.plugged_in else [])

    def get_device_descriptor(self, dev: int) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT, bcdDevice=0x100, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, bus=1, address=2, port_number=1, port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: int, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=(),
        )  # fmt: skip

    def get_interface_descriptor(self, dev: int, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=1 + self.two_way,
            bInterfaceClass=self.kind, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=(),
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: int, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, BACK)[ep], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=(),
        )  # fmt: skip

    def open_device(self, dev: int) -> int:
        self._there()
        return 1

    def close_device(self, dev_handle: int) -> None:
        pass

    def set_configuration(self, dev_handle: int, config_value: int) -> None:
        self.configured = True

    def get_configuration(self, dev_handle: int) -> int:
        return int(self.configured)

    def is_kernel_driver_active(self, dev_handle: int, intf: int) -> bool:
        return self.driver

    def detach_kernel_driver(self, dev_handle: int, intf: int) -> None:
        self.driver = False

    def claim_interface(self, dev_handle: int, intf: int) -> None:
        self._there()
        if self.driver:
            raise USBError("Resource busy", -6, errno.EBUSY)

    def release_interface(self, dev_handle: int, intf: int) -> None:
        pass

    def reset_device(self, dev_handle: int) -> None:
        self.resets += 1

    def bulk_write(self, dev_handle: int, ep: int, intf: int, data: Any, timeout: int) -> int:
        self._there()
        assert ep == OUT
        try:
            self._answers += self.printer.take(bytes(data))
        except ConnectionError:
            self.plugged_in = False
            self._there()
        return len(data)

    def bulk_read(self, dev_handle: int, ep: int, intf: int, buff: array, timeout: int) -> int:
        self._there()
        assert ep == BACK
        if not self._answers:
            raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        came, self._answers = self._answers[: len(buff)], self._answers[len(buff) :]
        buff[: len(came)] = array("B", came)
        return len(came)

    def _there(self) -> None:
        if not self.plugged_in:
            raise USBError("No such device", -4, errno.ENODEV)
        if self.refuses:
            raise USBError("refused", -3, self.refuses)
