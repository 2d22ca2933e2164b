"""Bytes to somewhere: every carrier, in the order settings show them."""

from printers.carriers import dummy, file, ipp, network, serial, usb

CARRIERS = (ipp.Ipp, network.Network, usb.Usb, serial.Serial, file.File, dummy.Dummy)
