"""A code on a screen is the code on paper, and a telephone reads it."""

import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printers import qr

SVG = "{http://www.w3.org/2000/svg}"


def picture(modules: qr.Matrix, scale: int = 4) -> Image.Image:
    side = len(modules) + 2 * qr.QUIET
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + qr.QUIET, y + qr.QUIET), 0)
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def test_a_code_is_read_back() -> None:
    for data in ["https://hub.example/r#ABC234", "0123456789", "Saint-Cœur, 3 €"]:
        (result,) = zxingcpp.read_barcodes(picture(qr.make_qr_matrix(data)))
        assert result.text == data
        assert result.ec_level == "M"


@given(st.lists(st.lists(st.booleans(), min_size=7, max_size=7).map(tuple), min_size=7, max_size=7).map(tuple))
def test_stretches_cover_each_dark_module_once(modules: qr.Matrix) -> None:
    covered = [(x + step, y) for x, y, length in qr.find_dark_stretches(modules) for step in range(length)]
    dark = [(x, y) for y, row in enumerate(modules) for x, value in enumerate(row) if value]
    assert sorted(covered) == sorted(dark)


def test_the_svg_draws_the_same_modules_inside_a_quiet_zone(samples) -> None:
    root = ElementTree.fromstring(qr.make_qr_svg(samples.URL, "Suivi"))
    (path,) = root.findall(f"{SVG}path")
    shapes = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.attrib["d"])
    modules = qr.make_qr_matrix(samples.URL)
    records = [(int(x) - 4, int(y) - 4, int(length)) for x, y, length in shapes]
    assert records == list(qr.find_dark_stretches(modules))
    side = str(len(modules) + 8)
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"
    ground = root.find(f"{SVG}rect")
    assert ground is not None and ground.attrib == {"width": side, "height": side, "fill": "#fff"}


def test_the_svg_has_a_name_and_no_style() -> None:
    text = qr.make_qr_svg("x", 'Suivi <du> "dossier" & co')
    root = ElementTree.fromstring(text)
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == 'Suivi <du> "dossier" & co'
    assert "style" not in text and "id=" not in text and "<script" not in text


def test_data_that_fits_no_code_is_said_to_be_too_long() -> None:
    assert len(qr.make_qr_matrix("a" * 2331)) == 177
    with pytest.raises(qr.TooLong):
        qr.make_qr_matrix("a" * 2332)
