"""Papers and corrections are added to a submitted case, and what the hub refused is mended."""

import json
from io import BytesIO

from kiosk.domain.events.reference import format_reference, mint_reference
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store import sessions
from tests.gallery.site import steps_taken
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from tests.screens.conftest import Decide, bodies, reject, transmit


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
    elsewhere, _ = mint_reference("BZ", 1000)
    page = linked_desk.send(filled(supplement_of(linked_desk, elsewhere), message="Apporté ici."))
    assert page.path == f"/desk/references/{elsewhere}"
    transmit(linked_desk)
    page = linked_desk.get(page.path)
    assert "Le système central ne connaît pas ce numéro." in page.main, "the real hub has never heard of it"


def test_a_decided_case_takes_nothing_more_supplement(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = supplement_of(linked_desk, reference)
    transmit(linked_desk)
    decides(reference, "accepted", "")
    transmit(linked_desk)
    late = linked_desk.send(filled(page, message="Trop tard ?"))
    assert late.status == 422
    assert "On ne peut plus rien y ajouter." in late.main


def joined(desk: Browser, page: Page, item: str, data: bytes, name: str = "carte.jpg", press: str = "join") -> Page:
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


def test_what_a_service_asks_in_words_alone_comes_first_and_is_photographed(
    linked_desk: Browser, decides: Decide
) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce d’identité lisible.")
    transmit(linked_desk)
    page = supplement_of(linked_desk, reference)
    assert page.main.index("Il manque une pièce") < page.main.index("La pièce demandée")
    assert page.words(".added-item legend")[0] == "La pièce demandée" and page.all("#item-other a.primary")
    assert page.one("details.added-others").get("open") is None and not page.all("details #message")
    camera = linked_desk.get(page.one("#item-other a.primary").get("href"))
    assert camera.heading == "Photographier : La pièce demandée"
    photo = camera.form("camera-form").with_values({"file": (BytesIO(picture("JPEG")), "photo.jpg")})
    page = linked_desk.send(photo)
    assert len(page.all(".attachments a.preview")) == 1
    followed = linked_desk.send(page.form("supplement").with_values({"do": "send"}))
    assert followed.path == f"/desk/references/{reference}" and "La pièce demandée" in followed.main


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


def test_after_a_power_cut_the_desk_says_which_files_were_not_sent(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = joined(desk, supplement_of(desk, reference), "identity", picture("JPEG"))
    joined(desk, page, "identity", picture("PNG"), "dos.png")
    with box.store.write() as db:
        sessions.delete_mediator_sessions(db, nadia.mediator_id)
    again = Browser(desk.client.application.test_client())
    work = steps_taken.sign_in(again)
    assert "2 fichiers joints n’ont pas été envoyés" in work.main
    page = again.get(work.link("Compléter le dossier SA 1001 G"))
    assert "2 fichiers joints n’ont pas été envoyés" in page.main
    assert page.words(".attachments a") == ["Voir carte.jpg", "Voir dos.png"]
    page = again.send(filled(page, message="Voilà.", do="send"))
    assert page.path == f"/desk/references/{reference}"
    assert [len(document["attachments"]) for document in bodies(box, nadia, "supplement")[0]["documents"]] == [2]
    assert "n’ont pas été envoyés" not in again.get("/desk").main


def test_what_is_typed_and_ticked_is_there_again_after_a_power_cut(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = filled(supplement_of(desk, reference), message="Son bail arrive jeudi.", refresh="1")
    form = form.with_values({"document.identity": "1", "other-0": "Livret de famille"})
    assert desk.client.post(form.action, data=dict(form)).status_code == 204
    with box.store.write() as db:
        sessions.delete_mediator_sessions(db, nadia.mediator_id)
    again = Browser(desk.client.application.test_client())
    work = steps_taken.sign_in(again)
    assert "Un complément commencé n’a pas été envoyé" in work.main
    page = again.get(work.link("Compléter le dossier SA 1001 G"))
    assert "Un complément commencé n’a pas été envoyé" in page.main
    assert page.one("#message").text.strip() == "Son bail arrive jeudi."
    assert page.one("#document-identity").get("checked") is not None
    assert page.one("#other-0").get("value") == "Livret de famille"
    again.send(page.form("supplement").with_values({"do": "send"}))
    (body,) = bodies(box, nadia, "supplement")
    assert body["message"] == "Son bail arrive jeudi." and len(body["documents"]) == 2
    assert "n’a pas été envoyé" not in again.get("/desk").main


def test_words_are_there_again_after_a_photo_was_taken(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = supplement_of(desk, reference)
    form = filled(page, message="Voilà.", refresh="1")
    desk.client.post(form.action, data=dict(form))
    camera = desk.get(page.one("[data-needs-camera] a").get("href"))
    page = desk.send(camera.form("camera-form").with_values({"file": (BytesIO(picture("JPEG")), "photo.jpg")}))
    assert page.one("#message").text.strip() == "Voilà." and page.words(".attachments a")


def test_an_old_form_is_told_that_files_stay_behind(desk: Browser, box: Box, nadia: Actor) -> None:
    first, other = (steps_taken.reference_of(steps_taken.submitted(desk)) for _ in range(2))
    page = joined(desk, supplement_of(desk, first), "identity", picture("JPEG"))
    event = page.one("input[name='event']").get("value")
    page = desk.send(filled(supplement_of(desk, other), message="Voilà.", do="send").with_values({"event": event}))
    assert page.status == 422
    assert "Fichiers joints qui n’ont pas été envoyés : 1." in page.main and "SA 1001 G" in page.main
    assert bodies(box, nadia, "supplement") == []


def test_a_photo_that_comes_after_all_was_sent_waits_for_another_press(desk: Browser, box: Box) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = joined(desk, supplement_of(desk, reference), "identity", picture("JPEG"))
    camera = desk.get(page.one("[data-needs-camera] a").get("href"))
    desk.send(filled(page, do="send"))
    late = camera.form("camera-form").with_values({"file": (BytesIO(picture("PNG")), "photo.png")})
    page = desk.send(late)
    assert page.words(".attachments a") == ["Voir Une pièce d’identité.png"]
    assert joined(desk, page, "identity", picture("PNG"), "dos.png").words(".attachments a")[1:] == ["Voir dos.png"]


def test_a_photo_is_taken_for_one_paper(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    address = supplement_of(desk, reference).one("[data-needs-camera] a").get("href")
    page = desk.get(address)
    assert page.heading == "Photographier : Une pièce d’identité"
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    page = desk.send(page.form("camera-form").with_values({"file": (BytesIO(picture("JPEG")), "photo.jpg")}))
    assert page.words(".attachments a") == ["Voir Une pièce d’identité.jpg"]
    assert desk.get(address.replace("identity", "nothing")).status == 404


BORN = {"f.birth_date.day": "4", "f.birth_date.month": "2", "f.birth_date.year": "1965"}


def listed(desk: Browser, reference: str) -> Page:
    page = desk.get(f"/desk/references/{reference}")
    return desk.get(page.link("Corriger une réponse"))


def asked(desk: Browser, page: Page, question: str) -> Page:
    return desk.get(page.link(question))


def test_a_question_of_the_case_is_chosen_and_answered_by_its_control(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = asked(desk, listed(desk, reference), "Date de naissance")
    assert "3 février 1965" in page.main, "the answer before stands beside it"
    form = page.form("correction").with_values({**BORN, "message": "Un chiffre mal lu."})
    after = desk.send(form)
    assert after.path == f"/desk/references/{reference}"
    assert "Correction" in after.words(".history strong")
    (body,) = bodies(box, nadia, "correction")
    assert body["message"] == "Un chiffre mal lu."
    assert [(answer["field"], answer["shown"]) for answer in body["corrections"]] == [("birth_date", "4 février 1965")]
    assert desk.get(f"/papers/correction/{form['event'][0]}.pdf").status == 200


def test_a_wrong_answer_says_what_to_do_beside_the_question(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = asked(desk, listed(desk, reference), "Date de naissance")
    wrong = desk.send(page.form("correction").with_values({**BORN, "f.birth_date.day": "40"}))
    assert wrong.status == 422
    assert wrong.one(".notice.danger a").get("href") == "#f-birth_date"
    assert wrong.one('[name="f.birth_date.day"]').get("value") == "40"
    assert bodies(box, nadia, "correction") == []
    right = wrong.form("correction").with_values(BORN)
    desk.send(right)
    desk.send(right)
    assert len(bodies(box, nadia, "correction")) == 1, "a double tap corrects once"


def test_something_else_is_said_in_words(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = asked(desk, listed(desk, reference), "Une question qui n’est pas dans la liste")
    empty = desk.send(page.form("correction"))
    assert empty.status == 422
    assert [element.get("href") for element in empty.all(".notice.danger a")] == ["#label", "#answer"]
    desk.send(empty.form("correction").with_values({"label": "L’étage", "answer": "Le second."}))
    (body,) = bodies(box, nadia, "correction")
    assert [(row["label"], row["shown"]) for row in body["corrections"]] == [("L’étage", "Le second.")]


def test_after_the_answers_are_destroyed_they_are_not_needed(desk: Browser, box: Box, nadia: Actor) -> None:
    submitted = steps_taken.submitted(desk)
    reference = steps_taken.reference_of(submitted)
    with box.store.write() as db:
        data_keys.destroy_subject(box, db, steps_taken.case_of(submitted), box.clock.now())
    page = asked(desk, listed(desk, reference), "Nom de naissance")
    assert "Elle n’est pas nécessaire pour corriger." in page.main and "Benali" not in page.main
    desk.send(page.form("correction").with_values({"f.birth_name": "Bénali"}))
    (body,) = bodies(box, nadia, "correction")
    assert body["corrections"][0]["shown"] == "Bénali"


def test_a_case_of_another_town_hall_is_corrected_in_words(desk: Browser, box: Box, nadia: Actor) -> None:
    elsewhere, _ = mint_reference("BZ", 1000)
    page = listed(desk, elsewhere)
    assert page.path.endswith("/correction/answer")
    desk.send(page.form("correction").with_values({"label": "La rue", "answer": "Rue des Lilas"}))
    (body,) = bodies(box, nadia, "correction")
    assert body["reference"] == elsewhere


def test_a_decided_case_takes_nothing_more_correction(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = asked(linked_desk, listed(linked_desk, reference), "Nom de naissance")
    transmit(linked_desk)
    decides(reference, "accepted", "")
    transmit(linked_desk)
    late = linked_desk.send(page.form("correction").with_values({"f.birth_name": "Bénali"}))
    assert late.status == 422
    assert "On ne peut plus rien y ajouter." in late.main
    assert late.one("#f-birth_name").get("value") == "Bénali"


def test_a_correction_the_hub_refuses_is_mended(linked_desk: Browser, decides: Decide) -> None:
    elsewhere, _ = mint_reference("BZ", 1000)
    page = listed(linked_desk, elsewhere)
    linked_desk.send(page.form("correction").with_values({"label": "La rue", "answer": "Rue des Lilas"}))
    transmit(linked_desk)
    page = linked_desk.get(linked_desk.get("/desk").one(".work.mend .do a").get("href"))
    assert "La rue Rue des Lilas" in page.main
    after = linked_desk.send(page.form("mend").with_values({"message": "La rue a changé de nom."}))
    assert "Corrigé et renvoyé." in after.main
    assert "1 envoi en attente" in linked_desk.get("/desk").main


def test_a_mediator_of_another_service_corrects_nothing(desk: Browser, omars_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    for path in ("correction", "correction/answer"):
        page = omars_desk.get(f"/desk/references/{reference}/{path}")
        assert page.status == 409 and "Benali" not in page.text


def rejected_supplement(desk: Browser, decides: Decide) -> Page:
    """A supplement crosses the decision on the line: the real hub refuses it. The page to mend it."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    transmit(desk)
    form = desk.get(f"/desk/references/{reference}/supplement").form("supplement")
    desk.send(form.with_values({"message": "Passeport vu.", "other-0": "Livret"}))
    decides(reference, "accepted", "")
    transmit(desk)
    return desk.get(desk.get("/desk").one(".work.mend .do a").get("href"))


def test_a_refusal_of_the_real_hub_is_said_plainly_and_nothing_is_lost(linked_desk: Browser, decides: Decide) -> None:
    page = rejected_supplement(linked_desk, decides)
    assert "Ce dossier est déjà décidé ou retiré. On ne peut plus rien y ajouter." in page.main
    assert "Rien n’est perdu." in page.main
    assert page.one("#message").text.strip() == "Passeport vu."
    assert page.one('[name="other-0"]').get("value") == "Livret"


def test_a_supplement_nobody_can_take_is_set_aside_and_stays_in_history(linked_desk: Browser, decides: Decide) -> None:
    page = rejected_supplement(linked_desk, decides)
    after = linked_desk.send(page.form_to(page.path, "set-aside"))
    assert "Laissé de côté." in after.main
    assert "Refusé à l’envoi" not in linked_desk.get("/desk").main


def test_a_supplement_is_sent_again_with_other_words(linked_desk: Browser) -> None:
    elsewhere, _ = mint_reference("BZ", 1000)
    form = linked_desk.get(f"/desk/references/{elsewhere}/supplement").form("supplement")
    linked_desk.send(form.with_values({"message": "Première version."}))
    transmit(linked_desk)
    page = linked_desk.get(linked_desk.get("/desk").one(".work.mend .do a").get("href"))
    after = linked_desk.send(page.form("mend").with_values({"message": "Seconde version."}))
    assert after.path == f"/desk/references/{elsewhere}"
    assert "Corrigé et renvoyé." in after.main
    assert "1 envoi en attente" in linked_desk.get("/desk").main


def test_an_emptied_supplement_is_not_sent(linked_desk: Browser, decides: Decide) -> None:
    page = rejected_supplement(linked_desk, decides)
    empty = linked_desk.send(page.form("mend").with_values({"message": "", "other-0": ""}))
    assert empty.status == 422
    assert "Cochez ou joignez une pièce, ou écrivez une réponse." in empty.main


def test_a_refused_case_is_corrected_and_keeps_its_number_and_its_date(linked_desk: Browser, linked: Box) -> None:
    submitted = steps_taken.submitted(linked_desk)
    old = reject(linked, "bad-event")
    page = linked_desk.get(f"/desk/mend/{old}")
    assert "Le système central ne peut pas lire cet envoi." in page.main
    review = linked_desk.get(page.link("Corriger les réponses"))
    step = linked_desk.get(next(link for link in review.links() if "/steps/person" in link))
    review = steps_taken.answer(linked_desk, step, {"f.birth_name": "Benali-Petit"})
    assert review.words("main button.primary") == ["Envoyer à nouveau"]
    after = linked_desk.send(review.form("send"))
    assert steps_taken.reference_of(after) == steps_taken.reference_of(submitted)
    transmit(linked_desk)
    assert "Reçu par le système central" in linked_desk.get(after.path).main
    first, second = bodies(linked, Actor(ring=linked.shifts.ring("a" * 32)), "submitted")
    assert first["legal_date"] == second["legal_date"]
    assert second["replaces"] == old


def test_a_refused_case_is_sent_again_as_it_is_from_here_too(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'wrong-hash')}")
    after = linked_desk.send(page.form("mend"))
    assert after.path.startswith("/desk/references/SA")
    assert "1 envoi en attente" in linked_desk.get("/desk").main


def test_a_refused_case_whose_answers_became_incomplete_leads_to_its_review(linked_desk: Browser, linked: Box) -> None:
    case = steps_taken.case_of(steps_taken.submitted(linked_desk))
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'bad-event')}")
    steps_taken.answer(
        linked_desk, linked_desk.get(f"/cases/{case}/steps/for-whom?change=1"), {"f.for_whom": "my_child"}
    )
    after = linked_desk.send(page.form("mend"))
    assert after.path == f"/cases/{case}/review"
    assert "Il reste" in after.main


def test_the_question_that_cannot_be_read_is_named_its_place_under_more(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    old = reject(linked, "bad-event", "body.answers[1].label")
    page = linked_desk.get(f"/desk/mend/{old}")
    assert page.words(".notice p strong") == ["Le document"]
    told = "À lire à la personne qui vous dépanne : bad-event body.answers[1].label"
    assert page.words(".notice details p") == [told]
    assert "answers[1]" not in page.words(".notice p")[0]


def test_a_refused_case_is_never_set_aside(linked_desk: Browser, linked: Box) -> None:
    """The citizen holds its receipt."""
    steps_taken.submitted(linked_desk)
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'bad-event')}")
    assert not page.all('button[value="set-aside"]')
    refused = linked_desk.send(page.form("mend").with_values({"do": "set-aside"}))
    assert refused.status == 422
    assert "Une demande ne peut pas être laissée de côté" in refused.main


def test_a_case_whose_number_is_anothers_gets_a_new_one_by_one_press(linked_desk: Browser, linked: Box) -> None:
    case = steps_taken.submitted(linked_desk)
    old = steps_taken.reference_of(case)
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'reference-taken')}")
    assert "Ce numéro est déjà celui d’un autre dossier." in page.main
    assert "Ce dossier doit recevoir un nouveau numéro." in page.main
    assert page.words("main button.primary") == ["Donner un nouveau numéro"]
    after = linked_desk.send(page.form("mend"))
    new = after.path.rpartition("/")[2]
    assert new != old and after.words(".case-number") == [f"Dossier {format_reference(new)}"]
    assert (
        f"Il portait d’abord le numéro {format_reference(old)}. Dites le nouveau à la personne, {format_reference(new)}"
        in after.main
    )
    assert "Nouveau numéro de dossier" in after.main
    transmit(linked_desk)
    assert "Reçu par le système central" in linked_desk.get(after.path).main
    assert "Refusé à l’envoi" not in linked_desk.get("/desk").main


def test_a_refused_number_is_changed_from_the_review_too(linked_desk: Browser, linked: Box) -> None:
    case = steps_taken.submitted(linked_desk)
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'reference-taken')}")
    after = linked_desk.send(linked_desk.get(page.link("Corriger les réponses")).form("send"))
    assert steps_taken.reference_of(after) != steps_taken.reference_of(case)
    assert f"Ce numéro remplace le {format_reference(steps_taken.reference_of(case))}" in after.main


def test_what_was_sent_can_be_saved_to_be_handed_on(linked_desk: Browser, linked: Box) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'bad-event')}")
    copy = linked_desk.get(page.link("Enregistrer une copie"))
    assert copy.headers["Content-Type"] == "application/json"
    assert copy.headers["Content-Disposition"] == f"attachment; filename={reference}.json"
    assert json.loads(copy.bytes)["reference"] == reference


def test_what_is_in_order_again_is_told_so(desk: Browser) -> None:
    page = desk.get(f"/desk/mend/{'0' * 32}")
    assert page.status == 404
    assert "Cet envoi est déjà en ordre." in page.main
