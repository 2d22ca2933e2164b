"""Bytes to somewhere: every carrier, in the order settings show them."""

from printers.carriers import dummy, file

CARRIERS = (file.File, dummy.Dummy)
