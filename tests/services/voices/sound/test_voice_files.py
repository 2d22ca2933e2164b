"""The files of voices are found by the language that they say."""

import json
from pathlib import Path

from kiosk.services.voices.sound.voice_files import language_of, undescribed, voice_files


def put(folder: Path, name: str, described: object) -> Path:
    model = folder / f"{name}.onnx"
    model.write_bytes(b"model")
    if described is not None:
        model.with_name(f"{model.name}.json").write_text(json.dumps(described))
    return model


def test_a_voice_says_its_language(tmp_path: Path) -> None:
    put(tmp_path, "fr_FR-siwis", {"language": {"family": "fr", "code": "fr_FR"}})
    put(tmp_path, "old", {"espeak": {"voice": "en-us"}})
    assert [(file.language, file.model.stem) for file in voice_files(tmp_path)] == [
        ("fr", "fr_FR-siwis"),
        ("en", "old"),
    ]
    assert list(voice_files(tmp_path / "missing")) == []


def test_a_model_without_a_description_is_told(tmp_path: Path) -> None:
    put(tmp_path, "alone", None)
    put(tmp_path, "list", [])
    put(tmp_path, "dumb", {})
    assert undescribed(tmp_path) == ["alone.onnx", "dumb.onnx", "list.onnx"]
    assert list(voice_files(tmp_path)) == []


def test_another_file_is_another_version(tmp_path: Path) -> None:
    model = put(tmp_path, "fr", {"language": {"family": "fr"}})
    before = next(voice_files(tmp_path)).version
    model.write_bytes(b"another model")
    assert next(voice_files(tmp_path)).version != before and language_of(model) == "fr"
