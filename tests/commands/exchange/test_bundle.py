"""A secretary carries the cases to the hub by two commands."""

from pathlib import Path

from kiosk.services.box.box import Box
from tests.commands.conftest import Command
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.services.bundles.by_hand import answered


def test_there_and_back_by_commands(kiosk: Command, linked: Box, central: Central, tmp_path: Path) -> None:
    submitted(linked)
    linked.store.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    said = kiosk("bundle", "export", str(stick))
    (file,) = stick.iterdir()
    assert said.exit_code == 0 and "Envois dedans : 1" in said.output and str(file) in said.output
    assert "pas de réponse" in kiosk("bundle", "import", str(stick)).output
    answer = file.with_name(file.name.replace("envoi", "reponse"))
    answer.write_bytes(answered(central.hub, file.read_bytes()))
    said = kiosk("bundle", "import", str(stick))
    assert said.exit_code == 0 and "Envois reçus : 1" in said.output
    assert "déjà enregistrée" in kiosk("bundle", "import", str(answer)).output


def test_without_a_stick_it_is_said(kiosk: Command, linked: Box) -> None:
    linked.store.close()
    said = kiosk("bundle", "export")
    assert said.exit_code == 1 and "clé USB" in said.output
