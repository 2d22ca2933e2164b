"""Fixtures for tests of printing: fonts, sample receipts, a rendering of pages, CUPS."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from printers.fonts import Fonts
from printers.renderers.pdf import A4
from printers.slip import Slip
from tests.gallery.paper import samples as sample_slips
from tests.gallery.paper.cups import Cups, Tray


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    house_fonts = Fonts(Path(__file__).parents[2] / "static" / "vendor" / "ttf")
    assert house_fonts.what_is_wrong() is None, "no fonts: run `python scripts/assets.py` first"
    return house_fonts


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    return sample_slips


@pytest.fixture(params=sample_slips.SAMPLES, ids=lambda slip: slip.language)
def sample(request: pytest.FixtureRequest) -> Slip:
    slip: Slip = request.param
    return slip


@pytest.fixture
def printed(tmp_path: Path):
    """The first page of a PDF as black and white dots, as a 203 dpi thermal printer prints it."""
    assert shutil.which("pdftoppm"), "poppler-utils is missing: run scripts/services.sh"

    def print_it(pdf: bytes, dpi: int = 203) -> Image.Image:
        path = tmp_path / "slip.pdf"
        path.write_bytes(pdf)
        command = ["pdftoppm", "-mono", "-r", str(dpi), "-singlefile", path, tmp_path / "slip"]
        subprocess.run(command, check=True)
        return Image.open(tmp_path / "slip.pbm")

    return print_it


@pytest.fixture
def tray() -> Iterator[Tray]:
    tray = Tray()
    try:
        tray.start()
        yield tray
    finally:
        tray.clear()


@pytest.fixture
def cups() -> Iterator[Cups]:
    cups = Cups()
    try:
        cups.start()
        yield cups
    finally:
        cups.clear()


@pytest.fixture
def queue(cups: Cups, tray: Tray) -> str:
    return cups.add("accueil", tray)


@pytest.fixture(scope="session")
def receipt(fonts: Fonts, samples) -> bytes:
    return A4.render(samples.SAMPLES[0], fonts)
