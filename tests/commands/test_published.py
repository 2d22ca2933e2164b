"""An authority publishes and a box trusts, by command."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import decode, encode
from kiosk.domain.published import documents
from kiosk.domain.published.documents import ItemList, PublicationBundle
from kiosk.services.box.box import open_box, shipped_procedures
from kiosk.settings import Settings
from tests.gallery.site.authority import Authority
from tests.running import running, set_up

WORDS = "le vent sur la lande"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What an authority publishes: one procedure."""
    folder = tmp_path / "publication"
    (folder / "procedures").mkdir(parents=True)
    content = (shipped_procedures() / "census-at-16.yaml").read_bytes()
    (folder / "procedures" / "census-at-16.yaml").write_bytes(content)
    return folder


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["publish", *map(str, words)], env={"KIOSK_PUBLISH_PASSPHRASE": WORDS})


def key(tmp_path: Path, name: str) -> Path:
    assert typed("keygen", tmp_path / name).exit_code == 0
    return tmp_path / name


def test_one_person_signs_and_the_bundle_is_what_a_box_takes(tmp_path: Path, folder: Path) -> None:
    mine = key(tmp_path, "mine.key")
    assert typed("root", folder, "--root-key", mine, "--key", mine).output == "Liste des signataires 1 : complète.\n"
    told = typed("sign", folder, "--key", mine)
    assert told.exit_code == 0, told.output
    assert told.output.startswith("Publication 1 signée : tous les lieux, 1 fichiers.")
    bundle = decode(PublicationBundle, (folder / "publication.json").read_bytes())
    root = documents.first_root(bundle.roots[0])
    (signed,) = bundle.lists
    listed = documents.judge_list(root, signed, None, "SA", documents.parse_document(ItemList, signed).until)
    assert [item.name for item in listed.items] == ["census-at-16.yaml"]
    typed("sign", folder, "--key", mine)
    assert (
        documents.parse_document(
            ItemList, decode(PublicationBundle, (folder / "publication.json").read_bytes()).lists[0]
        ).number
        == 2
    )


def test_two_people_sign_one_after_the_other_and_a_new_root_is_signed_by_the_old_keys(
    tmp_path: Path, folder: Path
) -> None:
    ours, theirs, next_one = (key(tmp_path, name) for name in ("a.key", "b.key", "c.key"))
    both = ("--root-key", ours, "--root-key", theirs, "--root-threshold", "2", "--list-threshold", "2")
    assert "il manque une signature" in typed("root", folder, *both, "--key", ours).output
    assert "complète" in typed("sign", folder, "--root", "--key", theirs).output
    assert "il manque une signature" in typed("sign", folder, "--key", ours).output
    assert "Publication 1 signée" in typed("sign", folder, "--key", theirs).output
    assert "il manque" in typed("root", folder, "--root-key", next_one, "--key", next_one).output
    assert "complète" in typed("sign", folder, "--root", "--key", ours, "--key", theirs).output
    assert "Publication 2 signée" in typed("sign", folder, "--key", next_one).output


def test_what_is_wrong_is_said_and_nothing_is_signed(tmp_path: Path, folder: Path) -> None:
    mine = key(tmp_path, "mine.key")
    assert typed("sign", folder, "--key", mine).exit_code == 1, "no root yet"
    typed("root", folder, "--root-key", mine, "--key", mine)
    (folder / "procedures" / "broken.yaml").write_text("id: broken\n", "utf-8")
    assert typed("check", folder).output.startswith("broken.yaml:1:1:")
    assert typed("sign", folder, "--key", mine).exit_code == 1
    assert not (folder / "publication.json").exists()
    assert typed("root", folder, "--root-key", "zz", "--key", mine).exit_code == 1
    assert typed("root", folder, "--root-key", mine, "--root-threshold", "2", "--key", mine).exit_code == 1


def test_a_key_opens_with_its_passphrase_alone_and_is_never_overwritten(tmp_path: Path, folder: Path) -> None:
    mine = key(tmp_path, "mine.key")
    assert WORDS not in mine.read_text() and set(json.loads(mine.read_text())) == {"sort", "key", "salt", "locked"}
    assert typed("keygen", mine).exit_code == 1
    wrong = CliRunner().invoke(
        main,
        ["publish", "root", str(folder), "--root-key", str(mine), "--key", str(mine)],
        input="autre chose encore\n",
    )
    assert (wrong.exit_code, "n’ouvre pas" in wrong.output) == (1, True)


Command = Callable[..., Result]
CENSUS = (shipped_procedures() / "census-at-16.yaml").read_bytes()


@pytest.fixture
def kiosk(settings: Settings) -> Command:
    set_up(settings)

    def typed(*words: str | Path) -> Result:
        return CliRunner().invoke(main, ["trust", *map(str, words)], env={"KIOSK_DATA": str(settings.data)})

    return typed


def test_a_root_and_then_a_publication_come_by_hand(kiosk: Command, settings: Settings, tmp_path: Path) -> None:
    authority = Authority()
    root, stick = tmp_path / "root.1.json", tmp_path / "publication.json"
    root.write_bytes(encode(authority.root()))
    changed = CENSUS.replace(b"id: census-at-16", b"id: census-at-17", 1)
    stick.write_bytes(authority.bundle(1, {("procedure", "census.yaml"): changed}))
    assert "ne sait pas encore qui peut publier" in kiosk("show").output
    assert kiosk("take", stick).exit_code == 1
    told = kiosk("root", root)
    assert told.exit_code == 0, told.output
    assert all(keys.verify_key(seed) in told.output for seed in authority.seeds)
    assert "en place" in kiosk("take", stick).output
    assert "Rien de nouveau" in kiosk("take", stick).output
    box = open_box(settings)
    assert box.offered.get("census-at-17") is not None
    box.store.close()


def test_whom_a_box_trusts_is_told_while_it_serves_as_when_it_is_stopped(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "root.1.json"
    root.write_bytes(encode(Authority().root()))
    with running(settings):
        told, shown = kiosk("root", root), kiosk("show")
    assert (told.exit_code, shown.exit_code) == (0, 0), told.output + shown.output
    assert told.output == shown.output == kiosk("show").output


def test_a_file_that_is_no_root_is_refused_in_words(kiosk: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(b"\xff{}")
    told = kiosk("root", other)
    assert (told.exit_code, "abîmée" in told.output) == (1, True)
