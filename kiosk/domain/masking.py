"""Which answers are covered on a screen that others can see, until somebody asks to see them."""

import re

_KINDS = frozenset({"date", "phone", "email", "group", "nir", "iban"})
_NUMBER = re.compile(r"\d[\d\s.-]*")
"""A number as people write it, in groups; not a street's and a postcode with words between them."""
_LONG_NUMBER = 7
"""Digits from which a number tells a person apart: a telephone, an account, the number of the social security."""


def is_masked(kind: str, shown: str) -> bool:
    """Whether an answer of that kind, in the words it is shown in, is covered."""
    numbers = (sum(map(str.isdigit, each)) for each in _NUMBER.findall(shown))
    return bool(shown) and (kind in _KINDS or max(numbers, default=0) >= _LONG_NUMBER)
