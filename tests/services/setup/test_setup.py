"""The first start, the answers that are needed, the services that are chosen, and what is left to do."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import settings
from kiosk.domain.screen.first_day_step import OF_SITE, FirstDayStep
from kiosk.domain.screen.station import StationRole
from kiosk.errors import Refused
from kiosk.services.box import catalogue_search
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.lan import pairs
from kiosk.services.lan.pairs import StationToEnrol
from kiosk.services.people import first_day
from kiosk.services.setup import first_start
from kiosk.services.setup.first_start import ASKED, FirstStart, of_wizard, propose_login
from kiosk.settings import Settings
from kiosk.store import people
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central


@pytest.fixture
def new(tmp_path: Path, watch: Watch) -> Box:
    return open_box(Settings(data=tmp_path / "new", printer="dummy"), watch, unset=True)


def begun(box: Box) -> tuple[FirstStart, list[str]]:
    codes: list[str] = []
    start = FirstStart(box.settings.paths.first_start_code, box.clock, codes.append)
    start.begin()
    return start, codes


def test_the_code_is_the_same_after_a_power_cut_until_it_is_used(new: Box) -> None:
    start, codes = begun(new)
    again, told = begun(new)
    assert told == codes
    again.admit(codes[0])
    assert told[-1] != codes[0]
    with pytest.raises(Refused, match="wrong-set-up-code"):
        again.admit(codes[0])
    start.end()


def test_a_code_that_the_installation_wrote_is_taken(new: Box) -> None:
    new.settings.paths.first_start_code.write_text("1234 5678\n", "ascii")
    start, codes = begun(new)
    assert codes == ["12345678"]
    start.admit("1234-5678")


@pytest.mark.parametrize("written", [b"", b"123", b"\xff\xfe\x00", b"x" * 100_000])
def test_a_torn_file_of_the_code_is_made_anew(new: Box, written: bytes) -> None:
    new.settings.paths.first_start_code.write_bytes(written)
    _, codes = begun(new)
    assert len(codes[0]) == first_start.CODE_DIGITS
    assert new.settings.paths.first_start_code.read_text("ascii") == codes[0]


def test_a_box_awaits_its_wizard_until_somebody_signed_in(new: Box) -> None:
    assert first_start.is_awaited(new)
    first_start.save_site_answer(new, FirstDayStep.CODE, {"site_code": "SA"})
    box = new
    first_start.reread(box)
    assert box.site.code == "SA" and first_start.is_awaited(box)
    start, _ = begun(box)
    first_start.make_mediator(box, start, "nadia", "Nadia", "passphrase")
    assert first_start.is_awaited(box), "its sheet was not typed back"
    assert first_start.first_sign_in(box, start, Actor()) is None, "nor now"
    assert start.to_copy is not None
    assert not first_start.sheet_is_copied(start, start.to_copy.sheet.split())
    assert first_start.first_sign_in(box, start, Actor()) is not None
    assert not first_start.is_awaited(box)


def test_a_box_set_up_from_the_command_line_never_had_a_wizard(box: Box) -> None:
    assert not first_start.is_awaited(box)


def test_a_box_that_somebody_works_at_and_whose_code_is_gone_is_refused(box: Box) -> None:
    first_day.add_mediator(box, "omar", "Omar Benali")
    box.store.close()
    with pytest.raises(Refused, match="no-site-code"):
        open_box(replace(box.settings, site_code=""), unset=True)


def test_making_the_first_mediator_again_leaves_one(new: Box) -> None:
    first_start.save_site_answer(new, FirstDayStep.CODE, {"site_code": "SA"})
    box = new
    first_start.reread(box)
    start, _ = begun(box)
    for login in ("a", "b"):
        first_start.make_mediator(box, start, login, "Nadia", "passphrase")
    assert [person.login for person in people.select_mediators(box.store.read())] == ["b"]


def test_nothing_secret_is_written_out(new: Box) -> None:
    start, codes = begun(new)
    assert codes[0] not in repr(start)


def test_a_box_begun_for_other_screens_serves_them_until_somebody_answers_otherwise(new: Box) -> None:
    """`kiosk run --lan` stands in no file, which says the usual « off »."""
    begun_so = replace(new, settings=replace(new.settings, lan="on"))
    first_start.save_site_answer(begun_so, FirstDayStep.NAME, {"site_name": "Mairie de Rennes"})
    first_start.reread(begun_so)
    assert (begun_so.settings.site_name, begun_so.settings.lan) == ("Mairie de Rennes", "on")
    for chosen in ("off", "on"):
        first_start.save_site_answer(begun_so, FirstDayStep.SCREENS, {"lan": chosen})
        first_start.reread(begun_so)
        assert begun_so.settings.lan == chosen


def test_every_service_is_listed_once_with_its_procedures(box: Box) -> None:
    listed = first_start.list_service_choices()
    assert {choice.id for choice in listed} == catalogue_search.ids(box.catalogue)
    assert sum(len(choice.titles) for choice in listed) == len(box.catalogue.procedures)


def test_all_of_them_are_every_service_that_there_will_be(box: Box) -> None:
    assert (
        first_start.make_services_setting(box.settings, [choice.id for choice in first_start.list_service_choices()])
        == ()
    )


def test_no_service_or_one_that_nobody_knows_is_refused(box: Box) -> None:
    for typed, code in [
        ([], "no-service-chosen"), ([""], "no-service-chosen"), (["ccas", "Piscine"], "unknown-service"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            first_start.make_services_setting(box.settings, typed)


def test_a_service_of_the_town_halls_own_procedure_is_known(box: Box) -> None:
    file = box.settings.paths.procedures / "our-own.yaml"
    shipped = box.catalogue.procedures[0].file.decode()
    file.write_text(shipped.replace(f"id: {box.catalogue.procedures[0].service.id}", "id: piscine"), "utf-8")
    assert first_start.make_services_setting(box.settings, ["ccas", "piscine"]) == ("ccas", "piscine")


def test_texts_are_one_line_of_what_a_printer_can_print(box: Box) -> None:
    given = first_start.read_site_answer(
        box.settings, FirstDayStep.NAME, {"name": ["  Mairie\n de\u200b\tRennes\x00 "]}
    )
    assert given.values == {"site_name": "Mairie de Rennes"} and not given.faults


def test_a_form_without_its_fields_is_a_wrong_answer_and_no_fault_of_ours(box: Box) -> None:
    wrong = [step for step in OF_SITE if first_start.read_site_answer(box.settings, step, {}).faults]
    assert wrong == [
        FirstDayStep.NAME, FirstDayStep.COMMUNE, FirstDayStep.CODE, FirstDayStep.LANGUAGES, FirstDayStep.SERVICES,
        FirstDayStep.SCREENS,
    ]  # fmt: skip


def test_an_answer_is_kept_before_its_step_is_noted(box: Box) -> None:
    first_start.save_site_answer(box, FirstDayStep.NAME, {"site_name": "Mairie « de l’Été »"})
    assert settings.read_settings(box.settings.data, {}).site_name == "Mairie « de l’Été »"
    assert people.select_done_steps(box.store.read()) == {"name"}


def test_communes_that_do_not_exist_are_left_out_and_none_comes_twice(box: Box) -> None:
    assert [place.name for place in first_start.communes(box.settings, ["35238", "00000", "35238"])] == ["Rennes"]


def test_languages_are_offered_french_first(box: Box) -> None:
    assert first_start.languages_offered(box.settings)[:2] == ["fr", "en"]


def serving(box: Box) -> Box:
    return replace(box, settings=replace(box.settings, lan="on"))


def test_what_the_box_sees_to_be_done_needs_nobody_to_say_so(box: Box, nadia: Actor, central: Central) -> None:
    first_day.add_mediator(box, "omar", "Omar Benali")
    assert FirstDayStep.COLLEAGUES not in first_start.list_left_steps(box)
    enrol.enrol_at_hub(box, central.url, central.code)
    assert FirstDayStep.HUB not in first_start.list_left_steps(box)


def test_other_screens_are_left_to_do_where_they_are_served_and_none_is_there_yet(box: Box) -> None:
    assert FirstDayStep.OTHER_SCREENS not in first_start.list_left_steps(box), "nobody asked for them"
    assert FirstDayStep.OTHER_SCREENS in first_start.list_left_steps(serving(box))
    pairs.enrol(box, StationToEnrol(StationRole.TERMINAL, "Borne"))
    assert FirstDayStep.OTHER_SCREENS not in first_start.list_left_steps(serving(box))


SHOWN = "abeille éléphant samedi"


def test_words_are_taken_as_people_write_them() -> None:
    assert first_start.split_words("1. abeille, 2) ÉLÉPHANT\n3: samedi ;") == ["abeille", "ÉLÉPHANT", "samedi"]
    assert not first_start.word_faults(SHOWN, ["Abeille", "elephant", " SAME "])


def test_each_wrong_word_is_named_by_its_place() -> None:
    wrong = first_start.word_faults(SHOWN, ["abeille", "samedi"])
    assert {place: fault.code for place, fault in wrong.items()} == {2: "another-word", 3: "word-missing"}
    assert wrong[2].details == {"place": 2}


def test_another_word_is_not_taken() -> None:
    for typed in ["", " ", "abe", "babeille", "a beille", "123", "é" * 5000]:
        with pytest.raises(Refused):
            first_start.check_copied_word(SHOWN, 1, typed)


def test_the_first_name_is_proposed() -> None:
    for name, login in [
        ("Nadia Roux", "nadia"), ("Éloïse d’Été", "eloise"), ("Jean-Marc", "jean"), ("  ", ""), ("", ""),
        ("x" * 99, "x" * 20),
    ]:  # fmt: skip
        assert propose_login(name) == login


def test_the_town_hall_is_taken_and_the_machine_stays(settings: Settings) -> None:
    written = Settings(
        data=Path("elsewhere"), site_code="RE", site_name="Rennes", port=1, host="0.0.0.0", printer="file"
    )
    taken = of_wizard(settings, written)
    assert (taken.site_code, taken.site_name, taken.site_hours) == ("RE", "Rennes", "")
    assert replace(taken, **{name: getattr(settings, name) for name in ASKED}) == settings
