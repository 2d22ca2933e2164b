"""The square of a receipt, 25 mm wide on a 203 dpi printer: `python -m trials.squares` prints how much it bears.

Each square is drawn as the printer's dots, photographed (two pixels a dot, turned, tilted, with noise), and blurred
more and more; the blur is in millimetres on the paper. It is read by zxing-cpp, and by zbar where pyzbar is installed.
No telephone was tried, and no worn print head.
"""

import math
import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from random import Random

from PIL import Image, ImageFilter

from kiosk.domain.events.reference import mint
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import Proof
from printers import qr

DOTS_PER_MM = 203 / 25.4
SIDE_MM = 25
PIXELS_PER_DOT = 2
BLURS_MM = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
LEAST_MM = 0.15
"""The blur at which every square has to be read: more than a third of a module."""
MANY = 6
HUBS = {"usual": "https://parvis.saint-aubin.fr", "longest": "https://demarches.agglomeration-exemple.gouv.fr"}
Read = Callable[[Image.Image], str]


def main() -> None:
    """Print, for each reader and each blur, how many of the squares it read. Raises `SystemExit` below the margin."""
    wrong = 0
    for length, hub in HUBS.items():
        links = [link(hub, number, length == "longest") for number in range(MANY)]
        modules = len(qr.matrix(links[0]))
        print(f"{length}: {len(links[0])} characters, {modules} modules, {SIDE_MM / modules:.2f} mm a module")
        for name, read in readers().items():
            counts = {
                blur: sum(read(photograph(text, blur, seed)) == text for seed, text in enumerate(links))
                for blur in BLURS_MM
            }
            print(f"  {name}: " + ", ".join(f"{blur} mm {count}/{MANY}" for blur, count in counts.items()))
            wrong += sum(count < MANY for blur, count in counts.items() if blur <= LEAST_MM)
    sys.exit(1 if wrong else 0)


def link(hub: str, number: int, longest: bool) -> str:
    """The text of a receipt's square."""
    reference, _ = mint("SAAB" if longest else "SA", 10**9 + number if longest else 1000 + number)
    procedure = "long-name-of-a-procedure"[:23] if longest else "birth-certificate"
    site = "SAAB" if longest else "SA"
    proof = Proof(reference, procedure, site, date(2026, 11, 24), "deposited", bytes([number]) * 16)
    return receipt_proof.link(hub, receipt_proof.make_proof(proof, bytes([number]) * 32))


def photograph(text: str, blur_mm: float, seed: int) -> Image.Image:
    """The printed square as a camera sees it: turned by 7°, tilted, greyish, noisy, out of focus by `blur_mm`."""
    random = Random(seed)
    side = round(SIDE_MM * DOTS_PER_MM)
    modules = qr.matrix(text)
    quiet = math.ceil(qr.QUIET * side / len(modules))
    dots = Image.new("L", (side + 2 * quiet, side + 2 * quiet), 235)
    for y in range(side):
        row = modules[y * len(modules) // side]
        for x in range(side):
            if row[x * len(modules) // side]:
                dots.putpixel((x + quiet, y + quiet), 45)
    width = dots.width * PIXELS_PER_DOT
    seen = dots.resize((width, width), Image.Resampling.BICUBIC)
    seen = seen.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=220)
    tilt = (1, 0.05, 0, 0.03, 1, 0, 0.00012, 0.00008)
    seen = seen.transform(seen.size, Image.Transform.PERSPECTIVE, tilt, Image.Resampling.BICUBIC, fillcolor=220)
    seen = seen.filter(ImageFilter.GaussianBlur(blur_mm * DOTS_PER_MM * PIXELS_PER_DOT))
    noise = Image.frombytes("L", seen.size, random.randbytes(seen.width * seen.height))
    return Image.blend(seen, noise, 0.12)


def readers() -> dict[str, Read]:
    """Each reader that is installed."""
    import zxingcpp

    def by_zxing(picture: Image.Image) -> str:
        return next((code.text for code in zxingcpp.read_barcodes(picture)), "")

    found: dict[str, Read] = {"zxing-cpp": by_zxing}
    try:
        pyzbar = import_module("pyzbar.pyzbar")
    except ImportError:  # the library of zbar is not on every machine
        print("zbar: not here")
        return found

    def by_zbar(picture: Image.Image) -> str:
        return next((code.data.decode() for code in pyzbar.decode(picture)), "")

    return found | {"zbar": by_zbar}


if __name__ == "__main__":
    main()
