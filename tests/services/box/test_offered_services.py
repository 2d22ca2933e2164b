"""A town hall offers the services that it chose; what was begun before can still be finished and read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.services.box import offered_services
from kiosk.services.box.box import Actor, Box, open_box, shipped_procedures
from kiosk.services.drafts import submit_case
from kiosk.services.procedures.look_up import procedure_of
from kiosk.services.submitted import correct_answers, follow_case
from kiosk.settings import Settings
from kiosk.words.words import Words
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.gestures import BY_TOUCH, answered, submitted
from tests.services.conftest import fault_of

ONLY_ELECTIONS = ("elections",)


def offered(box: Box) -> set[str]:
    return offered_services.ids(box.offered)


def own(settings: Settings, service: str) -> Path:
    """A procedure of the town hall's own, of a service."""
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    settings.paths.create()
    file = settings.paths.procedures / "our-own.yaml"
    text = shipped.replace("id: birth-certificate", "id: our-own").replace("id: etat-civil", f"id: {service}")
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
def narrow(settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that offers its elections, and has a procedure of its own."""
    own(settings, "piscine")
    box = open_box(replace(settings, services=ONLY_ELECTIONS), watch)
    set_up(box)
    yield box
    box.store.close()


def test_every_service_is_offered_where_none_was_chosen(box: Box) -> None:
    assert box.offered is box.catalogue


def test_only_the_services_that_were_chosen_are_offered_and_what_the_town_hall_wrote_itself(narrow: Box) -> None:
    assert offered(narrow) == {"elections", "piscine"}
    with pytest.raises(Refused) as refused:
        procedure_of(narrow, "birth-certificate")
    assert fault_of(refused) == "no-such-procedure"
    assert narrow.searching.find(narrow.offered, Words(), "naissance") != ()
    found = narrow.searching.find(narrow.offered, Words(), "acte de naissance") or ()
    assert "birth-certificate" not in {procedure.id for procedure in found}


def test_a_draft_is_finished_and_a_case_read_after_their_service_is_offered_no_more(box: Box, nadia: Actor) -> None:
    before, draft = submitted(box, actor=nadia), answered(box, actor=nadia)
    narrow = replace(box, settings=replace(box.settings, services=ONLY_ELECTIONS))
    with pytest.raises(Refused):
        answered(narrow, actor=nadia)
    after = submit_case.submit(narrow, draft, nadia, BY_TOUCH)
    for reference in (before.reference, after.reference):
        followed = follow_case.follow(narrow, reference, nadia)
        assert followed.submitted is not None
        assert correct_answers.questions(narrow, followed)


def test_a_search_forgets_a_service_that_is_offered_no_more(box: Box) -> None:
    narrow = replace(box, settings=replace(box.settings, services=ONLY_ELECTIONS))
    for opened, there in ((box, True), (narrow, False), (box, True)):
        found = opened.searching.find(opened.offered, Words(), "acte de naissance") or ()
        assert ("birth-certificate" in {procedure.id for procedure in found}) is there


def test_a_service_that_nobody_knows_is_told_at_its_line_with_those_that_are(settings: Settings) -> None:
    settings.paths.create()
    settings.paths.settings.write_text('site_code = "SA"\nservices = ["etat-civile"]\n', "utf-8")
    with pytest.raises(Refused) as refused:
        open_box(replace(settings, services=("etat-civile",)))
    assert fault_of(refused) == "unknown-service-line"
    assert (refused.value.details["line"], refused.value.details["service"]) == (2, "etat-civile")
    sentence = Words().code("refused", refused.value.code, **refused.value.details)
    assert "ligne 2" in sentence and "etat-civil, logement" in sentence


def test_a_service_that_the_environment_names_wrongly_is_told_too(settings: Settings) -> None:
    with pytest.raises(Refused) as refused:
        open_box(replace(settings, services=("etat-civile",)))
    assert fault_of(refused) == "unknown-service"


def test_a_file_that_was_taken_away_stops_no_box(settings: Settings, watch: Watch) -> None:
    file = own(settings, "piscine")
    chosen = replace(settings, services=("elections", "piscine"))
    box = open_box(chosen, watch)
    set_up(box)
    box.store.close()
    file.unlink()
    box = open_box(chosen, watch)
    assert offered(box) == {"elections"}
    box.store.close()
