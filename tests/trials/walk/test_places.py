"""Which page a shot is, and which pages there are."""

import pytest
from flask import Flask

from tests.gallery.shots.shots import Shot
from tests.gallery.site.central import Central
from tests.gallery.walk.places import NO_PAGE, place_of, shown


def shot(path: str) -> Shot:
    return Shot("some", path, 200, "", ())


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "welcome.show"),
        ("/procedures?q=carte", "catalogue.show"),
        ("/cases/abc/steps/birth", "step.show"),
        ("/cases/abc/confirm/back", ""),
        ("/nowhere", ""),
    ],
)
def test_a_shot_belongs_to_the_page_of_its_address(app: Flask, path: str, place: str) -> None:
    assert place_of(app, shot(path)) == place


def test_what_shows_a_page_is_all_that_answers_get_but_what_is_named(app: Flask) -> None:
    assert {"welcome.show", "desk.show", "step.show"} <= set(shown(app))
    assert not set(shown(app)) & set(NO_PAGE)


def test_nothing_is_named_that_is_not_there(app: Flask, central: Central) -> None:
    there = {rule.endpoint for application in (app, central.app) for rule in application.url_map.iter_rules()}
    assert not set(NO_PAGE) - there
