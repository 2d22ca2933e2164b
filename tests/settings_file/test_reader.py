"""One way to read settings, for whatever dataclass says them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings_file.reader import Reader, setting


@dataclass(frozen=True)
class Garden:
    """The settings of a garden."""

    data: Path = setting(Path(), "Where it is.")
    name: str = setting("Jardin", "What it is called.")
    beds: int = setting(3, "How many beds it has.")
    herbs: tuple[str, ...] = setting((), "What grows.")
    paths: tuple[dict[str, str], ...] = setting((), "Where one walks.")


GARDENS = Reader(Garden, "GARDEN_", {"beds": lambda beds: beds > 0, "name": bool}, ("paths",))


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "garden.toml").write_text('beds = 4\nherbs = ["thym"]\n[[paths]]\nfrom = "est"\n', "utf-8")
    result = GARDENS.read(tmp_path / "garden.toml", {"GARDEN_BEDS": "5", "BEDS": "6", "GARDEN_DATA": "/x"})
    assert result == Garden(tmp_path, "Jardin", 5, ("thym",), ({"from": "est"},))


def test_without_a_file_there_is_the_environment_alone(tmp_path: Path) -> None:
    assert GARDENS.read(tmp_path / "garden.toml", {"GARDEN_HERBS": "thym, sauge"}).herbs == ("thym", "sauge")


def test_a_bad_value_is_named_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        GARDENS.read(tmp_path / "garden.toml", {"GARDEN_BEDS": "none"})
    assert (refused.value.code, refused.value.details) == (
        Refusal.BAD_SETTING, {"name": "GARDEN_BEDS", "value": "none"},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        GARDENS.from_values(tmp_path / "garden.toml", b"# so many\nbeds = 0")
    details = {"name": "beds", "value": "0", "path": str(tmp_path / "garden.toml"), "line": 2}
    assert (refused.value.code, refused.value.details) == (Refusal.BAD_SETTING_LINE, details)


def test_an_empty_variable_counts_where_the_setting_may_be_empty() -> None:
    for environment, kept in [
        ({"GARDEN_BEDS": ""}, Garden(name="Potager", beds=4)),
        ({"GARDEN_NAME": ""}, Garden(name="Potager", beds=4)),
        ({"GARDEN_HERBS": ""}, Garden(name="Potager", beds=4, herbs=("",))),
    ]:
        assert GARDENS.from_values(Path("garden.toml"), b'beds = 4\nname = "Potager"', environment) == kept


def test_a_file_of_no_bytes_was_lost(tmp_path: Path) -> None:
    (tmp_path / "garden.toml").touch()
    with pytest.raises(Refused, match="settings-lost"):
        GARDENS.read(tmp_path / "garden.toml", {})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    garden = Garden(tmp_path, 'Le « grand » \\ "jardin"\x7f', 7, ("thym", "sauge"), ({"from": "est", "to": "ouest"},))
    text = GARDENS.toml(garden)
    assert GARDENS.from_values(tmp_path / "garden.toml", text.encode()) == garden
    assert GARDENS.toml(Garden()) == "\n"
