"""Opens the names of cases for whoever is on shift, beside the application, so that no search waits for it."""

from kiosk.services.box.box import Box
from kiosk.services.loops.beside import Beside
from kiosk.services.people import people_search

EVERY_S = 5.0
"""Seconds between two looks: a mediator who has just signed in types no name sooner."""


class NamesLoop(Beside):
    """Looks every few seconds what has changed; while nobody is on shift there is nothing that could be opened."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "names", EVERY_S)

    def _look(self) -> None:
        people_search.read_ahead(self._box)
