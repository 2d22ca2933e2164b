"""The hub, from the desk: a wrong address or code is said in words, a right one connects."""

from hub.sites.enrolments import invite
from hub.sites.sites import add_site
from kiosk.services.box.box import Box, FilesOnTheWay
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser

WRONG = [
    "", "http://", "ftp://hub", "http://hub.example.org", "https://", "http://[", "https:///x", "://", "mailto://x",
    "http://192.168.1.5:8700",
]  # fmt: skip
"""None of them is asked for: each is no address, or one that would be reached in the clear."""


def test_a_wrong_address_is_said_in_words_and_kept(desk: Browser, box: Box) -> None:
    page = desk.get("/desk/hub")
    assert "Dites-lui le code de vos dossiers : SA" in page.main
    for url in WRONG:
        page = desk.send(page.form("enroll").with_values({"url": url, "code": "x"}))
        assert page.status == 422 and page.one("#url").get("aria-invalid") == "true", url
    assert box.enrolment() is None


def test_a_wrong_code_stands_beside_its_field(desk: Browser, central: Central) -> None:
    page = desk.get("/desk/hub")
    for code in ("", " ", "\x00", "wrong", "AAAA BBBB", central.code[:-1], "1" * 3000, "<b>", "é", "٣٣٣"):
        page = desk.send(page.form("enroll").with_values({"url": central.url, "code": code}))
        assert page.status == 422 and page.one("#code").get("aria-invalid") == "true"
        assert page.one("#url").get("value") == central.url


def test_the_code_of_another_town_is_told_beside_its_field_and_what_to_write(
    desk: Browser, central: Central, box: Box
) -> None:
    add_site(central.hub.store, "BZ", "Mairie de Bruz", central.hub.clock)
    theirs = {"url": central.url, "code": invite(central.hub, "BZ")}
    page = desk.send(desk.get("/desk/hub").form("enroll").with_values(theirs))
    assert page.status == 422 and page.one("#code").get("aria-invalid") == "true"
    assert "BZ" in page.main and "kiosk.toml" in page.main and box.enrolment() is None


def test_a_right_code_connects_the_box(desk: Browser, central: Central, box: Box) -> None:
    page = desk.send(
        desk.get("/desk/hub").form("enroll").with_values({"url": f" {central.url}/ ", "code": f" {central.code} "})
    )
    assert "Ce poste est relié" in page.main and central.url in page.main
    assert box.enrolment() is not None


def test_it_says_how_far_the_joined_files_are(desk: Browser, central: Central, box: Box) -> None:
    desk.send(desk.get("/desk/hub").form("enroll").with_values({"url": central.url, "code": central.code}))
    assert "Pièces jointes" not in desk.get("/desk/hub").main
    box.hub_line.files = FilesOnTheWay(3_240_000, 8_100_000)
    assert "Pièces jointes : 3,2 Mo envoyés sur 8,1." in desk.get("/desk/hub").main
