"""Somebody who sees nothing at a terminal that speaks: they hear, move their hand, and know their answers by heart."""

import re
from collections.abc import Callable

from kiosk.words.words import Words
from tests.journeys.by_heart import Known, sentences
from tests.journeys.heard import Spoken, Voice
from tests.journeys.unseen_hands import Hands

MOST = 150
"""Moves on one page after which a person counts as lost."""
OFFERED_S = 90
"""How long the languages take to be offered, one after the other."""
PAGES, MOST_ERRORS = 60, 6
REFERENCE = re.compile(r"SA\W*10")
WHO_HEARS = "Portez-vous un casque ?"
CONTROLS = ("choice", "box", "button")


class LedByVoice:
    """One person at one terminal, in one language."""

    def __init__(self, voice: Voice, hands: Hands, language: str) -> None:
        self.voice, self.hands, self.language = voice, hands, language
        self.words = Words(language)
        self.say = sentences(language).gettext
        self.at: Spoken | None = None
        self.asked: dict[str, Spoken] = {}
        self.boxes: dict[str, list[str]] = {}
        self.errors = self.asked_who_hears = 0

    def on(self) -> Spoken:
        """Move to the next thing, and hear it."""
        self.hands.on()
        at = self._come(self.voice.next())
        if at.begins(self.say(WHO_HEARS)):
            self.wears_a_headset()
        assert self.at is not None
        return self.at

    def _come(self, spoken: Spoken) -> Spoken:
        """Be there, and remember the question; a box that is in none asks by its own name."""
        if spoken.role == "question":
            self.asked[spoken.of], self.boxes[spoken.of] = spoken, []
        elif spoken.role == "box":
            self.asked.setdefault(spoken.of, spoken)
        self.at = spoken
        return spoken

    def wears_a_headset(self) -> None:
        """Answer who may hear what is private; then one is where one was, or the hand comes there again."""
        self.asked_who_hears += 1
        yes = self.say("Oui, je porte un casque")
        for _ in range(MOST):
            self.hands.on()
            if self._come(self.voice.next()).begins(yes):
                break
        self.choose("the box that asked for it", lambda spoken: spoken.role in ("box", "answer"))

    def choose(self, told: str, wanted: Callable[[Spoken], bool] = lambda _spoken: True) -> Spoken:
        """Choose where one is, and hear what was wanted."""
        self.hands.choose()
        return self._come(self.voice.until(wanted, told))

    def find(self, words: str, *roles: str) -> Spoken:
        for _ in range(MOST):
            if self.at is not None and self.at.begins(words) and self.at.role in (roles or CONTROLS):
                return self.at
            self.on()
        raise self.lost(f"never came to « {words} »")

    def open(self, words: str, title: str = "") -> Spoken:
        """Go to a button or a link, press it, and hear the title of where it leads."""
        self.find(words, "button")
        return self.choose(f"a title after « {words} »", lambda spoken: spoken.role == "title" and title in spoken.text)

    def begins(self) -> None:
        """From the welcome, unseen, to the list of what can be done, in one's own language."""
        self.hands.begin()
        offer = self.words.code("speech", "offer")
        self.at = self.voice.until(lambda spoken: spoken.begins(offer), offer, OFFERED_S)
        assert self.at.language == self.language
        self.choose("the title of the list", lambda spoken: spoken.role == "title")

    def answers_page(self, heart: list[Known], leads_on: str = "Continuer", at: Spoken | None = None) -> None:
        """Answer what is asked, thing by thing, from where one is until the button that leads on was come to."""
        on = self.say(leads_on)
        for _ in range(MOST):
            at = at or self.on()
            if at.role == "button" and at.is_named(on):
                return
            at = self.answer(at, heart)
        raise self.lost(f"no way to « {on} »")

    def answer(self, at: Spoken, heart: list[Known]) -> Spoken | None:
        asked = self.asked.get(at.of, at)
        wanted = next((known for known in heart if asked.begins(known.question)), None)
        if wanted is None:
            return None
        if at.role == "choice" and at.state == "not-chosen" and any(at.begins(row) for row in wanted.rows):
            self.choose("that it is chosen", lambda spoken: spoken.state == "chosen")
        elif at.role == "box":
            words = self.words_for(at, wanted)
            return self.hands.write(words, at) if words else None
        elif at.role == "button" and wanted.items and at.begins(wanted.add):
            self.add(wanted)
        return None

    def words_for(self, at: Spoken, wanted: Known) -> str:
        """What to write into a box: the first box of a question is the first of its parts."""
        boxes, name = self.boxes.setdefault(at.of, []), at.text.split(",")[0]
        if name not in boxes:
            boxes.append(name)
        place = boxes.index(name)
        words = wanted.boxes[place] if place < len(wanted.boxes) else ""
        return wanted.slips.pop(place, words)

    def add(self, wanted: Known) -> None:
        """Add the people or things of a list, each on its own page."""
        while wanted.items:
            item = wanted.items.pop(0)
            title, left = self.open(wanted.add), None
            for _ in range(PAGES):
                self.answers_page(item, "Enregistrer", left)
                came = self.choose("the next page", _is_title)
                left = self.mends() if self.voice.marked("refused") else None
                if left is None and came.text != title.text:
                    break

    def goes_through(self, heart: list[Known]) -> None:
        """Page after page, mending what is wrong, to the page that reads all answers back; then sends them."""
        review, left = self.say("Vérifiez vos réponses"), None
        for _ in range(PAGES):
            self.answers_page(heart, at=left)
            came = self.choose("the next page", _is_title)
            if came.begins(review):
                self.open(self.say("Enregistrer ma demande"))
                return
            left = self.mends() if self.voice.marked("refused") else None
            assert self.errors < MOST_ERRORS, self.lost("an error that is never mended")
        raise self.lost("no end")

    def lost(self, told: str) -> AssertionError:
        """What a person who is lost can tell: what they heard of late."""
        return AssertionError(told, list(dict.fromkeys(spoken.text for spoken in self.voice.heard[-MOST:]))[-40:])

    def errs(self) -> None:
        """Answer nothing, and hear that first."""
        self.find(self.say("Continuer"), "button")
        self.choose("that something is missing", _is_title)
        assert self.voice.marked("refused")

    def mends(self) -> Spoken:
        """What is wrong is said before anything else; pressed, it leads to where it is mended."""
        self.errors += 1
        for _ in range(MOST):
            if self.on().role == "error":
                break
        assert self.at is not None
        fault = self.at.text
        return self.choose(f"where « {fault} » is mended", lambda spoken: spoken.role in ("question", *CONTROLS))

    def calls(self, answered: Callable[[], str]) -> None:
        """Call somebody, who answers and is named as they come; then go back to where one was."""
        before = self.open(self.say("Appeler quelqu’un"))
        who = answered()
        comes = self.say("%(name)s arrive") % {"name": who}
        self.voice.until(lambda spoken: comes in spoken.text, comes)
        self.find(self.say("Retour"), "button")
        self.choose("the question again", lambda spoken: _is_title(spoken) and spoken.text != before.text)

    def reads_receipt(self) -> str:
        """The number of the case, which nobody else hears."""
        for _ in range(MOST):
            if REFERENCE.search(self.on().text):
                break
        assert self.at is not None and self.at.role == "receipt" and self.at.private
        return self.at.text

    def leaves(self) -> None:
        """The screen has forgotten all of it, and says so."""
        self.find(self.say("J’ai terminé"), "button")
        farewell = self.words.code("speech", "farewell")
        self.choose("a farewell", lambda spoken: spoken.text == farewell and spoken.language == self.language)


def _is_title(spoken: Spoken) -> bool:
    return spoken.role == "title"
