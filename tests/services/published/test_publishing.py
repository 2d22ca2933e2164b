"""What an authority publishes from its folder, of which kinds, and what each does at a box."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.crypto import keys
from kiosk.domain.published.documents import SigningRole
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box, shipped_procedures
from kiosk.services.published import publishing
from kiosk.services.published.follow import PROCEDURES, find_newer_program
from kiosk.services.receipts import verify_receipt
from kiosk.services.upkeep import doctor
from kiosk.settings import Settings
from kiosk.store import counters, publications
from tests.gallery.site.authority import Authority, Files
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import answered, helped, submitted
from tests.gallery.site.taking import proof_of, taken

NOW, UNTIL = datetime(2026, 11, 2, 9, tzinfo=UTC), date(2027, 1, 31)
CENSUS = (shipped_procedures() / "census-at-16.yaml").read_bytes()


@pytest.fixture
def seed() -> bytes:
    return keys.new_signing_key()


@pytest.fixture
def folder(tmp_path: Path, seed: bytes) -> Path:
    role = SigningRole(keys=(keys.verify_key(seed),), threshold=1)
    (tmp_path / "procedures").mkdir()
    publishing.new_root(tmp_path, role, role, UNTIL)
    publishing.sign_root(tmp_path, [seed])
    return tmp_path


def test_a_site_has_a_list_of_its_own_and_keeps_one_when_its_folder_goes(folder: Path, seed: bytes) -> None:
    own = folder / "sites" / "SA" / "procedures"
    own.mkdir(parents=True)
    (own / "census.yaml").write_bytes(CENSUS)
    first = publishing.sign_lists(folder, [seed], NOW, UNTIL)
    assert [(signed.list.scope, len(signed.list.items), signed.complete) for signed in first] == [
        ("", 0, True),
        ("SA", 1, True),
    ]
    (own / "census.yaml").unlink()
    own.rmdir()
    own.parent.rmdir()
    again = publishing.sign_lists(folder, [seed], NOW, UNTIL)
    assert [(signed.list.scope, signed.list.number, len(signed.list.items)) for signed in again] == [
        ("", 2, 0),
        ("SA", 2, 0),
    ], "an empty list takes what was published away"


def test_a_file_of_a_site_is_judged_beside_everyones(folder: Path, seed: bytes) -> None:
    own = folder / "sites" / "SA" / "procedures"
    own.mkdir(parents=True)
    (folder / "procedures" / "census.yaml").write_bytes(CENSUS)
    (own / "other-name.yaml").write_bytes(CENSUS)
    assert [fault.code for fault in publishing.find_publication_faults(folder, NOW.date())] == ["repeated-procedure"]
    with pytest.raises(Refused, match="faulty-publication"):
        publishing.sign_lists(folder, [seed], NOW, UNTIL)
    assert not (folder / "list.json").exists()


def test_a_message_to_the_public_that_ends_too_late_is_not_signed(folder: Path, seed: bytes) -> None:
    (folder / "messages").mkdir()
    content = "title: {fr: Eau}\ntext: {fr: Elle est coupée.}\nuntil: %s\nfor: public\nfrom: Préfecture\n"
    (folder / "messages" / "water.yaml").write_text(content % "2027-01-02")
    assert [fault.code for fault in publishing.find_publication_faults(folder, NOW.date())] == ["public-end-far"]
    with pytest.raises(Refused, match="faulty-publication"):
        publishing.sign_lists(folder, [seed], NOW, UNTIL)
    (folder / "messages" / "water.yaml").write_text(content % "2027-01-01")
    assert len(publishing.sign_lists(folder, [seed], NOW, UNTIL)) == 1


def test_a_folder_without_a_root_signs_nothing(tmp_path: Path, seed: bytes) -> None:
    for sign in (
        lambda: publishing.sign_root(tmp_path, [seed]),
        lambda: publishing.sign_lists(tmp_path, [seed], NOW, UNTIL),
        lambda: publishing.write_publication_bundle(tmp_path),
    ):
        with pytest.raises(Refused, match="no-root"):
            sign()


WORDS = "le vent sur la lande"


def test_the_file_opens_to_the_half_that_it_names(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    public = publishing.make_signing_key(file, WORDS)
    assert (
        keys.verify_key(publishing.unlock_signing_seed(file, WORDS))
        == public
        == publishing.read_signing_public_key(file)
    )
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="wrong-key-passphrase"):
        publishing.unlock_signing_seed(file, WORDS + "s")


def test_a_short_passphrase_and_another_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase-too-short"):
        publishing.make_signing_key(tmp_path / "a.key", "court")
    for content in (b"", b"[]", b'{"sort": "parvis-signing-key"}', b'{"sort": 1, "key": "zz"}'):
        (tmp_path / "b.key").write_bytes(content)
        with pytest.raises(Refused, match="not-a-signing-key"):
            publishing.read_signing_public_key(tmp_path / "b.key")


def setting(name: str, value: Any) -> Files:
    content = {"setting": name, "value": value, "why": {"fr": "Pour toutes les mairies."}}
    return {("setting", f"{name.replace('_', '-')}.json"): json.dumps(content).encode()}


def counted(box: Box, own: Settings | None = None) -> dict[str, Any]:
    """The settings that count in place of the town hall's own."""
    own = own or box.settings
    applied = publications.apply_published_settings(box.store.read(), own)
    names = [field.name for field in fields(Settings)]
    return {name: getattr(applied, name) for name in names if getattr(applied, name) != getattr(own, name)}


@contextmanager
def started_again(box: Box, settings: Settings, watch: Watch) -> Iterator[Box]:
    box.store.close()
    again = open_box(settings, watch)
    try:
        yield again
    finally:
        again.store.close()


def test_a_published_setting_counts_from_the_next_start_on(box: Box, settings: Settings, watch: Watch) -> None:
    taken(box, Authority(), 3, setting("privacy_officer", "dpo@agglo.example"))
    assert box.settings.privacy_officer == ""
    with started_again(box, settings, watch) as again:
        assert (again.settings.privacy_officer, again.site.officer) == ("dpo@agglo.example",) * 2
        (change,) = publications.select_setting_changes(again.store.read())
        assert (change.name, change.value, change.list_number, change.scope) == (
            "privacy_officer", "dpo@agglo.example", 3, "",
        )  # fmt: skip


def test_the_recipients_of_the_hub_come_down_into_the_notice(box: Box, settings: Settings, watch: Watch) -> None:
    taken(box, Authority(), 1, setting("recipients", ["le Département", "ccas: le CCAS de Rennes"]))
    with started_again(box, settings, watch) as again:
        assert again.site.recipients == ("le Département", "ccas: le CCAS de Rennes")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "0.0.0.0"),
        ("data", "/elsewhere"),
        ("names", ["evil.example"]),
        ("site_code", "ZZ"),
        ("backup_folder", "/tmp/x"),
        ("log_level", "debug"),
        ("mandate_years", 1),
        ("hub", "https://evil.example"),
        ("lock_minutes", "soon"),
        ("languages", ["fr"]),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_said(box: Box, name: str, value: Any) -> None:
    authority = Authority()
    taken(box, authority, 1, setting("speech", "off"))
    taken(box, authority, 2, setting("speech", "off") | setting(name, value))
    (fault,) = publications.select_publication_faults(box.store.read())
    assert (fault.kind, fault.code) == ("setting", "faulty-publication")
    assert name.replace("_", "-") in str(fault.details["places"])
    assert counted(box) == {"speech": "off"}, "as it was"


@pytest.mark.parametrize(
    ("name", "own", "longer", "shorter"),
    [("retention_days", 30, 31, 7), ("lock_minutes", 10, 600, 3), ("idle_minutes", 480, 9_999, 60)],
)
def test_nothing_is_kept_longer_than_the_town_hall_says(
    box: Box, name: str, own: int, longer: int, shorter: int
) -> None:
    authority = Authority()
    assert getattr(box.settings, name) == own
    taken(box, authority, 1, setting(name, longer))
    assert counted(box) == {}
    taken(box, authority, 2, setting(name, shorter))
    assert counted(box) == {name: shorter}


def test_retention_does_not_grow_by_two_steps(box: Box, settings: Settings, watch: Watch) -> None:
    """What is compared is the town hall's own file, not what was published before."""
    authority = Authority()
    taken(box, authority, 1, setting("retention_days", 7))
    with started_again(box, settings, watch) as again:
        assert again.settings.retention_days == 7
        taken(again, authority, 2, setting("retention_days", 30))
        assert counted(again, replace(settings, retention_days=20)) == {}


def test_the_town_hall_takes_back_what_it_owns_and_nothing_else(box: Box, nadia: Actor) -> None:
    authority = Authority()
    taken(box, authority, 1, setting("speech", "off") | setting("retention_days", 7))
    with box.store.write() as db:
        for name in ("speech", "retention_days"):
            publications.insert_setting_revert(db, name, nadia.mediator_id, box.clock.now())
    assert counted(box) == {"retention_days": 7}
    taken(box, authority, 2, setting("speech", "on"))
    assert counted(box) == {}, "also of a newer list"
    with box.store.write() as db:
        publications.delete_setting_revert(db, "speech")
    taken(box, authority, 3, setting("speech", "off"))
    assert counted(box) == {"speech": "off"}


def test_what_changed_is_written_down_once_whatever_arrives_twice(box: Box) -> None:
    authority = Authority()
    for number, files in enumerate(
        (setting("speech", "off"), setting("speech", "off"), setting("speech", "on"), {}, {}), 1
    ):
        taken(box, authority, number, files)
        taken(box, authority, number, files)
    told = [(change.value, change.list_number, bool(change.sha256)) for change in publications.select_setting_changes(
        box.store.read()
    )]  # fmt: skip
    assert told == [("off", 1, True), ("on", 3, True), ("on", 4, False)]
    assert counted(box) == {}


def test_a_list_for_this_site_alone_counts_before_that_for_everybody(box: Box) -> None:
    authority = Authority()
    taken(box, authority, 1, setting("speech_volume", 40))
    taken(box, authority, 1, setting("speech_volume", 70), scope="SA")
    assert counted(box) == {"speech_volume": 70}


WITHDRAWN = "birth-certificate"


def revoking(what: str, id_: str) -> Files:
    content = {"revokes": what, "id": id_, "since": "2026-11-27", "why": {"fr": "Le texte a changé."}}
    return {("revocation", f"{what}.json"): json.dumps(content).encode()}


def test_a_withdrawn_procedure_is_offered_no_more_and_what_was_begun_can_be_finished(box: Box) -> None:
    authority, draft = Authority(), answered(box)
    taken(box, authority, 1, revoking("procedure", WITHDRAWN))
    assert box.offered.get(WITHDRAWN) is None
    assert box.catalogue.get(WITHDRAWN) is not None, "cases that exist are still shown"
    assert open_case(box, draft, helped(box)).procedure.id == WITHDRAWN
    assert publications.select_revocations(box.store.read())[0].why == {"fr": "Le texte a changé."}


def test_the_same_list_again_changes_nothing_and_one_without_it_offers_it_again(box: Box) -> None:
    authority = Authority()
    for _ in range(2):
        taken(box, authority, 1, revoking("procedure", WITHDRAWN))
        assert box.offered.get(WITHDRAWN) is None
    taken(box, authority, 2, {})
    assert box.offered.get(WITHDRAWN) is not None


def test_it_stays_withdrawn_over_a_restart(box: Box) -> None:
    taken(box, Authority(), 1, revoking("procedure", WITHDRAWN))
    box.store.close()
    again = open_box(box.settings, box.clock)
    try:
        assert again.offered.get(WITHDRAWN) is None
    finally:
        again.store.close()


def test_a_receipt_by_a_key_that_is_revoked_is_no_proof(box: Box) -> None:
    submitted(box)
    text = proof_of(box)
    assert verify_receipt.verify_receipt(box, text).verdict.code == "genuine"
    taken(box, Authority(), 1, revoking("key", keys.verify_key(box.site_seed)))
    judged = verify_receipt.verify_receipt(box, text).verdict
    assert (judged.code, judged.by and judged.by.revoked) == ("revoked", date(2026, 11, 27))


def test_a_revocation_that_cannot_be_read_leaves_what_was_revoked(box: Box) -> None:
    authority = Authority()
    taken(box, authority, 1, revoking("procedure", WITHDRAWN))
    taken(box, authority, 2, {("revocation", "x.json"): b'{"revokes": "everything"}'})
    assert box.offered.get(WITHDRAWN) is None
    assert [fault.kind for fault in publications.select_publication_faults(box.store.read())] == ["revocation"]
    assert counters.read_reference_counter(box.store.read()) == 1_000


def announced(release: str, **changes: Any) -> Files:
    content = {
        "release": release,
        "why": {"fr": "Des pages plus rapides.", "en": "Faster pages."},
        "install": {"fr": "Par la clé USB."},
        "files": [{"name": "parvis.whl", "sha256": "a" * 64}],
    }
    return {("program", f"{release}.json"): json.dumps(content | changes).encode()}


def test_the_newest_version_is_announced_until_it_is_installed(box: Box) -> None:
    authority = Authority()
    taken(box, authority, 1, announced("0.1.0"))
    assert find_newer_program(box) is None, "this one is newer"
    taken(box, authority, 2, announced("90.2.0") | announced("90.10.0"))
    newer = find_newer_program(box)
    assert newer is not None
    assert (newer.release, newer.files[0].sha256) == ("90.10.0", "a" * 64)
    assert newer.why["en"] == "Faster pages."
    found = [finding for finding in doctor.examine_box(box, ask_hub=False) if finding.reason == "new-version"]
    assert [(finding.code, finding.state) for finding in found] == [("release", "to-do")]
    assert "90.10.0" in found[0].detail


def test_notes_without_french_or_of_no_version_are_refused(box: Box) -> None:
    authority = Authority()
    for number, files in enumerate(
        (
            announced("90.1.0", why={"en": "Faster."}),
            announced("90.1"),
            announced("90.1.0", files=[]),
            announced("90.1.0", run="rm -rf"),
        ),
        1,
    ):
        taken(box, authority, number, files)
        assert find_newer_program(box) is None
        assert [fault.kind for fault in publications.select_publication_faults(box.store.read())] == ["program"]


HASH = "a" * 64


def publish(box: Box, title: str) -> None:
    shipped = box.live_catalogue.shipped.get("census-at-16")
    assert shipped is not None
    with box.store.write() as db:
        publications.insert_content(db, HASH, shipped.file.replace(shipped.title.text.encode(), title.encode(), 1))
        publications.replace_published_items(db, "", "procedure", {"census.yaml": HASH})
    PROCEDURES.after(box)


def title(box: Box) -> str:
    offered = box.offered.get("census-at-16")
    assert offered is not None
    return offered.title.text


def test_a_published_procedure_is_offered_at_once_and_later(box: Box, settings: Settings, watch: Watch) -> None:
    publish(box, "Une autre")
    assert title(box) == "Une autre"
    box.store.close()
    again = open_box(settings, watch)
    try:
        assert title(again) == "Une autre"
    finally:
        again.store.close()


def test_a_file_of_the_town_hall_has_the_last_word(box: Box, watch: Watch) -> None:
    publish(box, "Publiée")
    shipped = box.live_catalogue.shipped.get("census-at-16")
    assert shipped is not None
    own = shipped.file.replace(shipped.title.text.encode(), b"La notre", 1)
    (box.settings.paths.procedures / "own.yaml").write_bytes(own)
    watch.passed.append(5.0)
    box.live_catalogue.refresh(watch.now().replace(year=2040), watch.monotonic())
    assert title(box) == "La notre"
    publish(box, "Publiée encore")
    assert title(box) == "La notre"
