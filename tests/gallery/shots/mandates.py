"""Shots of the screens of mandates in every state."""

from collections.abc import Iterator, Mapping

from kiosk.domain.mandates.mandate import MandateGiver, Terms
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from tests.gallery.site import steps_taken
from tests.gallery.site.mandated import at_the_desk
from tests.gallery.site.new_mandate import DRAWN, PERSON, SCOPE
from tests.gallery.site.page import Browser, Page

MARIE = MandateGiver("Benali", "Marie Louise", "1965-02-03")


def mandate_pages(browser: Browser, box: Box) -> Iterator[tuple[str, Page]]:
    """Every page as Nadia makes a mandate, uses it and ends it; she has signed in."""
    yield "mandates-none", browser.get("/desk/mandates")
    page = browser.get("/desk/mandates/new")
    yield "mandate-explain", page
    page = _go(browser, page, {})
    yield "mandate-scope", page
    yield "mandate-scope-missing", _go(browser, page, {})
    page = _go(browser, page, SCOPE)
    yield "mandate-person", page
    yield "mandate-person-wrong", _go(browser, page, {"birth.day": "31", "birth.month": "2", "birth.year": "1945"})
    page = _go(browser, page, PERSON)
    yield "mandate-sign", page
    yield "mandate-sign-missing", _go(browser, page, {"manner": "cannot-sign"})
    yield "mandate-sign-empty", _go(browser, page, {"manner": "screen"})
    paper = _go(browser, page, {"manner": "paper"})
    yield "mandate-to-sign", paper
    browser.send(paper.form_to("/confirm"))
    page = browser.get("/desk/mandates/new")
    for values in ({}, SCOPE, PERSON, {"manner": "screen", "signature": DRAWN}):
        page = _go(browser, page, values)
    yield "mandate-made", page
    yield "mandate-renew", browser.get(browser.get(page.path.split("?")[0]).one('a[href*="renew="]').attrib["href"])
    yield "mandate-wrong-name", browser.send(page.form("revoke").with_values({"said": "Ali"}))
    yield "mandate-revoked", browser.send(page.form("revoke").with_values({"said": "Jeanne Martin"}))
    yield "mandates", browser.get("/desk/mandates")
    search = browser.get("/desk/mandates").form_to("/desk/mandates")
    yield "mandates-found", browser.send(search.with_values({"typed": "martin"}))
    yield "mandates-nobody", browser.send(search.with_values({"typed": "zzz"}))
    yield from _used(browser, box, at_the_desk(box))


def _used(browser: Browser, box: Box, actor: Actor) -> Iterator[tuple[str, Page]]:
    terms = Terms(MARIE, ("papiers",), "LONG", "cannot-sign", "Ali Ben Salem")
    made = mandates.issue_mandate(box, terms, None, actor).mandate
    review = steps_taken.to_review(browser)
    yield "review-mandate", review
    browser.send(review.form("send").with_values({"mandate": made.id}))
    yield "mandate-used", browser.get(f"/desk/mandates/{made.id}")
    review = steps_taken.to_review(browser)
    mandates.revoke_mandate(box, made.id, MARIE.name, actor)
    yield "review-outside-mandate", browser.send(review.form("send").with_values({"mandate": made.id}))


def _go(browser: Browser, page: Page, values: Mapping[str, object]) -> Page:
    return browser.send(page.form("mandate-form").with_values({**values, "do": "next"}))
