"""How a procedure file names a pictogram of the town hall's own: `site-` and the name of its file."""

OWN = "site-"


def is_own(icon: str) -> bool:
    """Whether this icon is the town hall's own, so that no sprite holds it."""
    return icon.startswith(OWN)


def file_name(icon: str) -> str:
    """The name of its file in the data folder's `pictograms/`, without what follows the point."""
    return icon.removeprefix(OWN)
