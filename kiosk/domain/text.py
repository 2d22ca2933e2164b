"""Words of a procedure file: the French, its plain variant, and the context in which a translator meets them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """French words; `plain` says the same in plainer ones; `context` is the procedure's id (gettext's msgctxt)."""

    text: str = ""
    plain: str = ""
    context: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


EMPTY = Text()
