"""One box: opening its folder the first time and every time after, with its keys, its code and its services."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hub.decisions.follow import find_by_code, find_by_receipt
from hub.sites.sites import replace_site_code
from kiosk.crypto import keys
from kiosk.domain.events.reference import parse_site_code
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import catalogue_search
from kiosk.services.box.box import Actor, Box, list_site_codes, open_box, shipped_procedures, site_code_on
from kiosk.services.box.in_memory import build_usual_carrier
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.procedures.look_up import get_offered_procedure
from kiosk.services.receipts import verify_receipt
from kiosk.services.submitted import follow_case, requests
from kiosk.settings import READER, Settings
from kiosk.store import cases, outbox
from kiosk.words.words import Words
from printers.carriers.file import File
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, submitted
from tests.services.conftest import fault_of, opened


def test_the_first_opening_makes_a_key_and_a_database_for_their_owner_only(box: Box) -> None:
    paths = box.settings.paths
    assert len(paths.database_key.read_bytes()) == 32
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (paths.database_key, paths.database)}
    assert modes == {0o600}
    assert stat.S_IMODE(paths.data.stat().st_mode) == 0o700


def test_a_printer_or_a_paper_nobody_knows_is_refused_by_name(settings: Settings) -> None:
    for name, value in [("printer", "quill"), ("paper", "papyrus")]:
        with pytest.raises(Refused) as refused:
            open_box(replace(settings, **{name: value}))
        assert (fault_of(refused), refused.value.details) == (Refusal.BAD_SETTING, {"name": name, "value": value})


def test_the_carrier_is_told_what_it_will_be_handed(settings: Settings) -> None:
    for paper, media_type in [("pdf-a4", "application/pdf"), ("text-42", "text/plain; charset=utf-8")]:
        carrier = build_usual_carrier(replace(settings, printer="file", paper=paper))
        assert isinstance(carrier, File)
        assert (carrier.folder, carrier.media_type) == (str(settings.paths.printed), media_type)


def test_the_town_halls_own_procedures_are_offered(settings: Settings) -> None:
    settings.paths.create()
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    own = shipped.replace("id: birth-certificate", "id: our-own")
    (settings.paths.procedures / "our-own.yaml").write_text(own, "utf-8")
    box = open_box(settings)
    assert {"birth-certificate", "identity-document", "our-own"} <= {
        procedure.id for procedure in box.catalogue.procedures
    }
    box.store.close()


def test_the_site_speaks_with_the_names_of_the_settings(box: Box) -> None:
    assert (box.site.code, box.site.name, box.site.phone) == ("SA", "Mairie de Saint-Aubin", "02 99 00 00 00")
    words = box.words("en", plain=True)
    assert (words.language, words.plain, words.zone) == ("en", True, box.settings.zone)


@pytest.mark.parametrize("name", ["database.key", "site.key"])
def test_a_lost_key_is_not_replaced_by_another(box: Box, name: str) -> None:
    """Nobody would look for the old one any more, and the hub believes the one it knows."""
    box.store.close()
    path = box.settings.paths.data / name
    path.unlink()
    with pytest.raises(Refused, match="no-secret"):
        open_box(box.settings)
    assert not path.exists()


@pytest.mark.parametrize("name", ["database.key", "site.key"])
@pytest.mark.parametrize("size", [0, 16])
def test_a_damaged_key_is_refused_and_kept_for_whoever_mends_it(box: Box, name: str, size: int) -> None:
    """With an empty one a new database would not be encrypted at all."""
    box.store.close()
    path = box.settings.paths.data / name
    path.write_bytes(bytes(size))
    with pytest.raises(Refused, match="damaged-secret"):
        open_box(box.settings)
    assert len(path.read_bytes()) == size


def test_a_town_hall_that_has_lost_its_settings_mints_nothing(box: Box, nadia: Actor) -> None:
    submitted(box, actor=nadia)
    box.store.close()
    with pytest.raises(Refused) as refused:
        open_box(Settings(data=box.settings.data))
    expected = {"path": str(box.settings.paths.settings), "code": "SA"}
    assert (fault_of(refused), refused.value.details) == (Refusal.SITE_CODE_LOST, expected)


def test_a_box_that_is_enrolled_under_another_code_mints_nothing(linked: Box) -> None:
    linked.store.close()
    with pytest.raises(Refused) as refused:
        open_box(replace(linked.settings, site_code="BZ"))
    expected = {"path": str(linked.settings.paths.settings), "code": "BZ", "enrolled": "SA"}
    assert (fault_of(refused), refused.value.details) == (Refusal.OTHER_SITE_CODE, expected)
    with pytest.raises(Refused, match="site-code-lost"):
        open_box(replace(linked.settings, site_code=""))
    open_box(linked.settings).store.close()


def test_a_first_start_that_was_cut_off_goes_on(settings: Settings) -> None:
    """The power went after the keys were made, before there was a database."""
    open_box(settings).store.close()
    paths = settings.paths
    assert not paths.first_start.exists()
    key = paths.site_key.read_bytes()
    paths.database.unlink()
    paths.first_start.touch()
    open_box(settings).store.close()
    assert (paths.site_key.read_bytes(), paths.first_start.exists()) == (key, False)


def test_what_a_killed_process_left_behind_is_gone(box: Box) -> None:
    box.store.close()
    paths = box.settings.paths
    (paths.data / ".site.key.0123456789abcdef").write_bytes(b"half")
    (paths.data / ".copying-x").mkdir()
    open_box(box.settings).store.close()
    assert not [path.name for path in paths.data.iterdir() if path.name.startswith((".site.key", ".copying"))]


def test_another_key_than_the_one_that_signed_the_receipts_is_refused_and_the_right_one_goes_on(
    settings: Settings, watch: Watch
) -> None:
    """The hub would refuse each event (`bad-signature`), and each receipt would be a forgery."""
    box = open_box(settings, watch)
    set_up(box)
    submitted(box)
    box.store.close()
    path = settings.paths.site_key
    right = path.read_bytes()
    path.unlink()
    keys.write_secret_file(path, keys.new_signing_key())
    with pytest.raises(Refused) as refused:
        open_box(settings, watch)
    assert fault_of(refused) == Refusal.DAMAGED_SECRET
    assert refused.value.details["path"] == str(path)
    path.write_bytes(right)
    again = open_box(settings, watch)
    assert submitted(again).reference == "SA1002E"
    again.store.close()


DAY = date(2027, 1, 1)
CHANGED = Settings(site_code="SA", new_site_code="VN", new_site_code_from="2027-01-01")


def test_the_code_changes_on_its_day_and_not_before() -> None:
    assert [site_code_on(CHANGED, day) for day in (date(2026, 12, 31), DAY, date(2030, 1, 1))] == ["SA", "VN", "VN"]
    assert site_code_on(replace(CHANGED, new_site_code_from=""), DAY) == "SA", "without its day nothing changes"
    assert list_site_codes(CHANGED) == {"SA", "VN"} and list_site_codes(Settings(site_code="SA")) == {"SA"}
    for name, value in [("new_site_code", "vn"), ("new_site_code_from", "1er janvier")]:
        with pytest.raises(Refused, match=Refusal.BAD_SETTING):
            READER.checked(name, value)


@pytest.fixture
def changed(linked: Box, watch: Watch) -> Box:
    """The box of a town that merged long ago; a case of before waits."""
    submitted(linked)
    settings = replace(linked.settings, new_site_code="VN", new_site_code_from="2020-01-01")
    return replace(linked, settings=settings)


def talk_all(box: Box) -> None:
    while exchange_with_hub(box, hub_of(box)).more:
        pass


def test_numbers_of_both_codes_arrive_are_found_and_their_receipts_genuine(changed: Box, central: Central) -> None:
    replace_site_code(central.hub.store, "SA", "VN", DAY)
    new = submitted(changed)
    talk_all(changed)
    (old,) = set(opened(central)) - {new.reference}
    assert (parse_site_code(old), parse_site_code(new.reference)) == ("SA", "VN") and not outbox.select_refused_events(
        changed.store.read()
    )
    assert find_by_code(central.hub.store, new.reference, new.follow_code).reference == new.reference
    before = cases.read_submission_by_reference(changed.store.read(), old)
    assert before is not None
    for case in (before, new):
        verdict, standing = find_by_receipt(central.hub, receipt_proof.encode_receipt_proof(case.proof))
        assert verdict.genuine and standing is not None and standing.reference == case.reference
        assert (
            verify_receipt.report_verification(changed, receipt_proof.encode_receipt_proof(case.proof)).code
            == "genuine"
        )


def test_a_hub_that_was_not_told_takes_them_under_the_code_it_knows(changed: Box, central: Central) -> None:
    new = submitted(changed)
    talk_all(changed)
    made = cases.read_submission(changed.store.read(), new.case_id)
    assert made is not None and parse_site_code(made.reference) == "SA"
    assert made.reference in opened(central) and not outbox.select_refused_events(changed.store.read())


def test_a_box_whose_town_changes_opens_as_before(settings: Settings, watch: Watch) -> None:
    box = open_box(replace(settings, new_site_code="VN", new_site_code_from="2020-01-01"), watch)
    set_up(box)
    assert parse_site_code(submitted(box).reference) == "VN" and box.site.code == "SA"
    box.store.close()


ONLY_ELECTIONS = ("elections",)


def offered(box: Box) -> set[str]:
    return catalogue_search.ids(box.offered)


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
    with pytest.raises(Refused, match="no-such-procedure"):
        get_offered_procedure(narrow, "birth-certificate")
    assert narrow.searching.find(narrow.offered, Words(), "naissance") != ()
    found = narrow.searching.find(narrow.offered, Words(), "acte de naissance") or ()
    assert "birth-certificate" not in {procedure.id for procedure in found}


@pytest.fixture
def off(settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box whose own copy of a procedure that ships is switched off."""
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    settings.paths.procedures.mkdir(parents=True, exist_ok=True)
    file = settings.paths.procedures / "birth-certificate.yaml"
    file.write_text(shipped + "switched_off: Lire l'article 101-1 du code civil\n", "utf-8")
    box = open_box(settings, watch)
    set_up(box)
    yield box
    box.store.close()


def test_what_is_switched_off_is_known_and_offered_only_once_the_town_hall_says_so(off: Box) -> None:
    known = off.catalogue.get("birth-certificate")
    assert known is not None and known.switched_off == "Lire l’article 101-1 du code civil"
    with pytest.raises(Refused, match="no-such-procedure"):
        get_offered_procedure(off, known.id)
    found = off.searching.find(off.offered, Words(), "acte de naissance") or ()
    assert known.id not in {procedure.id for procedure in found}
    for services in ((), ONLY_ELECTIONS):
        on = replace(off, settings=replace(off.settings, services=services, switched_on=(known.id,)))
        assert get_offered_procedure(on, known.id) == known, "whoever switched it on need not choose its service too"


def test_a_draft_is_finished_and_a_case_read_after_their_service_is_offered_no_more(box: Box, nadia: Actor) -> None:
    before, draft = submitted(box, actor=nadia), answered(box, actor=nadia)
    narrow = replace(box, settings=replace(box.settings, services=ONLY_ELECTIONS))
    with pytest.raises(Refused):
        answered(narrow, actor=nadia)
    after = submit_case.submit_case(narrow, draft, nadia, BY_TOUCH)
    for reference in (before.reference, after.reference):
        followed = follow_case.follow_case(narrow, reference, nadia)
        assert followed.submitted is not None
        assert requests.list_correctable_questions(narrow, followed)


def test_a_service_that_nobody_knows_is_told_at_its_line_with_those_that_are(settings: Settings) -> None:
    with pytest.raises(Refused, match="unknown-service"):
        open_box(replace(settings, services=("etat-civile",)))
    settings.paths.create()
    settings.paths.settings.write_text('site_code = "SA"\nservices = ["etat-civile"]\n', "utf-8")
    with pytest.raises(Refused) as refused:
        open_box(replace(settings, services=("etat-civile",)))
    assert fault_of(refused) == "unknown-service-line"
    assert (refused.value.details["line"], refused.value.details["service"]) == (2, "etat-civile")
    sentence = Words().code("refused", refused.value.code, **refused.value.details)
    assert "ligne 2" in sentence and "etat-civil, logement" in sentence


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
