"""The kinds of question; a new one is one module here, one template, and one word in this tuple."""

from kiosk.domain.fields import (
    address,
    choice,
    choices,
    date,
    document,
    email,
    group,
    long_text,
    note,
    number,
    phone,
    text,
    yes_no,
)

KINDS = (
    text.KIND, long_text.KIND, number.KIND, date.KIND, choice.KIND, choices.KIND, yes_no.KIND,
    phone.KIND, email.KIND, address.KIND, note.KIND, document.KIND, group.KIND,
)  # fmt: skip
