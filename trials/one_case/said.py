"""What every window says of the case: state, day and what to do now; notices and letter are held against it."""

from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message

from playwright.sync_api import Page

from trials.one_case import windows
from trials.one_case.town import Told
from trials.one_case.windows import Windows

_TRIES = 40
_LEAVES_S = 80
"""The minute in which a decision can be taken back, and the looks of who lets it leave and who fetches it."""
Line = tuple[str, str, str]
"""State, day and next action, in the words of the one macro that draws a case's line."""


@dataclass
class Check:
    """Holds the windows against each other; `wrong` is what did not agree, `line` what they said last."""

    seen: Windows
    news: Told
    wrong: list[str] = field(default_factory=list)
    line: Line = ("", "", "")
    _news_so_far: int = 0

    def everywhere(self, when: str, state: str) -> None:
        """Every window says the same, and this state."""
        lines = self._lines()
        for who, line in lines.items():
            print(f"{when:<22}{who:<11}{' | '.join(line)}", flush=True)
        if len(set(lines.values())) != 1:
            self.wrong.append(f"{when}: {lines}")
        self.line = lines["telephone"]
        if state and self.line[0] != state:
            self.wrong.append(f"{when}: {self.line[0]!r}, not {state!r}")

    def still(self, when: str) -> None:
        """What was decided and has not left, or was taken back, is seen nowhere: every window says what it said."""
        self.seen.desk.wait_for_timeout(7000)  # longer than the box waits between two talks
        for who, line in self._looks().items():
            print(f"{when:<22}{who:<11}{' | '.join(line)}", flush=True)
            if line != self.line:
                self.wrong.append(f"{when}: the {who} says {line}, and {self.line} before")
        for message in self.told_of_news()[self._news_so_far :]:
            self.wrong.append(f"{when}: {message}")

    def left(self) -> None:
        """Wait until the decision has left and its notices have arrived, one by each way."""
        for _ in range(_LEAVES_S):
            if len(self.told_of_news()) >= self._news_so_far + 1:
                break
            self.seen.desk.wait_for_timeout(1000)
        self._news_so_far += 1
        if len(self.told_of_news()) != self._news_so_far:
            self.wrong.append(f"{len(self.told_of_news())} mails of news, not {self._news_so_far}")

    def _lines(self) -> dict[str, Line]:
        """What each window says, once they agree or have had their time."""
        lines = self._looks()
        for _ in range(_TRIES):
            if len(set(lines.values())) == 1:
                break
            self.seen.desk.wait_for_timeout(1500)
            lines = self._looks()
        return lines

    def _looks(self) -> dict[str, Line]:
        return {who: _line(look(self.seen)) for who, look in _LOOKS.items()}

    def told_of_news(self) -> list[Message]:
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


def _subject(mail: Message) -> str:
    return str(make_header(decode_header(str(mail["Subject"]))))
