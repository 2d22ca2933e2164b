"""Tables of printers: nothing is chosen in them at first."""

from kiosk.store.database import Store
from kiosk.store.printing import printers


def test_at_first_the_settings_file_alone_says_what_prints(store: Store) -> None:
    read = store.read()
    assert (printers.every(read), printers.choices(read), printers.chosen(read, "", "")) == ([], [], None)
