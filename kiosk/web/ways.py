"""Where one may go in the middle of a page of questions, with what is typed in it kept on the way."""

from collections.abc import Mapping

from flask import url_for

_LEADS = {"park": "park.show"}


def on_the_way(form: Mapping[str, str], case_id: str) -> str:
    """Where a form leads that a link of its page sent (`then`, see `js/keep.js`), "" for « Continuer »."""
    leads = _LEADS.get(form.get("then", ""))
    return url_for(leads, case_id=case_id) if leads else ""
