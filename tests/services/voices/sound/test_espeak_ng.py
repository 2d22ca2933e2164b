"""espeak-ng speaks every language of the interface, and its text is in no process list."""

import shutil
from pathlib import Path

import pytest

from kiosk.services.voices.sound import espeak_ng, level
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.sound.voice import VoiceFailedError

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
SENTENCES = {
    "fr": "Votre demande est enregistrée.", "en": "Your request is kept.", "ar": "تم تسجيل طلبك.",
    "uk": "Вашу заяву записано.", "es": "Su solicitud está registrada.", "pt": "O seu pedido está registado.",
}  # fmt: skip


def test_it_speaks_six_languages() -> None:
    for language in SENTENCES:
        samples = EspeakNg().render(SENTENCES[language], language)
        assert 0.8 < samples.seconds < 5 and level.measure(samples).level > -40
        assert language in EspeakNg().version(language)


def test_it_has_no_version_of_a_language_that_it_lacks() -> None:
    assert EspeakNg().version("zz") == ""
    with pytest.raises(VoiceFailedError):
        EspeakNg().render("Bonjour", "zz")


def test_a_machine_without_it_has_no_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert EspeakNg().version("fr") == ""
    with pytest.raises(VoiceFailedError):
        EspeakNg().render("Bonjour", "fr")


def test_brackets_are_said_as_words_and_not_taken_for_phonemes() -> None:
    spoken = EspeakNg().render("[[h@loU]] une suite de mots", "fr")
    assert spoken.seconds > EspeakNg().render("une suite de mots", "fr").seconds


def test_the_text_is_no_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    real = espeak_ng.run

    def watched(command: list[str], data: bytes, timeout_s: float) -> bytes:
        seen.append(command)
        return real(command, data, timeout_s)

    monkeypatch.setattr(espeak_ng, "run", watched)
    EspeakNg().render("-w /tmp/Benali", "fr")
    assert seen and "Benali" not in " ".join(seen[0])
