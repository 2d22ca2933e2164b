"""The public pages: the line of the case, what is asked, and whom to call, in six languages."""

from datetime import timedelta
from typing import Any

from flask import Flask

from hub.cases import states
from hub.cases.cases import read_case
from hub.decisions import decisions
from hub.decisions.decisions import NOTHING, Asking, DraftDecision, decide_case
from hub.decisions.follow import BIRTH_DATES
from hub.files.listed_file import NewDocument
from hub.hub import Hub
from hub.message_templates import shipped_templates
from hub.people.people import Staff
from hub.screens.follow import COOKIE, GUESSES
from hub.trail import list_audit_lines
from kiosk.domain.events.reference import format_reference
from kiosk.words.words import Words
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import picture
from tests.hub.conftest import Watch
from tests.hub.healths import health
from tests.hub.samples import FOLLOW_CODE, Box, Item, destroy_case, heartbeat
from tests.hub.telephone.sender import ask_for_papers, telephone_of


def typed_in(citizen: Browser, reference: str, code: str = FOLLOW_CODE, language: str = "fr") -> Browser:
    return citizen.open(f"/f?lang={language}").fill("/f", reference=reference, code=code)


def followed(citizen: Browser, sent: Item, language: str = "fr") -> Browser:
    return typed_in(citizen, sent["reference"], language=language)


def test_the_page_behind_the_code_says_where_the_case_is_and_names_nobody(
    citizen: Browser, hub: Hub, sent: Item, lea: Staff
) -> None:
    text = followed(citizen, sent).text
    for words in ("Arrivée au service", "Réponse avant le 24 janvier 2027", "Copie d’un acte", "02 99 00 00 00"):
        assert words in text
    assert "Mairie de Saint-Aubin" in citizen.page.find(".//header").text_content()
    decide_case(
        hub, lea, sent["reference"], DraftDecision("incomplete", "Il manque le livret de famille.", 0, in_a_month(hub))
    )
    text = followed(citizen, sent).text
    assert "Un complément est demandé" in text and "écrivez la date de naissance" in text
    for secret in ("Benali", "Awa", "BENALI", "livret", "Léa", "1945-03-02", "Ma retraite"):
        assert secret not in citizen.page.text_content()


def test_where_a_case_has_no_birth_date_none_is_asked_for_and_the_town_hall_reads_the_message(
    citizen: Browser, hub: Hub, box: Box, lea: Staff
) -> None:
    """Somebody signals a lamp that is out: the page would have refused every date that they could write."""
    sent = box.send_case(person={"family_name": "Benali", "given_names": "Awa"})
    decide_case(hub, lea, sent["reference"], DraftDecision("accepted", "La lampe est réparée.", 0))
    text = followed(citizen, sent).text
    assert "La mairie peut vous le lire" in text and "date de naissance" not in text and "lampe" not in text


def test_the_birth_date_is_asked_for_what_the_page_does_not_say(
    citizen: Browser, hub: Hub, box: Box, lea: Staff
) -> None:
    sent = box.send_case()
    asking = Asking(("identity",), "")
    decide_case(hub, lea, sent["reference"], DraftDecision("incomplete", "Même périmé.", 0, in_a_month(hub), asking))
    text = followed(citizen, sent).text
    assert "Pour le lire, donnez la date de naissance" in text, "the paper is named, the message is not"
    assert "Pour voir la pièce demandée" not in text
    both = ask_for_papers(hub, box, lea)
    assert "Pour voir la pièce demandée" in followed(citizen, both).text


REACHED: dict[str, Any] = {
    "phone": "02 99 11 22 33",
    "hours": "",
    "opening": [{"days": "lundi, mardi", "open": "9h-12h"}],
}


def test_it_says_whom_to_call_at_the_town_hall_of_the_case_and_when(
    citizen: Browser, hub: Hub, box: Box, other_box: Box, sent: Item
) -> None:
    other_box.send(heartbeat=heartbeat(health=health(), reached=REACHED | {"phone": "02 99 99 99 99"}))
    assert "Mairie de Saint-Aubin" not in followed(citizen, sent).page.find(".//main").text_content()
    closed = hub.day(hub.clock.now()) + timedelta(days=3)
    opening = [*REACHED["opening"], {"date": closed.isoformat(), "open": "fermé"}]
    box.send(heartbeat=heartbeat(box.counter, health=health(), reached=REACHED | {"opening": opening}))
    text = followed(citizen, sent).text.replace("\u00a0", " ")
    assert "Service de l’état civil 02 99 00 00 00" in text and "Mairie de Saint-Aubin 02 99 11 22 33" in text
    links = citizen.page.xpath("//a[starts-with(@href, 'tel:')]/@aria-label")
    assert links == ["02 99 00 00 00", "02 99 11 22 33"], "which a screen reader says by groups"
    assert "le lundi et le mardi de 9 h à 12 h" in text and Words().day(closed) in text
    assert "02 99 99 99 99" not in text, "the case is another town hall’s"
    english = followed(citizen, sent, "en").text
    assert "Monday" in english and "lundi" not in english
    box.send(heartbeat=heartbeat(box.counter, health=health(), reached=REACHED | {"hours": "Sur rendez-vous"}))
    assert "Sur rendez-vous" in followed(citizen, sent).text, "its own words come first"
    destroyed(hub, sent)
    text = followed(citizen, sent).text
    assert "02 99 11 22 33" in text.replace("\u00a0", " ") and "état civil" not in text


def test_a_box_that_says_nothing_readable_of_it_leaves_the_service_to_call(
    citizen: Browser, box: Box, sent: Item
) -> None:
    for reached in [
        {},
        {"reached": REACHED | {"phone": "", "opening": [{"days": "quand il fait beau", "open": "9h-12h"}]}},
    ]:
        box.send(heartbeat=heartbeat(box.counter, health=health(), **reached))
        text = followed(citizen, sent).text
        assert "02 99 00 00 00" in text.replace("\u00a0", " ") and "9 h" not in text.replace("\u00a0", " ")


def destroyed(hub: Hub, sent: Item) -> None:
    destroy_case(hub, sent["stream"])


def test_an_unchanged_template_is_read_in_ones_own_language(citizen: Browser, hub: Hub, sent: Item, lea: Staff) -> None:
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
        words, used = decisions.fill_template(connection, case, shipped_templates()["Demande acceptée"].id, "", NOTHING)
    decide_case(hub, lea, sent["reference"], DraftDecision("accepted", words, 0, used=used))
    for language, shown in (("fr", words.splitlines()[1]), ("ar", "قُبل طلبك"), ("en", "is accepted.")):
        followed(citizen, sent, language)
        assert shown not in citizen.text, "the birth date opens it"
        answer_here(citizen, birth_date="02/03/1945")
        (quoted,) = citizen.page.xpath("//blockquote")
        assert shown in quoted.text_content() and quoted.get("lang") in (None, language)


def test_the_services_own_words_need_the_birth_date_in_few_tries(
    citizen: Browser, hub: Hub, sent: Item, lea: Staff
) -> None:
    decide_case(
        hub, lea, sent["reference"], DraftDecision("incomplete", "Il manque le livret de famille.", 0, in_a_month(hub))
    )
    followed(citizen, sent)
    answer_here(citizen, birth_date="3 3 1945")
    assert "n’est pas celle du dossier" in citizen.text and "livret" not in citizen.text
    answer_here(citizen, birth_date="02/03/1945")
    assert "Il manque le livret de famille." in citizen.text
    for day in range(10, 10 + BIRTH_DATES.most):
        followed(citizen, sent)
        answer_here(citizen, birth_date=f"{day} 3 1945")
    followed(citizen, sent)
    answer_here(citizen, birth_date="02 03 1945")
    assert (citizen.status, "livret" in citizen.text, "Trop d’essais" in citizen.text) == (429, False, True)


def answer_form(citizen: Browser) -> Any:
    return next(form for form in citizen.page.iter("form") if form.xpath(".//input[@name='birth_date']"))


def answer_here(citizen: Browser, **typed: str) -> None:
    form = answer_form(citizen)
    kept = {name: value for name, value in form.fields.items() if value is not None}
    citizen.look(citizen.client.post(form.get("action"), data=kept | typed, follow_redirects=True))


def test_the_page_is_in_the_language_of_who_reads_it(citizen: Browser, sent: Item) -> None:
    for language, direction, said in [("ar", "rtl", "أين وصل طلبي؟"), ("uk", "ltr", "заявою")]:
        for page in (citizen.open(f"/f?lang={language}").page, followed(citizen, sent, language).page):
            assert (page.get("lang"), page.get("dir"), said in citizen.text) == (language, direction, True)
        assert citizen.open("/f?lang=xx").page.get("lang") == "fr"
    (title,) = followed(citizen, sent, "ar").page.xpath("//main//strong/span[@lang='fr']")
    assert title.text == "Copie d’un acte de naissance", "what is not translated is French to a screen reader"


def test_a_case_that_was_erased_or_prepared_says_no_more(citizen: Browser, hub: Hub, sent: Item, box: Box) -> None:
    destroy_case(hub, sent["stream"])
    text = followed(citizen, sent).text
    assert "Arrivée au service" in text and "acte" not in text
    prepared = box.prepared()
    box.send(prepared)
    text = followed(citizen, prepared).text
    assert "Ceci n’est pas un dépôt" in text
    assert "Arrivée au service" not in text


def test_every_state_has_its_sentence(citizen: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    for state in ("in_progress", "accepted", "refused", "closed"):
        sent = box.send_case()
        decide_case(hub, lea, sent["reference"], DraftDecision(state, "Parce que.", 0))
        assert followed(citizen, sent).status == 200


def test_the_spelling_people_use_is_understood_and_the_form_keeps_what_was_typed(citizen: Browser, sent: Item) -> None:
    typed = format_reference(sent["reference"]).lower()
    assert typed_in(citizen, typed, FOLLOW_CODE.lower()).status == 200
    typed_in(citizen, typed, f" {FOLLOW_CODE[:5]}-{FOLLOW_CODE[5:]} ")
    assert "Arrivée au service" in citizen.text
    citizen.open("/f").fill("/f", reference="SA 9999 9", code="ABC")
    assert citizen.status == 422
    assert citizen.page.get_element_by_id("reference").get("value") == "SA 9999 9"


def test_the_page_of_a_case_is_asked_for_again_by_its_address_in_that_browser_alone(
    app: Flask, citizen: Browser, sent: Item
) -> None:
    fields = citizen.open("/f?lang=en").fields("/f") | {"reference": sent["reference"], "code": FOLLOW_CODE}
    led = citizen.client.post("/f", data=fields)
    assert (led.status_code, led.headers["Location"]) == (303, "/f/dossier?lang=en")
    for _ in range(2):
        assert citizen.open("/f/dossier?lang=en").status == 200 and "SA 1042 X" in citizen.text.replace(
            "\u00a0", " "
        ).replace("\u202f", " ")
    stranger, copied = Browser(app.test_client()).open("/f"), citizen.client.get_cookie(COOKIE)
    assert copied is not None and stranger.open("/f/dossier").status == 422
    stranger.client.set_cookie(COOKIE, copied.value)
    assert stranger.open("/f/dossier").status == 422 and "restée ouverte trop longtemps" in stranger.text


def test_a_wrong_code_and_an_unknown_reference_hear_the_same(citizen: Browser, sent: Item, box: Box) -> None:
    unknown = box.submitted()["reference"]
    pages = {
        typed_in(citizen, reference, code).text
        for reference, code in ((sent["reference"], "7KQ2MPXW4U"), (unknown, FOLLOW_CODE), ("rien", "rien"))
    }
    assert citizen.status == 422
    assert len(pages) == 1
    assert "Aucune demande n’a ce numéro" in pages.pop()


def test_who_guesses_codes_is_stopped_and_who_has_the_right_one_never(
    citizen: Browser, sent: Item, watch: Watch
) -> None:
    for _ in range(GUESSES.most + 5):
        assert followed(citizen, sent).status == 200
    for number in range(GUESSES.most):
        assert typed_in(citizen, sent["reference"], f"7KQ2MPX{number:03}").status == 422
    assert typed_in(citizen, sent["reference"], "7KQ2MPXW4U").status == 429
    assert "Trop d’essais. Attendez" in citizen.text
    assert followed(citizen, sent).status == 200, "nobody shuts out who shares their address"
    citizen.open("/f").fill("/f", reference="SA 9999 9", code="ABC")
    assert (citizen.status, citizen.page.get_element_by_id("reference").get("value")) == (429, "SA 9999 9")
    watch.ahead.append(GUESSES.window)
    assert typed_in(citizen, sent["reference"], "7KQ2MPXW4U").status == 422


def test_the_code_behind_a_former_number_still_leads_to_the_case(citizen: Browser, hub: Hub, sent: Item) -> None:
    with hub.store.writing() as connection:
        states.insert_former_numbers(connection, sent["stream"], ("XX1003Y",), "", "", hub.clock.now())
    page = typed_in(citizen, "XX1003Y")
    assert page.status == 200 and format_reference(sent["reference"]) in page.text
    assert typed_in(citizen, "XX1003Y", "ABCDEFGHJK").status == 422


def test_the_document_of_a_decision_needs_the_birth_date(citizen: Browser, hub: Hub, sent: Item, lea: Staff) -> None:
    letter = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 letter")
    decide_case(hub, lea, sent["reference"], DraftDecision("accepted", "", 0), document=letter)
    followed(citizen, sent)
    assert "Un document accompagne" not in citizen.text and "Décidé par" not in citizen.text
    kept = dict(answer_form(citizen).fields)
    for date in ({}, {"birth_date": "3 3 1945"}):
        assert letter.data not in citizen.client.post("/f/document", data=kept | date).data
    answer_here(citizen, birth_date="02/03/1945")
    assert "Décidé par : Léa Petit, Adjointe au maire" in citizen.text.replace("\u00a0", " ")
    form = next(form for form in citizen.page.iter("form") if form.get("action") == "/f/document")
    given = citizen.client.post("/f/document", data=dict(form.fields))
    assert (given.data, given.mimetype) == (letter.data, "application/pdf")
    assert given.headers["Cache-Control"] == "no-store"
    assert "document-given" in [line.action for line in list_audit_lines(hub.store)]
    for none in ({"ticket": "x"}, {"ticket": "", "proof": "x"}):
        assert citizen.client.post("/f/document", data=kept | none | {"birth_date": "02 03 1945"}).status_code == 422


def test_without_a_page_of_the_hub_nothing_is_taken(app: Flask, hub: Hub, box: Box, lea: Staff) -> None:
    telephone = telephone_of(app, ask_for_papers(hub, box, lea))
    telephone.put(picture("JPEG"))
    page = telephone.browser.page
    for address in ("/f/copie", "/f/enlever", "/f/copies"):
        telephone.browser.page = page
        assert telephone.client.post(address, data=telephone.browser.fields(address) | {"token": ""}).status_code == 400
        assert telephone.press(address, ticket="").status_code == 422
        assert "restée ouverte trop longtemps" in telephone.browser.text
        assert telephone.client.get(address).status_code == 405
