"""Every screen's doors: who may come in without signing in, and that nothing is done without a form of ours."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.gallery.site.page import Browser

OPEN = {
    "welcome.show", "language.show", "language.post_language", "call.show", "catalogue.show", "introduction.show",
    "introduction.post_new_case", "introduction.post_listed_new_case", "sign_in.show", "sign_in.post_sign_in",
    "sign_in.post_sign_out", "static_file",
    "resume.show", "resume.post_resume", "leave.post_leave", "badge.post_badge_picture",
    "checklist.show_procedure_checklist",
    "checklist.post_procedure_checklist", "address_completion.suggest_communes", "withdrawal_alone.show",
    "withdrawal_alone.post_withdrawal_alone", "withdrawal_alone.show_withdrawal_noted",
    "call.post_call", "call.show_call_state", "call.post_call_end", "call.post_contact_print",
    "terminal.post_still_here",
    "comfort.show", "comfort.post_comfort", "keyboard.show", "keyboard.post_keyboard", "accessibility.show", "measured",
    "existing_case.show", "opinion.post_face", "opinion.post_word", "opinion.post_unsolved",
    "arrival.redirect_arriving_screen", "paper_taken.show", "paper_taken.post_paper_taken", "read_receipt.show",
    "read_receipt.post_receipt_to_read",
    "read_receipt.post_receipt_square", "speech.post_sentence_to_say", "speech.serve_sound",
    "speech.post_speech_settings", "speech.serve_speech_words", "player.show", "signs.show",
    "pictograms.show", "alone.screen", "enrol.show", "enrol.post_station_code", "trust.show", "trust.serve_certificate",
    "whereabouts.show", "whereabouts.post_whereabouts", "whereabouts.post_receipt_square",
    "paper_alone.post_paper_begin", "paper_alone.show",
    "paper_alone.show_paper_camera", "paper_alone.post_paper_photo", "paper_alone.serve_paper_photo",
    "paper_alone.post_photo_removal", "paper_alone.post_papers_alone",
    "paper_alone.show_sent_papers", "paper_alone.show_paper_words", "paper_alone.post_paper_words",
    "second_screen.show", "second_screen.poll_second_screen", "second_screen.post_pairing",
    "second_screen.post_answer_judgement",
    "second_screen.post_screen_confirmation", "second_screen.post_second_face",
    "information.show", "information.show_information_sheet", "shown_messages.show",
    "documentation.redirect_to_documentation",
    "documentation.serve_documentation",
}  # fmt: skip
"""What anyone may see, hear or press; `introduction.post_new_case`, `resume.post_resume` and what a terminal offers ask
by themselves. What everyone may have to bring is no secret, and neither are communes, or what a receipt says of itself.
"""

NO_PAGES = (
    "documentation.redirect_to_documentation",
    "speech.serve_speech_words",
    "player.show",
    "second_screen.poll_second_screen",
)
"""Words, a part of a page and whether it is right, which scripts ask for."""
GONE = ("door.", "town_hall.", "first_mediator.")
"""Pages of the first start, which nobody finds once somebody works here."""


def address(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "0" * 32, rule.rule)


def rules(app: Flask, method: str) -> list[Rule]:
    result = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return [rule for rule in result if not rule.endpoint.startswith(("control.", *GONE))]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_of_the_first_start_are_gone(app: Flask, desk: Browser, method: str) -> None:
    first_start = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(GONE)]
    token = desk.get("/desk").one("input[name=token]").get("value")
    assert len(first_start) >= 10
    for rule in first_start:
        if method in (rule.methods or ()):
            response = desk.client.open(address(rule), method=method, data={"token": token} if method == "POST" else {})
            assert response.status_code == 404, rule.rule


def test_every_screen_but_the_open_ones_asks_who_you_are(app: Flask, browser: Browser) -> None:
    closed = [rule for rule in rules(app, "GET") if rule.endpoint not in OPEN]
    assert len(closed) >= 14
    for rule in closed:
        page = browser.get(address(rule))
        assert page.path.startswith("/sign-in" if rule.endpoint == "lock.show" else "/sign-in?next=/"), rule.rule


def test_nothing_is_done_for_who_is_not_signed_in(app: Flask, browser: Browser) -> None:
    for rule in rules(app, "POST"):
        if rule.endpoint not in OPEN:
            token = browser.get("/sign-in").form("sign-in")["token"]
            response = browser.client.post(address(rule), data={"token": token})
            refused = response.status_code == 403 or response.headers.get("Location") == "/sign-in"
            assert refused, (rule.rule, response.status_code)


def test_nothing_is_done_without_a_form_of_this_session(app: Flask, desk: Browser) -> None:
    for token in ["", "0" * 64, None]:
        for rule in rules(app, "POST"):
            response = desk.client.post(address(rule), data={} if token is None else {"token": token})
            assert response.status_code == 403, rule.rule


def test_open_screens_answer_anyone(app: Flask, browser: Browser) -> None:
    for rule in rules(app, "GET"):
        if rule.endpoint in OPEN and not rule.arguments and rule.endpoint not in NO_PAGES:
            assert browser.get(address(rule)).status == 200, rule.rule


def test_an_address_that_does_not_exist_is_told_plainly_to_anyone(browser: Browser, desk: Browser) -> None:
    for item in (browser, desk):
        page = item.get("/no/such/page")
        assert page.status == 404
        assert "Cette page n’existe pas" in page.main and "Revenez à l’accueil" in page.main
