"""Shots of a submitted case: papers added, an answer corrected, a withdrawal at the desk and alone."""

from collections.abc import Iterator
from io import BytesIO

from tests.gallery.shots.town import Town, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.strange_files import picture


def supplemented(browser: Browser, reference: str) -> Iterator[tuple[str, Page]]:
    """Papers added to a submitted case: the form, a fault, a file that waits, the camera, and what was sent."""
    page = browser.get(f"/desk/references/{reference}/supplement")
    yield "supplement", page
    yield "supplement-missing", browser.send(page.form("supplement"))
    yield "supplement-camera", browser.get(page.one("[data-needs-camera] a").attrib["href"])
    chosen = page.form("supplement").with_values({"do": "join", "message": "Passeport vu."})
    chosen = chosen.with_values({"file.identity": (BytesIO(picture("JPEG")), "passeport.jpg")})
    yield "supplement-joined", browser.send(chosen)
    form = browser.get(page.path).form("supplement")
    yield "followed-supplemented", browser.send(form.with_values({"message": "Passeport vu.", "other-0": "Livret"}))


def corrected(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Which question, its own control, words of one's own, and one the hub refuses."""
    browser = place.browser
    reference = steps_taken.reference_of(steps_taken.submitted(browser))
    here = f"/desk/references/{reference}/correction"
    yield "correction", browser.get(here)
    asked = browser.get(f"{here}/answer?field=birth_date")
    yield "correction-answer", asked
    wrong = browser.send(asked.form("correction").with_values({"f.birth_date.day": "40"}))
    yield "correction-answer-wrong", wrong
    born = {"f.birth_date.day": "4", "f.birth_date.month": "2", "f.birth_date.year": "1965"}
    yield "followed-corrected", browser.send(wrong.form("correction").with_values(born))
    yield "correction-words", browser.get(f"{here}/answer")
    yield "correction-words-missing", browser.send(browser.get(f"{here}/answer").form("correction"))


def withdrawn(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    browser = place.browser
    reference = steps_taken.reference_of(steps_taken.submitted(browser))
    page = browser.get(f"/desk/references/{reference}/withdrawal")
    yield "withdrawal", page
    turned = browser.send(page.form("turn"))
    yield "withdrawal-turned", turned
    covered = browser.get(f"{turned.path}?covered=1")
    yield "withdrawal-covered", covered
    yield "withdrawal-covered-wrong", browser.send(covered.form("back").with_values({"pin": "1", "do": "back"}))
    thanks = browser.send(turned.form("turned").with_values({"message": "Je déménage."}))
    yield "withdrawal-done", thanks
    yield "followed-withdrawing", browser.send(thanks.form("back").with_values({"pin": PIN}))
    transmit(place)
    yield "followed-withdrawn", browser.get(f"/desk/references/{reference}")


def withdrawn_alone(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """A terminal: a slip of the finger, a wrong code noted truthfully, and the desk that hears of it."""
    terminal = steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    reference = steps_taken.reference_of(steps_taken.submitted(place.browser))
    page = terminal.get("/withdraw")
    yield "terminal-first", terminal.get("/")
    yield "withdrawal-alone", page
    slip = page.form("withdraw").with_values({"reference": reference, "code": "0"})
    yield "withdrawal-alone-wrong", terminal.send(slip)
    yield "withdrawal-alone-noted", terminal.send(slip.with_values({"code": "AAAAA-AAAAA"}))
    for _ in range(2):
        transmit(place)
    attention = place.browser.get("/desk").one(".work.mend .do a").attrib["href"]
    mend = place.browser.get(attention)
    yield "mend-withdrawal", mend
    place.browser.send(mend.form_to(mend.path, "set-aside"))


def worked_off(browser: Browser) -> Iterator[tuple[str, Page]]:
    """The list of work, a line of it handed on, and one that is done and taken back."""
    news = browser.get("/desk")
    yield "desk-news", news
    update_id = news.one(".work.papers form[id^=done]").attrib["id"].removeprefix("done-")
    yield "work-hand-on", browser.get(f"/desk/work/{update_id}/hand-on")
    yield "desk-done", browser.send(news.form(f"done-{update_id}"))
    done = browser.get("/desk/done")
    yield "work-done", done
    browser.send(done.form(f"undo-{update_id}"))
