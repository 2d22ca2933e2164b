"""A text of a procedure file: the French, its plain variant, and the gettext context for translators."""

from msgspec import Struct


class Text(Struct, frozen=True):
    """French `text`, its variant in `plain` French, and `context`, the procedure's id (gettext's msgctxt)."""

    text: str = ""
    plain: str = ""
    context: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


EMPTY = Text()
