"""The journey without kills: from the deposit to the decision, and what every window says on the way."""

import re
from email.message import Message
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from pypdf import PdfReader

from kiosk.words.words import Words
from trials.one_case import windows
from trials.one_case.town import running, sheets, told, with_camera
from trials.one_case.windows import MESSAGE, Check

_TRIES = 40


def notices(check: Check) -> None:
    words, mails = Words("fr"), check.told_of_news()
    mail = _words(mails[-1]) if mails else ""
    sms = str(check.news.gateway.asked[1].get("text", ""))
    for way, text in (("e-mail", mail), ("SMS", sms)):
        print(f"{'accepted':<22}{way:<11}{' '.join(text.split())}")
        if words.code("to-person", "news") not in text:
            check.wrong.append(f"the {way} does not say that there is news: {text!r}")
        if "Benali" in text or "".join(check.seen.reference.split()) in "".join(text.split()):
            check.wrong.append(f"the {way} names somebody: {text!r}")
    identifiers = [str(message["Message-ID"]) for message in check.news.mail.messages]
    if len(set(identifiers)) != len(identifiers):
        check.wrong.append(f"a mail twice: {identifiers}")
    if len(set(check.news.gateway.sent)) != len(check.news.gateway.sent):
        check.wrong.append(f"a text message twice: {check.news.gateway.sent}")
    link = re.search(r"https?://\S+", mail)
    if link is None:
        check.wrong.append(f"the e-mail has no link: {mail!r}")
        return
    check.seen.telephone.goto(link[0])
    check.seen.photograph("mail-link", check.seen.telephone)


def letter(check: Check) -> None:
    count = len(sheets(check.seen.scene))
    windows.look_at_desk(check.seen)
    desk = check.seen.desk
    for _ in range(_TRIES):
        if desk.get_by_role("link", name="Ouvrir le document").count():
            break
        desk.wait_for_timeout(1000)
        desk.reload()
    else:
        check.wrong.append("the document of the decision never came to the desk")
    check.seen.photograph("decided", desk)
    desk.get_by_role("button", name="Imprimer la lettre").click()
    for _ in range(_TRIES):
        if len(sheets(check.seen.scene)) > count:
            break
        desk.wait_for_timeout(500)
    words = " ".join(
        " ".join(
            page.extract_text() for sheet in sheets(check.seen.scene)[count:] for page in PdfReader(sheet).pages
        ).split()
    )
    print(f"{'accepted':<22}{'letter':<11}{words}")
    day = check.line[1].removeprefix("Le ")
    for wanted in (MESSAGE, day, "Acceptée"):
        if wanted not in words:
            check.wrong.append(f"the letter lacks {wanted!r}: {words}")


def _words(mail: Message) -> str:
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode("utf-8")


MINUTES = 1
"""In which a decision can be taken back: the fewest that there are."""


def journey(folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    film = folder / "camera.y4m"
    (folder / "town").mkdir()
    with told() as arrived, with_camera(film) as browser, running(folder / "town", browser, arrived, MINUTES) as scene:
        seen = windows.opened(scene, film, folder / "pictures")
        check = windows.Check(seen, arrived)
        try:
            _all_of_it(seen, check)
        except (PlaywrightError, AssertionError):
            seen.photograph("stopped", seen.desk, seen.second, seen.terminal, seen.hub, seen.telephone)
            raise
        return check.wrong


def _all_of_it(seen: windows.Windows, check: windows.Check) -> None:
    windows.deposit(seen)
    check.everywhere("deposited", "Arrivée au service")
    windows.ask(seen)
    check.still("asked, in its minutes")
    check.left()
    check.everywhere("asked", "Un complément est demandé")
    windows.at_terminal(seen)
    windows.from_telephone(seen)
    windows.complete(seen)
    check.everywhere("both came", "Le service l’étudie")
    windows.accept(seen, takes_back=True)
    check.still("taken back")
    windows.accept(seen, takes_back=False)
    check.left()
    check.everywhere("accepted", "Demande acceptée")
    notices(check)
    letter(check)
