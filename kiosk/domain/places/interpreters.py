"""Whom to telephone where the desk and the person have no language in common."""

from collections.abc import Iterable


def number_for(interpreters: Iterable[str], language: str) -> str:
    """The telephone of an interpreter of this language, as the setting `interpreters` has it; "" for none."""
    split = (entry.partition(":") for entry in interpreters)
    return next((number.strip() for known, _, number in split if language and known.strip() == language), "")
