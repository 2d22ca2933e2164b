"""Somebody who sees nothing at a terminal that speaks: they hear, move their hand, and know their answers by heart."""

from collections.abc import Callable

from kiosk.words.words import Words
from tests.journeys.by_heart import Known, sentences
from tests.journeys.heard import Spoken, Voice
from tests.journeys.unseen_hands import Hands

MOST = 150
"""Moves on one page after which a person counts as lost."""
PAGES = 60
CONTROLS = ("choice", "box", "button")


class LedByVoice:
    """One person at one terminal, in one language."""

    def __init__(self, voice: Voice, hands: Hands, language: str) -> None:
        self.voice, self.hands, self.language = voice, hands, language
        self.words = Words(language)
        self.say = sentences(language).gettext
        self.at: Spoken | None = None

    def on(self) -> Spoken:
        """Move to the next thing, and hear it."""
        self.hands.on()
        self.at = self.voice.next()
        return self.at

    def choose(self, told: str, wanted: Callable[[Spoken], bool] = lambda _spoken: True) -> Spoken:
        """Choose where one is, and hear what was wanted."""
        self.hands.choose()
        self.at = self.voice.until(wanted, told)
        return self.at

    def find(self, words: str, *roles: str) -> Spoken:
        """Move on until something of this role begins with these words."""
        for _ in range(MOST):
            if self.at is not None and self.at.begins(words) and self.at.role in (roles or CONTROLS):
                return self.at
            self.on()
        raise AssertionError(f"never came to « {words} »")

    def open(self, words: str, title: str = "") -> Spoken:
        """Go to a button or a link, press it, and hear the title of where it leads."""
        self.find(words, "button")
        return self.choose(f"a title after « {words} »", lambda spoken: spoken.role == "title" and title in spoken.text)

    def begins(self) -> None:
        """From the welcome, unseen, to the list of what can be done, in one's own language."""
        self.hands.begin()
        self.at = self.voice.until(lambda spoken: spoken.role == "status", "the offer of a language")
        offer = self.words.code("speech", "offer")
        if not self.at.begins(offer):
            own = offer.split(":")[0].strip()
            for _ in range(MOST):
                if self.on().language == self.language and self.at.begins(own):
                    break
        assert self.at.language == self.language
        self.choose("the title of the list", lambda spoken: spoken.role == "title")

    def answers_page(self, heart: list[Known], leads_on: str = "Continuer") -> None:
        """Answer what is asked, thing by thing, until the button that leads on was come to."""
        asked, boxes = Spoken("", "", "", "", "", False), 0
        on = self.say(leads_on)
        for _ in range(MOST):
            at = self.on()
            if at.role == "button" and at.begins(on):
                return
            while at is not None:  # a box that is full leads on by itself
                if at.role == "question":
                    asked, boxes = at, 0
                moved = self.answer(at, asked, boxes, heart)
                boxes += at.role == "box"
                at = moved
        raise AssertionError(f"no way to « {on} »")

    def answer(self, at: Spoken, asked: Spoken, place: int, heart: list[Known]) -> Spoken | None:
        """Answer with what is known of the question; what one has come to by that."""
        inside = bool(asked.of) and asked.of == at.of
        wanted = next((known for known in heart if (asked if inside else at).begins(known.question)), None)
        if wanted is None:
            return None
        if at.role == "choice" and at.state == "not-chosen" and any(at.begins(row) for row in wanted.rows):
            self.choose("that it is chosen", lambda spoken: spoken.state == "chosen")
        elif at.role == "box":
            number = place if inside else 0
            words = wanted.boxes[number] if number < len(wanted.boxes) else ""
            words = wanted.slips.pop(number, words)
            if words:
                return self.write(words, at)
        elif at.role == "button" and wanted.items and at.begins(wanted.add):
            self.add(wanted)
        return None

    def write(self, words: str, at: Spoken) -> Spoken | None:
        """Write, and hear it: the last letter, or the box that a full one led to."""
        self.hands.write(words)
        last = self.voice.until(
            lambda spoken: spoken.role == "answer" or (spoken.role == "box" and spoken != at), f"an echo of « {words} »"
        )
        return last if last.role == "box" else None

    def add(self, wanted: Known) -> None:
        """Add the people or things of a list, each on its own page."""
        while wanted.items:
            item = wanted.items.pop(0)
            title = self.open(wanted.add)
            for _ in range(PAGES):
                self.answers_page(item, "Enregistrer")
                if self.choose("the next page", _is_heading).text != title.text:
                    break

    def goes_through(self, heart: list[Known]) -> None:
        """Page after page, mending what is wrong, to the page that reads all answers back; then sends them."""
        review = self.say("Vérifiez vos réponses")
        for _ in range(PAGES):
            self.answers_page(heart)
            came = self.choose("the next page", _is_heading)
            if came.begins(review):
                self.open(self.say("Enregistrer ma demande"))
                return
            if came.role == "error":
                self.mends()
        raise AssertionError("no end")

    def mends(self) -> None:
        """What is wrong is said first; it leads to where it is mended."""
        for _ in range(MOST):
            if self.at is not None and self.at.role == "error" and "button" in self.at.state:
                break
            self.on()
        raise NotImplementedError


def _is_heading(spoken: Spoken) -> bool:
    return spoken.role in ("title", "error")
