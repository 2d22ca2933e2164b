"""Screen of the documentation that the package installs: « Aide » opens the page of what the desk is doing."""

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.security_headers import HEADERS

documentation_screen = Blueprint("documentation", __name__, url_prefix="/documentation")
_FOLDERS = (Path("/usr/share/doc/parvis/html"), Path(str(files("kiosk"))).parent / "build" / "docs")
"""Where the package puts the pages, and where `make docs` does."""
FIRST_PAGE = "index"
POLICY = HEADERS["Content-Security-Policy"].replace("img-src 'self'", "img-src 'self' data:")
"""As on every page; the style sheet of the documentation draws its icons from `data:` addresses."""
PAGES = {
    "desk": "desk/index",
    "catalogue": "desk/begin",
    "drafts": "desk/drafts",
    "done": "desk/index",
    "find": "desk/find",
    "followed": "desk/find",
    "verify": "desk/receipt",
    "supplement": "desk/complete",
    "correction": "desk/correct",
    "refused_event": "desk/offline",
    "replace_receipt": "desk/receipt",
    "printing": "town-hall/printers",
    "printers": "town-hall/printers",
    "printer_choices": "town-hall/printers",
    "printer_test": "town-hall/printers",
    "box_state": "desk/offline",
    "hub": "town-hall/first-day",
    "by_hand": "town-hall/by-hand",
    "legal_date": "town-hall/trouble",
    "left_to_do": "town-hall/first-day",
    "new_numbers": "town-hall/first-day",
    "place": "town-hall/first-day",
    "facts": "town-hall/first-day",
    "desk_settings": "town-hall/first-day",
    "team": "town-hall/first-day",
    "departure": "town-hall/first-day",
    "station": "town-hall/screens",
    "stations": "town-hall/screens",
    "second_desk": "town-hall/screens",
    "sign_in": "desk/sign-in",
    "lock": "desk/sign-in",
    "training": "desk/training",
}
"""The page of the documentation that says how, by screen; any other leads to the pages of the desk."""


@documentation_screen.app_template_global("help_page")
def find_help_page() -> str:
    """The page of the documentation about the screen that is shown."""
    return f"{PAGES.get(request.blueprint or '', PAGES['desk'])}.html"


@documentation_screen.get("/")
def redirect_to_documentation() -> ResponseReturnValue:
    return redirect(url_for(".serve_documentation", page=f"{FIRST_PAGE}.html"), 303)


@documentation_screen.get("/<path:page>")
def serve_documentation(page: str) -> Response:
    folder = next((folder for folder in _FOLDERS if (folder / f"{FIRST_PAGE}.html").is_file()), None)
    if folder is None:
        raise Refused(Refusal.NO_DOCUMENTATION)
    response = send_from_directory(folder, page)
    response.headers["Content-Security-Policy"] = POLICY
    return response
