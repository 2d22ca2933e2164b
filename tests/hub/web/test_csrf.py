"""Forms that are ours alone."""

from flask import Flask

from tests.gallery.site.hub_browser import Browser


def test_a_form_that_the_browser_says_came_from_elsewhere_is_refused(app: Flask) -> None:
    for header, value, status in [
        ("Origin", "https://evil.example", 400), ("Origin", "http://localhost.evil.example", 400),
        ("Origin", "http://localhost", 422), ("Origin", "null", 400), ("Sec-Fetch-Site", "cross-site", 400),
        ("Sec-Fetch-Site", "same-site", 400), ("Sec-Fetch-Site", "same-origin", 422),
    ]:  # fmt: skip
        browser = Browser(app.test_client()).open("/f")
        token = browser.page.xpath("//input[@name='token']/@value")[0]
        answer = browser.client.post("/f", data={"token": token, "reference": "", "code": ""}, headers={header: value})
        assert answer.status_code == status


def test_a_token_of_another_browser_is_refused(app: Flask) -> None:
    mine, theirs = (Browser(app.test_client()).open("/f") for _ in range(2))
    token = theirs.page.xpath("//input[@name='token']/@value")[0]
    for data in ({"token": token}, {"token": ""}, {"token": "é"}, {}):
        assert mine.client.post("/f", data=data).status_code == 400


def test_a_token_from_before_signing_in_is_worth_nothing_after(instructor: Browser, app: Flask) -> None:
    stranger = Browser(app.test_client()).open("/connexion")
    token = stranger.page.xpath("//input[@name='token']/@value")[0]
    stranger.sign_in("paul", "le marché du samedi")
    assert stranger.client.post("/deconnexion", data={"token": token}).status_code == 400
