"""A badge on paper and before a camera: read in bad light and at an angle, and from nothing but a picture."""

import io

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.services.people import badges, first_day, sign_in_factors
from printers import qr
from printers.renderers.pdf import A4
from tests.services.conftest import fault_of

BADGE = "BCDEFGHIJKLNPRST" * 2


def shown(data: str, module: int = 5, turned: float = 0, dim: float = 1.0) -> Image.Image:
    """What a camera of 640 by 360 sees of a code: its modules in pixels, turned by degrees, in how much light."""
    modules = qr.matrix(data)
    side = (len(modules) + 2 * qr.QUIET) * module
    code = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(code)
    for x, y, length in qr.stretches(modules):
        left, top = (x + qr.QUIET) * module, (y + qr.QUIET) * module
        draw.rectangle((left, top, left + length * module - 1, top + module - 1), fill=0)
    code = code.rotate(turned, expand=True, fillcolor=190, resample=Image.Resampling.BICUBIC)
    frame = Image.new("L", (640, 360), 190)
    frame.paste(code, ((640 - code.width) // 2, (360 - code.height) // 2))
    return ImageEnhance.Brightness(frame).enhance(dim)


def pgm(image: Image.Image) -> bytes:
    """As the sign-in page sends it."""
    return f"P5 {image.width} {image.height} 255\n".encode() + image.convert("L").tobytes()


@pytest.mark.parametrize(
    "picture",
    [shown(BADGE), shown(BADGE, turned=17), shown(BADGE, turned=90), shown(BADGE, turned=180), shown(BADGE, dim=0.25),
     shown(BADGE, module=3), shown(BADGE, module=3, turned=40, dim=0.4)],
    ids=["straight", "turned", "on its side", "upside down", "dim", "small", "small, turned and dim"],
)  # fmt: skip
def test_a_badge_is_read_however_it_is_held(picture: Image.Image) -> None:
    assert badges.letters(pgm(picture)) == BADGE


def test_a_code_that_is_no_badge_is_not_given_back() -> None:
    for data in ["https://example.org", "BCDE", BADGE[:-1] + "A", "abeille marché samedi tulipe"]:
        assert badges.letters(pgm(shown(data))) == ""


def test_an_empty_room_shows_no_badge() -> None:
    assert badges.letters(pgm(Image.new("L", (640, 360), 128))) == ""


def compressed(kind: str) -> bytes:
    out = io.BytesIO()
    shown(BADGE).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    "sent",
    [b"", b"P5", b"P5 640 360 255\n", b"P5 0 0 255\n", b"P5 9999 9999 255\n" + bytes(99), b"P5 2 2 255\n" + bytes(5),
     b"P5 640 480 255\n" + bytes(640 * 480), b"P6 2 2 255\n" + bytes(4), b"P5 1025 2 255\n" + bytes(2050),
     compressed("PNG"), compressed("JPEG")],
    ids=["nothing", "a mark", "a head", "no size", "more than is there", "less than is there", "over 300 kB", "colours",
         "too wide", "PNG", "JPEG"],
)  # fmt: skip
def test_what_is_not_a_plain_small_picture_is_not_looked_at(sent: bytes) -> None:
    with pytest.raises(Refused) as refused:
        badges.letters(sent)
    assert fault_of(refused) == Refusal.NOT_A_PICTURE


def test_a_card_bears_name_and_badge_and_no_pin(box: Box) -> None:
    issued = first_day.add(box, "zoe", "Zoé Martin", "badge")
    slip = badges.card(box, issued.factor, box.words())
    assert A4.render(slip, papers.fonts()).startswith(b"%PDF")
    assert "Zoé Martin" in str(slip) and issued.factor in str(slip)
    assert issued.pin not in str(slip)


@pytest.mark.parametrize("badge", ["", BADGE, "abeille marché samedi tulipe rivage lueur", "x" * 4000])
def test_no_card_is_made_for_a_badge_that_nobody_holds(box: Box, badge: str) -> None:
    first_day.add(box, "omar", "Omar Haddad", "passphrase")
    with pytest.raises(Refused) as refused:
        badges.card(box, badge, box.words())
    assert fault_of(refused) == Refusal.NOTHING_TO_PRINT


def test_letters_are_grouped_as_they_are_read_out(box: Box) -> None:
    assert badges.spelled(sign_in_factors.new_factor("badge"))[0:1] and len(badges.spelled(BADGE)) == 8
    assert "".join(badges.spelled(BADGE)) == BADGE
