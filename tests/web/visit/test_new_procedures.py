"""A secretary saves a procedure file, and the running box offers it; what is wrong with it is said at the desk."""

from datetime import timedelta
from pathlib import Path

from kiosk.services.box.box import Box
from kiosk.services.upkeep import doctor
from kiosk.store.keys import wrapped_keys
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.household import PROCEDURE
from tests.gallery.site.page import Browser

COMPOST = PROCEDURE.replace("id: household", "id: compost").replace("Dire qui vit ici", "Demander un composteur")
GREEN = COMPOST.replace("id: ccas, name: CCAS", "id: espaces-verts, name: Espaces verts")


def save(box: Box, watch: Watch, text: str, name: str = "compost.yaml") -> Path:
    file = box.settings.paths.procedures / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    watch.wait(timedelta(seconds=3))
    return file


def test_a_saved_procedure_is_offered_without_a_restart_and_its_new_service_has_keys(
    box: Box, watch: Watch, desk: Browser
) -> None:
    assert desk.get("/procedures/compost").status == 404
    save(box, watch, GREEN)
    assert "Demander un composteur" in desk.get("/procedures").main
    assert "espaces-verts" in wrapped_keys.services(box.store.read())
    page = steps_taken.begin(desk, "compost")
    assert page.status == 200 and page.heading == "Qui vit avec vous ?"


def test_a_search_finds_what_was_saved_a_moment_ago(box: Box, watch: Watch, desk: Browser) -> None:
    desk.get("/procedures?q=composteur")
    save(box, watch, COMPOST)
    assert "Demander un composteur" in desk.get("/procedures?q=composteur").main


def test_a_broken_file_is_told_at_the_desk_and_by_doctor_while_the_one_before_is_offered(
    box: Box, watch: Watch, desk: Browser
) -> None:
    save(box, watch, COMPOST)
    desk.get("/desk")
    save(box, watch, COMPOST.replace("kind: deposited", "kind: depose"))
    page = desk.get("/desk")
    assert "compost.yaml, ligne 2 : " in page.main and "La version précédente reste proposée." in page.main
    assert desk.get("/procedures/compost").status == 200
    (finding,) = [finding for finding in doctor.examine(box, ask_hub=False) if finding.code == "procedures"]
    assert (finding.well, finding.detail.endswith("compost.yaml:2")) == (False, True)
    save(box, watch, COMPOST)
    assert "compost.yaml" not in desk.get("/desk").main


def test_a_draft_finishes_on_the_version_it_began_with(box: Box, watch: Watch, desk: Browser) -> None:
    save(box, watch, COMPOST)
    case_id = steps_taken.case_of(steps_taken.begin(desk, "compost"))
    desk.send(desk.get(f"/cases/{case_id}/park").form("park").with_values({"note": "Revient jeudi."}))
    file = save(box, watch, COMPOST.replace("Qui vit avec vous ?", "Qui composte ?") + "version: 2\n")
    home = desk.get("/desk")
    assert "Demander un composteur" in home.main
    resume = home.one(".work.draft .whose a").get("href")
    assert desk.get(resume).heading == "Qui vit avec vous ?"
    file.unlink()
    watch.wait(timedelta(seconds=3))
    assert desk.get(resume).heading == "Qui vit avec vous ?"
    assert desk.get("/procedures/compost").status == 404
