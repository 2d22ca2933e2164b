"""The town of the journey: box and hub as processes, a mail server and a gateway, and a camera that shows a film."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from kiosk.paths import Paths
from tests.gallery.browser.hand import chromium
from tests.gallery.browser.town import town
from tests.gallery.receivers.mail_server import Mail
from tests.gallery.receivers.sms_gateway import Gateway
from tests.gallery.site.strange_files import picture
from trials.touches.at_desk import COMMUNE, Scene

_FRAME = (640, 360)
_QUIET = 40
"""Pixels of white paper around the square, as it is cut out of the sheet."""
_DPI = 200
WAIT_MS = 90_000
"""How long a press may take, on a machine on which everything else runs too."""


@dataclass(frozen=True)
class Told:
    mail: Mail
    gateway: Gateway

    def described(self, folder: Path) -> str:
        sms = "".join(f"{key} = {json.dumps(value)}\n" for key, value in self.gateway.table(folder).items())
        return (
            f'[[connectors]]\nname = "post"\nkind = "smtp"\nrecipient = "les personnes, par e-mail"\n'
            f'server = "localhost:{self.mail.port}"\nsecurity = "none"\nsender = "mairie@mairie.example"\n'
            f'networks = "127.0.0.0/8, ::1"\n\n[[connectors]]\n{sms}'
        )


@contextmanager
def told() -> Iterator[Told]:
    mail, gateway = Mail(), Gateway()
    try:
        yield Told(mail, gateway)
    finally:
        mail.stop()
        gateway.stop()


@contextmanager
def running(folder: Path, browser: Browser, news: Told, minutes: int) -> Iterator[Scene]:
    os.environ |= {"KIOSK_HUB_TAKE_BACK_MINUTES": str(minutes), "KIOSK_COMMUNE": COMMUNE}
    with town(folder) as made:
        os.environ["KIOSK_HUB_ADDRESS"] = made.hub_url
        (folder / "hub" / "hub.toml").write_text(news.described(folder), "utf-8")
        paper = folder / "passeport.jpg"
        paper.write_bytes(picture("JPEG", size=(850, 1170)))
        made.start_hub()
        made.start_box()
        scene = Scene(made, browser, paper, WAIT_MS)
        for left in sheets(scene):  # of a run in the same folder: they lie in memory, elsewhere
            left.unlink()
        yield scene


@contextmanager
def with_camera(film: Path) -> Iterator[Browser]:
    show(film, Image.new("L", _FRAME, 128))
    with chromium(
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ) as browser:
        yield browser


def show(film: Path, image: Image.Image) -> None:
    frame = image.convert("L").resize(_FRAME) if image.size != _FRAME else image.convert("L")
    grey, colours = frame.tobytes(), b"\x80" * (_FRAME[0] * _FRAME[1] // 2)
    film.write_bytes(b"YUV4MPEG2 W640 H360 F10:1 Ip A1:1 C420\n" + (b"FRAME\n" + grey + colours) * 2)


def sheets(scene: Scene) -> list[Path]:
    printed = Paths(scene.town.folder / "site").printed.glob("*.pdf")
    return sorted(printed, key=lambda sheet: sheet.stat().st_mtime_ns)


def seen_square(sheet: Path) -> Image.Image:
    """The square of a printed receipt as a camera sees it. Raises `ValueError` where the sheet has none."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(_DPI), "-gray", "-f", "1", "-l", "1", sheet], capture_output=True, check=True
    )
    page = Image.open(BytesIO(drawn.stdout)).convert("L")
    for code in zxingcpp.read_barcodes(page):
        if "/r#" in code.text or "#" in code.text:
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
            left, top = min(corner.x for corner in corners), min(corner.y for corner in corners)
            right, bottom = max(corner.x for corner in corners), max(corner.y for corner in corners)
            square = page.crop((left - _QUIET, top - _QUIET, right + _QUIET, bottom + _QUIET))
            side = _FRAME[1] - 10
            frame = Image.new("L", _FRAME, 190)
            frame.paste(square.resize((side, side), Image.Resampling.LANCZOS), ((_FRAME[0] - side) // 2, 5))
            return frame
    raise ValueError(f"{sheet} bears no square")


_TRIES = 300
_PAUSE_MS = 200


def printed(scene: Scene, wait: Callable[[float], None]) -> Path:
    """The receipt, once it is printed; `wait` lets milliseconds pass."""
    for _ in range(_TRIES):
        if found := sheets(scene):
            return found[0]
        wait(_PAUSE_MS)
    raise AssertionError("nothing was printed")


def code_of(words: str) -> str:
    found = re.search(r"[Cc]ode de suivi\s*:?\s*((?:[0-9A-Z]+[ \u00a0\u202f-]?)+)", words)
    if found is None:
        raise AssertionError(words)
    return found[1].strip()


def photo() -> Image.Image:
    return Image.open(BytesIO(picture("JPEG", size=(640, 360))))
