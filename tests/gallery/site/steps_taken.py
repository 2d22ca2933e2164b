"""Walks a case through the screens as Marie answers, for tests that start in the middle."""

from collections.abc import Mapping

from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.page import Browser, Page

BIRTH_CERTIFICATE = {
    "for-whom": {"f.for_whom": "myself"},
    "copy": {"f.copy_type": "full", "f.copies": "1"},
    "person": {"f.birth_name": "Benali", "f.given_names": "Marie Louise"},
    "birth": {
        "f.birth_date.day": "3", "f.birth_date.month": "2", "f.birth_date.year": "1965", "f.birth_town": "Rennes",
    },
    "parents": {
        "f.parent_1_name": "Petit", "f.parent_1_given_name": "Anne",
        "f.parent_2_name": "Benali", "f.parent_2_given_name": "Karim",
    },
    "delivery": {"f.delivery": "counter"},
    "contact": {"f.phone": "02 99 00 00 01", "f.email": ""},
    "papers": {"f.identity_shown": "to_bring"},
}  # fmt: skip

IDENTITY_DOCUMENT = {
    "for-whom": {"f.for_whom": "helped"},
    "applicant": {"f.applicant_family_name": "Durand", "f.applicant_given_names": "Paul"},
    "request": {"f.wanted": "both", "f.reason": "renewal"},
    "person": {"f.birth_name": "Benali", "f.used_name": "", "f.given_names": "Marie Louise"},
    "birth": {"f.birth_date.year": "1945", "f.birth_place": "Oran (Algérie)"},
    "description": {"f.sex": "female", "f.height.none": "1", "f.eyes": "marron"},
    "parents": {"f.parent_1": "Petit Anne", "f.parent_2.none": "1"},
    "situation": {"f.recent_title": "yes"},
    "home": {
        "f.home_address.street": "3 rue du Lavoir", "f.home_address.postcode": "35140",
        "f.home_address.city": "Saint-Aubin", "f.housed": "no",
    },
    "contact": {"f.phone": "", "f.online": "no"},
    "papers": {
        "f.photo_ready": "seen", "f.home_ready": "to_bring", "f.old_title_ready": "seen",
        "f.stamp_adult_ready": "to_bring",
    },
}  # fmt: skip

ANSWERS = {"birth-certificate": BIRTH_CERTIFICATE, "identity-document": IDENTITY_DOCUMENT}


def begin(browser: Browser, procedure: str = "birth-certificate") -> Page:
    return browser.send(browser.get(f"/procedures/{procedure}").form("begin"))


def helped(browser: Browser, page: Page, helper: str) -> Page:
    (button,) = page.all(f"#helpers button[form=answer][value={helper}]")
    return browser.send(page.form("answer").with_values({button.attrib["name"]: helper}))


def called(browser: Browser, path: str = "/procedures") -> Page:
    page = browser.get(path)
    asks = page.all("#helpers button[form=answer]")
    return helped(browser, page, "call") if asks else browser.send(page.form_to("/call"))


def answer(browser: Browser, page: Page, answers: Mapping[str, str]) -> Page:
    form = page.form("answer")
    assert set(answers) <= form.names, f"{set(answers) - form.names} not asked at {page.path}"
    return browser.send(form.with_values(answers))


def step_of(page: Page) -> str:
    return _step_at(page.path)


def _step_at(path: str) -> str:
    return path.partition("#")[0].partition("?")[0].partition("/steps/")[2]


def case_of(page: Page) -> str:
    return page.path.split("/")[2]


def fill(browser: Browser, page: Page, procedure: str = "birth-certificate", until: str = "") -> Page:
    """Answer every step from this page on, up to the step `until` or the review; pages between are not fetched."""
    where = page.path
    for _ in range(30):
        step = _step_at(where)
        if not step or step == until:
            return page if page.path == where else browser.get(where)
        sent = ANSWERS[procedure][step]
        if "seen" in sent.values() and page.path != where:
            page = browser.get(where)
        form = page.form("answer")
        if page.path == where:
            sent = form.with_values(_as_offered(page, sent))
        response = browser.client.post(where, data={"token": form["token"], **sent})
        assert response.status_code == 303, f"{step}: {response.get_data(as_text=True)}"
        where = response.headers["Location"]
    raise AssertionError(f"no end at {where}")


def _as_offered(page: Page, answers: Mapping[str, str]) -> dict[str, str]:
    return {
        name: "with_me" if value == "seen" and not page.all(f'[name="{name}"][value=seen]') else value
        for name, value in answers.items()
    }


def to_review(browser: Browser, procedure: str = "birth-certificate") -> Page:
    page = fill(browser, begin(browser, procedure), procedure)
    assert page.path.endswith("/review"), page.path
    return page


def submitted(browser: Browser, procedure: str = "birth-certificate") -> Page:
    """A new case, confirmed by Marie on the screen turned to her; returns the page with its reference."""
    page = confirmed(browser, to_review(browser, procedure))
    assert page.path.endswith("/submitted"), page.path
    return page


def confirmed(browser: Browser, review: Page) -> Page:
    """Confirm from the review page: Marie says yes on the turned screen, Nadia takes it back with her PIN."""
    turned = browser.send(review.form("send"))
    assert turned.path.endswith("/confirm"), turned.path
    return browser.send(browser.send(turned.form("yes")).form("back").with_values({"pin": PIN}))


def covered(browser: Browser, turned: Page) -> Page:
    """The page that a turned screen leads to once it was held, before the person said yes."""
    path, _, query = turned.path.partition("?")
    return browser.get(f"{path}/covered?{query}")


def sign_in(
    browser: Browser, login: str = "nadia", passphrase: str = PASSPHRASE, pin: str = PIN, *, going: str = "/sign-in"
) -> Page:
    """Sign in at the desk, from the page that asks for it."""
    form = browser.get(going).form("sign-in")
    return browser.send(form.with_values({"login": login, "passphrase": passphrase, "pin": pin}))


def enter(browser: Browser, login: str = "nadia", passphrase: str = PASSPHRASE, pin: str = PIN) -> str:
    """Sign in without looking at the page that it leads to; returns where that is."""
    form = browser.get("/sign-in").form("sign-in").with_values({"login": login, "passphrase": passphrase, "pin": pin})
    response = browser.client.post(form.action, data=form)
    return str(response.headers.get("Location", ""))


def hand_over(browser: Browser) -> Browser:
    """Make this screen a terminal and leave it to citizens."""
    sign_in(browser)
    handed = browser.send(browser.get("/desk/station").form_to("/role", "terminal"))
    assert handed.path == "/", handed.path
    return browser


def alone(terminal: Browser, procedure: str = "birth-certificate") -> Page:
    page = terminal.send(to_review(terminal, procedure).form("send"))
    assert page.path.endswith("/submitted"), page.path
    return page


def reference_of(page: Page) -> str:
    """The reference that a page shows large, without spaces."""
    return "".join(page.one(".reference").text_content().split())
