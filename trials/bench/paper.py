"""Measures rendering a receipt, as a PDF and as the bytes of a receipt printer; a different one each time."""

import statistics
import time
from pathlib import Path

from printers.fonts import Fonts
from printers.renderer import Renderer
from printers.renderers.escpos import ESCPOS_80
from printers.renderers.pdf import A4
from printers.slip import Big, Code, Heading, Items, Line, Notice, Pair, Slip, Small
from trials.bench.figure import Figure

TIMES = 60
FONTS = Path("static/vendor/ttf")


def measure() -> list[Figure]:
    """Measure. The drawn receipt, for an unknown printer, is the slowest of ESC/POS. The first of each is not
    counted.
    """
    return [
        Figure("receipt_pdf_ms_p50", _p50(A4), "ms"),
        Figure("receipt_escpos_ms_p50", _p50(ESCPOS_80), "ms"),
    ]


def _p50(renderer: Renderer) -> float:
    fonts, took = Fonts(FONTS), []
    for number in range(TIMES + 1):
        slip = _receipt(number)
        began = time.perf_counter()
        renderer.render(slip, fonts)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took[1:])


def _receipt(number: int) -> Slip:
    """A receipt as long as that of a birth certificate, with a code as long as the longest proof."""
    proof = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(number * 7 + at * 11 + at * at) % 32] for at in range(216))
    blocks = (
        Heading("Mairie de Saint-Aubin", 1),
        Heading("Demander une copie d’un acte de naissance", 2),
        Big(f"SA {1000 + number} G", "Votre numéro de dossier"),
        Pair("Enregistré le", "mercredi 25 novembre 2026 à 10 h 42"),
        Pair("Demandeur", f"Marie Louise Benali {number}, né(e) le 3 février 1945"),
        Pair("Avec l’aide de", "Nadia Roux"),
        Pair("Confirmé par", "la personne, sur l’écran"),
        Items(
            ("Le service de l’état civil cherche l’acte dans ses registres.",
             "Il prépare le document, le signe et y appose le sceau de la mairie.",
             "Vous le recevez comme vous l’avez choisi."), "Et maintenant ?", numbered=True,
        ),
        Items(("Une pièce d’identité",), "À apporter"),
        Notice("Gardé ici, pas encore transmis au service."),
        Code(f"HTTPS://HUB.EXAMPLE.FR/R#{proof}", "Scannez ce code avec un téléphone pour suivre votre dossier.", "QR"),
        Heading("Qui décide", 3),
        Line("Service de l’état civil, 1 place de la Mairie, 35140 Saint-Aubin\n"
             "02 99 00 00 00\nlundi à vendredi, 9 h à 17 h"),
        Line("Sans réponse le 25 janvier 2027, votre demande est refusée."),
        Heading("Si vous n’êtes pas d’accord", 3),
        Small("Vous pouvez écrire au procureur de la République du tribunal judiciaire dont dépend la mairie. S’il "
              "refuse aussi, vous pouvez saisir ce tribunal. Le Défenseur des droits peut vous aider gratuitement."),
        Small("Vos données. Ce poste les garde 30 jours après leur envoi. Le service les garde encore 1 an après "
              "sa réponse, puis les efface. Pour les voir, les corriger ou les faire effacer : Mairie de Saint-Aubin, "
              "02 99 00 00 00"),
    )  # fmt: skip
    return Slip(f"Reçu SA {1000 + number} G", "fr", "ltr", blocks)
