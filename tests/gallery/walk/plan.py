"""Who sees which page how: the visits of a walk, so that every two settings meet, or every three."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle

import lxml.html
from lxml.html import HtmlElement

from kiosk.domain.screen.station import CHOICES, Comfort
from kiosk.words.languages import list_languages as languages
from tests.gallery.shots.shots import Shot
from tests.gallery.walk.covering import cover

NARROWEST = "320×256"
WINDOWS = {NARROWEST: (320, 256), "390×844": (390, 844), "1280×800": (1280, 800), "1080×1920": (1080, 1920)}
"""The narrowest (RGAA 10.11), a telephone, a desk, a public terminal; in CSS pixels."""
FRENCH, PLAIN = "fr", "fr-plain"
HUB = "hub"
"""The hub's pages, which speak French and have no comfort to choose."""

_STATES = ("checked", "disabled", "hidden", "inputmode", "lang", "multiple", "open", "required")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a page is looked at."""

    language: str
    comfort: Comfort
    window: str

    @property
    def told(self) -> str:
        return " ".join(filter(None, (self.language, self.window, self.comfort.written)))


@dataclass(frozen=True, slots=True)
class Visit:
    shot: Shot
    setting: Setting


def spoken() -> list[str]:
    """Every language there is a translation for, French first, in its two manners."""
    return [FRENCH, PLAIN, *languages()[1:]]


def factors(places: Sequence[str], languages: Sequence[str]) -> dict[str, Sequence[str]]:
    """What is paired: the page first."""
    chosen = {name: CHOICES[name] for name in ("colours", "size", "letters")}
    return {"place": places, "language": languages, **chosen, "window": list(WINDOWS)}


def visits(
    places: Mapping[str, Sequence[Shot]], language: str, languages: Sequence[str], strength: int
) -> Iterator[Visit]:
    """The visits in one language: its rows of the array over all, each with the next state of its place.

    In the first language every state is seen: those for which there was no row follow, each with the next row's
    settings. Each state of a place may be a place of its own: `places` says so.
    """
    rows = [row for row in _rows(tuple(places), tuple(languages), strength) if row["language"] == language]
    turns = {name: cycle(shots) for name, shots in places.items()}
    seen: set[str] = set()
    for row in rows:
        shot = next(turns[row["place"]])
        seen.add(shot.name)
        yield Visit(shot, _setting(row))
    if language != languages[0]:
        return
    again = cycle(rows)
    for shot in (shot for shots in places.values() for shot in shots if shot.name not in seen):
        yield Visit(shot, _setting(next(again)))


def one_of_each_kind(places: Mapping[str, Sequence[Shot]]) -> list[Shot]:
    """The fullest state of every page, and states that show every kind of element within every kind of element.

    Who judges these has judged all that the states left out are made of; they differ in words, and in what stands
    beside what. `trials.walk` leaves out none.
    """
    kinds = {shot.name: _kinds(shot) for shots in places.values() for shot in shots}
    result = [max(shots, key=lambda shot: len(shot.source)) for shots in places.values()]
    missing = frozenset().union(*kinds.values()).difference(*(kinds[shot.name] for shot in result))
    while missing:
        result.append(
            max((each for shots in places.values() for each in shots), key=lambda s: len(kinds[s.name] & missing))
        )
        missing -= kinds[result[-1].name]
    return result


def visits_of(shots: Sequence[Shot], language: str) -> Iterator[Visit]:
    """Each once, under the next of few settings of which every two meet."""
    rows = cycle(cover({name: values for name, values in factors((), [language]).items() if name != "place"}, 2))
    for shot in shots:
        yield Visit(shot, _setting(next(rows)))


def _kinds(shot: Shot) -> frozenset[tuple[object, object]]:
    """The kinds of elements of a page, each with that of the element around it."""
    elements = [each for each in lxml.html.document_fromstring(shot.source).iter() if isinstance(each.tag, str)]
    return frozenset((_kind(around), _kind(each)) for each in elements if (around := each.getparent()) is not None)


def _kind(element: HtmlElement) -> tuple[object, ...]:
    """What an element is: its tag and classes, what kind of control, and what is said of it to engines and scripts."""
    given = element.attrib
    told = (name for name in given if name.startswith(("aria-", "data-", "hx-")) or name in _STATES)
    exactly = (given.get(name, "") for name in ("type", "role", "dir", "aria-invalid", "aria-live"))
    return element.tag, *sorted(given.get("class", "").split()), *exactly, *sorted(told)


def each_state(places: Mapping[str, Sequence[Shot]]) -> dict[str, list[Shot]]:
    """Every state of every place as a place of its own."""
    return {shot.name: [shot] for shots in places.values() for shot in shots}


def hub_visits(shots: Sequence[Shot]) -> Iterator[Visit]:
    """Each page in each window: two meet by that, and there is no third."""
    for shot in shots:
        for window in WINDOWS:
            yield Visit(shot, Setting(HUB, Comfort(), window))


@cache
def _rows(places: tuple[str, ...], languages: tuple[str, ...], strength: int) -> list[dict[str, str]]:
    return cover(factors(places, languages), strength)


def _setting(row: Mapping[str, str]) -> Setting:
    comfort = Comfort(size=row["size"], colours=row["colours"], letters=row["letters"])
    return Setting(row["language"], comfort, row["window"])
