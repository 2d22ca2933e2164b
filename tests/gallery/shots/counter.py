"""Shots of a busy desk: favourites, a draft set aside, a call, the same person's next case, what to bring."""

from collections.abc import Iterator

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def counter_pages(browser: Browser) -> Iterator[tuple[str, Page]]:
    page = browser.get("/procedures/birth-certificate")
    starred = browser.send(page.form_to("birth-certificate/favourite", "add"))
    yield "introduction-favourite", starred
    listed = browser.get("/procedures")
    yield "catalogue-favourites", listed
    whole = browser.send(listed.form("begin").with_values({"procedure": "birth-certificate"}))
    yield "one-page-begun", whole
    yield "about", browser.get(f"/cases/{steps_taken.case_of(whole)}/about")
    yield "checklist", browser.get("/procedures/identity-document/checklist")
    step = browser.send(starred.form("begin").with_values({"by": "phone"}))
    yield "phone-first", step
    step = steps_taken.fill(browser, step, until="person")
    yield "phone-step", step
    asked = browser.get(f"/cases/{steps_taken.case_of(step)}/park")
    yield "park", asked
    yield "park-too-long", browser.send(asked.form("park").with_values({"note": "x" * 201}))
    yield "desk-parked", browser.send(asked.form("park").with_values({"note": "Revient jeudi avec son livret."}))
    browser.get(f"/cases/{steps_taken.case_of(step)}")
    review = steps_taken.fill(browser, step)
    yield "phone-review", review
    yield "checklist-case", browser.send(browser.get(f"/cases/{steps_taken.case_of(step)}/checklist").form("print"))
    submitted = browser.send(review.form("send"))
    yield "phone-submitted", submitted
    yield "catalogue-same-person", browser.get(f"/procedures?from={steps_taken.case_of(submitted)}")
    introduction = browser.get(f"/procedures/identity-document?from={steps_taken.case_of(submitted)}")
    yield "introduction-same-person", introduction
    yield "step-same-person", browser.send(introduction.form("begin"))
    household = f"from=household-{steps_taken.case_of(submitted)}"
    yield "catalogue-same-household", browser.get(f"/procedures?{household}")
    yield "introduction-same-household", browser.get(f"/procedures/identity-document?{household}")
    yield "desk-previous", browser.send(submitted.form_to("/next"))
    yield "report", browser.get("/desk/report")
