"""Galleries that are made once and looked at by many, also from other processes."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from filelock import FileLock
from flask import Flask

from tests.gallery.shots.hub import hub_shots
from tests.gallery.shots.shots import Shot, shots
from tests.gallery.shots.town import Town, town
from tests.gallery.walk.places import by_place
from tests.gallery.walk.plan import FRENCH, HUB


@dataclass(frozen=True)
class Gallery:
    app: Flask
    shots: list[Shot]

    @cached_property
    def places(self) -> dict[str, list[Shot]]:
        return by_place(self.app, self.shots)

    @cached_property
    def fullest(self) -> frozenset[str]:
        """The names of the states that show the most of their page, one for each."""
        return frozenset(max(states, key=lambda shot: len(shot.source)).name for states in self.places.values())


Galleries = Callable[[str], Gallery]


def galleries(folder: Path, open_towns: ExitStack, kept: Path | None = None) -> Galleries:
    """Gives the gallery of a language, or of `hub`; each is made when it is first asked for. The hub's pages show what
    the French day has brought there.

    `kept` is a folder of all processes of a run: each day is lived by the one that asks for it first.
    """
    made: dict[str, Gallery] = {}
    kept = kept or folder

    def give(language: str) -> Gallery:
        if language not in made:
            place = open_towns.enter_context(town(folder / language))
            app = place.central.app if language == HUB else place.app
            made[language] = Gallery(app, pages(kept, place, language))
        return made[language]

    return give


def pages(kept: Path, place: Town, language: str) -> list[Shot]:
    day, file = FRENCH if language == HUB else language, kept / f"{language}.json"
    with FileLock(kept / f"{day}.lock"):
        if not file.exists():
            _keep(kept / f"{day}.json", list(shots(place, day)))
            if day == FRENCH:
                _keep(kept / f"{HUB}.json", list(hub_shots(place)))
        rows = json.loads(file.read_text("utf-8"))
    return [Shot(**{**row, "headers": tuple(map(tuple, row["headers"]))}) for row in rows]


def _keep(file: Path, taken: list[Shot]) -> None:
    file.write_text(json.dumps([asdict(shot) for shot in taken]), "utf-8")
