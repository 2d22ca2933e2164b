"""The five windows, and what the people at them do, a press at a time, as anybody would."""

import re
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from kiosk.words.words import Words
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from trials.one_case.town import (
    WAIT_MS,
    Told,
    code_of,
    photo,
    printed,
    running,
    seen_square,
    show,
    told,
    with_camera,
)
from trials.touches.at_desk import HOME, PROCEDURE, Counted, Scene, paired

MAIL, MOBILE = "marie.benali@exemple.fr", "06 12 34 56 78"
IDENTITY, LINK = "Une pièce d’identité", "Un document qui prouve votre lien avec la personne"
MESSAGE, LETTER = "Votre acte est prêt au guichet.", "lettre-signee.pdf"
_TRIES = 60


@dataclass
class Windows:
    """Desk, second screen, terminal, hub and a telephone; `pictures` is where each stage is photographed."""

    scene: Scene
    film: Path
    pictures: Path
    desk: Page
    second: Page
    terminal: Page
    hub: Page
    telephone: Page
    reference: str = ""
    code: str = ""
    square: Image.Image = field(default_factory=lambda: Image.new("L", (1, 1)))
    """Her receipt's, as a camera sees it, once it is printed."""
    _taken: list[str] = field(default_factory=list)

    def photograph(self, name: str, *pages: Page) -> None:
        for page in pages:
            who = next(key for key, value in vars(self).items() if value is page)
            self._taken.append(name)
            page.screenshot(path=self.pictures / f"{len(self._taken):02}-{name}-{who}.png", full_page=True)


def opened(scene: Scene, film: Path, pictures: Path) -> Windows:
    pictures.mkdir(parents=True, exist_ok=True)
    terminal, hub = scene.terminal(), scene.hub()
    telephone, desk = scene.page(390, 844, by_finger=True), scene.desk()
    second = paired(scene, desk)
    expect.set_options(timeout=WAIT_MS)
    return Windows(scene, film, pictures, desk, second, terminal, hub, telephone)


def deposit(seen: Windows) -> None:
    """Marie asks at the desk for her child's birth certificate, and confirms on the second screen."""
    nadia, marie = Counted(seen.desk), Counted(seen.second, by_finger=True)
    nadia.button(HOME)
    nadia.button(PROCEDURE)
    nadia.choose("Mon enfant")
    for field_id, text in (("applicant_family_name", "Benali"), ("applicant_given_names", "Marie")):
        _fill(nadia, field_id, text)
    nadia.choose("Copie intégrale")
    _fill(nadia, "birth_name", "Benali")
    _fill(nadia, "given_names", "Lina")
    nadia.write("Jour", "12032015")
    nadia.press(seen.desk.locator("[data-own-commune]"))
    for number, (name, given) in enumerate((("Petit", "Anne"), ("Benali", "Karim")), 1):
        _fill(nadia, f"parent_{number}_name", name)
        _fill(nadia, f"parent_{number}_given_name", given)
    nadia.choose("Au guichet de la mairie")
    _fill(nadia, "phone", MOBILE)
    _fill(nadia, "email", MAIL)
    for paper in ("identity_shown", "link_shown"):
        nadia.press(seen.desk.locator(f"label.choice:has([name='f.{paper}'][value=to_bring])"))
    while seen.second.get_by_role("button", name="Oui, c’est exact").count():
        marie.button("Oui, c’est exact")
        seen.second.wait_for_timeout(1200)
    seen.photograph("asked-of-the-person", seen.desk, seen.second)
    for way in ("email", "sms"):
        wish = seen.desk.locator(f"label.choice:has([name=notices][value={way}])")
        if wish.count():
            nadia.press(wish)
    nadia.button("Faire confirmer sur le second écran")
    marie.sees("Je confirme")
    seen.photograph("confirm", seen.second)
    marie.button("Je confirme")
    nadia.sees("Votre demande est enregistrée")
    seen.photograph("receipt", seen.desk, seen.second)
    seen.reference = seen.desk.locator(".reference").first.inner_text()
    receipt = printed(seen.scene, seen.desk.wait_for_timeout)
    words = "\n".join(page.extract_text() for page in PdfReader(receipt).pages)
    seen.code = code_of(words)
    seen.square = seen_square(receipt)
    show(seen.film, seen.square)
    nadia.button("J’ai terminé")


def ask(seen: Windows) -> None:
    claire = Counted(seen.hub)
    look_at_hub(seen)
    claire.button("Demander des pièces")
    for paper in (IDENTITY, LINK):
        claire.press(seen.hub.locator("label.choice", has_text=paper))
    seen.photograph("ask", seen.hub)
    claire.button("Demander des pièces")
    claire.sees("Décision enregistrée")
    seen.photograph("asked", seen.hub)


def at_terminal(seen: Windows) -> None:
    marie, page = Counted(seen.terminal, by_finger=True), seen.terminal
    look_at_terminal(seen)
    seen.photograph("shown-by-square", page)
    marie.press(page.locator("#with-code [name=code]"))
    marie.type("".join(filter(str.isalnum, seen.code)))
    marie.press(page.locator("button[form=with-code]"))
    show(seen.film, photo())
    marie.button(f"Photographier : {IDENTITY}")
    marie.button("Prendre une photo")
    marie.press(page.locator("[data-does=take]"))
    marie.button("Oui, garder cette photo")
    marie.sees("Ce que vous envoyez")
    seen.photograph("photographed", page)
    marie.button("Envoyer au service")
    marie.sees("C’est enregistré")
    seen.photograph("sent-at-terminal", page)
    marie.button("J’ai fini")
    show(seen.film, seen.square)


def look_at_terminal(seen: Windows) -> None:
    marie, page = Counted(seen.terminal, by_finger=True), seen.terminal
    page.goto(seen.scene.town.url)
    marie.button("Où en est ma demande")
    marie.button("Montrer le reçu à la caméra")
    page.locator(".case-line").wait_for()


def from_telephone(seen: Windows) -> None:
    page = seen.telephone
    look_by_telephone(seen)
    seen.photograph("asked-on-telephone", page)
    section = page.locator("[data-paper]", has_text=LINK)
    section.get_by_label("Photographier").set_input_files(
        {"name": "livret.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", size=(900, 600))}
    )
    expect(section.locator("li")).to_have_count(1)
    page.get_by_role("button", name="Envoyer").tap()
    expect(page.get_by_role("heading", name="Envoyé au service")).to_be_visible()
    seen.photograph("sent-by-telephone", page)


def look_by_telephone(seen: Windows) -> None:
    page = seen.telephone
    page.goto(f"{seen.scene.town.hub_url}/f")
    page.get_by_label("Votre numéro de dossier").fill(seen.reference)
    page.get_by_label("Votre code de suivi").fill(seen.code)
    page.get_by_role("button", name="Voir où elle en est").tap()
    page.locator(".case-line").wait_for()


def complete(seen: Windows) -> None:
    look_at_hub(seen)
    for paper in (IDENTITY, LINK):
        group = seen.hub.locator("form.group", has_text=paper)
        for _ in range(_TRIES):
            if group.get_by_text("Reçue, à vérifier").count():
                break
            seen.hub.wait_for_timeout(1000)
            seen.hub.reload()
        seen.photograph("to-tick", seen.hub)
        Counted(seen.hub).press(group.get_by_role("button", name="Complète"))
        expect(group.locator("h3")).to_contain_text("Complète")
    seen.photograph("complete", seen.hub)


def accept(seen: Windows, takes_back: bool) -> None:
    look_at_hub(seen)
    claire = Counted(seen.hub)
    claire.button("Accepter")
    claire.press(seen.hub.locator("#document-part summary"))
    claire.choose("Une lettre signée à la main, numérisée")
    seen.hub.locator("[name=document]").set_input_files(
        {"name": LETTER, "mimeType": "application/pdf", "buffer": saved(plain_pdf("Accord"))}
    )
    seen.hub.locator("#decision [name=message]").fill(MESSAGE)
    seen.photograph("accept", seen.hub)
    claire.button("Accepter")
    claire.sees("Décision enregistrée")
    seen.photograph("accepted", seen.hub)
    if takes_back:
        claire.button("Annuler cette décision")
        claire.sees("Décision annulée")
        seen.photograph("taken-back", seen.hub)


def look_at_desk(seen: Windows) -> None:
    seen.desk.goto(f"{seen.scene.town.url}/desk/references/{''.join(seen.reference.split())}")
    seen.desk.locator(".case-line").wait_for()


def look_at_hub(seen: Windows) -> None:
    for _ in range(_TRIES):
        seen.hub.goto(f"{seen.scene.town.hub_url}/dossiers/{''.join(seen.reference.split())}")
        if seen.hub.locator(".case-line").count():
            return
        seen.hub.wait_for_timeout(1000)
    raise AssertionError(f"{seen.reference} never came to the hub")


def _fill(who: Counted, field_id: str, text: str) -> None:
    control = who.page.locator(f"[name='f.{field_id}']")
    who.press(control)
    who.type(text)


_SAID_TRIES = 40
_LEAVES_S = 80
"""The minute in which a decision can be taken back, and the looks of who lets it leave and who fetches it."""
Line = tuple[str, str, str]
"""State, day and next action, in the words of the one macro that draws a case's line."""


@dataclass
class Check:
    seen: Windows
    news: Told
    wrong: list[str] = field(default_factory=list)
    line: Line = ("", "", "")
    _news_so_far: int = 0

    def everywhere(self, when: str, state: str) -> None:
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
        for _ in range(_LEAVES_S):
            if len(self.told_of_news()) >= self._news_so_far + 1:
                break
            self.seen.desk.wait_for_timeout(1000)
        self._news_so_far += 1
        if len(self.told_of_news()) != self._news_so_far:
            self.wrong.append(f"{len(self.told_of_news())} mails of news, not {self._news_so_far}")

    def _lines(self) -> dict[str, Line]:
        lines = self._looks()
        for _ in range(_SAID_TRIES):
            if len(set(lines.values())) == 1:
                break
            self.seen.desk.wait_for_timeout(1500)
            lines = self._looks()
        return lines

    def _looks(self) -> dict[str, Line]:
        for look in _LOOKS.values():
            look(self.seen)
        return {who: _line(getattr(self.seen, who)) for who in _LOOKS}

    def told_of_news(self) -> list[Message]:
        return [mail for mail in self.news.mail.messages if "nouveau" in _subject(mail)]


_LOOKS = {"desk": look_at_desk, "hub": look_at_hub, "terminal": look_at_terminal, "telephone": look_by_telephone}


def _line(page: Page) -> Line:
    place = page.locator(".case-line > div")
    said = [" ".join(text.split()) for text in place.locator("p").all_inner_texts()]
    return said[0], " ".join(place.locator(".muted").all_inner_texts()), said[-1]


def _subject(mail: Message) -> str:
    return str(make_header(decode_header(str(mail["Subject"]))))


_JOURNEY_TRIES = 40


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
    look_at_desk(check.seen)
    desk = check.seen.desk
    for _ in range(_JOURNEY_TRIES):
        if desk.get_by_role("link", name="Ouvrir le document").count():
            break
        desk.wait_for_timeout(1000)
        desk.reload()
    else:
        check.wrong.append("the document of the decision never came to the desk")
    check.seen.photograph("decided", desk)
    letter_pdf = check.seen.scene.town.folder / "letter.pdf"  # nothing prints here
    opens = desk.get_by_role("link", name="Ouvrir le PDF").first
    letter_pdf.write_bytes(desk.request.get(str(opens.evaluate("link => link.href"))).body())
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(letter_pdf).pages).split())
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
        seen = opened(scene, film, folder / "pictures")
        check = Check(seen, arrived)
        try:
            _all_of_it(seen, check)
        except (PlaywrightError, AssertionError):
            seen.photograph("stopped", seen.desk, seen.second, seen.terminal, seen.hub, seen.telephone)
            raise
        return check.wrong


def _all_of_it(seen: Windows, check: Check) -> None:
    deposit(seen)
    check.everywhere("deposited", "Arrivée au service")
    ask(seen)
    check.still("asked, in its minutes")
    check.left()
    check.everywhere("asked", "Un complément est demandé")
    at_terminal(seen)
    from_telephone(seen)
    complete(seen)
    check.everywhere("both came", "Le service l’étudie")
    accept(seen, takes_back=True)
    check.still("taken back")
    accept(seen, takes_back=False)
    check.left()
    check.everywhere("accepted", "Demande acceptée")
    notices(check)
    letter(check)
