"""A person alone at a terminal photographs what the service asks for, sees it, and sends it."""

import re
from io import BytesIO

import pytest

from hub.cases.cases import read_case
from hub.decisions.decisions import Asking, DraftDecision, decide_case
from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.store import cases, wrapped_keys
from tests.gallery.site import steps_taken
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import hand_over
from tests.gallery.site.strange_files import picture
from tests.screens.conftest import transmit

BIRTH_DATE = "03/02/1965"


@pytest.fixture
def terminal(linked_desk: Browser) -> Browser:
    return hand_over(Browser(linked_desk.client.application.test_client()))


@pytest.fixture
def receipt(linked_desk: Browser, central: Central) -> dict[str, str]:
    page = steps_taken.submitted(linked_desk)
    reference = steps_taken.reference_of(page)
    transmit(linked_desk)
    asks = Asking((), "La page 3 du bail\nLe livret bleu")
    decide_case(
        central.hub, central.claire, reference, DraftDecision("incomplete", "", 0, in_a_month(central.hub), asks)
    )
    code = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.main)[0]
    return {"number": reference, "code": code, "birth_date": BIRTH_DATE}


def asked(terminal: Browser, receipt: dict[str, str]) -> Page:
    """The page that says what is asked."""
    return terminal.send(terminal.get("/where").form_to("/where").with_values(receipt))


def at_camera(terminal: Browser, receipt: dict[str, str], index: int = 0) -> Page:
    news = asked(terminal, receipt)
    item = news.all("#photograph button")[index].get("value")
    return terminal.send(news.form("photograph").with_values({"item": item}))


def photo(terminal: Browser, camera: Page) -> Page:
    return terminal.send(camera.form("camera-form").with_values({"file": (BytesIO(picture("JPEG")), "photo.jpg")}))


def test_it_is_pressed_photographed_seen_and_sent(
    terminal: Browser, receipt: dict[str, str], linked: Box, linked_desk: Browser, central: Central
) -> None:
    camera = at_camera(terminal, receipt)
    assert camera.heading == "Photographier : La page 3 du bail"
    assert camera.headers["Permissions-Policy"].startswith("camera=(self)")
    assert "Apportez la pièce à l’accueil" in camera.main and not camera.all("input[type=file]")
    seen = photo(terminal, camera)
    assert "Rien n’est encore parti" in seen.main and "Le livret bleu" in seen.main
    assert terminal.client.get(seen.one(".attachments img").get("src")).mimetype == "image/jpeg"
    form = seen.form_to("/send")
    sent, again = terminal.send(form), terminal.send(form)
    assert sent.heading == again.heading == "C’est enregistré"
    assert "La page 3 du bail" in sent.main and "1 sur 2 : il manque Le livret bleu." in sent.main
    assert linked.store.read().table("events").count_where("type = 'supplement'") == 1
    assert terminal.get(seen.path).path == sent.path
    for _ in range(2):
        transmit(linked_desk)
    with central.hub.store.reading() as connection:
        file = read_case(connection, central.hub.ring, receipt["number"].replace(" ", ""))
    assert [paper.state for paper in file.asked] == ["answered", "open"]
    terminal.send(sent.form_to("/next"))
    assert terminal.get(sent.path).path == "/where"


def test_an_answer_is_written_seen_changed_and_sent(terminal: Browser, receipt: dict[str, str], linked: Box) -> None:
    words = terminal.send(asked(terminal, receipt).form("photograph").with_values({"item": "words"}))
    assert "Le livret bleu" in words.main
    long = terminal.send(words.form("answer").with_values({"words": "a" * 1001}))
    assert long.status == 422 and len(str(long.one("textarea").text).strip()) == 1001
    seen = terminal.send(long.form("answer").with_values({"words": "En mai 2019."}))
    again = terminal.get(seen.link("Changer ce que j’ai écrit"))
    assert str(again.one("textarea").text).strip() == "En mai 2019."
    sent = terminal.send(seen.form_to("/send"))
    assert "En mai 2019." in sent.main
    assert linked.store.read().table("events").count_where("type = 'supplement'") == 1


def test_two_papers_leave_together_a_bad_photo_is_retaken(
    terminal: Browser, receipt: dict[str, str], linked: Box
) -> None:
    first = at_camera(terminal, receipt)
    seen = photo(terminal, first)
    other = terminal.get(seen.all("a[href$='/camera']")[1].get("href"))
    assert other.path != first.path
    both = photo(terminal, other)
    assert len(both.all(".attachments li")) == 2
    left = terminal.send(both.form_to("/remove"))
    assert len(left.all(".attachments li")) == 1
    sent = terminal.send(photo(terminal, terminal.get(first.path)).form_to("/send"))
    assert "La page 3 du bail" in sent.main and "Le livret bleu" in sent.main
    assert linked.store.read().table("parcels").count_where() == 2


def test_who_comes_back_with_the_receipt_finds_the_photo_again(
    terminal: Browser, receipt: dict[str, str], linked: Box
) -> None:
    photo(terminal, at_camera(terminal, receipt))
    with linked.store.write() as db:  # a power cut, and nobody comes back for a while
        db.execute("DELETE FROM sessions WHERE mediator_id IS NULL")
        wrapped_keys.delete_orphan_session_keys(db)
    page = at_camera(terminal, receipt, 1)
    assert "Ce que vous aviez préparé est encore ici." in page.main
    assert len(page.all(".attachments li")) == 1
    sent = terminal.send(page.form_to("/send"))
    assert "La page 3 du bail" in sent.main
    assert linked.store.read().table("parcels").count_where() == 1


def test_only_what_is_asked_and_only_with_the_code(terminal: Browser, receipt: dict[str, str], linked: Box) -> None:
    news = asked(terminal, receipt)
    for changed in ({"item": "0" * 32}, {"code": "AAAAAAAAAA"}):
        item = news.all("#photograph button")[0].get("value")
        page = terminal.send(news.form("photograph").with_values({"item": item, **changed}))
        assert not page.all("#camera")
    assert linked.store.read().table("supplement_drafts").count_where() == 0


def test_with_the_square_the_code_is_asked_for(terminal: Browser, receipt: dict[str, str], linked: Box) -> None:
    """A square tells where the case is; whoever adds to it types the code that is printed beside it."""
    submission = cases.read_submission_by_reference(linked.store.read(), receipt["number"])
    assert submission
    square = receipt_proof.make_receipt_link("https://hub.example", submission.proof)
    news = asked(terminal, {"number": square, "birth_date": BIRTH_DATE})
    assert not news.all("#photograph")
    news = terminal.send(news.form("with-code").with_values({"code": receipt["code"]}))
    assert len(news.all("#photograph button")) == 3 and not news.all("#with-code")


def test_what_is_no_photo_is_said_beside_the_camera(terminal: Browser, receipt: dict[str, str]) -> None:
    camera = at_camera(terminal, receipt)
    page = terminal.send(camera.form("camera-form").with_values({"file": (BytesIO(b"MZ"), "photo.jpg")}))
    assert page.status == 422 and page.all(".notice.danger")


def test_nobody_else_finds_it_a_desk_joins_it(terminal: Browser, receipt: dict[str, str], linked_desk: Browser) -> None:
    seen = photo(terminal, at_camera(terminal, receipt))
    image = seen.one(".attachments img").get("src")
    stranger = hand_over(Browser(linked_desk.client.application.test_client()))
    assert stranger.get(seen.path).path == "/where"
    assert stranger.client.get(image).status_code == 404
    assert not asked(linked_desk, receipt).all("#photograph")
