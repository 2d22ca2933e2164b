"""What reaches the person of a decision outside the windows: notices and the printed letter, held against them."""

import re
from email.message import Message

from pypdf import PdfReader

from kiosk.words.words import Words
from trials.one_case import windows
from trials.one_case.said import Check
from trials.one_case.town import sheets
from trials.one_case.windows import MESSAGE

_TRIES = 40


def notices(check: Check) -> None:
    """E-mail and text message say that there is news and name nobody; the mail's link opens the page."""
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
    """The letter that the desk prints says the decision, its day and the message; its document is the hub's."""
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
