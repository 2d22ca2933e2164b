"""Which page of the application a shot of the gallery is, and which pages there are."""

from collections.abc import Iterable

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.gallery.shots.shots import Shot

NO_PAGE = {
    "static_file": "files",
    "figures.serve_council_page": "PDF",
    "figures.serve_figures_table": "a table to keep",
    "figures.serve_figures_tables": "tables to keep",
    "measured": "a stylesheet",
    "documentation.redirect_to_documentation": "leads to the first page of the documentation",
    "documentation.serve_documentation": "a page that Sphinx has made",
    "step.redirect_to_left_page": "leads to the step where a case was left",
    "attachments.serve_attachment": "a picture",
    "paper_alone.serve_paper_photo": "a picture",
    "papers.show": "PDF",
    "refused_event.export_refused_event": "JSON, to keep",
    "submitted.show_sending_state": "a part of `submitted`, which shows it",
    "address_completion.suggest_communes": "JSON",
    "call.show_call_state": "a part of `call`, which shows it",
    "shown_messages.show": "a part of the first page, which shows it",
    "paper_taken.show": "a part of the pages that wait for a paper, which show it",
    "player.show": "a part of a page that is read aloud, which shows it",
    "speech.serve_sound": "a sound",
    "speech.serve_speech_words": "JSON",
    "pictograms.show": "a picture",
    "signs.show": "a film",
    "station.serve_noise": "a sound",
    "trust.serve_certificate": "a file",
    "arrival.redirect_arriving_screen": "leads to the first page",
    "bell.show": "a part of every page of the desk, which shows it",
    "api.describe": "JSON",
    "api.tell_site": "JSON",
    "api.give_updates": "JSON",
    "api.health": "JSON",
    "api.say_hello": "JSON",
    "api.give_keys": "JSON",
    "published_api.tell_published": "JSON",
    "published_api.give_content": "a file",
    "monitor.metrics": "figures for a monitoring program",
    "monitor.ready": "JSON",
    "provider.redirect_to_provider": "leads to the sign-in provider",
    "provider.return_from_provider": "leads to the list of cases, or to the sign-in",
    "provider.sign_out_of_provider": "leads to the sign-in",
    "file_api.give_chunk": "a file",
    "files.download_case_file": "a file",
    "files.show_case_picture": "a picture",
    "files.download_decision_document": "a file",
    "supplement.serve_supplement_file": "a file",
    "by_hand.show_copy_progress": "a part of `by_hand`, which shows it",
    "by_hand.download_bundle_answer": "a file",
    "town_hall.redirect_to_setup_step": "leads to the step where the wizard was left",
    "second_screen.poll_second_screen": "whether the second screen shows what it should",
    "second_desk.show_pair_state": "a part of the pages of a case, which show it",
    "second_desk.poll_pairing": "leads on from `second_desk`",
    "second_desk.poll_wait_over": "leads on from `second_desk.wait`",
    "report.serve_report_table": "CSV",
    "sign_in.redirect_to_start": "leads to the sign-in",
}
"""What answers GET and shows nobody a page, and why."""


def shown(app: Flask) -> list[str]:
    """Every endpoint that shows a page, in the order of addresses."""
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGE
    ]
    return list(dict.fromkeys(rule.endpoint for rule in sorted(rules, key=lambda rule: rule.rule)))


def place_of(app: Flask, shot: Shot) -> str:
    """The endpoint that shows it; "" where there is none: nobody has that address, or a form's answer has its own."""
    adapter = app.url_map.bind("127.0.0.1")
    try:
        endpoint, _ = adapter.match(shot.path.partition("?")[0], method="GET")
    except HTTPException:
        return ""
    return str(endpoint)


def by_place(app: Flask, shots: Iterable[Shot]) -> dict[str, list[Shot]]:
    """The states of each endpoint, in the order of the gallery; those of none under ""."""
    results: dict[str, list[Shot]] = {}
    for shot in shots:
        results.setdefault(place_of(app, shot), []).append(shot)
    return results
