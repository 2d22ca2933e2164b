"""A badge: read in bad light and from nothing but a picture; stolen, copied or handed in, it opens nothing more."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from kiosk.domain.keys.ring import DESK
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import first_day, sign_in
from kiosk.services.people.first_day import IssuedSignIn
from kiosk.store import journal
from kiosk.words import paper_fonts
from printers import qr
from printers.renderers.pdf import A4
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.gestures import submitted
from tests.services.conftest import fault_of

BADGE = "BCDEFGHIJKLNPRST" * 2


def shown(data: str, module: int = 5, turned: float = 0, dim: float = 1.0) -> Image.Image:
    """What a camera of 640 by 360 sees of a code: its modules in pixels, turned by degrees, in how much light."""
    modules = qr.make_qr_matrix(data)
    side = (len(modules) + 2 * qr.QUIET) * module
    code = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(code)
    for x, y, length in qr.find_dark_stretches(modules):
        left, top = (x + qr.QUIET) * module, (y + qr.QUIET) * module
        draw.rectangle((left, top, left + length * module - 1, top + module - 1), fill=0)
    code = code.rotate(turned, expand=True, fillcolor=190, resample=Image.Resampling.BICUBIC)
    frame = Image.new("L", (640, 360), 190)
    frame.paste(code, ((640 - code.width) // 2, (360 - code.height) // 2))
    return ImageEnhance.Brightness(frame).enhance(dim)


def pgm(image: Image.Image) -> bytes:
    return f"P5 {image.width} {image.height} 255\n".encode() + image.convert("L").tobytes()


@pytest.mark.parametrize(
    "picture",
    [shown(BADGE), shown(BADGE, turned=17), shown(BADGE, turned=90), shown(BADGE, turned=180), shown(BADGE, dim=0.25),
     shown(BADGE, module=3), shown(BADGE, module=3, turned=40, dim=0.4)],
    ids=["straight", "turned", "on its side", "upside down", "dim", "small", "small, turned and dim"],
)  # fmt: skip
def test_a_badge_is_read_however_it_is_held(picture: Image.Image) -> None:
    assert sign_in.read_badge_in_picture(pgm(picture)) == BADGE


def test_a_code_that_is_no_badge_is_not_given_back() -> None:
    for data in ["https://example.org", "BCDE", BADGE[:-1] + "A", "abeille marché samedi tulipe"]:
        assert sign_in.read_badge_in_picture(pgm(shown(data))) == ""
    assert sign_in.read_badge_in_picture(pgm(Image.new("L", (640, 360), 128))) == ""


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
    with pytest.raises(Refused, match=Refusal.NOT_A_PICTURE):
        sign_in.read_badge_in_picture(sent)


def test_a_card_bears_name_and_badge_and_no_pin(box: Box) -> None:
    issued = first_day.add_mediator(box, "zoe", "Zoé Martin", "badge")
    slip = sign_in.make_badge_slip(box, issued.factor, box.words())
    assert A4.render(slip, paper_fonts.load_paper_fonts()).startswith(b"%PDF")
    assert "Zoé Martin" in str(slip) and issued.factor in str(slip)
    assert issued.pin not in str(slip)


@pytest.mark.parametrize("badge", ["", BADGE, "abeille marché samedi tulipe rivage lueur", "x" * 4000])
def test_no_card_is_made_for_a_badge_that_nobody_holds(box: Box, badge: str) -> None:
    first_day.add_mediator(box, "omar", "Omar Haddad", "passphrase")
    with pytest.raises(Refused, match=Refusal.NOTHING_TO_PRINT):
        sign_in.make_badge_slip(box, badge, box.words())


def test_letters_are_grouped_as_they_are_read_out(box: Box) -> None:
    assert (
        sign_in.group_badge_letters(sign_in.new_factor("badge"))[0:1] and len(sign_in.group_badge_letters(BADGE)) == 8
    )
    assert "".join(sign_in.group_badge_letters(BADGE)) == BADGE


NOBODY = Actor("station")


@pytest.fixture
def zoe(box: Box, nadia: Actor) -> IssuedSignIn:
    issued = first_day.add_mediator(box, "zoe", "Zoé Martin", "badge")
    for service in (DESK, "etat-civil"):
        sign_in.grant_service(box, "zoe", service, nadia)
    return issued


def refusal(gesture: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        gesture()
    return fault_of(refused)


def tried(box: Box, factor: str, pin: str) -> str:
    return refusal(lambda: sign_in.sign_in_mediator(box, "", factor, pin, NOBODY))


def at_that_moment(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens while a try is worked out, which takes a sixth of a second on purpose."""
    key_of = sign_in.key_of

    def meanwhile(*about: str | bytes) -> bytes:
        monkeypatch.setattr(sign_in, "key_of", key_of)
        made = key_of(*about)  # type: ignore[arg-type]
        happens()
        return made

    monkeypatch.setattr(sign_in, "key_of", meanwhile)


def test_a_stolen_badge_has_five_tries_at_the_pin_and_then_opens_with_none(box: Box, zoe: IssuedSignIn) -> None:
    wrong = [tried(box, zoe.factor, f"99900{number}") for number in range(5)]
    assert wrong == [Refusal.WRONG_SIGN_IN] * 4 + [Refusal.LOCKED_OUT]
    assert tried(box, zoe.factor, zoe.pin) == Refusal.LOCKED_OUT
    assert [line["action"] for line in journal_of(box)].count("wrong-sign-in") == 5


def test_a_badge_opens_with_its_own_pin_alone(box: Box, zoe: IssuedSignIn) -> None:
    """Neither with a colleague's, nor does a colleague's sign-in take it."""
    assert tried(box, zoe.factor, PIN) == Refusal.WRONG_SIGN_IN
    assert refusal(lambda: sign_in.sign_in_mediator(box, "nadia", PASSPHRASE, zoe.pin, NOBODY)) == Refusal.WRONG_SIGN_IN
    signed_in = sign_in.sign_in_mediator(box, "nadia", zoe.factor, zoe.pin, NOBODY)
    assert signed_in.login == "zoe", "a badge names its holder, whatever login stands beside it"


def test_a_copied_badge_is_the_badge_and_dies_with_it(box: Box, nadia: Actor, zoe: IssuedSignIn) -> None:
    case = submitted(box)
    copied = zoe.factor.lower()
    mediator = sign_in.sign_in_mediator(box, "", copied, zoe.pin, NOBODY)
    thief = Actor("", mediator.id, mediator.name, ring=box.shifts.ring(mediator.id))
    assert open_case(box, case.case_id, thief).case.values["birth_name"] == "Benali"
    again = first_day.reissue_sign_in(box, "zoe", nadia, "badge")
    assert not box.shifts.ring(mediator.id), "whoever sat there with it is out"
    assert tried(box, copied, zoe.pin) == tried(box, copied, again.pin) == Refusal.WRONG_SIGN_IN
    assert sign_in.sign_in_mediator(box, "", again.factor, again.pin, NOBODY).id == mediator.id


@pytest.mark.parametrize("gesture", ["remove", "reissue"])
def test_a_badge_that_is_withdrawn_while_it_is_tried_signs_nobody_in(
    box: Box, nadia: Actor, zoe: IssuedSignIn, gesture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens = {"remove": first_day.remove_mediator, "reissue": first_day.reissue_sign_in}[gesture]
    at_that_moment(monkeypatch, lambda: happens(box, "zoe", nadia))
    assert tried(box, zoe.factor, zoe.pin) == Refusal.WRONG_SIGN_IN
    assert [name for _, name in box.shifts.on_shift()] == ["Nadia Roux"]


def test_a_thief_who_changes_the_pin_while_a_new_badge_is_given_takes_nothing_back(
    box: Box, nadia: Actor, zoe: IssuedSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = sign_in.by_login(box, "zoe")
    given: list[IssuedSignIn] = []
    at_that_moment(monkeypatch, lambda: given.append(first_day.reissue_sign_in(box, "zoe", nadia, "badge")))
    thief = Actor("station", holder.id)
    changed = refusal(lambda: sign_in.change_mediator_pin(box, holder.id, zoe.factor, zoe.pin, "735182", thief))
    assert changed == Refusal.WRONG_SIGN_IN
    assert tried(box, zoe.factor, "735182") == Refusal.WRONG_SIGN_IN
    assert sign_in.sign_in_mediator(box, "", given[0].factor, given[0].pin, NOBODY).id == holder.id
    assert DESK in box.shifts.ring(holder.id).services


def journal_of(box: Box) -> list[dict[str, str]]:
    assert journal.read_journal_head(box.store.read()).count
    return list(box.store.read().query("SELECT action FROM journal"))
