"""What a person types, carries or is given to open something: unseen, whole, long enough, and asked nowhere else."""

import math
import re

import lxml.html
import pytest
from lxml.html import HtmlElement

from kiosk.clock import READABLE, Clock
from kiosk.crypto import keys, sealing
from kiosk.domain.proofs.enrolment import FOLLOW_CHARACTERS
from scripts.source import files
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser

ASKED = {"login", "passphrase", "pin", "key-file", "code", "next", "back", "token"}
"""All that a door may ask."""
UNSEEN = {"passphrase", "pin"}


@pytest.fixture(params=["box", "hub"])
def door(request: pytest.FixtureRequest) -> HtmlElement:
    """The form that asks who you are."""
    if request.param == "box":
        browser: Browser = request.getfixturevalue("browser")
        answer = browser.client.get("/sign-in")
    else:
        central: Central = request.getfixturevalue("central")
        answer = central.app.test_client().get("/connexion")
    page = lxml.html.document_fromstring(answer.get_data(as_text=True))
    (form,) = [form for form in page.forms if form.cssselect("[name=passphrase]")]
    return form


def test_secrets_are_typed_unseen(door: HtmlElement) -> None:
    secrets = [element for element in door.cssselect("input") if element.get("name") in UNSEEN]
    assert secrets and {secret.get("type") for secret in secrets} == {"password"}
    assert not [secret for secret in secrets if secret.get("value")], "what was typed is not sent back"


def test_secrets_may_be_pasted_and_are_not_cut(door: HtmlElement) -> None:
    for element in door.cssselect("input[type=password]"):
        assert element.get("maxlength") is None and element.get("onpaste") is None
    assert not [path.name for path in files("static/js", ".js") if "paste" in path.read_text("utf-8")]


def test_nobody_is_asked_a_secret_question(door: HtmlElement) -> None:
    assert {element.get("name") for element in door.cssselect("[name]")} <= ASKED


def test_a_long_passphrase_is_judged_to_its_last_letter() -> None:
    long = "à" * 999
    hashed = keys.hash_passphrase(f"{long}b")
    assert keys.passphrase_matches(hashed, f"{long}b")
    assert not keys.passphrase_matches(hashed, f"{long}c")
    assert not keys.passphrase_matches(hashed, f"{long}B")


def test_the_way_out_stands_on_every_page_of_the_desk(desk: Browser) -> None:
    rules = [rule for rule in desk.client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    addresses = [rule.rule for rule in rules if re.fullmatch(r"/desk[^.<]*", rule.rule)]
    assert len(addresses) >= 4
    for page in map(desk.get, addresses):
        assert page.all("form[action$='/leave'] button, form[action$='/lock'] button"), page.path


def test_every_code_has_its_bits() -> None:
    """Sessions and tokens 256, ids 128; follow and resume codes five a letter; keys 256."""
    clock = Clock()
    assert len(clock.token()) * 6 >= 256 and re.fullmatch(r"[\w-]+", clock.token())
    assert len(clock.new_id()) * 4 >= 122
    assert len(READABLE) == len(set(READABLE)) and math.log2(len(READABLE)) >= 5
    assert len(clock.readable(FOLLOW_CHARACTERS)) * math.log2(len(READABLE)) >= 50
    assert len(sealing.new_random_key()) * 8 == len(keys.new_signing_key()) * 8 == 256
    assert len(sealing.new_salt()) * 8 == 128
