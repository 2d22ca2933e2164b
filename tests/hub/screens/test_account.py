"""One's own account."""

import pytest
from flask import Flask

from hub.hub import Hub
from hub.people.sessions import COOKIE
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE

NEW = "les tulipes de novembre"


def _second(app: Flask) -> Browser:
    return Browser(app.test_client()).sign_in("paul", PASSPHRASE)


def test_every_session_is_listed_and_the_others_end_at_one_gesture(app: Flask, instructor: Browser) -> None:
    other = _second(app)
    instructor.open("/compte")
    assert instructor.text.count("Cet écran") == 1 and instructor.text.count("Un autre écran") == 1
    instructor.fill("/compte/autres-sessions")
    assert "Un autre écran" not in instructor.text and "Fermer mes autres sessions" not in instructor.text
    assert other.open("/dossiers").text.startswith("Se connecter")
    assert instructor.open("/dossiers").text.startswith("Dossiers")


def test_a_new_passphrase_is_kept_and_ends_the_other_sessions(app: Flask, hub: Hub, instructor: Browser) -> None:
    other, before = _second(app), instructor.client.get_cookie(COOKIE)
    instructor.open("/compte/phrase")
    instructor.fill("/compte/phrase", passphrase=PASSPHRASE, code=phone.code(hub, "paul"), new=NEW)
    assert "Votre phrase secrète est changée" in instructor.text
    after = instructor.client.get_cookie(COOKIE)
    assert before is not None and after is not None and before.value != after.value
    assert other.open("/dossiers").text.startswith("Se connecter")
    assert other.sign_in("paul", PASSPHRASE).status == 422
    assert other.sign_in("paul", NEW).text.startswith("Dossiers")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"passphrase": "faux"}, "Ce n’est pas votre phrase secrète."),
        ({"code": "1"}, "Ce code n’est pas le bon"),
        ({"new": "court"}, "douze caractères ou plus"),
        ({"new": "Paul Morel Paul Morel"}, "se devine trop vite"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    app: Flask, hub: Hub, instructor: Browser, typed: dict[str, str], words: str
) -> None:
    form = {"passphrase": PASSPHRASE, "code": phone.code(hub, "paul"), "new": NEW, **typed}
    instructor.open("/compte/phrase").fill("/compte/phrase", **form)
    assert instructor.status == 422 and words in instructor.text
    assert not any(value and value in instructor.page.text_content() for value in (PASSPHRASE, NEW))
    assert _second(app).text.startswith("Dossiers")


def test_new_recovery_codes_are_made_for_whoever_proves_who_they_are(hub: Hub, instructor: Browser) -> None:
    instructor.open("/compte/codes").fill("/compte/codes", passphrase=PASSPHRASE, code="000000")
    assert instructor.status == 422
    instructor.fill("/compte/codes", passphrase=PASSPHRASE, code=phone.code(hub, "paul"))
    assert len(instructor.page.xpath("//*[@class='secret']")) == 10
    assert "Il en reste 10" in instructor.open("/compte").text


def test_how_decisions_name_somebody_is_said_once_and_changed_here(instructor: Browser) -> None:
    instructor.open("/compte").fill("/compte/decisions", quality=" ")
    assert instructor.status == 422 and "la loi demande les trois" in instructor.text
    instructor.fill("/compte/decisions", given_names="Paul", family_name="Morel", quality="Maire")
    assert "Enregistré" in instructor.text
    assert instructor.page.get_element_by_id("quality").get("value") == "Maire"
