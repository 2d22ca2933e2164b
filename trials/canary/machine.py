"""A simulated machine for the run: a box, its hub, and folders that take everything a program writes."""

import io
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf
from PIL import Image

from hub import settings as hub_settings
from hub.settings import HubSettings
from kiosk import demo
from kiosk.settings import Settings
from tests.line import Line, line_to
from trials.townhall.site import OF_THE_UNIT, Process, free_port

PROCEDURE = "canary"
SERVICE = "ccas"
_LETTERS = "bcdfghjklm"
_IMAGE_DESCRIPTION = 0x010E
FILE = """\
id: canary
version: 1
kind: deposited
title: Chaque sorte de question
summary: Une démarche pour les essais.
theme: social
minutes: 3
service: { id: ccas, name: Service social }
silence: { means: refused, after_months: 2 }
for_whom: [myself]
source: Personne
source_date: 2026-01-01
notice: { legal_basis: public_task, hub_retention: { months: 12 } }
documents:
  - { id: proof, title: Un justificatif, why: Il prouve. }
steps:
  - id: all
    title: Qui êtes-vous ?
    fields:
      - { id: birth_name, kind: text, label: Nom de naissance, role: person.birth_name }
      - { id: given_names, kind: text, label: Prénoms, role: person.given_names }
      - { id: story, kind: long_text, label: Votre situation }
      - { id: money, kind: number, label: Un nombre }
      - { id: income, kind: amount, label: Une somme }
      - { id: born, kind: date, label: Né le, past: true, role: person.birth_date }
      - { id: phone, kind: phone, label: Téléphone, role: contact.phone }
      - { id: email, kind: email, label: Courriel, role: contact.email }
      - { id: home, kind: address, label: Adresse, role: contact.address }
      - { id: country, kind: country, label: Un pays }
      - { id: nir, kind: nir, label: Numéro de sécurité sociale, legal_basis: un décret, recipient: le CCAS }
      - { id: iban, kind: iban, label: Compte bancaire }
      - { id: siret, kind: siret, label: SIRET }
      - { id: one, kind: choice, label: Une réponse, choices: [{ value: a, label: Oui }, { value: b, label: Non }] }
      - { id: hand, kind: signature, label: Signature }
      - { id: proof, kind: document, label: Le justificatif, document: proof }
"""


def letters(number: int) -> str:
    """A number in letters that no number is taken for."""
    return "".join(_LETTERS[int(digit)] for digit in f"{number:03d}")


@dataclass(frozen=True, slots=True)
class Someone:
    number: int

    @property
    def mark(self) -> str:
        return letters(self.number)

    @property
    def typed(self) -> dict[str, str]:
        mark, two = self.mark, f"{self.number:02d}"
        return {
            "f.birth_name": f"Zqxname{mark}vk", "f.given_names": f"Zqxgiven{mark}vk",
            "f.story": f"Je suis Zqxstory{mark}vk et j’ai besoin d’aide.", "f.money": f"73915{self.number:03d}",
            "f.income": f"82640{self.number:03d},17", "f.country": "Zambie",
            "f.nir": f"2 45 02 35 773 {self.number:03d}", "f.iban": self.iban, "f.siret": self.siret,
            "f.born.day": "7", "f.born.month": "5", "f.born.year": str(1901 + self.number),
            "f.phone": f"06 39 98 {two} {two}", "f.email": f"zqxmail{mark}vk@example.org",
            "f.home.street": f"12 rue Zqxstreet{mark}vk", "f.home.postcode": "35140", "f.home.city": f"Zqxcity{mark}vk",
            "f.home.place": "~keep",
            "f.one": "a", "f.hand": "cannot", "f.hand.witness": f"Zqxwitness{mark}vk", "f.proof": "to_bring",
        }  # fmt: skip

    @property
    def words(self) -> list[str]:
        mark, two, year = self.mark, f"{self.number:02d}", 1901 + self.number
        kinds = (
            "name", "given", "story", "street", "city", "file", "page", "supplement", "paper", "photo", "witness",
            "note", "asked", "said", "alone", "opinion",
        )  # fmt: skip
        return [
            *(f"Zqx{kind}{mark}vk" for kind in kinds), f"zqxmail{mark}vk", f"73915{self.number:03d}",
            f"82640{self.number:03d}", f"82\u202f640\u202f{self.number:03d}", f"{year}-05-07", f"7 mai {year}",
            f"2450235773{self.number:03d}", f"2 45 02 35 773 {self.number:03d}", self.iban, self.siret,
            " ".join(self.iban[at : at + 4] for at in range(0, 27, 4)),
            f"3363998{two}{two}", f"06 39 98 {two} {two}", f"06+39+98+{two}+{two}",
        ]  # fmt: skip

    @property
    def iban(self) -> str:
        account = f"3000600001{7788123000 + self.number:011d}89"
        return f"FR{98 - int(account + '152700') % 97:02d}{account}"

    @property
    def siret(self) -> str:
        """A firm that only they have; its digits are counted as La Poste's are."""
        branch = f"35600000077{self.number:02d}"
        return branch + str(-sum(map(int, branch)) % 5)

    def document(self) -> tuple[str, bytes, str]:
        made = pikepdf.new()
        made.add_blank_page(page_size=(300, 300))
        words = f"BT /F1 12 Tf 20 200 Td (Zqxpage{self.mark}vk) Tj ET".encode()
        made.pages[0].Contents = made.make_stream(words)
        made.docinfo["/Author"] = f"Zqxfile{self.mark}vk"
        out = io.BytesIO()
        made.save(out, compress_streams=True)
        return f"Zqxfile{self.mark}vk.pdf", out.getvalue(), "application/pdf"

    def photo(self) -> tuple[str, bytes, str]:
        out, exif = io.BytesIO(), Image.Exif()
        exif[_IMAGE_DESCRIPTION] = f"Zqxphoto{self.mark}vk"
        Image.new("RGB", (60, 40), (self.number, 90, 120)).save(out, "JPEG", exif=exif)
        return f"Zqxfile{self.mark}vk.jpg", out.getvalue(), "image/jpeg"


MOST_TALKS = 100
"""Exchanges with the hub after which the run takes it that something is sent again and again."""
COMMAND_S = 400
"""Seconds that a command may take, on a machine that does much else."""


@dataclass
class Machine:
    """The folders of one computer, and the processes on it; the hub is elsewhere (`away`), at the end of a line where
    somebody listens."""

    folder: Path
    fault: str = ""
    site: Settings = field(init=False)
    sign_ins: demo.SignIns = field(init=False)
    hub_address: str = ""
    address: str = ""
    _box: subprocess.Popen[str] | None = None
    _hub: Process | None = None
    _line: Line | None = None
    _until: ExitStack = field(default_factory=ExitStack)

    def build(self, *, enrolled: bool = True) -> None:
        for name in ("tmp", "home", "run", "log", "profile", "backups", "stick", "line", "away"):
            (self.folder / name).mkdir(mode=0o700)
        os.environ |= self.environment()
        port = free_port()
        made, sign_ins = demo.make_demo_site(self.folder / "machine", 0, port)
        assert sign_ins is not None
        self.site, self.sign_ins = made, sign_ins
        (self.folder / "machine" / "hub").rename(self.folder / "away" / "hub")
        more = 'printer = "dummy"\n'
        made.paths.settings.write_text(more + made.paths.settings.read_text("utf-8"), "utf-8")
        (made.paths.procedures / "canary.yaml").write_text(FILE, "utf-8")
        self.days(0)
        hub = Process(
            ["hub", "--port", str(port), "--data", str(self.folder / "away" / "hub")], made.data,
            self.folder / "away" / "hub.log",
        )  # fmt: skip
        self._line, self._hub = self._until.enter_context(line_to(hub.start())), hub
        self.hub_address = self._line.url
        self.start()
        if enrolled:
            self.command("enroll", self.hub_address, sign_ins.code)

    def days(self, days: float) -> None:
        (self.folder / "away" / "days").write_text(str(days), "utf-8")

    def start(self) -> None:
        with (self.folder / "log" / "box.log").open("a", encoding="utf-8") as log:
            self._box = subprocess.Popen(
                [sys.executable, "-m", "trials.canary.later", str(self.folder / "away" / "days"), self.fault],
                stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | OF_THE_UNIT | self.environment(),
            )  # fmt: skip
        assert self._box.stdout is not None
        self.address = self._box.stdout.readline().strip()
        if not self.address:
            raise RuntimeError(f"the box did not start: see {self.folder / 'log' / 'box.log'}")

    def kill(self) -> None:
        if self._box is not None:
            self._box.kill()
            self._end_of_box()

    def stop(self) -> None:
        if self._box is not None:
            self._box.terminate()
            self._end_of_box()
        self.stop_hub()
        self._until.close()

    def overhear(self) -> int:
        """Write down what went over the line so far, as whoever opens TLS reads it; gives how many bytes came back."""
        assert self._line is not None
        for name, said in (("there", self._line.heard), ("back", self._line.told)):
            (self.folder / "line" / name).write_bytes(b"\n".join(said))
        return sum(map(len, self._line.told))

    def answer_stick(self) -> None:
        (file,) = self.stick.glob("envoi-*")
        self.command("hub", "--data", str(self.folder / "away" / "hub"), "import", str(file))

    def stop_hub(self) -> None:
        if self._hub is not None:
            self._hub.stop()
            self._hub = None

    def _end_of_box(self) -> None:
        assert self._box is not None and self._box.stdout is not None
        self._box.wait(30)
        self._box.stdout.close()
        self._box = None

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *words], env=os.environ | self.environment(), text=True,
            capture_output=True, timeout=COMMAND_S, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def transmit(self) -> None:
        """Talk with the hub until nothing is left to send. Raises `RuntimeError` where there is no end to it."""
        for _ in range(MOST_TALKS):
            if "Rien n’attendait" in self.command("sync", "--once"):
                return
        raise RuntimeError(f"still sending after {MOST_TALKS} talks")

    @property
    def backups(self) -> Path:
        """The folder of backups; a thief reads them with the key they carry."""
        return self.folder / "backups"

    @property
    def hub_settings(self) -> HubSettings:
        folder = self.folder / "away" / "hub"
        return replace(hub_settings.read_hub_settings({}, folder), data=folder, take_back_minutes=0)

    @property
    def hub_files(self) -> list[Path]:
        return [self.folder / "away" / "hub", self.folder / "away" / "hub.log"]

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def pid(self) -> int:
        return self._box.pid if self._box else 0

    @property
    def roots(self) -> list[Path]:
        ours = [
            self.folder / name
            for name in ("machine", "tmp", "home", "run", "log", "profile", "backups", "stick", "line")
        ]
        theirs = [Path("/var/spool/cups"), Path("/var/log/cups"), Path("/var/cache/cups")]
        return ours + [path for path in theirs if path.exists()]

    def environment(self) -> dict[str, str]:
        folder = self.folder
        return {
            "KIOSK_DATA": str(folder / "machine" / "site"), "TMPDIR": str(folder / "tmp"), "HOME": str(folder / "home"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
        }  # fmt: skip
