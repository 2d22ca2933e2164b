"""Every carrier, in the order in which settings show them."""

from printers.carrier import Carrier
from printers.carriers import dummy, file, ipp, network, serial, usb

CARRIERS: tuple[type[Carrier], ...] = (ipp.Ipp, network.Network, usb.Usb, serial.Serial, file.File, dummy.Dummy)
