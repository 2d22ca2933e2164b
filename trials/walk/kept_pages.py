"""Galleries that are made once and looked at by many."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask

from gallery.shots.hub import hub_shots
from gallery.shots.shots import Shot, shots
from gallery.shots.town import Town, town
from trials.walk.places import by_place
from trials.walk.plan import FRENCH, HUB


@dataclass(frozen=True)
class Gallery:
    """All pages of the box in one language, or those of the hub; the application that serves their files."""

    app: Flask
    shots: list[Shot]

    @cached_property
    def places(self) -> dict[str, list[Shot]]:
        """The states of each page, by its endpoint."""
        return by_place(self.app, self.shots)

    @cached_property
    def fullest(self) -> frozenset[str]:
        """The names of the states that show the most of their page, one for each."""
        return frozenset(max(states, key=lambda shot: len(shot.source)).name for states in self.places.values())


Galleries = Callable[[str], Gallery]


def galleries(folder: Path, open_towns: ExitStack) -> Galleries:
    """Gives the gallery of a language, or of `hub`; each town is made when it is first asked for. The hub's pages show
    what the French day has brought there."""
    made: dict[str, Gallery] = {}
    towns: dict[str, Town] = {}

    def give(language: str) -> Gallery:
        if language not in made:
            if language == HUB:
                give(FRENCH)
                made[language] = Gallery(towns[FRENCH].central.app, list(hub_shots(towns[FRENCH])))
            else:
                place = towns[language] = open_towns.enter_context(town(folder / language))
                made[language] = Gallery(place.app, list(shots(place, language)))
        return made[language]

    return give
