"""Addresses that a form or a link brings back, and that may lead to our own pages only."""


def inside(address: str) -> str:
    """The address if it is a path of this application, "" otherwise, so that `next` never leads to another site.

    Browsers take a backslash for a slash and leave control characters out (URL Standard), so none may stand in it.
    """
    path = address.startswith("/") and not address.startswith("//")
    return address if path and "\\" not in address and address.isprintable() else ""
