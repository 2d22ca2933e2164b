"""A procedure may name a price: the person knows it beforehand, and the desk notes that it was paid. No money here."""

import json
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from hub.cases.cases import read_case
from hub.decisions import rights
from kiosk.domain.events.event import EventType
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.spool import print_queue
from kiosk.services.submitted import requests
from kiosk.services.upkeep import retention
from kiosk.store import journal, wrapped_keys
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.central import PASSPHRASE as CLAIRES
from tests.gallery.site.central import Central
from tests.gallery.site.gardens import PARCEL
from tests.gallery.site.gestures import helped
from tests.gallery.site.hub_browser import Browser as HubBrowser
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import hand_over
from tests.screens.conftest import Decide, transmit
from tests.screens.lan import test_second_screen as second_screen
from tests.screens.test_visits import counted

DUE = "Cela coûte 8,50 €, à payer au guichet."
PRICED = PARCEL.replace("theme: loisirs\n", "theme: loisirs\nprice: 8,50\n")


def offer(box: Box, watch: Watch) -> None:
    folder = box.settings.paths.procedures
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parcel.yaml").write_text(PRICED, "utf-8")
    watch.wait(timedelta(seconds=3))


@pytest.fixture
def priced(box: Box, watch: Watch, desk: Browser) -> Browser:
    offer(box, watch)
    return desk


@pytest.fixture
def linked_priced(linked: Box, watch: Watch, linked_desk: Browser) -> Browser:
    offer(linked, watch)
    return linked_desk


def review(browser: Browser) -> Page:
    page = steps_taken.begin(browser, "parcel")
    return steps_taken.answer(browser, page, {"f.small": "yes", "f.home": "to_bring"})


def deposited(browser: Browser) -> Page:
    return steps_taken.confirmed(browser, review(browser))


def spoken(page: Page) -> str:
    return re.sub(r"\s", " ", page.main)


def pay(browser: Browser, page: Page, number: str = "", do: str = "paid") -> Page:
    return browser.send(page.form("payment").with_values({"receipt": number, "do": do}))


def opened(browser: Browser, reference: str) -> Page:
    return browser.get(f"/desk/references/{reference}")


def test_a_person_knows_the_price_before_they_begin_and_as_they_confirm(priced: Browser) -> None:
    assert DUE in spoken(priced.get("/procedures/parcel"))
    page = review(priced)
    assert DUE in spoken(page)
    turned = priced.send(page.form("send"))
    assert DUE in spoken(turned)
    page = steps_taken.confirmed(priced, page)
    assert spoken(page).count(DUE) >= 1
    paper = priced.client.get(f"/papers/receipt/{steps_taken.case_of(page)}.pdf")
    assert paper.status_code == 200


def test_a_person_alone_knows_it_too_and_has_no_button_to_say_that_they_paid(priced: Browser) -> None:
    terminal = hand_over(Browser(priced.client.application.test_client()))
    assert DUE in spoken(terminal.get("/procedures/parcel"))
    page = review(terminal)
    assert DUE in spoken(page)
    page = terminal.send(page.form("send"))
    assert DUE in spoken(page) and not page.all("#payment")


def test_the_citizen_reads_the_price_on_the_screen_of_their_own_too(priced: Browser) -> None:
    client = priced.client.application.test_client()
    assert second_screen.pair(client, second_screen.code_of(priced)) == 303
    priced.send(review(priced).form("send"))
    assert DUE in spoken(Browser(client).get(second_screen.FACE))


def test_without_a_price_nothing_is_said_of_paying(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    assert "à payer" not in page.main and not page.all("#payment")
    assert not opened(desk, steps_taken.reference_of(page)).all("#payment")


def test_one_press_notes_that_it_is_paid_and_says_who_noted_it(priced: Browser, box: Box, watch: Watch) -> None:
    page = deposited(priced)
    reference = steps_taken.reference_of(page)
    thanks = pay(priced, page)
    assert thanks.path == page.path and DUE not in spoken(thanks)
    today = box.words().day(box.watch.today().day)
    assert f"Payé le {today}." in spoken(thanks) and "Noté par Nadia Roux" in spoken(thanks)
    assert "Quittance" not in spoken(thanks)
    page = opened(priced, reference)
    assert f"Payé le {today}." in spoken(page) and "Façon d’être prévenu" not in page.main
    assert page.words(".history strong").count("Paiement noté") == 1
    lines = journal.select_journal_lines(box.store.read(), reference)
    assert [(line.action, line.mediator) for line in lines][-1] == ("payment-noted", "Nadia Roux")
    assert not [what for what in counted(box) if "notices" in what], "the figures count visits, not payments"


def test_the_number_of_the_till_is_corrected_by_noting_it_again(priced: Browser) -> None:
    reference = steps_taken.reference_of(page := deposited(priced))
    pay(priced, page, "2026-114")
    page = opened(priced, reference)
    assert "Quittance 2026-114" in spoken(page) and page.one("#receipt").get("value") == "2026-114"
    page = pay(priced, page, "  2026-411 ")
    assert page.path == f"/desk/references/{reference}"
    assert "Quittance 2026-411" in spoken(page) and "2026-114" not in page.main
    page = pay(priced, page, do="undo")
    assert DUE in spoken(page) and "Payé le" not in page.main and "2026-411" not in page.main
    assert page.words(".history strong")[:3] == ["Paiement noté par erreur, annulé", "Paiement noté", "Paiement noté"]


def test_a_number_that_cannot_be_read_is_refused_beside_its_box_and_stays_there(priced: Browser, box: Box) -> None:
    reference = steps_taken.reference_of(page := deposited(priced))
    for number in ("9" * 41, "///", "20\ufffd26"):
        page = pay(priced, opened(priced, reference), number)
        assert page.status == 422 and "ne se lit pas" in page.words("#receipt-fault")[0], number
        assert page.one("#receipt").get("value") == number and DUE in spoken(page)
    assert "payment-noted" not in [line.action for line in journal.select_journal_lines(box.store.read(), reference)]


def test_a_second_tap_notes_it_once_and_what_costs_nothing_is_not_paid(priced: Browser, box: Box) -> None:
    reference = steps_taken.reference_of(page := deposited(priced))
    pay(priced, page, "7")
    pay(priced, page, "7")
    actions = [line.action for line in journal.select_journal_lines(box.store.read(), reference)]
    assert actions.count("payment-noted") == 1
    form = opened(priced, reference).form("payment")
    free = steps_taken.reference_of(steps_taken.submitted(priced))
    answer = priced.client.post(f"/desk/references/{free}/payment", data=form)
    assert answer.status_code >= 400
    assert "payment-noted" not in [line.action for line in journal.select_journal_lines(box.store.read(), free)]


def test_the_line_of_work_says_to_pay_until_something_is_noted(linked_priced: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(deposited(linked_priced))
    transmit(linked_priced)
    decides(reference, "accepted", "Venez quand vous voulez.")
    transmit(linked_priced)
    (line,) = linked_priced.get("/desk").words("li.work")
    assert "à payer" in line
    page = pay(linked_priced, opened(linked_priced, reference))
    assert "Payé le" in page.main, "a case that is decided can still be paid"
    (line,) = linked_priced.get("/desk").words("li.work")
    assert "à payer" not in line


def test_the_service_and_whoever_follows_the_case_see_that_it_is_paid(
    linked_priced: Browser, linked: Box, central: Central
) -> None:
    page = deposited(linked_priced)
    reference, code = steps_taken.reference_of(page), re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.main)[0]
    transmit(linked_priced)
    client: FlaskClient = central.app.test_client()
    service = HubBrowser(client).sign_in("claire", CLAIRES)
    follower = HubBrowser(central.app.test_client())
    told = re.sub(r"\s", " ", service.open(f"/dossiers/{reference}").text)
    assert DUE in told
    follower.open("/f").fill("/f", reference=reference, code=code)
    assert "Payé" not in follower.text
    page = pay(linked_priced, opened(linked_priced, reference), "2026-114")
    transmit(linked_priced)
    paid = f"Payé le {linked.words().day(linked.watch.today().day)}."
    told = re.sub(r"\s", " ", service.open(f"/dossiers/{reference}").text)
    assert paid in told and "Quittance 2026-114" in told and "Noté par Nadia Roux" in told and DUE not in told
    follower.open("/f").fill("/f", reference=reference, code=code)
    assert paid in re.sub(r"\s", " ", follower.text) and "2026-114" not in follower.text
    terminal = hand_over(Browser(linked_priced.client.application.test_client()))
    where = terminal.send(terminal.get("/where").form_to("/where").with_values({"number": reference, "code": code}))
    assert paid in spoken(where)
    with central.hub.store.reading() as connection:
        copy = rights.copy_of_case(central.hub, connection, read_case(connection, central.hub.ring, reference))
    assert copy["payments"][0]["paid"] == {"holds": True, "receipt": "2026-114"}


def test_the_copy_of_a_person_holds_the_payment_and_erasure_takes_it_away(
    linked_priced: Browser, linked: Box, watch: Watch
) -> None:
    reference = steps_taken.reference_of(page := deposited(linked_priced))
    pay(linked_priced, page, "QUITTANCE-114")
    copy = json.loads(requests.export_personal_json(linked, reference, helped(linked)))
    assert copy["events"][-1]["said"]["paid"] == {"holds": True, "receipt": "QUITTANCE-114"}
    exchange_with_hub(linked, hub_of(linked))
    print_queue.print_due_jobs(linked)
    watch.wait(timedelta(days=1))
    requests.request_data_right(linked, reference, EventType.ERASURE, helped(linked), linked.clock.new_id())
    print_queue.print_due_jobs(linked)
    exchange_with_hub(linked, hub_of(linked))
    retention.destroy_expired_data(linked)
    assert not wrapped_keys.has_keys_left(linked.store.read(), steps_taken.case_of(page))
    assert "QUITTANCE-114" not in requests.export_personal_json(linked, reference, helped(linked))
