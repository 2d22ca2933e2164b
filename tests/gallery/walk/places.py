"""Which page of the application a shot of the gallery is, and which pages there are."""

from collections.abc import Iterable

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.gallery.shots.shots import Shot

NO_PAGE = {
    "static_file": "files",
    "measured": "a stylesheet",
    "step.resume": "leads to the step where a case was left",
    "attachments.picture": "a picture",
    "paper_alone.picture": "a picture",
    "papers.show": "PDF",
    "refused_event.export": "JSON, to keep",
    "submitted.whereabouts": "a part of `submitted`, which shows it",
    "address_completion.found": "JSON",
    "call.state": "a part of `call`, which shows it",
    "paper_taken.show": "a part of the pages that wait for a paper, which show it",
    "player.show": "a part of a page that is read aloud, which shows it",
    "speech.sound": "a sound",
    "speech.words": "JSON",
    "pictograms.show": "a picture",
    "signs.show": "a film",
    "station.noise": "a sound",
    "trust.certificate": "a file",
    "arrival.arrive": "leads to the first page",
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
    "provider.leave": "leads to the sign-in provider",
    "provider.come_back": "leads to the list of cases, or to the sign-in",
    "provider.sign_out": "leads to the sign-in",
    "file_api.give_chunk": "a file",
    "files.give": "a file",
    "files.give_document": "a file",
    "supplement.picture": "a file",
    "by_hand.progress": "a part of `by_hand`, which shows it",
    "by_hand.answer": "a file",
    "town_hall.begin": "leads to the step where the wizard was left",
    "second_screen.state": "whether the second screen shows what it should",
    "second_desk.state": "a part of the pages of a case, which show it",
    "second_desk.paired": "leads on from `second_desk`",
    "second_desk.over": "leads on from `second_desk.wait`",
    "sign_in.start": "leads to the sign-in",
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
