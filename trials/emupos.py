"""Prints receipts to a printer that others wrote: emupos, which decodes ESC/POS, in an environment of its own.

    .venv/bin/python -m trials.emupos [--keep FOLDER]

It needs Python 3.13 or newer on PATH and a package registry. Says what came out, and fails where it is not the receipt.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zxingcpp
from PIL import Image

from printers.carriers.network import Network
from printers.errors import PrintFault
from printers.fonts import Fonts
from printers.profiles import UNKNOWN
from printers.renderers.escpos import ESCPOS_80
from printers.slip import Heading, Line
from tests.gallery.paper.cups import free_port, wait_until
from tests.gallery.paper.samples import ARABIC, FRENCH, REFERENCE, UKRAINIAN, URL

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("python3.15", "python3.14", "python3.13", "python3")
MODEL = "TM-T20II"
"""The model of python-escpos that is nearest to the one emupos plays."""
CONFIG = """schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - id: front
    type: printer
    profile: epson-tm-t20iii
    connections: [{{ tcp: {{ port: {port} }} }}]
    receipts_dir: {folder}
"""


def python() -> str:
    """The first one that is new enough, whatever stands under its name. Raises SystemExit where there is none."""
    asks = [name for name in PYTHONS if shutil.which(name)]
    for name in asks:
        ran = subprocess.run([name, "-c", "import sys; print(sys.version_info >= (3, 13))"], capture_output=True)
        if ran.stdout.strip() == b"True":
            return name
    raise SystemExit("emupos needs Python 3.13 or newer: none is on PATH")


def installed(folder: Path) -> Path:
    """emupos in an environment of its own; gives its command."""
    subprocess.run([python(), "-m", "venv", folder / "venv"], check=True)
    scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", "emupos"], check=True)
    return scripts / "emupos"


@contextmanager
def running(emupos: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """A printer that listens; gives the address of its operator's side and its port."""
    api, port = free_port(), free_port()
    (folder / "emupos.yaml").write_text(CONFIG.format(api=api, port=port, folder=folder / "receipts"))
    result = (folder / "said").open("wb")
    process = subprocess.Popen([emupos, "run"], cwd=folder, stdout=result, stderr=result)
    try:
        wait_until(lambda: listens(api) and listens(port), f"emupos: {folder / 'said'}")
        yield f"http://127.0.0.1:{api}", port
    finally:
        process.terminate()
        process.wait(30)


def listens(port: int) -> bool:
    """Whether somebody is there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """One receipt a language, then a roll that is at its end."""
    parser = ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=Path, help="a folder for the pictures of what came out")
    keep = parser.parse_args().keep
    fonts = Fonts(ROOT / "static" / "vendor" / "ttf")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        emupos = installed(folder)
        with running(emupos, folder) as (api, port):

            def operator(*words: str) -> str:
                ran = subprocess.run([emupos, "--api", api, *words], capture_output=True, text=True, timeout=60)
                return ran.stdout if ran.returncode == 0 else sys.exit(f"emupos: {ran.stdout}{ran.stderr}")

            printer = Network("127.0.0.1", str(port))
            print(f"what is wrong with it: {printer.what_is_wrong()}")
            for slip, model in ((FRENCH, MODEL), (UKRAINIAN, UNKNOWN), (ARABIC, UNKNOWN)):
                data = ESCPOS_80.for_profile(model).render(slip, fonts)
                began = time.perf_counter()
                printer.carry(slip.language, "", data)
                took = time.perf_counter() - began
                picture = (keep or folder) / f"emupos-{slip.language}.png"
                text = operator("receipt", "show", "--save", str(picture))
                codes = [code.text for code in zxingcpp.read_barcodes(Image.open(picture))]
                second = slip.blocks[1]
                assert isinstance(second, Heading | Line)
                result = REFERENCE in text and second.text in text
                print(f"{slip.language}: {len(data)} bytes, {took:.2f} s, in letters: {result}, code: {codes}")
                # What is drawn holds no letters: emupos plays no code page of Cyrillic.
                if codes != [URL] or result is not (model == MODEL):
                    raise SystemExit(f"that is not the receipt: {text}")
            operator("fault", "set", "front", "paper-out")
            try:
                printer.carry("none", "", data)
                raise SystemExit("it printed without paper")
            except PrintFault as fault:
                print(f"out of paper: {type(fault).__name__}({fault.code})")
            count = len(json.loads(operator("receipt", "list", "--json")))
            print(f"papers: {count}")


if __name__ == "__main__":
    main()
