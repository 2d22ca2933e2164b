"""A slip is words and nothing else.
Each word is drawn by the first font of the house that has all of it.
A code on a screen is the code on paper, and a telephone reads it.
What is known of each model, and what a printer nobody named is taken for.
The same receipt in letters only.
What announces itself on the network is seen with what it says of itself.
"""

import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from zeroconf import ServiceInfo, Zeroconf

from printers import profiles, qr
from printers.carrier import NotPrintedFault
from printers.discovery import nearby
from printers.fonts import UNKNOWN, Fonts
from printers.renderers.text import TEXT_42, count_columns
from printers.slip import Big, Block, Code, Heading, Items, Line, Notice, Pair, Signature, Slip, WriteIn


def test_what_no_slip_has_is_refused() -> None:
    wrong: list[Callable[[], Block]] = [
        lambda: Heading("x", 4),
        lambda: Notice("x", "loud"),  # type: ignore[arg-type]
        lambda: WriteIn("x", 0),
        lambda: Signature("x", ("1",), 9, 9),
        lambda: Signature("x", ("a b",), 9, 9),
        lambda: Signature("x", ("1 2",)),
    ]
    for make in wrong:
        with pytest.raises(ValueError):
            make()


def test_a_slip_reads_left_to_right_or_right_to_left() -> None:
    with pytest.raises(ValueError):
        Slip("", "fr", "down", ())  # type: ignore[arg-type]


def test_a_paper_that_is_not_real_says_so_first_and_last() -> None:
    slip = Slip("Reçu", "fr", "ltr", (Line("Un"), Line("Deux")), across="EXEMPLE")
    first, *between, last = slip.framed_blocks()
    assert first == last == Notice("EXEMPLE", "warning") and tuple(between) == slip.blocks
    assert Slip("Reçu", "fr", "ltr", slip.blocks).framed_blocks() == slip.blocks


def drawn(fonts: Fonts, text: str) -> list[tuple[str, str]]:
    return [(Path(run.face).name, run.text) for run in fonts.weight(False).runs(text)]


def test_french_is_drawn_by_atkinson_alone(fonts: Fonts) -> None:
    text = "Œuvre\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}à 3 €\N{NO-BREAK SPACE}», l’été"
    assert drawn(fonts, text) == [("Atkinson-Regular", text)]


def test_a_ukrainian_word_keeps_its_punctuation_in_its_font(fonts: Fonts) -> None:
    assert drawn(fonts, "Їжа, SCO") == [("NotoSans-Regular", "Їжа, "), ("Atkinson-Regular", "SCO")]


def test_a_glyph_that_no_font_has_is_marked_and_not_lost(fonts: Fonts) -> None:
    assert drawn(fonts, "a🥐") == [("Atkinson-Regular", "a"), ("NotoSans-Regular", UNKNOWN)]


def test_the_measured_width_is_never_less_than_the_drawn_one(fonts: Fonts) -> None:
    weight = fonts.weight(True)
    for text in ("Saint-Cœur sur Oise", "Їжа та вода", "a 🥐 b", "  ", ""):
        assert weight.width(text, 12) >= weight.drawn_width(weight.runs(text), 12) - 1e-9


def test_a_folder_without_fonts_says_so(tmp_path: Path) -> None:
    empty = Fonts(tmp_path)
    assert empty.what_is_wrong() == "fonts-missing"
    with pytest.raises(NotPrintedFault, match="fonts-missing"):
        empty.weight(False)


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


def test_a_model_says_what_it_can() -> None:
    model = profiles.find_profile("TM-T20II")
    assert (model.dots, model.columns, model.qr, model.cut) == (576, 48, True, True)
    assert (46, "cp1251") in model.code_pages
    assert profiles.find_profile("POS-5890").cut is False


def test_a_printer_nobody_named_is_trusted_with_nothing() -> None:
    """An impact printer that draws no picture is no model of ours either."""
    for name in ["default", "", "a model of tomorrow", "TM-U220"]:
        unknown = profiles.find_profile(name)
        assert not unknown.code_pages and not unknown.qr and unknown.cut is None


def test_every_model_offered_can_be_told() -> None:
    names = profiles.list_profiles()
    assert len(names) > 20 and list(names) == sorted(names) and profiles.UNKNOWN not in names
    for name in names:
        model = profiles.find_profile(name)
        assert model.name == name
        assert model.columns == 0 or 24 <= model.columns <= 80


def test_french_and_ukrainian_have_a_code_page_and_arabic_has_none() -> None:
    model = profiles.find_profile("TM-T20II")
    assert model.encoded("Cœur, 3 €, l’été") == ((16, "Cœur, 3 €, l’été".encode("cp1252")),)
    assert model.encoded("Ґанна Їжакевич") == ((46, "Ґанна Їжакевич".encode("cp1251")),)
    assert model.encoded("ليلى") is None


def test_an_apostrophe_may_be_plainer_but_no_letter_is_another() -> None:
    model = profiles.find_profile("T-1")
    assert b"".join(data for _, data in model.encoded("l’été") or ()) == "l'été".encode("cp858")
    assert model.encoded("Cœur") is None


def test_two_scripts_in_one_line_are_two_code_pages() -> None:
    assert profiles.find_profile("TM-T20II").encoded("суд (République)") == (
        (46, "суд (R".encode("cp1251")),
        (16, "épublique)".encode("cp1252")),
    )


@given(st.text(), st.sampled_from(profiles.list_profiles()))
def test_no_text_is_encoded_as_a_command(text: str, name: str) -> None:
    result = profiles.find_profile(name).encoded(text)
    assert result is None or all(byte >= 32 and byte != 127 for _, data in result for byte in data)


def lines(*blocks, direction="ltr") -> list[str]:
    slip = Slip("Reçu", "fr", direction, blocks)
    return TEXT_42.render(slip, Fonts.__new__(Fonts)).decode().split("\n")


def test_a_receipt_says_the_reference_and_where_to_follow_it(sample: Slip, samples, fonts: Fonts) -> None:
    text = TEXT_42.render(sample, fonts).decode()
    assert samples.REFERENCE in text
    assert samples.URL in text.replace("\n", "")
    assert text.endswith("\n") and not text.startswith("\n")


def test_a_short_value_ends_the_line_of_its_label() -> None:
    assert lines(Pair("Prix", "3 €")) == ["Prix" + " " * 35 + "3 €", ""]


def test_a_long_value_stands_below_its_label() -> None:
    assert lines(Pair("Adresse", "148 bis avenue du Général-de-Gaulle, Saint-Cœur"))[:2] == [
        "Adresse", "  148 bis avenue du Général-de-Gaulle,",
    ]  # fmt: skip


def test_items_hang_after_their_marker() -> None:
    assert lines(Items(("a " * 30,), numbered=True))[1].startswith("   a")


def test_what_was_signed_on_a_screen_is_said_in_words_and_what_is_to_be_signed_has_a_line() -> None:
    assert lines(Signature("La personne", ("1 1 9 9",), 10, 10, "Signé à l’écran."))[:2] == [
        "La personne", "  Signé à l’écran.",
    ]  # fmt: skip
    assert lines(Signature("La personne"))[:4] == ["La personne", "", "", "_" * 42]


@given(st.text(), st.sampled_from(["ltr", "rtl"]))
def test_no_line_is_wider_than_the_roll(text: str, direction) -> None:
    blocks = (Line(text), Pair(text, text), Big(text, text), Items((text,)), Notice(text), Code(text), WriteIn(text))
    assert all(count_columns(line) <= 42 for line in lines(*blocks, direction=direction))


HERE = ("127.0.0.1",)


@contextmanager
def announced(kind: str, name: str, port: int, **said: str) -> Iterator[None]:
    """A service of this machine, for this machine alone."""
    info = ServiceInfo(
        kind, f"{name}.{kind}", port, addresses=[socket.inet_aton(HERE[0])], server="parvis-tests.local.",
        properties=said,
    )  # fmt: skip
    with ThreadPoolExecutor(1) as beside:  # the thread of the tests may have the event loop of a browser
        around = beside.submit(Zeroconf, list(HERE)).result()
        try:
            beside.submit(around.register_service, info).result()
            yield
        finally:
            beside.submit(around.close).result()


def test_what_announces_itself_is_seen() -> None:
    with announced("_pdl-datastream._tcp.local.", "Tickets", 9100, ty="TM-T20", usb_MFG="EPSON"):
        result = nearby.find_services(("_pdl-datastream._tcp.local.",), HERE)
    (service,) = [row for row in result if row.name == "Tickets"]
    assert (service.host, service.port, service.properties["ty"]) == ("127.0.0.1", 9100, "TM-T20")


def test_nobody_around_is_nobody() -> None:
    assert nearby.find_services(("_parvis-none._tcp.local.",), HERE, 0.2) == ()


def test_where_listening_is_impossible_nobody_is_seen() -> None:
    assert nearby.find_services(("_ipp._tcp.local.",), ("192.0.2.1",), 0.2) == ()
