"""One case with its files, its stops and what anybody noted, and the decisions about it."""

import json
from io import BytesIO

from flask.testing import FlaskClient
from PIL import Image

from hub.cases import states
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.trail import list_audit_lines
from kiosk.domain.events.reference import format_reference
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import picture
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.intake.test_filed import new_code
from tests.hub.samples import FOLLOW_CODE, Box, Item


def _decide(browser: Browser, sent: Item, to: str, message: str = "") -> Browser:
    return browser.decide(sent["reference"], to, message=message)


def test_a_case_of_a_procedure_never_seen_is_read_from_its_event(instructor: Browser, sent: Item) -> None:
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    for words in (
        "Copie d’un acte de naissance", format_reference(sent["reference"]), "24 novembre 2026", "Awa BENALI",
        "Nadia Roux",
        "La personne", "Nom de naissance", "2 mars 1945", "Copie intégrale", "06 12 34 56 78".replace(" ", "\u00a0"),
        "Pièce d’identité", "Original vu au guichet", "Livret de famille", "À apporter",
        "Refus le 24 janvier 2027", "Reçu : Mairie de Saint-Aubin",
    ):  # fmt: skip
        assert " ".join(words.split()) in text


def test_its_history_says_who_knew_the_person_where_a_lost_receipt_was_replaced_without_a_paper(
    instructor: Browser, box: Box, sent: Item
) -> None:
    known = new_code(box, sent, shown="witness", witness="Omar Haddad")
    assert box.outcomes(known) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "Nadia Roux, sans pièce : Omar Haddad connaît la personne" in " ".join(text.split())


def test_it_says_how_the_person_came_in_words(instructor: Browser, box: Box) -> None:
    for channel, words in [
        ("phone", "Par téléphone, avec un conseiller"), ("kiosk", "Seul, à une borne"), ("pigeon", "Le dossier"),
    ]:  # fmt: skip
        sent = box.send_case(channel=channel)
        text = instructor.open(f"/dossiers/{sent['reference']}").text
        assert words in text
        assert channel not in text.split()


def test_it_says_where_the_person_confirmed_on_a_second_screen(instructor: Browser, box: Box, sent: Item) -> None:
    by = {"by": "citizen", "how": "touch", "mandate": "", "witness": "", "second_screen": True}
    box.send(made := box.submitted(confirmation=by))
    for item, shown in ((sent, False), (made, True)):
        assert ("sur le second écran" in instructor.open(f"/dossiers/{item['reference']}").text) is shown


def test_the_number_on_the_first_receipt_is_said(instructor: Browser, hub: Hub, box: Box, sent: Item) -> None:
    assert "Numéro donné d’abord" not in instructor.open(f"/dossiers/{sent['reference']}").text
    made = box.send_case()
    with hub.store.writing() as connection:
        states.insert_former_numbers(connection, made["stream"], ("XX1003Y",), "", "", hub.clock.now())
    assert "Numéro donné d’abord : XX 1003 Y" in instructor.open(f"/dossiers/{made['reference']}").text


def test_answers_are_grouped_by_step_in_the_order_they_were_asked(instructor: Browser, sent: Item) -> None:
    instructor.open(f"/dossiers/{sent['reference']}")
    assert instructor.page.xpath("//section[h2='La demande']/h3/text()") == ["La personne", "L’acte", "Vous joindre"]


def test_a_correction_shows_the_answer_before_now_when_and_by_whom(instructor: Browser, box: Box, sent: Item) -> None:
    box.send(box.correction(sent["reference"], sent["stream"], 2))
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    for words in (
        "Nom de naissance BENALI-PETIT Avant : BENALI Corrigé le 1er décembre 2026",
        "Le 1er décembre 2026, Mairie de Saint-Aubin",
        "Avant BENALI Maintenant BENALI-PETIT", "Pourquoi J’avais mal lu.", "Aidé par Nadia Roux",
        "Correction reçue : Mairie de Saint-Aubin",
    ):  # fmt: skip
        assert words in text, words


def test_a_withdrawn_case_says_so_plainly_and_offers_no_decision(instructor: Browser, box: Box, sent: Item) -> None:
    box.send(box.withdrawal(sent["reference"], code=FOLLOW_CODE))
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    for words in (
        "La personne a retiré sa demande", "Elle l’a fait seule à une borne, avec le code de son reçu.",
        "J’ai déménagé.", "Il n’y a plus rien à décider", "Demande retirée : Mairie de Saint-Aubin", "Retiré",
    ):  # fmt: skip
        assert words in text, words
    assert "Enregistrer la décision" not in text and 'name="to"' not in text
    assert "Retirés" in instructor.open("/dossiers").text


def test_what_a_citizen_wrote_is_text_and_never_markup(instructor: Browser, box: Box) -> None:
    trap = "<script>alert(1)</script>"
    step = {"step": "a", "step_title": trap}
    answer = step | {"field": "b", "kind": "text", "label": trap, "value": trap, "shown": trap}
    sent = box.submitted(answers=[answer], helper=trap, applicant={"family_name": trap, "given_names": trap})
    box.send(sent, box.supplement(sent["reference"], sent["stream"], 2, message=trap))
    for address in ("/dossiers", f"/dossiers/{sent['reference']}"):
        assert not instructor.open(address).page.xpath("//main//script")
    assert trap in instructor.text


def test_a_signature_is_drawn_beside_its_words_and_nothing_else_is(instructor: Browser, box: Box) -> None:
    drawing = {"strokes": ["20 20 980 400"], "width": 1000, "height": 420}
    trap = {"strokes": ['20 20"/><script>'], "width": 1000, "height": 420}
    hand = {"step": "a", "step_title": "A", "field": "b", "kind": "signature", "label": "Votre signature"}
    values = [drawing, trap, {"on_paper": True}, None]
    answers = [hand | {"value": value, "shown": "Signé"} for value in values]
    answers.append(hand | {"kind": "drawing", "shown": "Rien"})
    sent = box.send_case(answers=answers)
    page = instructor.open(f"/dossiers/{sent['reference']}").page
    assert [element.get("d") for element in page.xpath("//svg[@class='signature-drawing']/path")] == ["M20 20L980 400"]
    assert page.xpath("//svg[@class='signature-drawing']")[0].get("aria-label") == "Votre signature"


def test_a_case_goes_its_way_to_accepted(instructor: Browser, hub: Hub, box: Box, sent: Item) -> None:
    assert "À l’étude, par Paul Morel" in _decide(instructor, sent, "in_progress").text
    words = "Il manque une pièce d’identité.\r\nUne photo suffit."
    instructor.decide(sent["reference"], "incomplete", message=words, papers_by=in_a_month(hub))
    assert "Pièces à compléter, par Paul Morel" in instructor.text
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    assert "Voici la pièce demandée." in instructor.open(f"/dossiers/{sent['reference']}").text
    (badge,) = instructor.page.xpath("//*[@class='heading-row']/*[@class='group']")
    assert "Complément reçu" in badge.text_content()  # as the line below says: nothing is asked of the person any more
    assert "Accepté, par Paul Morel" in _decide(instructor, sent, "accepted", "Passez la prendre.").text
    contents = [json.loads(update.statement) for update in fetch_updates(hub, "SA", 0, 100)[1]]
    assert [(row["kind"], row["state"], row["message"]) for row in contents] == [
        ("accuse", "in_progress", ""),
        ("state", "incomplete", "Il manque une pièce d’identité.\nUne photo suffit."),
        ("state", "accepted", "Passez la prendre."),
    ]
    assert box.outcomes(box.supplement(sent["reference"], sent["stream"], 3)) == ["rejected: closed-case"]


def test_nobody_is_refused_or_asked_for_papers_without_words_or_with_too_many(instructor: Browser, sent: Item) -> None:
    for to, said in (("incomplete", "Cochez ce qui manque"), ("refused", "Écrivez la raison du refus")):
        _decide(instructor, sent, to, "  \n ")
        assert instructor.status == 422
        assert said in instructor.text
        assert instructor.page.xpath(f"//input[@name='to'][@value='{to}']")
    _decide(instructor, sent, "refused", "x" * 5001)
    assert instructor.status == 422
    assert instructor.page.get_element_by_id("message").text == "x" * 5001


def test_a_change_that_cannot_be_is_refused_in_plain_words(instructor: Browser, sent: Item) -> None:
    _decide(instructor, sent, "refused", "Hors de la commune.")
    token = instructor.open("/dossiers").page.xpath("//input[@name='token']/@value")[0]
    for to in ("", "received", "in_progress", "nonsense", "accepted"):
        data = {"token": token, "to": to, "message": "…", "seen": "1"}
        response = instructor.client.post(f"/dossiers/{sent['reference']}", data=data)
        assert response.status_code == 422 and "Votre décision" in response.text


def test_a_closed_case_offers_nothing_more(instructor: Browser, sent: Item) -> None:
    _decide(instructor, sent, "closed", "Sans objet.")
    assert "Votre décision" not in instructor.text


def test_a_page_that_is_out_of_date_changes_nothing(instructor: Browser, hub: Hub, sent: Item) -> None:
    page = instructor.choose(sent["reference"], "refused").page
    _decide(instructor, sent, "in_progress")
    instructor.page = page
    instructor.fill(sent["reference"], to="refused", message="Trop tard.")
    assert instructor.status == 422
    assert "a changé pendant que vous écriviez" in instructor.text
    assert "Trop tard." in instructor.page.get_element_by_id("message").text
    assert len(fetch_updates(hub, "SA", 0, 100)[1]) == 1


def test_a_prepared_case_is_never_shown_as_a_deposit(instructor: Browser, box: Box) -> None:
    prepared = box.prepared()
    box.send(prepared)
    text = instructor.open(f"/dossiers/{prepared['reference']}").text
    assert "Préparé ici, décidé ailleurs : ceci n’est pas un dépôt" in text
    assert "Mairie de Rennes, sur rendez-vous" in text and "AB12" in text
    for words in ("Déposé", "Accepter", "Refuser", "Mettre à l’étude", "Demander des pièces", "Sans réponse"):
        assert words not in text
    assert "Classé" in _decide(instructor, prepared, "closed").text


def test_other_spellings_lead_to_the_case_and_an_unknown_one_is_said(instructor: Browser, sent: Item) -> None:
    typed = format_reference(sent["reference"]).lower()
    assert format_reference(sent["reference"]) in instructor.open(f"/dossiers/{typed}").text
    for reference in ["SA1043V", "rien", "SA9999", "x" * 300]:
        assert "Cette page n’existe pas" in instructor.open(f"/dossiers/{reference}").text
        assert instructor.status == 404


def test_a_session_that_ended_keeps_what_was_written(instructor: Browser, sent: Item) -> None:
    page = instructor.choose(sent["reference"], "refused").page
    cookie = instructor.client.get_cookie("parvis_hub")
    instructor.fill("/deconnexion")
    assert cookie is not None
    instructor.client.set_cookie("parvis_hub", cookie.value)
    instructor.page = page
    instructor.fill(sent["reference"], to="refused", message="Une longue explication.")
    assert instructor.status == 403
    assert "Votre session est terminée" in instructor.text
    assert instructor.page.get_element_by_id("typed").text == "Une longue explication."


def test_what_a_person_asks_of_their_contents_is_a_request(instructor: Browser, sent: Item, box: Box) -> None:
    erasure = box.asked("erasure", sent["reference"], sent["stream"], 2, message="Effacez tout, s’il vous plaît.")
    box.send(erasure, box.asked("access", sent["reference"], sent["stream"], 3, message=""))
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "Demandes de la personne sur ses données" in text and "Effacez tout, s’il vous plaît." in text
    assert "Elle demande que ses données soient effacées" in text and "Elle demande une copie de ses données" in text
    assert "Demande sur ses données" in instructor.open("/dossiers").text


def test_an_answer_in_another_language_says_which_and_files_to_come_are_named(instructor: Browser, box: Box) -> None:
    answer = {
        "step": "a", "step_title": "La lampe", "field": "b", "kind": "long_text", "label": "Quoi",
        "value": "المصباح", "shown": "المصباح", "written_in": "ar",
    }  # fmt: skip
    sent = box.send_case(answers=[answer])
    instructor.open(f"/dossiers/{sent['reference']}")
    assert "Écrit en arabe" in instructor.text
    assert instructor.page.xpath("//bdi[@lang='ar']")[0].text_content() == "المصباح"
    file = {"id": "a" * 32, "name": "livret.pdf", "media_type": "application/pdf", "size": 10, "sha256": "0" * 64}
    document = {"id": "family", "label": "Livret de famille", "state": "joined", "attachments": [file]}
    made = box.submitted(documents=[document])
    assert box.outcomes(made) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{made['reference']}").text
    assert "Livret de famille Jointe au dossier livret.pdf" in text


def test_a_file_is_opened_from_its_case_and_each_opening_is_written_down(
    instructor: Browser, client: FlaskClient, hub: Hub, box: Box
) -> None:
    event = listing(box)
    box.send(event)
    page = f"/dossiers/{event['reference']}"
    address = f"{page}/pieces/{NAME}"
    assert "carte.jpg Encore en route" in instructor.open(page).text
    assert address not in instructor.links() and instructor.client.get(address).status_code == 404
    assert Sender(client, hub, box, event).all().signed
    assert address in instructor.open(page).links()
    answer = instructor.client.get(address)
    assert (answer.data, answer.mimetype) == (FILE, "image/jpeg")
    assert answer.headers["Content-Disposition"] == "attachment; filename=carte.jpg"
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    [line] = [line for line in list_audit_lines(hub.store) if line.action == "file-opened"]
    assert (line.reference, line.detail) == (event["reference"], NAME)


def test_a_photograph_is_seen_in_its_case_and_each_look_is_written_down(
    instructor: Browser, operator: Browser, client: FlaskClient, hub: Hub, box: Box
) -> None:
    data = picture("JPEG", size=(3000, 2000))
    event = listing(box, data)
    box.send(event)
    assert Sender(client, hub, box, event, data).all().signed
    page = f"/dossiers/{event['reference']}"
    address = f"{page}/pieces/{NAME}/image"
    (shown,) = instructor.open(page).page.xpath(f"//img[@src='{address}']")
    assert shown.get("loading") == "lazy" and "carte.jpg" in shown.get("alt")
    assert [line for line in list_audit_lines(hub.store) if line.action == "file-opened"] == []
    answer = instructor.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg") and answer.data != data
    assert Image.open(BytesIO(answer.data)).size == (1200, 800)
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    [line] = [line for line in list_audit_lines(hub.store) if line.action == "file-opened"]
    assert (line.reference, line.detail) == (event["reference"], NAME)
    assert operator.client.get(address).status_code == 403


def test_what_is_no_picture_is_shown_as_none(instructor: Browser, client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    assert Sender(client, hub, box, event).all().signed
    assert instructor.client.get(f"/dossiers/{event['reference']}/pieces/{NAME}/image").status_code == 404


def test_a_case_that_nobody_studies_yet_is_studied_first(instructor: Browser, sent: Item) -> None:
    page = f"/dossiers/{sent['reference']}"
    first = "//*[@id='decision']//a[contains(@class, 'primary')]"
    assert [link.text_content().strip() for link in instructor.open(page).page.xpath(first)] == ["Mettre à l’étude"]
    _decide(instructor, sent, "in_progress")
    assert [link.text_content().strip() for link in instructor.open(page).page.xpath(first)] == ["Accepter"]


def test_what_is_wrong_with_a_decision_is_said_of_that_decision(instructor: Browser, box: Box) -> None:
    listed, bare = box.send_case(), box.send_case(documents=[])
    assert "Complétez la raison du refus" in _decide(instructor, listed, "refused", "Car {à compléter}.").text
    asked = _decide(instructor, bare, "incomplete").text
    assert "Écrivez ce qui manque" in asked and "Cochez" not in asked


def test_what_a_name_or_type_says_starts_nothing(instructor: Browser, client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box, name='a"b\r\nSet-Cookie: x=y.html', media_type="text/html")
    assert box.outcomes(event) == ["acknowledged"]
    assert Sender(client, hub, box, event).all().signed
    answer = instructor.client.get(f"/dossiers/{event['reference']}/pieces/{NAME}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Set-Cookie" not in answer.headers


def test_an_operator_opens_no_file(operator: Browser, client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    assert Sender(client, hub, box, event).all().signed
    answer = operator.client.get(f"/dossiers/{event['reference']}/pieces/{NAME}")
    assert answer.status_code == 403 and FILE not in answer.data


def test_who_filed_in_spite_of_a_stop_is_told_first(instructor: Browser, box: Box) -> None:
    stop = {
        "step": "birth", "step_title": "La naissance", "field": "born_elsewhere", "kind": "stop",
        "label": "Une autre mairie délivre cet acte", "value": "anyway", "shown": "La personne a choisi de déposer.",
    }  # fmt: skip
    unknown = {
        "step": "a", "step_title": "La mère", "field": "m", "kind": "text", "label": "Nom", "value": None,
        "shown": "Ne sait pas", "unknown": True,
    }  # fmt: skip
    sent = box.submitted(answers=[stop, unknown])
    assert box.outcomes(sent) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "La personne a choisi de déposer quand même" in text and "Une autre mairie délivre cet acte" in text
    assert "article L. 114-2" in text and "Ne sait pas" in text
    sent = box.submitted()
    assert box.outcomes(sent) == ["acknowledged"]
    assert "quand même" not in instructor.open(f"/dossiers/{sent['reference']}").text
    sent = box.submitted(for_whom="assisted", assistance={"family_name": "Udaf 35", "given_names": ""})
    assert box.outcomes(sent) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "Elle-même / lui-même, avec son curateur" in text and "UDAF 35" in text
    assert "Personne concernée" not in text
