"""The person is on the telephone: what to say, a yes that is heard, a receipt that waits or is posted."""

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.store import cases, spool
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies


def called(desk: Browser, on: str = "") -> Page:
    form = desk.get("/procedures/birth-certificate").form("begin")
    return desk.send(form.with_values({"by": "phone", **({"on": on} if on else {})}))


def script(page: Page) -> str:
    return " ".join(page.words("main .notice.info"))


def submitted(desk: Browser) -> Page:
    review = steps_taken.fill(desk, called(desk))
    return desk.send(review.form("send"))


def test_the_introduction_offers_it_beside_the_beginning(desk: Browser, browser: Browser) -> None:
    button = desk.get("/procedures/birth-certificate").one("button[name=by][value=phone]")
    assert "La personne est au téléphone" in " ".join(button.text_content().split())
    assert button.get("form") == "begin"


def test_a_call_begins_with_who_speaks_and_that_nothing_is_recorded(desk: Browser) -> None:
    step = called(desk)
    for words in (
        "Bonjour, Nadia Roux, Mairie de Saint-Aubin.", "n’est pas enregistré", "Jamais un mot de passe",
        "Lisez la question comme elle est écrite.", "Épelez les noms",
    ):  # fmt: skip
        assert words in script(step), words
    assert "Bonjour, Nadia Roux" not in script(steps_taken.fill(desk, step, until="person")), "once is enough"
    assert "Épelez les noms" in script(desk.get(step.path.replace("for-whom", "person")))


def test_the_whole_page_has_the_script_as_well(desk: Browser) -> None:
    assert "Bonjour, Nadia Roux" in script(called(desk, on="whole"))


def test_the_yes_is_heard_and_the_screen_is_not_turned(desk: Browser, box: Box, nadia: Actor) -> None:
    review = steps_taken.fill(desk, called(desk))
    assert "Relisez chaque réponse à voix haute." in script(review)
    assert "Tournez l’écran" not in review.main
    assert review.words(".actions button") == ["La personne a confirmé"]
    page = desk.send(review.form("send"))
    assert page.path.endswith("/submitted")
    (body,) = bodies(box, nadia, "submitted")
    assert body["channel"] == "phone"
    assert (body["confirmation"]["by"], body["confirmation"]["how"]) == ("citizen", "spoken")
    assert body["helper"] == "Nadia Roux"


def test_the_number_is_said_and_the_receipt_waits_or_is_posted(desk: Browser, box: Box) -> None:
    page = submitted(desk)
    assert "Dites le numéro lentement, deux fois." in script(page)
    assert "Postez-le, ou gardez-le à l’accueil." in script(page)
    assert "la personne, au téléphone" in page.main
    assert [job.kind for job in spool.select_jobs_in_state(box.store.read(), "pending")] == ["receipt"]


def test_a_case_by_telephone_is_kept_as_long_as_any_at_the_desk(desk: Browser, box: Box) -> None:
    case = steps_taken.case_of(submitted(desk))
    submission = cases.read_submission(box.store.read(), case)
    assert submission is not None
    assert submission.retention_days == box.settings.retention_days


def test_the_desk_says_how_it_came(desk: Browser) -> None:
    reference = steps_taken.reference_of(submitted(desk))
    assert "Par téléphone" in desk.get(f"/desk/references/{reference}").main
    other = steps_taken.reference_of(steps_taken.submitted(desk))
    assert "À l’accueil" in desk.get(f"/desk/references/{other}").main


@pytest.mark.parametrize("way", ["step", "review"])
def test_at_the_desk_nobody_is_on_the_telephone(desk: Browser, way: str) -> None:
    page = steps_taken.begin(desk) if way == "step" else steps_taken.to_review(desk)
    assert "Au téléphone" not in page.main


def test_a_terminal_has_no_telephone(terminal: Browser, box: Box) -> None:
    page = terminal.get("/procedures/birth-certificate")
    assert not page.all("button[name=by]")
    step = terminal.send(page.form("begin").with_values({"by": "phone"}))
    head = cases.read_case_head(box.store.read(), steps_taken.case_of(step))
    assert head is not None
    assert head.channel == "kiosk"
