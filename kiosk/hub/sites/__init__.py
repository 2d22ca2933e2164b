"""The sites that are believed: enrolment, what each said last, keys for receipts."""
