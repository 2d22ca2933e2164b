"""What a citizen alone at the terminal adds to their case: words, and a photo of what is asked for, sent or left."""

from lxml import html

from trials.canary.screens.gestures import Hand, code_in
from trials.canary.someone import Someone
from trials.townhall.desk import Answer


def code_of(hand: Hand, case: str) -> str:
    """The follow code, as the page of a case that was just submitted shows it."""
    return code_in(hand.desk.get(f"/cases/{case}/submitted"))


def add(hand: Hand, reference: str, code: str, who: Someone, *, send: bool = True) -> None:
    """Ask where the case is, and photograph the first paper that is asked for; what is not sent waits."""
    camera = _chosen(hand, reference, code, who)
    form = hand.desk.get(camera).typed("camera-form")
    photographed = hand.desk.client.post(hand.desk.address + camera, data=form, files={"file": who.photo()})
    if photographed.status_code != 303:
        raise RuntimeError(f"{photographed.status_code} for a photo of someone alone")
    if send:
        _sent(hand, photographed.headers["Location"])


def write(hand: Hand, reference: str, code: str, who: Someone, *, send: bool = True) -> None:
    """Ask where the case is, and answer in a few words; what is not sent waits."""
    place = _chosen(hand, reference, code, who, item="words")
    form = hand.desk.get(place).typed("answer") | {"words": f"Zqxalone{who.mark}vk"}
    waits = _went(hand.desk.post(place, form), 303).location
    if send:
        _sent(hand, waits)


def _chosen(hand: Hand, reference: str, code: str, who: Someone, item: str = "") -> str:
    """The page to which the news of a case lead: of words, or of the first paper that is asked for."""
    desk = hand.desk
    asked = {"token": desk.get("/where").token(), "number": reference, "code": code}
    news = desk.post("/where", asked | {"birth_date": f"07/05/{1901 + who.number}"})
    return _went(desk.post("/where/papers", news.typed("photograph") | {"item": item or _first(news)}), 303).location


def _sent(hand: Hand, waits: str) -> None:
    _went(hand.desk.post(f"{waits}/send", {"token": hand.desk.get(waits).token()}), 303)


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
