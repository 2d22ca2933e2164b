"""Says whether a clip in sign language stands beside a page or a question."""

import os
from pathlib import Path

from flask import Flask, render_template, request, url_for
from markupsafe import Markup

from kiosk.services.media import pictograms
from kiosk.web.request import session
from kiosk.web.request.request_state import request_state
from kiosk.words.languages import FRENCH


def install(app: Flask) -> None:
    """Give templates `signed(id)` and `signed_page()`."""
    app.jinja_env.globals.update(signed=signed, signed_page=signed_page)


def signed(clip_id: str) -> Markup:
    """The button that opens the clip of this id: of the page's language, else in LSF, which deaf people here sign
    whatever they read; nothing where the site has neither.
    """
    if session.current_or_none() is None:
        return Markup()
    folder = _folder()
    if folder is None:
        return Markup()
    spoken = (session.words().language, FRENCH)
    language = next((code for code in spoken if pictograms.clip(folder, code, clip_id) is not None), None)
    if language is None:
        return Markup()
    address = url_for("signs.show", language=language, clip_id=clip_id)
    return Markup(render_template("_parts/page/signed.html", address=address))  # nosec B704: our template, escaped


def _folder() -> Path | None:
    """The folder of the clips, None where there is none; looked up once for a page."""
    state = request_state()
    if isinstance(state.signs, str):
        folder = session.box().settings.paths.signs
        state.signs = folder if os.path.isdir(folder) else None  # `Path.is_dir` raises and catches where there is none
    return state.signs


def signed_page() -> Markup:
    """The same for the page itself: its screen's name, or the procedure's id on its introduction."""
    procedure_id = (request.view_args or {}).get("procedure_id")
    return signed(str(procedure_id) if procedure_id else (request.blueprint or "").replace("_", "-"))
