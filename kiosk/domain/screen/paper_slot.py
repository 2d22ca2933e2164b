"""Where the paper of a public screen comes out, as seen by who stands before it, so that it can be said to them."""

from enum import StrEnum


class PaperSlot(StrEnum):
    """A place beside or below the screen; `UNTOLD` where nobody has said it."""

    UNTOLD = ""
    BELOW_LEFT = "below-left"
    BELOW = "below"
    BELOW_RIGHT = "below-right"
    LEFT = "left"
    RIGHT = "right"
    BEHIND = "behind"
