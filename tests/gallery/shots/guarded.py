"""Shots of access: the team, a locked screen, a terminal with its resume code, joined copies."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

from tests.gallery.shots.town import Town, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.strange_files import picture


def guarded(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Who may open what: the team, a screen that was left, a case of another service."""
    browser = place.browser
    page = browser.get("/desk/team")
    yield "team", page
    yield "facts", browser.get("/desk/facts")
    yield "procedure-facts", browser.get("/desk/facts/electoral-roll")
    yield "place", browser.get("/desk/place")
    for step in ("name", "contact", "privacy", "hours", "languages", "services", "commune"):
        yield f"place-{step}", browser.get(f"/desk/place/{step}")
    closings = browser.get("/desk/place/closings").form("answer")
    yield "place-closings-wrong", browser.send(closings.with_values({"from": "32/12/2026"}))
    browser.send(closings.with_values({"from": "24/12/2026", "until": "02/01/2027"}))
    yield "place-closings", browser.get("/desk/place/closings")
    promises = browser.get("/desk/place/promises")
    yield "place-promises", promises
    yield "place-promises-wrong", browser.send(promises.form("answer").with_values({"promised_answer_days": "0"}))
    told = browser.get("/desk/public-message")
    yield "public-message", browser.send(told.form_to("/closed-today"))
    yield "public-message-wrong", browser.send(told.form_to("/own"))
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/language").form_to("/language", language))
    yield "welcome-told", terminal.get("/")
    browser.send(browser.get("/desk/public-message").form_to("/end"))
    station = browser.get("/desk/station")
    yield "station", station
    measure = station.form("ruler").with_values({"with": "typed", "length": "beaucoup"})
    yield "station-wrong", browser.send(measure)
    yield "station-measured", browser.send(measure.with_values({"length": "85", "distance": "600"}))
    browser.send(browser.get("/desk/station").form_to("/forget"))
    added = {"name": "Zoé Martin", "login": "zoe", "service": ["etat-civil"]}
    yield "team-wrong", browser.send(page.form_to("/add").with_values({**added, "service": []}))
    wrong = {"passphrase": PASSPHRASE, "pin": PIN, "new-pin": "1"}
    yield "team-pin-wrong", browser.send(page.form_to("/pin").with_values(wrong))
    for kind in ("passphrase", "badge", "key-file"):
        form = page.form_to("/add").with_values({**added, "login": kind, "factor": kind})
        yield f"issued-{kind}", browser.send(form)
    yield "find-people", browser.send(browser.get("/desk/find").form_to("/desk/find").with_values({"reference": "ben"}))
    nobody = browser.get("/desk/find").form_to("/desk/find").with_values({"reference": "Personne"})
    yield "find-nobody", browser.send(nobody)
    reference = steps_taken.reference_of(steps_taken.submitted(browser))
    rights = browser.get(f"/desk/references/{reference}/rights")
    yield "rights", rights
    browser.send(rights.form_to("/rights", "access"))
    omar = Browser(place.app.test_client())
    form = omar.get("/sign-in").form("sign-in")
    yield "desk-of-no-service", omar.send(form.with_values({"login": "omar", "passphrase": PASSPHRASE, "pin": PIN}))
    yield "another-service", omar.get(f"/desk/references/{reference}")
    place.watch.wait(timedelta(minutes=11))
    yield "sign-in-known", Browser(place.app.test_client()).get("/sign-in")
    locked = browser.get("/desk")
    yield "lock", locked
    yield "lock-wrong", browser.send(locked.form("unlock").with_values({"pin": "1"}))
    browser.send(locked.form("unlock").with_values({"pin": PIN}))


def alone(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    yield "terminal-welcome", terminal.get("/")
    yield "terminal-catalogue", terminal.send(terminal.get("/").form_to("/language", language))
    yield "terminal-introduction", terminal.get("/procedures/birth-certificate")
    page = steps_taken.begin(terminal)
    yield "terminal-step", page
    for reading in ("on", "off"):
        token = page.one("input[name=token]").get("value")
        terminal.client.post("/speech/settings", data={"token": token, "reading": reading})
        if reading == "on":
            yield "terminal-step-aloud", terminal.get(page.path)
    case = steps_taken.case_of(page)
    offered = terminal.get(f"/cases/{case}/code")
    yield "code-offered", offered
    given = terminal.send(offered.form("give"))
    yield "code", given
    terminal.send(given.form_to("/next"))
    terminal.send(terminal.get("/").form_to("/language", language))
    form = terminal.get("/resume").form("resume")
    yield "existing-case", terminal.get("/my-case")
    yield "resume", terminal.get("/resume")
    yield "resume-wrong", terminal.send(form.with_values({"code": "ABC 23456 789AB"}))
    yield "resume-no-code", terminal.send(form.with_values({"code": "bonjour"}))
    page = terminal.send(form.with_values({"code": given.one(".reference").text_content()}))
    page = steps_taken.fill(terminal, page)
    yield "terminal-review", page
    submitted = terminal.send(page.form("send"))
    yield "terminal-submitted", submitted
    place.box.held.drop_subject(case)  # its paper is out
    transmit(place)
    yield "terminal-gone", terminal.get(submitted.path)


def joined(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """A copy of a document: none yet, refused, joined, and looked for at a terminal."""
    for name, browser in (("", place.browser), ("terminal-", steps_taken.hand_over(Browser(place.app.test_client())))):
        page = steps_taken.fill(browser, steps_taken.begin(browser), until="papers")
        page = steps_taken.answer(browser, page, {"f.identity_shown": "joined"})
        yield f"{name}join", page
        if name:
            continue
        wrong = page.form("file-form").with_values({"file": (BytesIO(b"<svg/>"), "carte.svg")})
        yield "join-wrong", browser.send(wrong)
        page = browser.send(page.form("file-form").with_values({"file": (BytesIO(picture("JPEG")), "carte.jpg")}))
        yield "joined", page
        yield "step-joined", browser.get(page.one("a.primary").attrib["href"])
