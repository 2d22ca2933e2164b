"""A form that htmx sends is answered by the next page, as a browser that follows the redirect would see it."""

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser

BOOSTED = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "main#main"}
WHOLE = {**BOOSTED, "HX-Target": "body"}


def test_the_next_page_comes_at_once_and_says_its_address(desk: Browser) -> None:
    form = steps_taken.begin(desk).form("answer").with_values({"f.for_whom": "myself"})
    answer = desk.client.post(form.action, data=form, headers=BOOSTED)
    address = answer.headers["HX-Push-Url"]
    assert answer.status_code == 200 and address.endswith("/steps/copy"), answer.headers
    assert answer.get_data() == desk.client.get(address, headers=BOOSTED).get_data()


def test_without_a_script_a_form_is_answered_by_a_redirect(desk: Browser) -> None:
    form = steps_taken.begin(desk).form("answer").with_values({"f.for_whom": "myself"})
    answer = desk.client.post(form.action, data=form)
    assert answer.status_code == 303 and answer.location.endswith("/steps/copy")
    assert "HX-Push-Url" not in answer.headers


def test_what_htmx_puts_in_place_by_itself_is_no_next_page(desk: Browser) -> None:
    form = steps_taken.begin(desk).form("answer").with_values({"f.for_whom": "myself"})
    unboosted = {name: value for name, value in BOOSTED.items() if name != "HX-Boosted"}
    assert desk.client.post(form.action, data=form, headers=unboosted).status_code == 303


def test_the_session_is_the_one_that_the_form_has_left(desk: Browser) -> None:
    """« Faire confirmer » turns the screen: the page that comes with it is the citizen's, and so is the cookie."""
    form = steps_taken.to_review(desk).form("send")
    answer = desk.client.post(form.action, data=form, headers=WHOLE)
    assert answer.headers["HX-Push-Url"].endswith("/confirm")
    assert "Est-ce bien cela" in answer.text and "<html" in answer.text
    assert "Accueil de" not in answer.text, "nothing of the mediator's is on it"
    assert desk.get("/desk").path.startswith("/cases/"), "the screen is turned"


def test_a_page_that_is_not_of_a_case_is_asked_for_by_the_browser(desk: Browser) -> None:
    form = steps_taken.begin(desk).form("answer").with_values({"f.for_whom": "myself", "then": "language"})
    answer = desk.client.post(form.action, data=form, headers=BOOSTED)
    assert answer.status_code == 303 and answer.location.startswith("/language")


def test_the_answer_is_marked_and_packed_as_every_answer(desk: Browser) -> None:
    form = steps_taken.begin(desk).form("answer").with_values({"f.for_whom": "myself"})
    answer = desk.client.post(form.action, data=form, headers={**BOOSTED, "Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Content-Security-Policy"]
    varies = {name.strip() for value in answer.headers.getlist("Vary") for name in value.split(",")}
    assert {"HX-Request", "HX-Target", "Accept-Encoding"} <= varies
