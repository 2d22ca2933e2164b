"""Every screen of the box in every state, as pages, for checks of all pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from kiosk.domain.events.reference import mint_reference
from kiosk.error_codes import Rejection
from kiosk.services.spool import print_queue
from kiosk.store import outbox
from printers.carrier import NotPrintedFault, UnknownFault
from tests.gallery.shots.after import corrected, supplemented, withdrawn, withdrawn_alone, worked_off
from tests.gallery.shots.by_hand import by_hand
from tests.gallery.shots.calls import calls
from tests.gallery.shots.counted import counted
from tests.gallery.shots.counter import counter_pages
from tests.gallery.shots.first_start import first_start
from tests.gallery.shots.guarded import alone, guarded, joined
from tests.gallery.shots.listed import listed
from tests.gallery.shots.lost import lost, named
from tests.gallery.shots.mandates import mandate_pages
from tests.gallery.shots.notified import notified
from tests.gallery.shots.person import persons
from tests.gallery.shots.printing import printing
from tests.gallery.shots.public import public
from tests.gallery.shots.published import published
from tests.gallery.shots.received import received
from tests.gallery.shots.screens import screens
from tests.gallery.shots.second import second
from tests.gallery.shots.stopped import stopped
from tests.gallery.shots.town import Town, decide, transmit
from tests.gallery.shots.verified import paper_alone, verified, whereabouts
from tests.gallery.shots.waited import waited
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.page import Browser, Page

WRITTEN = {
    "f.line": "Bonjour", "f.lines": "Une phrase.\nUne autre.", "f.number": "3", "f.day.year": "1945",
    "f.phone": "02 99 00 00 01", "f.email": "marie@exemple.fr", "f.address.street": "3 rue du Lavoir",
    "f.address.postcode": "35140", "f.address.city": "Saint-Aubin", "f.amount": "1 234,50", "f.country": "Angleterre",
    "f.nir": "2 45 02 35 123 456", "f.iban": "fr76 3000 6000 0112 3456 7890 189", "f.siret": "73282932000074",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    path: str
    status: int
    source: str
    headers: tuple[tuple[str, str], ...]


def shots(place: Town, language: str) -> Iterator[Shot]:
    """All pages in one language (`fr`, `fr-plain` or `en`), in the order of a day."""
    for scene in (
        first_start, _open, _questions, stopped, _case, _counter, guarded, listed, calls, alone, waited, public, joined,
        _mandates, verified, whereabouts, paper_alone, corrected, withdrawn, withdrawn_alone, lost, named, _followed,
        _mended, _desk, persons, printing, by_hand, received, published, screens, second, notified, counted,
    ):  # fmt: skip
        for name, page in scene(place, language):
            assert page.html is not None, name
            yield Shot(name, page.path, page.status, page.source, tuple(page.headers.items()))


def _open(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Pages that anyone sees before somebody signs in."""
    browser = place.browser
    yield "welcome", browser.get("/")
    yield "catalogue", browser.send(browser.get("/").form_to("/language", language))
    paths = (
        "/language /keyboard /comfort /call /accessibility /procedures/birth-certificate /procedures/identity-document"
    )
    for path in paths.split():
        yield path.strip("/").replace("/", "-"), browser.get(path)
    for name, asked in (
        ("by-name", "list=all"),
        ("found", "q=passeort"),
        ("narrowed", "audience=habitant"),
        ("missed", "q=xylophone"),
    ):
        yield f"catalogue-{name}", browser.get(f"/procedures?{asked}")
    yield "no-such-page", browser.get("/nowhere")
    form = browser.get("/sign-in").form("sign-in")
    yield "sign-in", browser.get("/sign-in")
    yield "sign-in-wrong", browser.send(form.with_values({"login": "nadia", "passphrase": "x"}))
    yield "desk-empty", browser.send(form.with_values({"passphrase": PASSPHRASE, "pin": PIN}))
    for path in ("/desk/box", "/desk/printing", "/desk/find", "/desk/mandates", "/desk/clock"):
        yield f"{path.rpartition('/')[2]}-empty", browser.get(path)


def _questions(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Every kind of question: asked, wrong, and answered."""
    browser = place.browser
    page = steps_taken.begin(browser, "every-kind")
    yield "step-written", page
    wrong = steps_taken.answer(browser, page, {})
    yield "step-written-missing", wrong
    odd = {
        "f.number": "99",
        "f.day.day": "31",
        "f.phone": "1",
        "f.email": "x",
        "f.address.postcode": "1",
        "f.amount": "1,234",
        "f.country": "Congo",
        "f.nir": "2 45 02 35 123 456 78",
        "f.iban": "FR76 3000 6000",
        "f.siret": "732829320",
        "f.line": "x",
    }
    yield "step-written-wrong", steps_taken.answer(browser, wrong, {**odd, "f.line.none": "1"})
    yield "step-written-commune", steps_taken.answer(browser, wrong, {**WRITTEN, "f.address.city": "Le Hamel"})
    page = steps_taken.answer(browser, wrong, WRITTEN)
    yield "step-pressed", page
    yield "step-pressed-missing", steps_taken.answer(browser, page, {})
    page = steps_taken.answer(
        browser, page, {"f.one": "~none", "f.many": "a", "f.hand": "on_paper", "f.yes": "", "f.photo": "seen"}
    )
    yield "review-every-kind", page
    yield "step-changing", browser.get(f"/cases/{steps_taken.case_of(page)}/steps/written?change=1")
    yield "discard", browser.get(f"/cases/{steps_taken.case_of(page)}/discard")


def _case(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """The two procedures that ship, from the first question to the receipt."""
    browser = place.browser
    for procedure in ("birth-certificate", "identity-document"):
        page = steps_taken.begin(browser, procedure)
        while steps_taken.step_of(page):
            yield f"{procedure}-{steps_taken.step_of(page)}", page
            page = steps_taken.answer(browser, page, steps_taken.ANSWERS[procedure][steps_taken.step_of(page)])
        yield f"{procedure}-review", page
        case = steps_taken.case_of(page)
        changed = steps_taken.answer(
            browser, browser.get(f"/cases/{case}/steps/for-whom?change=1"), {"f.for_whom": "my_child"}
        )
        yield f"{procedure}-review-open", browser.get(f"/cases/{case}/review")
        answers = steps_taken.ANSWERS[procedure]["for-whom"]
        page = steps_taken.answer(
            browser, browser.get(f"/cases/{steps_taken.case_of(changed)}/steps/for-whom?change=1"), answers
        )
        turned = browser.send(browser.get(f"/cases/{case}/review").form("send"))
        yield f"{procedure}-confirm", turned
        wrong = browser.send(steps_taken.covered(browser, turned).form("back").with_values({"pin": "1"}))
        yield f"{procedure}-confirm-wrong", wrong
        thanks = browser.send(turned.form("yes"))
        yield f"{procedure}-confirmed", thanks
        yield (
            f"{procedure}-submitted",
            browser.send(thanks.form("back").with_values({"pin": PIN})),
        )


def _counter(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """The desk with six people waiting."""
    yield from counter_pages(place.browser)


def _mandates(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    yield from mandate_pages(place.browser, place.box)


def _followed(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    browser = place.browser
    submitted = steps_taken.submitted(browser)
    reference = steps_taken.reference_of(submitted)
    yield "box-waiting", browser.get("/desk/box")
    transmit(place)
    yield "submitted-received", browser.get(submitted.path)
    decide(place, reference, "in_progress", "")
    decide(place, reference, "incomplete", "Il manque une pièce d’identité lisible.\nLe passeport suffit.")
    transmit(place)
    yield from worked_off(browser)
    yield "followed", browser.get(f"/desk/references/{reference}")
    yield from supplemented(browser, reference)
    elsewhere, _ = mint_reference("BZ", 1000)
    yield "followed-elsewhere", browser.get(f"/desk/references/{elsewhere}")
    form = browser.get("/desk/find").form_to("/desk/find")
    yield "find-wrong", browser.send(form.with_values({"reference": "SA1001Z"}))


def _mended(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """A supplement that crosses a decision, a case that the hub refuses, and one whose number another case has."""
    browser = place.browser
    transmit(place)
    reference = steps_taken.reference_of(steps_taken.submitted(browser))
    transmit(place)
    form = browser.get(f"/desk/references/{reference}/supplement").form("supplement")
    browser.send(form.with_values({"message": "Trop tard ?", "document.identity": "1"}))
    decide(place, reference, "refused", "Vous n’êtes pas un proche.")
    transmit(place)
    refused = browser.get("/desk").one(".work.mend .do a").attrib["href"]
    yield "mend-supplement", browser.get(refused)
    yield "followed-attention", browser.get(f"/desk/references/{reference}")
    steps_taken.submitted(browser)
    (event,) = outbox.select_due_events(place.box.store.read(), 10)
    with place.box.store.write() as db:
        outbox.insert_rejection(db, event.id, place.watch.now(), Rejection.BAD_EVENT, "answers[3]")
    yield "mend-case", browser.get(f"/desk/mend/{event.id}")
    yield "review-mended", browser.get(f"/cases/{event.stream}/review")
    old = steps_taken.reference_of(steps_taken.submitted(browser))
    (event,) = outbox.select_due_events(place.box.store.read(), 10)
    with place.box.store.write() as db:
        outbox.insert_rejection(db, event.id, place.watch.now(), Rejection.REFERENCE_TAKEN, "")
    page = browser.get(f"/desk/mend/{event.id}")
    yield "mend-number", page
    yield "followed-renumbered", browser.send(page.form("mend"))
    yield "numbers", browser.get("/desk/numbers")
    form = browser.get("/desk/find").form_to("/desk/find")
    yield "followed-old-number", browser.send(form.with_values({"reference": old}))


def _desk(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """A full desk, papers in every state, a printer and a clock in doubt."""
    browser, carrier = place.browser, place.box.carrier
    carrier.fail_with(NotPrintedFault("disk-full"), UnknownFault("not-confirmed"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(place.box)
    steps_taken.submitted(browser)
    yield "printing", browser.get("/desk/printing")
    carrier.wrong = "folder-missing"  # type: ignore[attr-defined]
    yield "printing-wrong", browser.get("/desk/printing")
    other = Browser(place.app.test_client())
    for _ in range(5):
        form = other.get("/sign-in").form("sign-in")
        page = other.send(form.with_values({"login": "omar", "passphrase": "x"}))
    yield "sign-in-locked-out", page
    yield "team-locked-out", browser.get("/desk/team")
    yield "box-full", browser.get("/desk/box")
    carrier.wrong = None  # type: ignore[attr-defined]
    steps_taken.fill(browser, steps_taken.begin(browser), until="birth")
    place.watch.jump(timedelta(days=2))
    steps_taken.sign_in(browser)
    browser.send(browser.get("/language").form_to("/language", language))
    yield "desk-full", browser.get("/desk")
    yield "clock", browser.get("/desk/clock")
    yield "clock-wrong", browser.send(browser.get("/desk/clock").form("clock").with_values({"f.today.day": "32"}))
    yield "submitted-date-in-doubt", steps_taken.submitted(browser)
    form = steps_taken.begin(browser).form("answer")
    yield "stale-form", browser.send(form.with_values({"token": "0"}))
