"""A `kiosk browser` that keeps what is typed, as an ordinary browser does, for a run that has to notice."""

import sys

from kiosk.cli import main
from kiosk.commands import browser
from trials.citizens.faults import ordinary

if __name__ == "__main__":
    browser.FLAGS = ordinary()  # type: ignore[assignment]
    browser.PREFERENCES = {}
    main(["browser", *sys.argv[1:]])
