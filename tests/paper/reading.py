"""Reads a printed paper: its words, its mark as a copy, and the proof in its QR code."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image

from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.services.receipts import verify_receipt
from printers import profiles
from tests.printers.escpos_reader import read


@dataclass(frozen=True)
class Receipt:
    """`words` without spaces, the `copy` mark, and the text of the code ("" where none can be read)."""

    words: str
    copy: int
    said: str

    @property
    def reference(self) -> str:
        """The reference in the proof, "" without one."""
        return receipt_proof.parse_receipt_proof(self.said).proof.reference if self.said else ""

    @property
    def marked(self) -> tuple[str, int]:
        """What tells a copy from its original: two papers that are equal here are an unmarked double."""
        return self.reference, self.copy

    def is_genuine(self, box: Box) -> bool:
        """Whether the proof is genuine, by the box's own key, without a network."""
        return verify_receipt.verify_receipt(box, self.said).verdict.genuine


def of_pdf(data: bytes) -> Receipt:
    """A sheet of paper; its code is read as a thermal printer would print it."""
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page"
        command = ["pdftoppm", "-mono", "-r", "203", "-singlefile", "-", page]
        subprocess.run(command, input=data, check=True)
        with Image.open(page.with_suffix(".pbm")) as picture:
            return _receipt(text, _seen(picture))


def of_roll(data: bytes, profile: str = profiles.UNKNOWN) -> Receipt:
    """A paper of a receipt printer of that model; for an unknown model, only the code can be read."""
    paper = read(data, dict(profiles.find_profile(profile).code_pages))
    drawn = _seen(paper.drawn) if paper.pictures else ""
    return _receipt(paper.text, paper.codes[0][0] if paper.codes else drawn)


def _receipt(text: str, said: str) -> Receipt:
    words = "".join(text.split())
    copy = re.search(r"DUPLICATA (\d+)", " ".join(text.split()))
    return Receipt(words, int(copy[1]) if copy else 1, said)


def _seen(picture: Image.Image) -> str:
    result = zxingcpp.read_barcodes(picture)
    return result[0].text if result else ""
