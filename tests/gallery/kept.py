"""Galleries that are made once and looked at by many."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask

from scripts.walk.places import by_place
from scripts.walk.plan import FRENCH, HUB
from tests.gallery.central import hub_shots
from tests.gallery.shots import Shot, shots
from tests.gallery.town import town


@dataclass(frozen=True)
class Gallery:
    """All pages of the box in one language, or those of the hub; the application that serves their files."""

    app: Flask
    shots: list[Shot]

    @cached_property
    def places(self) -> dict[str, list[Shot]]:
        """The states of each page, by its endpoint."""
        return by_place(self.app, self.shots)


Galleries = Callable[[str], Gallery]


def galleries(folder: Path, open_towns: ExitStack) -> Galleries:
    """Gives the gallery of a language, or of `hub`; each town is made when it is first asked for."""
    made: dict[str, Gallery] = {}

    def give(language: str) -> Gallery:
        if language not in made:
            place = open_towns.enter_context(town(folder / language))
            taken = list(shots(place, FRENCH if language == HUB else language))
            made[language] = Gallery(place.app, taken)
            if language == HUB:
                made[language] = Gallery(place.central.app, list(hub_shots(place)))
        return made[language]

    return give
