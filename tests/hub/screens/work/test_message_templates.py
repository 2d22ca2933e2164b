"""The pages of templates, of absences and of who has a case; without JavaScript."""

from datetime import timedelta

from flask import Flask

from hub import work
from hub.cases.states import Scope
from hub.hub import Hub
from hub.message_templates import shipped_templates
from hub.people.people import Staff
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import person, signed_in
from tests.hub.samples import Box, Item

PAPERS, ACCEPTED, *_ = (known.id for known in shipped_templates().values())
TEXT = "# Complet\nréponse : acceptation\nBonjour {prénom nom},\nvotre dossier {numéro} est complet."


def _write(browser: Browser, message: str = TEXT, do: str = "", service: str = "etat-civil") -> Browser:
    action = f"/modeles/{service}"
    return browser.open(action).fill(action, **({"do": do} if do else {}), message=message)


def _message(browser: Browser) -> str:
    return str(browser.page.get_element_by_id("message").value)


def _sent(box: Box) -> Item:
    box.send(made := box.submitted())
    return made


def test_one_is_written_looked_at_and_offered(instructor: Browser, box: Box) -> None:
    _write(instructor, do="look")
    assert "Bonjour Awa Benali,votre dossier XX 1001 A est complet." in instructor.text
    assert "Complet" not in instructor.open("/modeles").text, "a look keeps nothing"
    _write(instructor, f"{TEXT}\n## en\nHello {{prénom nom}}: {{numéro}}")
    assert "Hello Awa Benali: XX 1001 A" in instructor.text and instructor.status == 200
    assert "Complet" in instructor.open("/modeles").text
    case = _sent(box)["reference"]
    assert "Complet" in instructor.open(f"/dossiers/{case}?decision=accepted").text
    assert "Complet" not in instructor.open(f"/dossiers/{case}?decision=refused").text
    _write(instructor, "")
    assert "Complet" not in instructor.open(f"/dossiers/{case}?decision=accepted").text


def test_what_is_wrong_is_told_with_its_line_and_what_was_typed_stays(instructor: Browser) -> None:
    _write(instructor, "# A\nréponse : oui\nvotre {demarche}\n## xx\nx {numéro")
    assert instructor.status == 422
    assert "Ligne 3 : {demarche} n’est pas un mot connu. Vouliez-vous dire {démarche} ?" in instructor.text
    assert "Ligne 5 : l’accolade { est seule" in instructor.text and "Ligne 2 : « oui » n’est pas" in instructor.text
    assert "{demarche}" in instructor.page.get_element_by_id("message-fault").text_content()
    assert "{demarche}" in _message(instructor)


def test_advice_is_given_and_keeps_nobody_from_saving(instructor: Browser) -> None:
    long = " ".join(["mot"] * 21)
    _write(instructor, f"# A\n{long}. Apportez le récépissé.")
    assert instructor.status == 200
    assert "Phrase de 21 mots" in instructor.text and "Mot difficile : « récépissé »" in instructor.text


def test_staff_of_another_service_may_read_a_text_and_change_nothing(app: Flask, hub: Hub, instructor: Browser) -> None:
    _write(instructor)
    ali = signed_in(app, hub, person(hub, "ali", "Ali Rey", scope=Scope(("ccas",))))
    _write(ali)
    assert ali.status == 422 and "ne sont pas à votre service" in ali.text and "Enregistrer" not in ali.text
    assert _write(ali, service="ccas").status == 200


def test_operators_write_none_and_an_unknown_service_is_not_found(instructor: Browser, operator: Browser) -> None:
    assert operator.open("/modeles").status == 403
    assert instructor.open("/modeles/nothing").status == 404


def test_a_colleague_who_was_faster_is_told_of(app: Flask, hub: Hub, instructor: Browser, lea: Staff) -> None:
    instructor.open("/modeles/tous")
    assert _write(signed_in(app, hub, lea), service="tous").status == 200
    instructor.fill("/modeles/tous", message="# De Paul\nx")
    assert instructor.status == 422 and "Un collègue a changé ces modèles" in instructor.text
    assert "De Paul" in _message(instructor)


def test_a_message_is_filled_and_everything_typed_stays(instructor: Browser, box: Box, hub: Hub) -> None:
    reference = _sent(box)["reference"]
    action = f"/dossiers/{reference}"
    instructor.open(f"{action}?decision=incomplete")
    day = instructor.page.get_element_by_id("papers_by").value
    fields = {"template": PAPERS, "asked": ["family"], "others": "La page 3", "message": ""}
    assert _use(instructor, action, **fields) == 200
    assert "livret de famille et la page 3" in _message(instructor)
    ticked = instructor.page.xpath("//input[@name='asked'][@checked]/@value")
    assert (ticked, instructor.page.get_element_by_id("papers_by").value) == (["family"], day)
    assert "la personne lit le reste dans sa langue" in instructor.text
    instructor.fill(action)
    assert "Pièces à compléter, par Paul Morel" in instructor.text


def test_what_somebody_wrote_comes_before_the_template(instructor: Browser, box: Box) -> None:
    action = f"/dossiers/{_sent(box)['reference']}"
    instructor.open(f"{action}?decision=accepted")
    _use(instructor, action, template=ACCEPTED, message="Bravo.")
    assert _message(instructor).strip().startswith("Bravo.\n\nBonjour,")
    assert instructor.page.xpath("//input[@name='used']/@value") == [""]
    instructor.open(f"{action}?decision=accepted")
    _use(instructor, action, template=ACCEPTED, message="")
    first = _message(instructor)
    _use(instructor, action, template=ACCEPTED)
    assert _message(instructor) == first, "twice is once"
    _use(instructor, action, template="")
    assert _message(instructor) == first


def test_a_case_that_lacks_a_value_says_which_beside_the_template(instructor: Browser, box: Box) -> None:
    action = f"/dossiers/{_sent(box)['reference']}"
    instructor.open(f"{action}?decision=incomplete")
    assert _use(instructor, action, template=PAPERS, message="Mes mots.") == 422
    assert "n’a pas encore : pièces demandées" in instructor.page.get_element_by_id("template-fault").text_content()
    assert _message(instructor).strip() == "Mes mots."
    assert _use(instructor, action, template="nothing") == 422


def _use(browser: Browser, action: str, **fields: str | list[str]) -> int:
    form = next(form for form in browser.page.iter("form") if form.get("action") == action)
    form.set("action", f"{action}/modele")
    return browser.fill(f"{action}/modele", **fields).status


def test_who_stands_in_has_the_cases(
    app: Flask, hub: Hub, box: Box, instructor: Browser, paul: Staff, lea: Staff
) -> None:
    sent = box.send_case()
    work.hand_over_case(hub, paul, sent["reference"], paul.id, "")
    leas = signed_in(app, hub, lea)
    assert "Aucun dossier ne correspond" in leas.open("/dossiers?view=mine").text
    instructor.open("/absences").fill("/absences", first="", last="", stand_in="")
    assert instructor.status == 422 and "Donnez deux jours dans l’ordre" in instructor.text
    today = hub.day(hub.clock.now())
    last = (today + timedelta(3)).isoformat()
    instructor.fill("/absences", first=today.isoformat(), last=last, stand_in=lea.id)
    assert "Absences à venir" in instructor.text
    assert "à vous, pour Paul Morel" in leas.open("/dossiers?view=mine").text
    assert not leas.open("/absences").asks("/absences/fin"), "it is not hers"
    instructor.open("/absences").fill("/absences/fin")
    assert "Absences à venir" not in instructor.text
    assert "Aucun dossier ne correspond" in leas.open("/dossiers?view=mine").text


def test_a_case_is_taken_and_its_owner_is_in_the_list(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    sent = box.send_case()
    page = instructor.open(f"/dossiers/{sent['reference']}")
    page.fill("/suivi")
    assert "Suivi par Vous" in page.text
    assert "à vous" in page.open("/dossiers?view=mine").text
    page.open(f"/dossiers/{sent['reference']}").fill("/suivi", to=lea.id)
    assert "Suivi par Léa Petit" in page.text
    assert "Aucun dossier ne correspond" in page.open("/dossiers?view=mine").text
    assert "Léa Petit" in page.open("/dossiers?view=all").text


def test_a_colleague_who_was_faster_keeps_it(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    sent = box.send_case()
    instructor.open(f"/dossiers/{sent['reference']}")
    work.hand_over_case(hub, lea, sent["reference"], lea.id, "")
    instructor.fill("/suivi")
    assert "Un collègue vient de prendre ce dossier" in instructor.text
    assert "Suivi par" in instructor.text and "Léa Petit" in instructor.text


def test_a_note_is_kept_and_an_empty_one_is_asked_for(instructor: Browser, box: Box) -> None:
    sent = box.send_case()
    instructor.open(f"/dossiers/{sent['reference']}").fill("/notes", message="  ")
    assert "Écrivez la note avant de la garder" in instructor.text
    instructor.fill("/notes", message="Registre <b>1945</b> en reliure.")
    assert "Registre <b>1945</b> en reliure." in instructor.text and "Paul Morel" in instructor.text
