"""What every window says of the case: state, day and what to do now; notices and letter are held against it."""

import re
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message

from playwright.sync_api import Page
from pypdf import PdfReader

from kiosk.words.words import Words
from trials.one_case import windows
from trials.one_case.town import Told, sheets
from trials.one_case.windows import MESSAGE, Windows

_TRIES = 40
_LEAVES_S = 80
"""The minute in which a decision can be taken back, and the looks of who lets it leave and who fetches it."""
Line = tuple[str, str, str]
"""State, day and next action, in the words of the one macro that draws a case's line."""


@dataclass
class Check:
    """Holds the windows against each other; `wrong` is what did not agree."""

    seen: Windows
    news: Told
    wrong: list[str] = field(default_factory=list)
    _before: Line = ("", "", "")
    _news_so_far: int = 0

    def everywhere(self, when: str, state: str, but: tuple[str, ...] = ()) -> None:
        """Every window says the same, and this state; those in `but` are printed and held against nothing."""
        lines = self._lines(but)
        agreed = {line for who, line in lines.items() if who not in but}
        for who, line in lines.items():
            print(f"{when:<22}{who:<11}{' | '.join(line)}", flush=True)
        if len(agreed) != 1:
            self.wrong.append(f"{when}: {lines}")
        self._before = lines["telephone"]
        if state and self._before[0] != state:
            self.wrong.append(f"{when}: {self._before[0]!r}, not {state!r}")

    def still(self, when: str) -> None:
        """What was decided and has not left, or was taken back, is seen nowhere: every window says what it said."""
        self.seen.desk.wait_for_timeout(7000)  # longer than the box waits between two talks
        for who, line in self._lines(tuple(_LOOKS)).items():
            print(f"{when:<22}{who:<11}{' | '.join(line)}", flush=True)
            if line != self._before and not (who == "desk" and line[0] == "Un complément est demandé"):
                self.wrong.append(f"{when}: the {who} says {line}, and {self._before} before")
        for message in self._told_of_news()[self._news_so_far :]:
            self.wrong.append(f"{when}: {message}")

    def left(self) -> None:
        """Wait until the decision has left and its notices have arrived, one by each way."""
        for _ in range(_LEAVES_S):
            if len(self._told_of_news()) >= self._news_so_far + 1:
                break
            self.seen.desk.wait_for_timeout(1000)
        self._news_so_far += 1
        if len(self._told_of_news()) != self._news_so_far:
            self.wrong.append(f"{len(self._told_of_news())} mails of news, not {self._news_so_far}")

    def notices(self) -> None:
        """E-mail and text message say that there is news and name nobody; the mail's link opens the page."""
        words, mails = Words("fr"), self._told_of_news()
        mail = _words(mails[-1]) if mails else ""
        sms = str(self.news.gateway.asked[1].get("text", ""))
        for way, text in (("e-mail", mail), ("SMS", sms)):
            print(f"{'accepted':<22}{way:<11}{' '.join(text.split())}")
            if words.code("to-person", "news") not in text:
                self.wrong.append(f"the {way} does not say that there is news: {text!r}")
            if "Benali" in text or "".join(self.seen.reference.split()) in "".join(text.split()):
                self.wrong.append(f"the {way} names somebody: {text!r}")
        identifiers = [str(message["Message-ID"]) for message in self.news.mail.messages]
        if len(set(identifiers)) != len(identifiers):
            self.wrong.append(f"a mail twice: {identifiers}")
        if len(set(self.news.gateway.sent)) != len(self.news.gateway.sent):
            self.wrong.append(f"a text message twice: {self.news.gateway.sent}")
        link = re.search(r"https?://\S+", mail)
        if link is None:
            self.wrong.append(f"the e-mail has no link: {mail!r}")
            return
        self.seen.telephone.goto(link[0])
        self.seen.photograph("mail-link", self.seen.telephone)

    def letter(self) -> None:
        """The letter that the desk prints says the decision, its day and the message; its document is the hub's."""
        count = len(sheets(self.seen.scene))
        windows.look_at_desk(self.seen)
        desk = self.seen.desk
        for _ in range(_TRIES):
            if desk.get_by_role("link", name="Ouvrir le document").count():
                break
            desk.wait_for_timeout(1000)
            desk.reload()
        else:
            self.wrong.append("the document of the decision never came to the desk")
        self.seen.photograph("decided", desk)
        desk.get_by_role("button", name="Imprimer la lettre").click()
        for _ in range(_TRIES):
            if len(sheets(self.seen.scene)) > count:
                break
            desk.wait_for_timeout(500)
        words = " ".join(
            " ".join(
                page.extract_text() for sheet in sheets(self.seen.scene)[count:] for page in PdfReader(sheet).pages
            ).split()
        )
        print(f"{'accepted':<22}{'letter':<11}{words}")
        day = self._before[1].removeprefix("Le ")
        for wanted in (MESSAGE, day, "Acceptée"):
            if wanted not in words:
                self.wrong.append(f"the letter lacks {wanted!r}: {words}")

    def _lines(self, lag: tuple[str, ...]) -> dict[str, Line]:
        """What each window says, once those that may not lag agree."""
        lines: dict[str, Line] = {}
        for _ in range(_TRIES):
            lines = {who: _line(look(self.seen)) for who, look in _LOOKS.items()}
            if len({line for who, line in lines.items() if who not in lag}) <= 1:
                break
            self.seen.desk.wait_for_timeout(1500)
        return lines

    def _told_of_news(self) -> list[Message]:
        """The mails that say that there is news."""
        return [mail for mail in self.news.mail.messages if "nouveau" in _subject(mail)]


def _desk(seen: Windows) -> Page:
    windows.look_at_desk(seen)
    return seen.desk


def _hub(seen: Windows) -> Page:
    windows.look_at_hub(seen)
    return seen.hub


def _terminal(seen: Windows) -> Page:
    windows.look_at_terminal(seen)
    return seen.terminal


def _telephone(seen: Windows) -> Page:
    windows.look_by_telephone(seen)
    return seen.telephone


_LOOKS = {"desk": _desk, "hub": _hub, "terminal": _terminal, "telephone": _telephone}


def _line(page: Page) -> Line:
    """State, day and next action."""
    place = page.locator(".case-line > div")
    said = [" ".join(text.split()) for text in place.locator("p").all_inner_texts()]
    return said[0], " ".join(place.locator(".muted").all_inner_texts()), said[-1]


def _words(mail: Message) -> str:
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode("utf-8")


def _subject(mail: Message) -> str:
    return str(make_header(decode_header(str(mail["Subject"]))))
