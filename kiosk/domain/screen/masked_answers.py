"""Which answers are masked on a screen that others can see, until somebody asks to see them."""

import re

_KINDS = frozenset({"date", "phone", "email", "group", "nir", "iban"})
_NUMBER = re.compile(r"\d[\d\s.-]*")
"""A number as people write it, in groups; words between two numbers (street number, postcode) separate them."""
_LONG_NUMBER = 7
"""Digits from which a number can identify a person: a telephone, an account, a social security number."""


def is_masked(kind: str, shown: str) -> bool:
    """Whether to mask an answer of this kind; `shown` is the answer in words."""
    numbers = (sum(map(str.isdigit, number)) for number in _NUMBER.findall(shown))
    return bool(shown) and (kind in _KINDS or max(numbers, default=0) >= _LONG_NUMBER)
