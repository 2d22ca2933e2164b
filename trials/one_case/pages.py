"""Forms of the pages that the people of the kills read, and the presses on them."""

from collections.abc import Mapping
from typing import Any

import lxml.html
from lxml.html import FormElement

from trials.townhall.desk import Answer, Desk


class Lost(Exception):
    """A page that leads nowhere: the person cannot go on."""


def sent(screen: Desk, where: str, form: Mapping[str, Any]) -> str:
    answer = screen.post(where, form)
    if answer.status != 303:
        raise Lost(f"{where}: {answer.status} {answer.text('main')}")
    return answer.location


def forms_of(page: Answer) -> list[FormElement]:
    found = lxml.html.document_fromstring(page.body).iter("form")
    return [form for form in found if isinstance(form, FormElement)]


def form_of(page: Answer, action: str) -> dict[str, Any]:
    return fields([form for form in forms_of(page) if form.get("action") == action][-1])


def fields(form: FormElement) -> dict[str, Any]:
    return {name: str(value) for name, value in form.form_values() if name}


def presses(page: Answer, name: str) -> list[str]:
    """What the buttons of that name send, in the page's order."""
    return [
        str(value)
        for value in lxml.html.document_fromstring(page.body).xpath("//button[@name=$name]/@value", name=name)
    ]


def links(page: Answer, end: str) -> list[str]:
    return [str(link) for link in lxml.html.document_fromstring(page.body).xpath("//a/@href") if link.endswith(end)]


def words(body: str) -> str:
    return " ".join(lxml.html.document_fromstring(body).text_content().split())[:400]
