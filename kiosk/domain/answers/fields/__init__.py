"""The kinds of question; a new one is one module here, one template, and one word in this tuple."""

from kiosk.domain.answers.fields import (
    address,
    amount,
    choice,
    choices,
    commune,
    country,
    date,
    document,
    email,
    group,
    iban,
    long_text,
    nir,
    note,
    number,
    phone,
    signature,
    siret,
    stop,
    text,
    yes_no,
)

KINDS = (
    text.KIND, long_text.KIND, number.KIND, date.KIND, choice.KIND, choices.KIND, yes_no.KIND, phone.KIND,
    email.KIND, address.KIND, note.KIND, document.KIND, group.KIND, amount.KIND, country.KIND, nir.KIND, iban.KIND,
    siret.KIND, signature.KIND, commune.KIND, stop.KIND,
)  # fmt: skip
