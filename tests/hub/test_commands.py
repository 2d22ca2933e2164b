"""The hub's commands, as an operator types them."""

from pathlib import Path

from click.testing import CliRunner

from hub.hub import Hub
from hub.keys.lineage import epoch_of
from hub.opening import open_hub
from hub.settings import HubSettings
from hub.trail.audit import lines
from kiosk.cli import main
from kiosk.clock import Clock
from kiosk.domain.proofs.enrolment import read_code


def run(data: Path, *words: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["hub", "--data", str(data), *words], input=typed)
    return result.exit_code, result.output


def opened(data: Path) -> Hub:
    return open_hub(HubSettings(data=data), Clock())


def code_of(said: str) -> str:
    """The last line printed is the one-time code."""
    return read_code(said.splitlines()[-1])


def test_a_rotation_names_the_new_key_and_a_restored_database_its_new_epoch(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    hub = opened(data)
    before = hub.ring.newest()
    assert run(data, "rotate") == (0, f"{hub.ring.newest().id}\n")
    assert hub.ring.newest() != before
    assert run(data, "restored") == (0, f"{epoch_of(hub.store)}\n")
    hub.store.engine.dispose()


def test_what_is_done_at_the_machine_itself_is_in_the_trail(tmp_path: Path) -> None:
    run(tmp_path, "site", "SA", "Mairie de Saint-Aubin")
    for words in (("site", "renew", "SA"), ("site", "revoke", "SA"), ("rotate",), ("restored",)):
        assert run(tmp_path, *words)[0] == 0
    assert run(tmp_path, "keys", "backup", str(tmp_path / "copy"), typed="le moulin sous la neige\n" * 2)[0] == 0
    assert run(tmp_path, "expire") == (0, "0\n")
    hub = opened(tmp_path)
    pairs = [(line.action, line.detail) for line in reversed(lines(hub.store))]
    assert pairs == [
        ("site-added", "SA"), ("site-invited", "SA"), ("site-revoked", "SA"), ("key-rotated", hub.ring.newest().id),
        ("database-restored", epoch_of(hub.store)), ("keys-copied", ""),
    ]  # fmt: skip
    hub.store.engine.dispose()


def test_keys_are_copied_away_under_a_passphrase_typed_twice_and_brought_back(tmp_path: Path) -> None:
    copy, secret = str(tmp_path / "keys.copy"), "le moulin sous la neige"
    code, said = run(tmp_path / "hub", "keys", "backup", copy, typed=f"{secret}\n{secret}\n")
    assert code == 0 and secret not in said
    assert run(tmp_path / "hub", "keys", "backup", copy, typed=f"{secret}\nautre chose\n")[0] == 1
    code, said = run(tmp_path / "new", "keys", "restore", copy, typed="le moulin sous la pluie\n")
    assert (code, "La phrase secrète n’est pas la bonne" in said) == (1, True)
    assert run(tmp_path / "new", "keys", "restore", copy, typed=f"{secret}\n")[0] == 0
    old, new = opened(tmp_path / "hub"), opened(tmp_path / "new")
    assert old.ring.names() == new.ring.names()
    for item in (old, new):
        item.store.engine.dispose()


def test_a_site_is_registered_once_and_a_bad_code_is_told_plainly(tmp_path: Path) -> None:
    run(tmp_path / "hub", "site", "SA", "Mairie de Saint-Aubin")
    assert run(tmp_path / "hub", "site", "SA", "Une autre") == (1, "Erreur : Le lieu SA est déjà inscrit.\n")
    code, said = run(tmp_path / "hub", "site", "S0", "Une autre")
    assert code == 1
    assert "S0 n’est pas un code de lieu" in said
