"""Every question on one page, entries of groups, copies of documents, communes."""

import stat
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.app import create_app
from kiosk.crypto import keys
from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import join_files
from kiosk.store import people
from kiosk.web import session
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.steps_taken import answer, begin, fill
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from tests.loaded import loaded_by
from tests.services.drafts.test_join_files import SCRIPT
from tests.services.drafts.test_submit_case import FIELD, at_papers


@pytest.fixture
def case_id(box: Box, nadia: Actor) -> str:
    return at_papers(box, nadia)


@pytest.fixture
def at(desk: Browser, case_id: str) -> Page:
    return answer(desk, desk.get(f"/cases/{case_id}/steps/papers"), {f"f.{FIELD}": "joined"})


def upload(desk: Browser, page: Page, data: bytes, name: str = "carte.jpg", form: str = "file-form") -> Page:
    result = page.form(form)
    return desk.send(result.with_values({"file": (BytesIO(data), name)}))


def test_choosing_to_join_a_copy_leads_to_the_place_where_it_is_joined(at: Page, case_id: str) -> None:
    assert at.path == f"/cases/{case_id}/documents/{FIELD}"
    assert at.heading == "Joindre une copie : Pièce d’identité"
    assert at.headers["Permissions-Policy"].startswith("camera=(self)")


def test_without_javascript_a_file_is_joined_and_the_case_goes_on(desk: Browser, at: Page, case_id: str) -> None:
    page = upload(desk, at, picture("JPEG"))
    assert "1 copie est jointe" in page.main
    assert desk.get(page.link("Continuer")).path.endswith("/review"), "its own page asks nothing else"
    step = desk.get(page.link("Retour"))
    assert step.one("input[value=joined]").get("checked") is not None
    assert "Voir ou changer la copie" in step.main
    review = answer(desk, step, {f"f.{FIELD}": "joined"})
    assert review.path.endswith("/review") and "Copie jointe" in review.main


def test_a_joined_picture_is_shown_to_who_opens_the_case_in_no_cache(desk: Browser, at: Page) -> None:
    page = upload(desk, at, picture("JPEG"))
    address = page.one(".attachments img").get("src")
    shown = desk.client.get(address)
    assert shown.mimetype in ("image/jpeg", "image/png") and shown.headers["Cache-Control"] == "no-store"
    stranger = desk.client.application.test_client()
    assert stranger.get(address).status_code in (303, 404)


def test_a_pdf_has_no_picture_but_a_way_to_see_it(desk: Browser, at: Page) -> None:
    page = upload(desk, at, saved(plain_pdf()), "facture d’eau.pdf")
    assert not page.all(".attachments img")
    assert desk.client.get(page.one(".attachments a").get("href")).mimetype == "application/pdf"
    assert page.words(".attachments a") == ["Voir facture d’eau.pdf"]


def test_what_cannot_be_taken_is_said_on_the_same_page(desk: Browser, at: Page) -> None:
    for data, said in [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Choisissez une photo ou un PDF"),
        (b"%PDF-1.7 nothing", "abîmé"), (b"", "Aucun fichier"),
    ]:  # fmt: skip
        page = upload(desk, at, data, "x.svg")
        assert page.status == 422
        assert said in page.main


def test_a_file_over_twenty_megabytes_is_refused_in_words_before_it_is_read(desk: Browser, at: Page) -> None:
    page = upload(desk, at, b"\xff\xd8\xff" + bytes(20_500_000))
    assert page.status == 413
    assert "20 Mo au plus" in page.main.replace("\u00a0", " ")


def test_a_copy_is_taken_away_again(desk: Browser, at: Page) -> None:
    page = upload(desk, at, picture("PNG"))
    page = desk.send(page.form_to("/remove"))
    assert "copie est jointe" not in page.main
    assert page.form_to("/bring")


def test_the_document_can_be_brought_later_instead(desk: Browser, at: Page, case_id: str) -> None:
    step = desk.send(at.form_to("/bring"))
    assert step.path == f"/cases/{case_id}/steps/papers"
    assert step.one("input[value=to_bring]").get("checked") is not None


@pytest.fixture
def terminal(box: Box, nadia: Actor) -> Browser:
    """A screen of the citizens alone, at the page where a copy is joined."""
    client = create_app(box.settings, box=box).test_client()
    token = box.clock.token()
    with box.store.write() as db:
        people.insert_station(db, box.clock.new_id(), keys.token_hash(token), StationRole.TERMINAL, box.clock.now())
    client.set_cookie(session.STATION_COOKIE, token)
    return Browser(client)


def test_a_terminal_has_a_camera_or_nothing_and_never_a_file_dialog(terminal: Browser) -> None:
    step = fill(terminal, begin(terminal), until="papers")
    page = answer(terminal, step, {f"f.{FIELD}": "joined"})
    assert page.path.endswith(f"/documents/{FIELD}")
    assert not page.all("input[type=file]") and "scan-form" not in page.source
    assert page.one("#camera").get("hidden") is not None, "until the script has found one"
    assert "n’a pas d’appareil photo" in page.main
    camera = page.form("camera-form")
    file = (BytesIO(picture("JPEG")), "photo.jpg")
    assert terminal.send(Form.with_values(page.form("camera-form"), {"file": file, "camera": ""})).status == 409
    joined = terminal.send(camera.with_values({"file": (BytesIO(picture("JPEG")), "photo.jpg")}))
    assert "1 copie est jointe" in joined.main
    assert terminal.client.get(joined.one(".attachments img").get("src")).status_code == 200


def test_this_page_alone_may_ask_for_the_camera_and_is_loaded_whole(desk: Browser, at: Page) -> None:
    page = desk.client.get(at.path, headers={"HX-Request": "true", "HX-Target": "main#main"})
    assert (page.headers["HX-Redirect"], page.data) == (at.path, b"")
    assert desk.get("/desk").headers["Permissions-Policy"].startswith("camera=()")


def test_without_sane_no_scanner(desk: Browser, case_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "scan-form" not in desk.get(f"/cases/{case_id}/documents/{FIELD}").source


def test_a_page_is_scanned_and_joined(
    desk: Browser, box: Box, nadia: Actor, case_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "scanimage"
    script.write_text(SCRIPT, "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "page.png").write_bytes(picture("PNG", size=(170, 234)))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    asked = desk.send(desk.get(f"/cases/{case_id}/documents/{FIELD}").form("scan-form"))
    assert "Canon LiDE 220" in asked.main, "there are two, and someone has to say which"
    done = desk.send(asked.form("scan-form").with_values({"device": "genesys:libusb:001:004"}))
    assert "1 copie est jointe" in done.main
    off = desk.send(asked.form("scan-form").with_values({"device": "net:10.0.0.9:epson"}))
    assert off.status == 422 and "Le scanner n’a pas rendu la page" in off.main
    assert len(join_files.list_joined_files(box, case_id, nadia)[FIELD]) == 1


STREET = {"f.home_address.street": "3 rue du Lavoir", "f.housed": "no"}


def asked(browser: Browser, **question: str) -> list[dict[str, str]]:
    """What the script of the page is told."""
    answer = browser.client.get("/communes", query_string=question)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    return answer.get_json()


def at_home(browser: Browser) -> Page:
    case = steps_taken.case_of(steps_taken.begin(browser, "identity-document"))
    return browser.get(f"/cases/{case}/steps/home")


def lives(browser: Browser, page: Page, postcode: str, city: str) -> Page:
    return steps_taken.answer(
        browser, page, {**STREET, "f.home_address.postcode": postcode, "f.home_address.city": city}
    )


def rows(page: Page) -> list[str]:
    return [row.get("value") for row in page.all('button[name="f.home_address.place"]')]


def press(browser: Browser, page: Page, row: str) -> Page:
    return browser.send(page.form("answer").with_values({"f.home_address.place": row}))


def kept(browser: Browser, page: Page) -> tuple[str, str]:
    step = browser.get(f"/cases/{steps_taken.case_of(page)}/steps/home")
    return tuple(step.one(f'[name="f.home_address.{part}"]').get("value") for part in ("postcode", "city"))


def test_anyone_may_ask_for_communes_without_signing_in(browser: Browser) -> None:
    result = asked(browser, q="l hay")[0]
    assert result["label"] == "L'Haÿ-les-Roses · 94240"
    assert (result["city"], result["postcode"], result["area"]) == ("L'Haÿ-les-Roses", "94240", "Val-de-Marne")
    assert asked(browser, q="saint aub")[0]["label"].startswith("Saint-Aubin-d'Aubigné")
    paris = asked(browser, q="paris")[0]
    assert paris["postcode"] == ""
    assert len({row["postcode"] for row in asked(browser, of=paris["insee"])}) == 21
    for question in ({}, {"q": ""}, {"q": "%"}, {"q": "x" * 5000}, {"of": "'"}, {"q": "zz", "postcode": "x"}):
        assert asked(browser, **question) == []
    assert browser.client.get("/static/vendor/communes.sqlite").status_code == 404


def test_a_terminal_asks_before_anyone_has_begun(browser: Browser, nadia: Actor) -> None:
    terminal = steps_taken.hand_over(browser)
    assert asked(terminal, q="35140")[0]["city"] == "Saint-Aubin-du-Cormier"


def test_a_code_alone_fills_the_town_and_a_town_the_code(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "94240", "")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("94240", "L'Haÿ-les-Roses"))
    page = lives(desk, at_home(desk), "", "l hay les roses")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("94240", "l hay les roses"))


def test_a_code_of_several_communes_offers_them(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "35140", "")
    assert page.status == 422 and "Est-ce l’une de ces communes" in page.main
    assert "35140 Saint-Aubin-du-Cormier" in rows(page) and "~keep" not in rows(page)
    page = press(desk, page, "35140 Saint-Aubin-du-Cormier")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("35140", "Saint-Aubin-du-Cormier"))


def test_homonyms_are_offered_each_with_its_department_and_what_no_list_has_goes_through(desk: Browser) -> None:
    page = at_home(desk)
    assert [box.get("name") for box in page.all("[data-communes]")] == [
        "f.home_address.postcode", "f.home_address.city",
    ]  # fmt: skip
    assert "js/case/communes.js" in loaded_by(page)
    page = lives(desk, at_home(desk), "", "Saint-Denis")
    assert {"93200 Saint-Denis", "97400 Saint-Denis", "11310 Saint-Denis"} <= set(rows(page))
    assert any("Seine-Saint-Denis" in words for words in page.words("button.choice"))
    for postcode, city in (("00100", "Armées"), ("35042", "Rennes Cedex"), ("98000", "Monaco")):
        assert steps_taken.step_of(lives(desk, at_home(desk), postcode, city)) == "contact"


def test_a_hamlet_is_kept_with_one_press_and_not_asked_again(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "35140", "Le Hamel")
    assert page.status == 422
    page = press(desk, page, "~keep")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("35140", "Le Hamel"))
    again = desk.get(f"/cases/{steps_taken.case_of(page)}/steps/home")
    assert steps_taken.step_of(desk.send(again.form("answer"))) == "contact"


def test_the_summary_leads_to_the_first_row_and_the_town_may_be_corrected_instead(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "35140", "Le Hamel")
    assert page.one(".notice.danger a").get("href") == "#f-home_address"
    assert page.one("#f-home_address").tag == "button"
    assert steps_taken.step_of(lives(desk, page, "35140", "gosne")) == "contact"


def test_on_one_page_with_everything_a_row_is_pressed_as_well(desk: Browser) -> None:
    begin = desk.get("/procedures/identity-document").form("begin").with_values({"on": "whole"})
    form = desk.send(begin).form("answer").with_values({"f.home_address.postcode": "35140"})
    page = desk.send(form.with_values({**STREET, "f.home_address.city": "Le Hamel"}))
    assert page.status == 422 and "35140 Saint-Aubin-du-Cormier" in rows(page)
    page = press(desk, page, "35140 Saint-Aubin-du-Cormier")
    assert page.one('[name="f.home_address.city"]').get("value") == "Saint-Aubin-du-Cormier"
    assert not rows(page)
