"""Writes the poster for citizens, one page of A4, in the shipped fonts: `python -m scripts.poster`."""

from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kiosk.words import languages
from kiosk.words.languages import FRENCH
from printers.fonts import Fonts
from printers.paper.words import order_visually, shape_arabic
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
INK, DEEP, PALE = HexColor("#1d2b2f"), HexColor("#0f4c54"), HexColor("#fcf6ef")
_WIDTH, _HEIGHT = A4
_LEFT = 56


class Wall:
    """A page of A4 on which lines of any language are written, measured in points from its foot."""

    def __init__(self, path: Path) -> None:
        self.canvas = Canvas(str(path), pagesize=A4, invariant=1, lang="fr")
        self.canvas.setTitle(" ".join(TITLE))
        self.fonts = Fonts(FONTS)

    def write(
        self, text: str, left: float, foot: float, size: float, *, bold: bool = False, language: str = FRENCH
    ) -> None:
        direction = languages.find_direction(language)
        weight = self.fonts.weight(bold)
        runs = weight.runs(order_visually(shape_arabic(text), direction))
        if direction == "rtl":
            left = _WIDTH - _LEFT - weight.drawn_width(runs, size)
        for run in runs:
            self.canvas.setFont(run.face, size)
            self.canvas.drawString(left, foot, run.text)
            left += weight.drawn_width((run,), size)


def poster(path: Path) -> None:
    wall = Wall(path)
    canvas = wall.canvas
    canvas.setFillColor(DEEP)
    canvas.rect(0, _HEIGHT - 232, _WIDTH, 232, stroke=0, fill=1)
    canvas.setFillColor(PALE)
    for line, foot in zip(TITLE, (_HEIGHT - 112, _HEIGHT - 182), strict=True):
        wall.write(line, _LEFT, foot, 66, bold=True)
    for number, (step, how) in enumerate(STEPS, 1):
        foot = _HEIGHT - 216 - number * 80
        canvas.setFillColor(DEEP)
        canvas.circle(_LEFT + 22, foot + 2, 24, stroke=0, fill=1)
        canvas.setFillColor(PALE)
        wall.write(str(number), _LEFT + 14, foot - 8, 28, bold=True)
        canvas.setFillColor(INK)
        wall.write(step, _LEFT + 66, foot + 5, 25, bold=True)
        wall.write(how, _LEFT + 66, foot - 19, 16)
    canvas.setFillColor(DEEP)
    wall.write(ASK, _LEFT, 238, 20, bold=True)
    canvas.setStrokeColor(DEEP)
    canvas.line(_LEFT, 222, _WIDTH - _LEFT, 222)
    canvas.setFillColor(INK)
    spoken = [language for language in languages.list_languages() if language != FRENCH]
    for row, language in enumerate(spoken):
        welcome = languages.load_word_catalogue(language, "messages").gettext(WELCOME)
        wall.write(welcome, _LEFT, 194 - row * 27, 17, language=language)
    canvas.setFillColor(DEEP)
    wall.write("Mairie et horaires :", _LEFT, 40, 13, bold=True)
    canvas.line(_LEFT + 132, 38, _WIDTH - _LEFT, 38)
    canvas.save()


if __name__ == "__main__":
    poster(PAGE)
