"""A mediator trains: every gesture works, each paper says EXEMPLE, and nothing real changes."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from flask import Flask

from kiosk.domain.keys.ring import DESK
from kiosk.domain.proofs import receipt_proof
from kiosk.paths import TRAINING
from kiosk.services.box.box import Box
from kiosk.services.receipts import verify_receipt
from kiosk.services.spool import print_queue
from kiosk.services.training.training import Training
from kiosk.web import guards
from kiosk.web.request_state import state_of
from printers.carriers.dummy import Dummy
from tests.conftest import PASSPHRASE, PIN, Watch, a_mediator, at_work
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

APART = ("sessions", "sqlite_sequence")
"""Tables that may change while somebody trains: when a session was last used."""


def begun(desk: Browser) -> Page:
    page = desk.send(desk.get("/desk").form("training"))
    assert page.path == "/desk" and page.all("section.training"), page.main
    return page


def ended(desk: Browser) -> Page:
    return desk.send(desk.get("/desk").form_to("/desk/training/end"))


def training_of(app: Flask) -> Training:
    (training,) = state_of(app).trainings._by_session.values()
    return training


def trained(app: Flask) -> Box:
    return training_of(app).box


def as_stored(box: Box) -> dict[str, object]:
    db = box.store.read()
    tables = [str(row["name"]) for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: list(db.query(f'SELECT * FROM "{table}"')) for table in tables if table not in APART}


def files_of(box: Box) -> set[str]:
    return {path.name for path in box.settings.paths.data.rglob("*")}


def test_a_whole_day_of_training_changes_nothing_real(desk: Browser, app: Flask, box: Box) -> None:
    real = steps_taken.reference_of(steps_taken.submitted(desk))
    print_queue.print_due_jobs(box)
    before, files = as_stored(box), files_of(box)
    begun(desk)
    for procedure in ("birth-certificate", "identity-document"):
        page = steps_taken.submitted(desk, procedure)
        assert steps_taken.reference_of(page).startswith("FICT1")
        assert page.all("section.training"), "the banner stands on every page"
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    desk.send(desk.get(f"/cases/{steps_taken.case_of(draft)}/park").form("park"))
    assert print_queue.print_due_jobs(trained(app)) >= 2
    home = desk.get("/desk")
    assert "Pièces à compléter" in home.main and real[:2] not in "".join(home.words("#submitted a"))
    found = desk.send(desk.get("/desk/find").form_to("/find").with_values({"reference": real}))
    assert found.status == 422 and "Ce numéro est vrai." in found.main, "a real number leads nowhere from here"
    answered = desk.get(home.one(".work.answer .whose a, .work.papers .whose a").get("href"))
    assert "Il manque une pièce" in answered.main
    supplement(desk, answered)
    events = list(trained(app).store.read().query("SELECT type FROM events"))
    assert sorted(event["type"] for event in events) == ["submitted", "submitted", "supplement"]
    desk.send(desk.get("/desk").form_to("/next"))
    desk.send(desk.get("/language").form_to("/language", "en"))
    assert desk.get("/desk").all("section.training")
    ended(desk)
    assert as_stored(box) == before
    assert files_of(box) == files
    assert real[:2] in "".join(desk.get("/desk").words("#submitted a"))


def supplement(desk: Browser, page: Page) -> None:
    """Add what is missing, as the made-up answer asks for."""
    form = desk.get(next(link for link in page.links() if link.endswith("/supplement"))).form_to("/supplement")
    after = desk.send(form.with_values({"message": "Voici la pièce."}))
    assert after.status == 200 and after.path == page.path


def test_it_is_destroyed_when_it_ends(desk: Browser, app: Flask, box: Box) -> None:
    begun(desk)
    steps_taken.submitted(desk)
    training = training_of(app)
    folder = training.box.settings.data
    assert folder.name.startswith(TRAINING) and folder.parent == box.settings.paths.runtime
    home = ended(desk)
    assert home.path == "/desk" and not home.all("section.training")
    assert not folder.exists() and not state_of(app).trainings._by_session
    again = begun(desk)
    assert "Rien à faire pour l’instant." in again.main, "the next training begins with nothing"


@pytest.mark.parametrize("way", ["/lock/now", "/sign-in/leave"])
def test_it_ends_at_the_lock_and_when_one_leaves(desk: Browser, app: Flask, way: str) -> None:
    page = begun(desk)
    folder = trained(app).settings.data
    left = desk.send(page.form_to(way))
    assert not left.all("section.training") and not folder.exists()
    assert desk.get("/desk").path.startswith(("/sign-in", "/lock")), "and the real desk is locked"


def test_it_ends_when_nobody_is_there_and_at_the_end_of_the_shift(desk: Browser, app: Flask, watch: Watch) -> None:
    begun(desk)
    folder = trained(app).settings.data
    watch.wait(timedelta(minutes=11))
    locked = desk.get("/desk")
    assert locked.path.startswith("/lock") and not folder.exists()
    desk.send(locked.form_to("/lock").with_values({"pin": PIN}))
    begun(desk)
    folder = trained(app).settings.data
    for _ in range(100):
        watch.wait(timedelta(minutes=8))
        desk.get("/desk")
    assert not folder.exists() and desk.get("/desk").path.startswith("/sign-in")


def test_it_ends_though_its_browser_never_comes_back(desk: Browser, app: Flask, watch: Watch) -> None:
    begun(desk)
    folder = trained(app).settings.data
    watch.wait(timedelta(minutes=11))
    Browser(app.test_client()).get("/")
    assert not folder.exists()


def test_a_colleague_who_shows_somebody_out_ends_it(desk: Browser, app: Flask, box: Box) -> None:
    begun(desk)
    folder = trained(app).settings.data
    mediator_id = box.shifts.on_shift()[0][0]
    box.shifts.end(mediator_id)
    assert desk.get("/desk").path.startswith("/sign-in") and not folder.exists()


def test_a_terminal_is_no_place_to_train(terminal: Browser, app: Flask) -> None:
    home = steps_taken.sign_in(terminal)
    assert not home.all("form#training")
    token = home.all("input[name=token]")[0].get("value")
    assert terminal.client.post("/desk/training/begin", data={"token": token}).status_code == 409
    terminal.send(home.form_to("/next"))
    assert not state_of(app).trainings._by_session


def test_who_is_not_signed_in_trains_nothing(browser: Browser, app: Flask, nadia: object) -> None:
    token = browser.get("/language").all("input[name=token]")[0].get("value")
    answer = browser.client.post("/desk/training/begin", data={"token": token})
    assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
    assert not state_of(app).trainings._by_session


def test_a_colleague_beside_works_for_real(desk: Browser, app: Flask, box: Box) -> None:
    begun(desk)
    at_work(box, a_mediator("omar", "Omar Haddad", "b"), DESK, supervisor=False)
    omars_desk = Browser(app.test_client())
    form = omars_desk.get("/sign-in").form("sign-in")
    omars_desk.send(form.with_values({"login": "omar", "passphrase": PASSPHRASE, "pin": PIN}))
    assert not omars_desk.get("/desk").all("section.training")
    locked = omars_desk.send(omars_desk.get("/desk").form("lock-now"))
    assert locked.path.startswith("/lock") and training_of(app)
    assert desk.get("/desk").all("section.training")


def test_the_turned_screen_takes_the_mediators_own_pin_and_the_way_out_asks_for_it(desk: Browser, app: Flask) -> None:
    begun(desk)
    turned = desk.send(steps_taken.to_review(desk).form("send"))
    assert turned.path.endswith("/confirm") and turned.all("section.training")
    for path in ("/desk", "/desk/printers", "/desk/team"):
        assert desk.get(path).path == turned.path, "it shows this case and nothing else"
    out = desk.send(turned.form_to("/desk/training/end"))
    assert out.path.startswith("/lock") and not out.all("section.training"), "who stands there opens no real desk"
    assert desk.send(out.form_to("/lock").with_values({"pin": PIN})).path == "/desk"


def test_what_would_change_the_town_hall_is_not_tried(desk: Browser) -> None:
    begun(desk)
    for path in ("/desk/team", "/desk/station", "/desk/printers"):
        page = desk.get(path)
        assert page.status == 409 and "Terminez d’abord l’entraînement" in page.main, path


def test_every_endpoint_it_names_is_there(app: Flask) -> None:
    endpoints = set(app.view_functions)
    blueprints = set(app.blueprints)
    assert guards.ENDS | {guards.HOME} <= endpoints
    assert endpoints | blueprints >= guards.REAL
    assert blueprints >= guards.REFUSED


def test_a_call_from_a_terminal_is_heard_in_a_training(terminal: Browser, desk: Browser) -> None:
    begun(desk)
    desk.get("/desk")
    terminal.send(terminal.get("/language").form_to("/call"))
    assert desk.get("/desk").all("#incoming-calls form, .incoming-calls form, [id*=call] form")


def test_its_receipt_is_an_example_to_everyone(desk: Browser, app: Flask, box: Box) -> None:
    begun(desk)
    steps_taken.submitted(desk)
    own = trained(app)
    (submission,) = list(own.store.read().query("SELECT proof FROM submissions"))
    text = receipt_proof.encode_receipt_proof(submission["proof"])
    for where in (box, own):
        assert verify_receipt.report_verification(where, text).code == "example"
    ended(desk)
    page = desk.send(desk.get("/desk/verify").form("verify").with_values({"proof": text}))
    assert page.status == 422 and "ce papier n’est pas un vrai reçu" in page.main


def test_every_paper_says_so(desk: Browser, app: Flask, box: Box) -> None:
    begun(desk)
    page = steps_taken.submitted(desk)
    case_id = steps_taken.case_of(page)
    own = trained(app)
    assert print_queue.print_due_jobs(own) == 1
    shown = desk.client.get(f"/papers/receipt/{case_id}.pdf?paper=escpos-80").data
    assert isinstance(own.carrier, Dummy) and isinstance(box.carrier, Dummy)
    for pdf in (own.carrier.jobs[0][1], shown):
        for sheet in pypdf.PdfReader(BytesIO(pdf)).pages:
            assert "EXEMPLE" in sheet.extract_text()
    assert not box.carrier.jobs, "the real printer of this test is another one"


def test_what_a_killed_application_left_is_swept(box: Box) -> None:
    left = box.settings.paths.runtime / f"{TRAINING}left"
    left.mkdir(parents=True)
    (left / "parvis.db").write_bytes(b"example")
    box.settings.paths.sweep()
    assert not left.exists()
