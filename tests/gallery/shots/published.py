"""Shots of what is published to a site: information sheets, a message at the desk, a publication that was refused."""

from collections.abc import Iterator

from kiosk.clock import Clock
from kiosk.error_codes import Refusal
from kiosk.services.published import follow
from kiosk.store import publications
from kiosk.store.publications import FollowProgress
from tests.gallery.shots.town import Town
from tests.gallery.site.authority import Authority
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.published import publish


def published(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    publish(place.box)
    citizen = Browser(place.app.test_client())
    citizen.send(citizen.get("/").form_to("/language", language))
    yield "information", citizen.get("/information")
    yield "information-sheet", citizen.get("/information/passeport.yaml")
    yield "information-french", citizen.get("/information/grand-froid.yaml")
    yield "catalogue-information", citizen.get("/procedures?q=encombrants")
    authority, now = Authority(), Clock().now()
    follow.trust_given_root(place.box, authority.root())
    publish(place.box)
    with place.box.store.write() as db:
        publications.save_followed_list(db, "", 4, authority.list(4, {}), now)
        publications.save_follow_progress(
            db, FollowProgress("e", 4, Refusal.OLDER_PUBLICATION, {"number": 3, "known": 4}), now
        )
    yield "desk-message", place.browser.get("/desk")
    yield "hub-published", place.browser.get("/desk/hub")
    with place.box.store.write() as db:
        publications.delete_publications(db)
    yield "information-none", citizen.get("/information")
