"""Every screen, in the order a person meets them; a new one is one module and one word here."""

from kiosk.screens import (
    box,
    call,
    catalogue,
    clock,
    control,
    desk,
    discard,
    find,
    followed,
    introduction,
    language,
    mend,
    papers,
    printing,
    review,
    sign_in,
    step,
    submitted,
    supplement,
    welcome,
)

SCREENS = (
    welcome, language, call, catalogue, introduction, step, discard, review, submitted, sign_in, desk, find, followed,
    supplement, mend, papers, printing, box, clock, control,
)  # fmt: skip
