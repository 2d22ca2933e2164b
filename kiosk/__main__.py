"""`python -m kiosk` is the command `kiosk`."""

from kiosk.cli import main

main(prog_name="kiosk")
