"""What a citizen alone at the terminal adds to their case: a photo of what is asked for, sent or left behind."""

import re

from lxml import html

from trials.canary.gestures import Hand
from trials.canary.someone import Someone
from trials.townhall.desk import Answer

_CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def code_of(hand: Hand, case: str) -> str:
    """The follow code, as the page of a case that was just submitted shows it."""
    found = _CODE.search(hand.desk.get(f"/cases/{case}/submitted").body)
    if found is None:
        raise RuntimeError("no follow code on the page of a submitted case")
    return found[0]


def add(hand: Hand, reference: str, code: str, who: Someone, *, send: bool = True) -> None:
    """Ask where the case is, and photograph the first paper that is asked for; what is not sent waits."""
    desk = hand.desk
    asked = {"token": desk.get("/where").token(), "number": reference, "code": code}
    news = desk.post("/where", asked | {"birth_date": f"07/05/{1901 + who.number}"})
    camera = _went(desk.post("/where/papers", news.typed("photograph") | {"item": _first(news)}), 303).location
    form = desk.get(camera).typed("camera-form")
    photographed = desk.client.post(desk.address + camera, data=form, files={"file": who.photo()})
    if photographed.status_code != 303:
        raise RuntimeError(f"{photographed.status_code} for a photo of someone alone")
    waits = photographed.headers["Location"]
    if send:
        _went(desk.post(f"{waits}/send", {"token": desk.get(waits).token()}), 303)


def _first(news: Answer) -> str:
    """What the first button says that photographs a paper."""
    buttons = html.document_fromstring(news.body).cssselect("#photograph button")
    if not buttons:
        raise RuntimeError(f"nothing to photograph: {news.text('main')}")
    return str(buttons[0].get("value"))


def _went(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise RuntimeError(f"{answer.status}: {answer.text('main')}")
    return answer
