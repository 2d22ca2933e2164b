"""Keys, roots and lists as whoever publishes makes them, on a machine with no box and no hub."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.domain.events.wire.reading import decode
from kiosk.domain.published import documents, judging
from kiosk.domain.published.documents import Bundle, ItemList
from kiosk.services.box.box import shipped_procedures

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
    bundle = decode(Bundle, (folder / "publication.json").read_bytes())
    root = judging.first_root(bundle.roots[0])
    (signed,) = bundle.lists
    listed = judging.judge_list(root, signed, None, "SA", documents.read(ItemList, signed).until)
    assert [item.name for item in listed.items] == ["census-at-16.yaml"]
    typed("sign", folder, "--key", mine)
    assert documents.read(ItemList, decode(Bundle, (folder / "publication.json").read_bytes()).lists[0]).number == 2


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
