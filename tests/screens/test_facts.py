"""Somebody of the town hall says at the desk, by name, what they checked; the public reads that, and no more."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from msgspec.structs import replace

from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.procedures import fact_checks
from kiosk.services.procedures.look_up import get_offered_procedure
from kiosk.settings import read_settings
from kiosk.store.cases import Submission
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import helped, submitted
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import enter, sign_in
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS
from tests.services.conftest import in_letters

PAGE = "/desk/facts/hosting-certificate"


def receipt_of(box: Box, case: Submission) -> str:
    slip = case_receipt.make_case_receipt_slip(box, case.case_id, box.words(), KeyHolder(helped(box)))
    return in_letters(slip)


@pytest.fixture
def hosting(box: Box) -> Procedure:
    return get_offered_procedure(box, "hosting-certificate")


def test_what_a_named_person_ticks_is_told_to_the_public_and_nothing_else_is(
    desk: Browser, box: Box, hosting: Procedure
) -> None:
    public = desk.get("/procedures/hosting-certificate").main
    assert "Vérifié par la mairie" not in public and "Pas encore vérifié par la mairie." in public
    assert "la mairie n’a pas encore tout vérifié" in public and "Informations du" not in public
    remedies = next(fact for fact in hosting.facts if fact.key == "remedies")
    page = desk.get(PAGE)
    group = page.one(f'input[value="{remedies.sha256}"]').get("name")
    page = desk.send(page.form("facts").with_values({group: [remedies.sha256]}))
    assert page.main.count("par Nadia Roux") == 1
    checked = [fact for fact in fact_checks.list_checked_facts(box, hosting) if fact.evidence.checked_on]
    assert [(fact.key, fact.evidence.checked_on) for fact in checked] == [("remedies", box.watch.today().day)]
    public = desk.get("/procedures/hosting-certificate").main
    assert "Recours. Vérifié par la mairie le" in public and "Nadia Roux." not in public


def test_a_price_that_changed_since_is_no_longer_checked(box: Box, hosting: Procedure, nadia: Actor) -> None:
    fact_checks.record_fact_checks(box, hosting, [fact.sha256 for fact in hosting.facts], nadia)
    assert all(fact.evidence.checked_by == "Nadia Roux" for fact in fact_checks.list_checked_facts(box, hosting))
    first, *others = hosting.facts
    dearer = replace(hosting, facts=(replace(first, text=Text("50 €")), *others))
    assert [fact.key for fact in fact_checks.list_checked_facts(box, dearer) if not fact.evidence.checked_on] == [
        "cost"
    ]


def test_only_who_decides_for_the_town_hall_says_that_something_is_checked(
    omars_desk: Browser, omar: Actor, box: Box, hosting: Procedure
) -> None:
    page = omars_desk.get(PAGE)
    assert "responsable du guichet" in page.main and not page.all("input[name=fact]")
    with pytest.raises(Refused) as refused:
        fact_checks.record_fact_checks(box, hosting, [fact.sha256 for fact in hosting.facts], omar)
    assert refused.value.code == Refusal.NOT_SUPERVISOR
    assert not any(counts.checked for counts in fact_checks.list_fact_counts(box))


def test_the_desk_is_told_once_nobody_has_looked_for_a_year(desk: Browser, watch: Watch) -> None:
    assert "Des démarches sont à vérifier" not in desk.get("/desk").main
    watch.jump(timedelta(days=400))
    assert enter(desk) == "/desk"
    assert "Des démarches sont à vérifier" in desk.get("/desk").main
    assert "À vérifier de nouveau" in desk.get("/desk/facts").main
    assert "C’était il y a plus d’un an." in desk.get(PAGE).main


def test_a_text_of_2019_is_never_said_to_be_what_was_read_this_year(desk: Browser) -> None:
    public = desk.get("/procedures/electoral-roll").main
    old = "Texte du 17 avril 2019, pas encore vérifié par la mairie. Source : service-public.fr, fiche F1965"
    assert old in public and "dans un texte du 17 avril 2019" not in public
    assert "Texte sans date, pas encore vérifié par la mairie." in public
    assert "Lu le 30 novembre 2026, dans un texte du 3 avril 2026." in public
    assert old.partition(" Source")[0] in desk.get("/desk/facts/electoral-roll").main


def test_once_all_is_checked_neither_the_page_nor_the_receipt_says_that_it_is_not(
    desk: Browser, box: Box, nadia: Actor
) -> None:
    said = "Délais, prix, pièces, recours : la mairie n’a pas encore tout vérifié."
    birth = get_offered_procedure(box, "birth-certificate")
    case = submitted(box)
    assert said in desk.get("/procedures/birth-certificate").main and said in receipt_of(box, case)
    fact_checks.record_fact_checks(box, birth, [fact.sha256 for fact in birth.facts], nadia)
    assert said not in desk.get("/procedures/birth-certificate").main
    assert said not in receipt_of(box, case)


def test_who_checks_a_paper_checks_what_may_be_brought_in_its_place(desk: Browser, box: Box, nadia: Actor) -> None:
    school = get_offered_procedure(box, "school-registration")
    assert "Accepté à la place : Le livret de famille ;" in desk.get("/desk/facts/school-registration").main
    fact_checks.record_fact_checks(box, school, [fact.sha256 for fact in school.facts], nadia)
    stricter = replace(school, facts=tuple(replace(fact, instead=fact.instead[:1]) for fact in school.facts))
    gone = [fact.key for fact in fact_checks.list_checked_facts(box, stricter) if not fact.evidence.checked_on]
    assert gone == [fact.key for fact in school.facts if len(fact.instead) > 1]


def test_whoever_asks_for_their_data_is_told_that_the_answer_may_take_three_months(box: Box, desk: Browser) -> None:
    """GDPR, art. 12(3): one month, and two more if the person is told so within it."""
    assert "trois mois en tout" in desk.get("/procedures/birth-certificate").main
    for code in ("access-next", "erasure-next"):
        assert "en un mois, ou vous dit dans ce mois" in box.words().code("paper", code)
        assert "au plus" not in box.words().code("paper", code)


@pytest.fixture
def switched_off(box: Box, hosting: Procedure) -> Iterator[str]:
    """« Attestation d’accueil », as it is published switched off."""
    off = replace(hosting, switched_off="Lire le CESEDA, article L. 313-1")
    box.live_catalogue.publish([off])
    yield f"/procedures/{hosting.id}"
    box.live_catalogue.publish([])


def test_a_switched_off_procedure_is_offered_from_the_tap_of_who_decides_until_another(
    desk: Browser, box: Box, switched_off: str
) -> None:
    assert desk.get(switched_off).status == 404
    page = desk.get("/desk/facts")
    assert "Lire le CESEDA, article L. 313-1" in page.main and "Éteinte" in page.main
    assert "article" in desk.get(PAGE).main, "what is to be checked can be read before it is offered"
    page = desk.send(page.form_to(f"{PAGE}/offer", "yes"))
    assert "Ne plus proposer" in page.main and desk.get(switched_off).status == 200
    assert read_settings(box.settings.data, {}).switched_on == ("hosting-certificate",)
    page = desk.send(page.form_to(f"{PAGE}/offer", "no"))
    assert desk.get(switched_off).status == 404 and read_settings(box.settings.data, {}).switched_on == ()
    noted = box.store.read().execute("SELECT action, detail FROM journal WHERE detail = 'hosting-certificate'")
    assert [tuple(line) for line in noted] == [
        ("procedure-offered", "hosting-certificate"),
        ("procedure-switched-off", "hosting-certificate"),
    ]


def test_a_mediator_who_does_not_decide_reads_what_is_to_be_checked_and_switches_nothing(
    desk: Browser, app: Flask, omar: Actor, box: Box, hosting: Procedure, switched_off: str
) -> None:
    other = Browser(app.test_client())
    sign_in(other, "omar", OMARS_WORDS, OMARS_PIN)
    page = other.get("/desk/facts")
    assert "Lire le CESEDA" in page.main and "Proposer cette démarche" not in page.main
    with pytest.raises(Refused, match="not-supervisor"):
        fact_checks.switch_procedure(box, hosting, True, omar)
    assert box.settings.switched_on == ()
