"""Where one may go in the middle of things, and what is taken along: what is typed, the person a case was made for."""

import re
from collections.abc import Mapping

from flask import url_for

_ID = re.compile(r"[0-9a-f]{32}")
_LEADS = {"park": "park.show", "checklist": "checklist.of_case", "code": "resume.offer"}


def on_the_way(form: Mapping[str, str], case_id: str) -> str:
    """Where a form leads that a link of its page sent (`then`, see `js/keep.js`), "" for « Continuer »."""
    leads = _LEADS.get(form.get("then", ""))
    return url_for(leads, case_id=case_id) if leads else ""


def id_in(form: Mapping[str, str], name: str) -> str:
    """The id of a case that a form or an address holds, "" for anything else."""
    given = form.get(name, "")
    return given if _ID.fullmatch(given) else ""


def source_in(form: Mapping[str, str]) -> str:
    """The case whose person the next one is for (`from`), "" for none."""
    return id_in(form, "from")
