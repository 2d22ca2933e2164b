"""Every question on one page, for whoever types faster than pages turn."""

from dataclasses import replace

import pytest

from kiosk.app import create_app
from kiosk.catalogue.define.catalogue import load_procedure
from tests.catalogue.samples import SHIPPED
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.household import with_household
from tests.gallery.site.page import Browser, Page


@pytest.fixture
def counter(request, settings, watch):  # type: ignore[no-untyped-def]
    settings = replace(settings, commune=getattr(request, "param", settings.commune))
    with with_household(settings, watch) as (box, _):
        browser = Browser(create_app(box.settings, box=box).test_client())
        steps_taken.sign_in(browser)
        yield browser


def whole(browser: Browser, procedure: str) -> Page:
    page = browser.get(f"/procedures/{procedure}")
    assert page.one("button.primary[form=begin][name=on]").get("value") == "whole"
    return browser.send(page.form("begin").with_values({"on": "whole"}))


ALL = {name: value for step in steps_taken.BIRTH_CERTIFICATE.values() for name, value in step.items()}


def test_a_case_is_answered_on_one_page(counter: Browser) -> None:
    page = whole(counter, "birth-certificate")
    assert page.path.endswith("/whole")
    form = page.form("answer")
    page = counter.send(form.with_values({name: value for name, value in ALL.items() if name in form.names}))
    # what the answers opened is asked, and not called missing
    assert page.status == 422 and not page.all(".field-error")
    page = counter.send(
        page.form("answer").with_values({"f.identity_shown": "to_bring", **steps_taken.BIRTH_CERTIFICATE["parents"]})
    )
    assert page.path.endswith("/confirm"), "she reads it at once: the mediator has seen all of it here"
    assert "Benali" in page.main and "3 février 1965" in page.main


def answered(counter: Browser, **more: str) -> Page:
    page = whole(counter, "birth-certificate")
    form = page.form("answer")
    known = ALL | {"f.phone": "", "f.identity_shown": "to_bring"} | more
    for _ in range(2):
        page = counter.send(form.with_values({name: value for name, value in known.items() if name in form.names}))
        if page.status == 200:
            break
        form = page.form("answer")
    return page


def test_the_review_asks_how_she_is_told_of_news_where_the_page_could_not(counter: Browser) -> None:
    page = whole(counter, "birth-certificate")
    opened = {"f.for_whom": "myself", "f.copy_type": "full", "f.birth_date.year": "1965", "f.delivery": "counter"}
    form = counter.send(page.form("answer").with_values(opened | {"refresh": "1"})).form("answer")
    known = ALL | {"f.identity_shown": "to_bring"}
    page = counter.send(form.with_values({name: value for name, value in known.items() if name in form.names}))
    assert page.path.endswith("/review") and page.all("[name=notices]")


def test_the_person_is_asked_from_the_one_page_without_another_review(counter: Browser) -> None:
    page = answered(counter)
    assert page.path.endswith("/confirm") and "3 février 1965" in page.main
    thanks = counter.send(page.form("yes"))
    page = counter.send(thanks.form("back").with_values({"pin": PIN}))
    assert page.path.endswith("/submitted")


def test_how_she_is_told_of_news_is_chosen_on_the_page_and_read_back(counter: Browser) -> None:
    page = whole(counter, "birth-certificate")
    page = counter.send(page.form("answer").with_values({"f.phone": "02 99 00 00 01", "refresh": "1"}))
    assert page.all("[name=notices]")
    form = page.form("answer")
    known = ALL | {"f.identity_shown": "to_bring", "notices": "call"}
    page = counter.send(form.with_values({name: value for name, value in known.items() if name in form.names}))
    form = page.form("answer")
    assert page.one("[name=notices][value=call]").get("checked") is not None
    page = counter.send(form.with_values({name: value for name, value in known.items() if name in form.names}))
    assert page.path.endswith("/confirm") and "Pour vous prévenir" in page.main


def test_what_the_person_points_at_is_shown_first_on_the_one_page(counter: Browser) -> None:
    page = answered(counter)
    points = counter.get(page.link("Il y a une erreur"))
    assert points.heading == "Où est l’erreur ?" and not points.all("#yes")
    page = counter.send(
        steps_taken.covered(counter, points).form("back").with_values({"wrong": "given_names", "pin": PIN})
    )
    assert page.path.partition("?")[0].endswith("/whole")
    assert page.words(".field-error") == ["La personne signale une erreur. Corrigez avec elle."]


def test_what_is_missing_is_said_and_the_rest_is_kept(counter: Browser) -> None:
    page = whole(counter, "birth-certificate")
    page = counter.send(page.form("answer").with_values({"f.birth_name": "Benali"}))
    assert page.status == 422 and len(page.all(".field-error")) > 3
    assert page.one("[name='f.birth_name']").get("value") == "Benali"
    assert counter.get(page.path).one("[name='f.birth_name']").get("value") == "Benali"


def test_an_answer_brings_the_questions_it_opens_and_blames_nobody(counter: Browser) -> None:
    page = whole(counter, "household")
    assert "Quoi ?" not in page.main
    page = counter.send(page.form("answer").with_values({"f.more": "yes", "refresh": "1"}))
    assert page.status == 200 and "Quoi ?" in page.main and not page.all(".field-error")


STOPS = {
    "birth-certificate": {
        "keeper_elsewhere": {"f.birth_town": "Lyon"},
        "keeper_scec": {"f.birth_town.none": "1", "f.keeper": "french_abroad"},
        "keeper_ofpra": {"f.birth_town.none": "1", "f.keeper": "protected"},
        "keeper_foreign": {"f.birth_town.none": "1", "f.keeper": "foreign"},
    },
    "census-at-16": {
        "over_age": {"f.birth_date.year": "1980"},
        "other_town": {"f.birth_date.year": "2009", "f.home_town": "Lyon"},
    },
    "electoral-roll": {
        "no_vote": {"f.citizenship": "neither"},
        "parents_age": {"f.birth_date.year": "1980", "f.tie": "parents"},
        "no_tie": {"f.tie": "other"},
    },
    "hosting-certificate": {
        "exempt_stop": {"f.exempt": "european"},
        "other_town": {"f.exempt": "elsewhere", "f.home_town": "Lyon"},
    },
}  # fmt: skip
"""What leads to each stop of the procedures that ship, beside which a person may file anyway."""


@pytest.mark.parametrize("counter", [("35251",)], indirect=True)
@pytest.mark.parametrize("procedure", STOPS)
def test_whoever_files_anyway_need_not_say_so_again_at_each_answer(counter: Browser, procedure: str) -> None:
    """It is a right (CRPA L. 114-2), so that one press has to be enough."""
    for stop, answers in STOPS[procedure].items():
        page = whole(counter, procedure)
        known = answers | {"f.for_whom": "myself", "refresh": "1"}
        for _ in range(3):
            page = counter.send(page.form("answer").with_values(known))
        assert page.all(f"button[name='f.{stop}']"), stop
        here = len(page.all("#answer section.panel"))
        page = counter.send(page.form_to("/whole", "anyway"))
        opened = len(page.all("#answer section.panel"))
        assert opened > here and not page.all(f"button[name='f.{stop}']"), stop
        for more in ({"refresh": "1"}, {}):
            page = counter.send(page.form("answer").with_values(more))
            assert len(page.all("#answer section.panel")) == opened, stop
            assert not page.all(f"#f-{stop}-fault"), stop


@pytest.mark.parametrize("counter", [("35251",)], indirect=True)
@pytest.mark.parametrize("procedure", STOPS)
def test_a_stop_says_where_to_go_prints_it_and_offers_to_end_here(counter: Browser, procedure: str) -> None:
    """It asks nothing, so that nothing is called unanswered, and the one filled button ends the procedure."""
    for stop, answers in STOPS[procedure].items():
        page = whole(counter, procedure)
        for _ in range(3):
            page = counter.send(page.form("answer").with_values(answers | {"f.for_whom": "myself", "refresh": "1"}))
        title = page.one(".at-stop h2").text_content().strip()
        assert page.words(".actions .primary") == ["Terminer"], stop
        printed = counter.send(page.form("print-where"))
        assert "La feuille s’imprime." in printed.main and printed.one(".at-stop h2").text_content().strip() == title


@pytest.mark.parametrize("counter", [("35251",)], indirect=True)
@pytest.mark.parametrize("procedure", STOPS)
def test_every_stop_is_passed_step_by_step_too(counter: Browser, procedure: str) -> None:
    for stop, answers in STOPS[procedure].items():
        page = whole(counter, procedure)
        for _ in range(3):
            page = counter.send(page.form("answer").with_values(answers | {"f.for_whom": "myself", "refresh": "1"}))
        case = steps_taken.case_of(page)
        page = counter.get(f"/cases/{case}/steps/end.{stop}")
        page = counter.send(page.form_to(f"/steps/end.{stop}", "anyway"))
        assert page.path != f"/cases/{case}/steps/end.{stop}", stop


def test_the_same_person_is_asked_at_once_what_the_carried_answers_decide(counter: Browser) -> None:
    thanks = counter.send(answered(counter).form("yes"))
    page = counter.send(thanks.form("back").with_values({"pin": PIN}))
    offered = counter.get(page.link("Même personne, autre démarche"))
    page = counter.send(counter.get(offered.link("Listes électorales")).form("begin").with_values({"on": "whole"}))
    assert page.one("[name='f.for_whom'][value=myself]").get("checked") is not None
    assert not page.all("[name='f.applicant_family_name']")


def test_every_stop_of_the_procedures_that_ship_is_walked() -> None:
    shipped = {
        (procedure.id, field.id)
        for procedure in map(load_procedure, SHIPPED)
        for field in procedure.fields()
        if field.kind == "stop" and not field.options.get("absolute")
    }
    assert {(procedure, stop) for procedure, stops in STOPS.items() for stop in stops} == shipped


def test_one_of_a_group_comes_back_to_the_whole_page(counter: Browser) -> None:
    page = whole(counter, "household")
    form = page.form("answer")
    result = counter.send(form.with_values({"item": "people.1", "f.more": "no"}))
    assert result.heading == "Personne 1"
    page = counter.send(result.form("answer").with_values({"f.name": "Lina", "f.birth.year": "2015"}))
    assert page.path.partition("#")[0].endswith("/whole") and "Prénom : Lina" in page.main
    assert page.one("[name='f.more'][value=no]").get("checked") is not None


def test_a_case_left_on_one_page_is_taken_up_there(counter: Browser) -> None:
    page = whole(counter, "household")
    counter.send(page.form("answer"))
    assert counter.get(f"/cases/{steps_taken.case_of(page)}").path.endswith("/whole")
