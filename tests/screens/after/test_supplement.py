"""Papers, files or words added to a submitted case, by its reference, at any desk."""

from io import BytesIO

from kiosk.domain.events.reference import mint
from kiosk.services.box.box import Actor, Box
from tests.gallery.site import steps_taken
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from tests.screens.conftest import Decide, bodies, transmit


def supplement_of(desk: Browser, reference: str) -> Page:
    return desk.get(f"/desk/references/{reference}/supplement")


def filled(page: Page, **values: str) -> Form:
    return page.form("supplement").with_values(values)


def test_documents_seen_and_words_are_added(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = filled(supplement_of(desk, reference), message="Passeport vu ce matin.")
    page = desk.send(form.with_values({"document.identity": "1", "other-0": "Livret de famille"}))
    assert page.path == f"/desk/references/{reference}"
    assert "Complément" in page.words(".history strong")
    (body,) = bodies(box, nadia, "supplement")
    assert body["message"] == "Passeport vu ce matin."
    assert [(row["id"], row["label"]) for row in body["documents"]] == [
        ("identity", "Une pièce d’identité"), ("", "Livret de famille"),
    ]  # fmt: skip


def test_it_shows_what_the_service_asked_for(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce d’identité lisible.")
    transmit(linked_desk)
    page = supplement_of(linked_desk, reference)
    assert "Ce que le service demande" in page.main
    assert "Il manque une pièce d’identité lisible." in page.main


def test_an_empty_form_is_told_what_to_do(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.send(filled(supplement_of(desk, reference), message="  "))
    assert page.status == 422
    assert "Cochez ou joignez une pièce, ou écrivez une réponse." in page.main
    assert page.one(".notice.danger a").get("href") == "#message"
    assert bodies(box, nadia, "supplement") == []


def test_words_that_are_too_many_are_kept_and_said(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    long = "mot " * 3000
    page = desk.send(filled(supplement_of(desk, reference), message=long).with_values({"document.identity": "1"}))
    assert page.status == 422
    assert "C’est trop long." in page.main
    assert page.one("#message").text.strip() == long.strip()
    assert page.one("#document-identity").get("checked") is not None


def test_the_form_after_a_mistake_still_adds_once(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    wrong = desk.send(filled(supplement_of(desk, reference), message=""))
    form = filled(wrong, message="Voilà.")
    desk.send(form)
    desk.send(form)
    assert [body["message"] for body in bodies(box, nadia, "supplement")] == ["Voilà."]


def test_a_case_of_another_town_hall_is_completed_here(linked_desk: Browser, central: Central) -> None:
    elsewhere, _ = mint("BZ", 1000)
    page = linked_desk.send(filled(supplement_of(linked_desk, elsewhere), message="Apporté ici."))
    assert page.path == f"/desk/references/{elsewhere}"
    transmit(linked_desk)
    page = linked_desk.get(page.path)
    assert "Le système central ne connaît pas ce numéro." in page.main, "the real hub has never heard of it"


def test_a_decided_case_takes_nothing_more(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = supplement_of(linked_desk, reference)
    transmit(linked_desk)
    decides(reference, "accepted", "")
    transmit(linked_desk)
    late = linked_desk.send(filled(page, message="Trop tard ?"))
    assert late.status == 422
    assert "On ne peut plus rien y ajouter." in late.main


def joined(desk: Browser, page: Page, item: str, data: bytes, name: str = "carte.jpg", press: str = "join") -> Page:
    """A file is chosen for an item, and the form sent as the script does it; or with another press."""
    return desk.send(filled(page, do=press).with_values({f"file.{item}": (BytesIO(data), name)}))


def test_a_file_that_is_chosen_is_kept_at_once_with_what_was_typed(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = filled(supplement_of(desk, reference), message="Voilà.", do="join")
    page = desk.send(form.with_values({"file.identity": (BytesIO(picture("JPEG")), "carte.jpg")}))
    assert page.words(".attachments a") == ["Voir carte.jpg"]
    assert page.one("#message").text.strip() == "Voilà."
    assert bodies(box, nadia, "supplement") == [], "nothing is sent before « Envoyer au service »"
    shown = desk.client.get(page.one(".attachments img").get("src"))
    assert shown.mimetype == "image/jpeg" and shown.headers["Cache-Control"] == "no-store"
    again = supplement_of(desk, reference)
    assert again.words(".attachments a") == ["Voir carte.jpg"], "it waits, whoever looks away meanwhile"
    page = desk.send(filled(again, message="Voilà.", do="send"))
    assert page.path == f"/desk/references/{reference}"
    (body,) = bodies(box, nadia, "supplement")
    assert [(row["id"], row["state"], row["attachments"][0]["name"]) for row in body["documents"]] == [
        ("identity", "joined", "carte.jpg"),
    ]  # fmt: skip


def test_without_a_script_files_go_with_the_one_press_that_sends(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = filled(supplement_of(desk, reference), do="send", name="Attestation")
    form = form.with_values({"file.identity": (BytesIO(picture("JPEG")), "carte.jpg")})
    desk.send(form.with_values({"file.other": (BytesIO(saved(plain_pdf())), "scan 7.pdf")}))
    (body,) = bodies(box, nadia, "supplement")
    assert [(row["label"], row["attachments"][0]["name"]) for row in body["documents"]] == [
        ("Une pièce d’identité", "carte.jpg"), ("Attestation", "scan 7.pdf"),
    ]  # fmt: skip


def test_a_second_press_with_the_same_file_is_answered_like_the_first(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form, data = filled(supplement_of(desk, reference), do="send"), picture("JPEG")
    for _ in range(2):
        page = desk.send(form.with_values({"file.identity": (BytesIO(data), "carte.jpg")}))
        assert page.status == 200 and page.path == f"/desk/references/{reference}"
    (body,) = bodies(box, nadia, "supplement")
    assert [len(row["attachments"]) for row in body["documents"]] == [1]


def test_a_file_that_lies_about_its_type_is_refused_and_the_others_stay(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = joined(desk, supplement_of(desk, reference), "identity", picture("JPEG"))
    page = joined(desk, page, "identity", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.jpg", press="send")
    assert page.status == 422
    assert "Choisissez une photo ou un PDF" in page.main
    assert page.words(".attachments a") == ["Voir carte.jpg"]


def test_a_file_is_taken_away_again(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = joined(desk, supplement_of(desk, reference), "identity", picture("PNG"))
    page = desk.send(filled(page, do=page.one("button[value^='remove:']").get("value")))
    assert page.status == 200 and not page.all(".attachments")


def test_another_desk_sees_nothing_of_what_waits(desk: Browser, omars_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = joined(desk, supplement_of(desk, reference), "identity", picture("PNG"))
    address = page.one(".attachments img").get("src")
    assert omars_desk.client.get(address).status_code == 404
    assert omars_desk.client.application.test_client().get(address).status_code == 303


def test_a_photo_is_taken_for_one_paper(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    address = supplement_of(desk, reference).one("[data-needs-camera] a").get("href")
    page = desk.get(address)
    assert page.heading == "Photographier : Une pièce d’identité"
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    page = desk.send(page.form("camera-form").with_values({"file": (BytesIO(picture("JPEG")), "photo.jpg")}))
    assert page.words(".attachments a") == ["Voir Une pièce d’identité.jpg"]
    assert desk.get(address.replace("identity", "nothing")).status == 404
