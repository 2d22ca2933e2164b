"""How far those tests go that could go on for ever: short and always the same in `make test`, long and by chance in
`make trials`."""

import os

from hypothesis import settings

ARE_LONG = os.environ.get("PARVIS_TRIALS") == "1"
"""Whether this run is one of `make trials`, which runs the files that import this module or hypothesis."""

settings.register_profile("short", derandomize=True)
settings.register_profile("long", max_examples=1000, deadline=None)


def begin() -> None:
    """What hypothesis tries by itself from now on: the same examples in every run, or many and by chance."""
    settings.load_profile("long" if ARE_LONG else "short")


def how_many(short: int, long: int) -> int:
    """How many of something: `short` in `make test`, `long` in `make trials`."""
    return long if ARE_LONG else short
