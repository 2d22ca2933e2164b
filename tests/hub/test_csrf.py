"""Forms that are ours alone."""

from flask import Flask

from tests.hub.browser import Browser


def test_a_token_of_another_browser_is_refused(app: Flask) -> None:
    mine, theirs = (Browser(app.test_client()).open("/f") for _ in range(2))
    token = theirs.page.xpath("//input[@name='csrf']/@value")[0]
    for data in ({"csrf": token}, {"csrf": ""}, {"csrf": "é"}, {}):
        assert mine.client.post("/f", data=data).status_code == 400


def test_a_token_from_before_signing_in_is_worth_nothing_after(instructor: Browser, app: Flask) -> None:
    stranger = Browser(app.test_client()).open("/connexion")
    token = stranger.page.xpath("//input[@name='csrf']/@value")[0]
    stranger.sign_in("paul", "le marché du samedi")
    assert stranger.client.post("/deconnexion", data={"csrf": token}).status_code == 400
