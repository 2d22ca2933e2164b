"""Writes the poster for citizens, one page of A4 with tags for screen readers: `python -m scripts.poster`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from kiosk.words import languages
from kiosk.words.languages import FRENCH
from printers.fonts import Fonts
from printers.paper.typesetter import Tag, Words
from printers.paper.words import order_visually, shape_arabic
from printers.renderers.pdf import Structure, xmp_packet
from printers.slip import Heading, Slip
from scripts.source import ROOT

PAGE = ROOT / "docs" / "town-hall" / "poster.pdf"
FONTS = ROOT / "static" / "vendor" / "ttf"
WELCOME = "Bienvenue, prenez votre temps"
"""A sentence of the first page, which every language of the catalogues has."""
TITLE = ("Faire votre", "démarche ici")
STEPS = (
    ("Dites ce qu’il vous faut", "Touchez l’écran, ou demandez à l’accueil."),
    ("Répondez à votre rythme", "Une question à la fois. Rien ne se perd."),
    ("Prenez votre papier", "Il porte le numéro de votre dossier et la date qui compte."),
    ("Un papier manque ?", "Commencez quand même. Vous l’apporterez plus tard."),
)
ASK = "Besoin d’aide ? Touchez « Appeler quelqu’un »."
SPEAKS = "La borne parle. Branchez un casque, ou gardez un doigt posé trois secondes."
TOWN_HALL = "Mairie et horaires :"
INK, DEEP, PALE = HexColor("#1d2b2f"), HexColor("#0f4c54"), HexColor("#fcf6ef")
_WIDTH, _HEIGHT = A4
_LEFT = 56


class Wall:
    """A page of A4 on which lines of any language are written, measured in points from its foot."""

    def __init__(self, path: Path) -> None:
        self.fonts = Fonts(FONTS)
        first = {"initialFontName": self.fonts.weight(False).faces[0].name}  # Helvetica would not be embedded
        self.canvas = Canvas(str(path), pagesize=A4, invariant=1, lang=FRENCH, **first)  # type: ignore[arg-type]
        self.structure = Structure()

    @contextmanager
    def drawing(self, colour: Color) -> Iterator[Canvas]:
        """What is only seen: no screen reader reads it."""
        self.canvas.addLiteral("/Artifact BMC")
        self.canvas.setFillColor(colour)
        self.canvas.setStrokeColor(colour)
        yield self.canvas
        self.canvas.addLiteral("EMC")

    def write(self, text: str, at: tuple[float, float], size: float, colour: Color, tag: Tag) -> None:
        """A line from `at`, left and foot; one in the other direction ends at the right margin. An H1 or H2 is bold."""
        left, foot = at
        direction = languages.find_direction(tag.language or FRENCH)
        weight = self.fonts.weight(tag.role != "P")
        runs = weight.runs(order_visually(shape_arabic(text), direction))
        if direction == "rtl":
            left = _WIDTH - _LEFT - weight.drawn_width(runs, size)
        logical = text if "".join(run.text for run in runs) != text else None
        self.canvas.addLiteral(self.structure.begin(Words(left, foot, runs, size, "", logical, tag), 0))
        self.canvas.setFillColor(colour)
        for run in runs:
            self.canvas.setFont(run.face, size)
            self.canvas.drawString(left, foot, run.text)
            left += weight.drawn_width((run,), size)
        self.canvas.addLiteral("EMC")

    def save(self, title: str) -> None:
        canvas = self.canvas
        canvas.setTitle(title)
        canvas.setAuthor("")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showPage()
        self.structure.add_to(canvas)
        kind = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")})
        packet = xmp_packet(Slip(title, FRENCH, "ltr", (Heading(title, 1), Heading(ASK, 2))))
        canvas.setCatalogEntry("Metadata", pdfdoc.PDFStream(kind, packet.encode("utf-8"), filters=[]))
        canvas.save()


def poster(path: Path) -> None:
    wall, title = Wall(path), Tag("H1")
    with wall.drawing(DEEP) as canvas:
        canvas.rect(0, _HEIGHT - 232, _WIDTH, 232, stroke=0, fill=1)
    for line, foot in zip(TITLE, (_HEIGHT - 112, _HEIGHT - 182), strict=True):
        wall.write(line, (_LEFT, foot), 66, PALE, title)
    for number, (step, how) in enumerate(STEPS, 1):
        foot, heading = _HEIGHT - 216 - number * 80, Tag("H2")
        with wall.drawing(DEEP) as canvas:
            canvas.circle(_LEFT + 22, foot + 2, 24, stroke=0, fill=1)
        wall.write(str(number), (_LEFT + 14, foot - 8), 28, PALE, heading)
        wall.write(step, (_LEFT + 66, foot + 5), 25, INK, heading)
        wall.write(how, (_LEFT + 66, foot - 19), 16, INK, Tag("P"))
    wall.write(ASK, (_LEFT, 240), 20, DEEP, Tag("H2"))
    wall.write(SPEAKS, (_LEFT, 219), 14, INK, Tag("P"))
    with wall.drawing(DEEP) as canvas:
        canvas.line(_LEFT, 207, _WIDTH - _LEFT, 207)
        canvas.line(_LEFT + 132, 38, _WIDTH - _LEFT, 38)
    spoken = [language for language in languages.list_languages() if language != FRENCH]
    for row, language in enumerate(spoken):
        welcome = languages.load_word_catalogue(language, "messages").gettext(WELCOME)
        wall.write(welcome, (_LEFT, 181 - row * 26), 17, INK, Tag("P", language=language))
    wall.write(TOWN_HALL, (_LEFT, 40), 13, DEEP, Tag("H2"))
    wall.save(" ".join(TITLE))


if __name__ == "__main__":
    poster(PAGE)
