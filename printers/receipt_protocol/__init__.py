"""The status protocol of receipt printers (ESC/POS), over any connection: TCP, USB or serial."""
