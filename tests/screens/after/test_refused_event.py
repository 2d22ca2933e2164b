"""What the hub refused, in plain words, and how to put it right."""

import json

from kiosk.domain.events.reference import mint, spoken
from kiosk.services.box.box import Actor, Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import Decide, bodies, reject, transmit


def rejected_supplement(desk: Browser, decides: Decide) -> Page:
    """A supplement crosses the decision on the line: the real hub refuses it. The page to mend it."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    transmit(desk)
    form = desk.get(f"/desk/references/{reference}/supplement").form("supplement")
    desk.send(form.with_values({"message": "Passeport vu.", "other-0": "Livret"}))
    decides(reference, "accepted", "")
    transmit(desk)
    return desk.get(desk.get("/desk").one(".work.mend .do a").get("href"))


def test_a_refusal_of_the_real_hub_is_said_in_plain_words_and_nothing_is_lost(
    linked_desk: Browser, decides: Decide
) -> None:
    page = rejected_supplement(linked_desk, decides)
    assert "Ce dossier est déjà décidé ou retiré. On ne peut plus rien y ajouter." in page.main
    assert "Rien n’est perdu." in page.main
    assert page.one("#message").text.strip() == "Passeport vu."
    assert page.one('[name="other-0"]').get("value") == "Livret"


def test_a_supplement_nobody_can_take_is_set_aside_and_stays_in_the_history(
    linked_desk: Browser, decides: Decide
) -> None:
    page = rejected_supplement(linked_desk, decides)
    after = linked_desk.send(page.form_to(page.path, "set-aside"))
    assert "Laissé de côté." in after.main
    assert "Refusé à l’envoi" not in linked_desk.get("/desk").main


def test_a_supplement_is_sent_again_with_other_words(linked_desk: Browser) -> None:
    elsewhere, _ = mint("BZ", 1000)
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


def test_the_question_that_cannot_be_read_is_named_in_words_and_its_place_is_under_more(
    linked_desk: Browser, linked: Box
) -> None:
    steps_taken.submitted(linked_desk)
    old = reject(linked, "bad-event", "body.answers[1].label")
    page = linked_desk.get(f"/desk/mend/{old}")
    assert page.words(".notice p strong") == ["Pour quelle démarche ?"]
    assert page.words(".notice details p") == ["À lire à qui vous dépanne : bad-event body.answers[1].label"]
    assert "answers[1]" not in page.words(".notice p")[0]


def test_a_refused_case_is_never_set_aside(linked_desk: Browser, linked: Box) -> None:
    """The citizen holds its receipt."""
    steps_taken.submitted(linked_desk)
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'bad-event')}")
    assert not page.all('button[value="set-aside"]')
    refused = linked_desk.send(page.form("mend").with_values({"do": "set-aside"}))
    assert refused.status == 422
    assert "Une demande ne se laisse pas de côté" in refused.main


def test_a_case_whose_number_is_anothers_gets_a_new_one_by_one_press(linked_desk: Browser, linked: Box) -> None:
    case = steps_taken.submitted(linked_desk)
    old = steps_taken.reference_of(case)
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'reference-taken')}")
    assert "Ce numéro est déjà celui d’un autre dossier." in page.main
    assert "Ce dossier doit recevoir un nouveau numéro." in page.main
    assert page.words("main button.primary") == ["Donner un nouveau numéro"]
    after = linked_desk.send(page.form("mend"))
    new = after.path.rpartition("/")[2]
    assert new != old and after.heading == f"Dossier {spoken(new)}"
    assert f"Il portait d’abord le numéro {spoken(old)}. Dites le nouveau à la personne, {spoken(new)}" in after.main
    assert "Nouveau numéro de dossier" in after.main
    transmit(linked_desk)
    assert "Reçu par le système central" in linked_desk.get(after.path).main
    assert "Refusé à l’envoi" not in linked_desk.get("/desk").main


def test_a_refused_number_is_changed_from_the_review_too(linked_desk: Browser, linked: Box) -> None:
    case = steps_taken.submitted(linked_desk)
    page = linked_desk.get(f"/desk/mend/{reject(linked, 'reference-taken')}")
    after = linked_desk.send(linked_desk.get(page.link("Corriger les réponses")).form("send"))
    assert steps_taken.reference_of(after) != steps_taken.reference_of(case)
    assert f"Ce numéro remplace le {spoken(steps_taken.reference_of(case))}" in after.main


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
