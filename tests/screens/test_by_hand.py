"""A mediator without a line: the cases go on a stick, by keys and without JavaScript, and the answer comes back."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.services.box.box import Box
from kiosk.services.upkeep.backup import FOLDER
from kiosk.store import outbox
from kiosk.store.people import Mediator
from kiosk.web.request_state import state_of
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import at_work
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.plugged_in import plugged_in
from tests.services.bundles.by_hand import answered

HERE = "/desk/by-hand"


@pytest.fixture
def app(linked: Box) -> Flask:
    return create_app(linked.settings, box=linked)


@pytest.fixture
def desk(app: Flask, linked: Box, nadias: Mediator) -> Browser:
    at_work(linked, nadias)
    browser = Browser(app.test_client())
    steps_taken.sign_in(browser)
    return browser


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    with plugged_in(tmp_path / "PARVIS"):
        yield tmp_path / "PARVIS"


def copied(desk: Browser, app: Flask) -> Page:
    desk.send(desk.get(HERE).form("copy"))
    state_of(app).carrying.wait()
    return desk.get(HERE)


def test_the_cases_go_on_the_stick_and_the_answer_comes_back_on_it(
    desk: Browser, app: Flask, linked: Box, central: Central, stick: Path
) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(HERE)
    assert "1 envoi attend" in page.main and "Clé branchée : PARVIS" in page.main
    page = copied(desk, app)
    assert "Vous pouvez retirer la clé" in page.main and "1 envoi est sur la clé" in page.main
    (file,) = (stick / FOLDER).iterdir()
    assert re.fullmatch(r"envoi-[0-9a-f]{12}\.parvis", file.name)
    assert not any(words in file.read_bytes() for words in (b"Roux", b"birth", reference.encode()))
    assert outbox.read_unsent_summary(linked.store.read())[0] == 1
    file.with_name(file.name.replace("envoi", "reponse")).write_bytes(answered(central.hub, file.read_bytes()))
    page = desk.get(HERE)
    assert "Une réponse est sur la clé" in page.main
    page = desk.send(page.form_to(f"{HERE}/answer"))
    assert "La réponse est enregistrée" in page.main and "1 envoi reçu par le système central" in page.main
    assert outbox.read_unsent_summary(linked.store.read())[0] == 0
    assert "Une réponse est sur la clé" not in page.main and "Vous pouvez retirer" not in page.main
    assert "Il n’y a pas de réponse" in desk.send(page.form_to(f"{HERE}/answer")).main


def test_a_computer_downloads_the_file_and_hands_the_answer_in(desk: Browser, linked: Box, central: Central) -> None:
    steps_taken.submitted(desk)
    page = desk.get(HERE)
    assert "Branchez une clé USB" in page.main
    token = page.form_to("/download")["token"]
    sent = desk.client.post(f"{HERE}/download", data={"token": token})
    assert re.search(r"attachment; filename=envoi-[0-9a-f]{12}\.parvis", sent.headers["Content-Disposition"])
    answer = answered(central.hub, sent.data)
    for data, words in (
        (answer[:-1], "Le fichier est abîmé ou incomplet"),
        (b"bonjour", "n’est pas un envoi ni une réponse"),
        (answer, "La réponse est enregistrée"),
    ):
        said = desk.client.post(f"{HERE}/answer", data={"token": token, "file": (BytesIO(data), "reponse.parvis")})
        assert words in said.text, words
    assert outbox.read_unsent_summary(linked.store.read())[0] == 0


def test_which_stick_is_asked_where_there_are_two_and_a_full_one_is_said(
    desk: Browser, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.services import bundles

    with plugged_in(tmp_path / "A", tmp_path / "B"):
        page = desk.get(HERE)
        refused = desk.send(page.form("copy"))
        assert refused.status == 422 and "Plusieurs" in refused.main
        page.form("copy")
        desk.send(refused.form("copy").with_values({"stick": str(tmp_path / "B")}))
        state_of(app).carrying.wait()
        assert list((tmp_path / "B" / FOLDER).iterdir()) and not (tmp_path / "A" / FOLDER).exists()
    monkeypatch.setattr(bundles, "_SPARE_BYTES", 1 << 60)
    with plugged_in(tmp_path / "A"):
        assert "La copie n’est pas faite" in copied(desk, app).main
        assert not list((tmp_path / "A" / FOLDER).iterdir())


def test_how_far_the_copy_is_comes_as_a_part_of_the_page_and_then_the_page(desk: Browser) -> None:
    part = desk.client.get(f"{HERE}/progress", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"
    assert desk.get(f"{HERE}/progress").path == HERE
