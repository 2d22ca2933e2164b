"""The desk shows a code for its second screen, goes on once a screen has typed it, and waits for the last yes."""

import re

from flask import Flask

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

HERE = "/second-screen"
HTMX = {"HX-Request": "true"}


def typed(app: Flask, shown: Page) -> Browser:
    window = Browser(app.test_client())
    window.send(window.get(HERE).form("pair").with_values({"code": "".join(shown.words(".reference"))}))
    return window


def test_the_page_with_the_code_goes_back_to_the_case_once_a_screen_has_typed_it(app: Flask, desk: Browser) -> None:
    step = steps_taken.begin(desk).path
    shown = desk.send(desk.get(f"/desk/second-screen?back={step}").form("code"))
    (asks,) = (part.get("hx-get") for part in shown.all("[hx-get*=paired]"))
    assert desk.client.get(asks, headers=HTMX).status_code == 204
    typed(app, shown)
    assert desk.client.get(asks, headers=HTMX).headers["HX-Redirect"] == step
    elsewhere = desk.client.get("/desk/second-screen/paired?back=https://a.example/", headers=HTMX)
    assert elsewhere.headers["HX-Redirect"] == "/desk/second-screen"


def test_the_page_of_a_case_is_told_anew_only_what_has_changed(app: Flask, desk: Browser) -> None:
    window = typed(app, desk.send(desk.get("/desk/second-screen").form("code")))
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    asks = str(page.one("#second-screen").get("hx-get"))
    assert desk.client.get(asks, headers=HTMX).status_code == 204
    window.send(window.get(HERE).form_to("/answer", "no"))
    answer = desk.client.get(asks, headers=HTMX)
    assert answer.status_code == 200 and "La personne dit que ce n’est pas juste" in answer.text
    assert desk.client.get(asks).status_code == 303, "it is no page"


def test_the_desk_goes_on_by_itself_once_it_is_confirmed(app: Flask, desk: Browser) -> None:
    window = typed(app, desk.send(desk.get("/desk/second-screen").form("code")))
    waits = desk.send(steps_taken.to_review(desk).form("send"))
    found = re.search(r"/desk/second-screen/\w+/over\?silent=0", waits.source)
    assert found and desk.client.get(found[0]).status_code == 204
    window.send(window.get(HERE).form_to("/confirm"))
    assert desk.client.get(found[0]).headers["HX-Refresh"] == "true"
    assert desk.get(waits.path).heading == "Votre demande est enregistrée"


def test_going_back_at_the_desk_takes_the_last_page_away(app: Flask, desk: Browser) -> None:
    window = typed(app, desk.send(desk.get("/desk/second-screen").form("code")))
    waits = desk.send(steps_taken.to_review(desk).form("send"))
    desk.get(waits.link("Retour"))
    assert not window.get(HERE).all("form[action$='/confirm']")
    assert desk.get(waits.path).path.endswith("/review")
