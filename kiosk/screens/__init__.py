"""Every screen, in the order a person meets them; a new one is one module and one word here."""

from kiosk.screens import (
    box,
    call,
    catalogue,
    clock,
    confirm,
    control,
    desk,
    discard,
    find,
    followed,
    introduction,
    language,
    leave,
    lock,
    mandate,
    mandates,
    mend,
    new_mandate,
    papers,
    printing,
    resume,
    review,
    rights,
    sign_in,
    step,
    submitted,
    supplement,
    team,
    welcome,
)

SCREENS = (
    welcome, language, call, catalogue, introduction, step, resume, discard, review, confirm, submitted, leave, sign_in,
    lock, desk, find, followed, supplement, rights, mend, mandates, new_mandate, mandate, papers, printing, team, box,
    clock, control,
)  # fmt: skip
