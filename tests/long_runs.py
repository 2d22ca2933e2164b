"""How long open-ended tests run: short and the same each time in `make test`, long and random in `make trials`."""

import os

from hypothesis import settings

ARE_LONG = os.environ.get("PARVIS_TRIALS") == "1"
"""Whether this run is `make trials`, which runs the files that import this module or hypothesis."""

settings.register_profile("short", derandomize=True, deadline=None)
settings.register_profile("long", max_examples=1000, deadline=None)


def begin() -> None:
    """Set up hypothesis: the same examples in every run, or many random ones."""
    settings.load_profile("long" if ARE_LONG else "short")


def how_many(short: int, long: int) -> int:
    """How many of something: `short` in `make test`, `long` in `make trials`."""
    return long if ARE_LONG else short
