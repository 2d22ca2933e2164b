"""The hub's commands, as an operator types them."""

import json
import re
import shlex
import socket
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import to_builtins

from hub import bundles, publications, settings
from hub.cases.states import Scope
from hub.commands import hub as commands
from hub.hub import Hub
from hub.opening import epoch_of, open_hub
from hub.outbox.deliverer import Deliverer
from hub.outbox.outbox import read_destinations
from hub.people.people import staff_by_login
from hub.settings import HubSettings
from hub.sites.fleet import find_release_note
from hub.sites.sites import codes_of, enrol, site_by_code, site_by_token
from hub.store.opening import open_store
from hub.store.schema import audit, staff
from hub.trail import AuditAction, append_audit_line, list_audit_lines
from kiosk.cli import main
from kiosk.clock import Clock
from kiosk.domain.places.site import Site
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.enrolment import group_code, make_question, parse_enrolment_code
from kiosk.domain.published import documents
from kiosk.domain.published.documents import PublishedSetting
from kiosk.errors import Refused
from kiosk.process.log_file import log_to_file
from kiosk.words.words import Words
from tests.gallery.site.authority import Authority
from tests.hub.bundles.by_hand import bundle, told
from tests.hub.samples import Box, write_rows
from tests.process.test_processes import log, ours
from trials.outbox.notices import EVENTS_A_CASE, fill


def run(data: Path, *words: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["hub", "--data", str(data), *words], input=typed)
    return result.exit_code, result.output


def opened(data: Path) -> Hub:
    return open_hub(HubSettings(data=data), Clock())


def code_of(said: str) -> str:
    return parse_enrolment_code(said.splitlines()[-1])


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
    for words in (
        ("site", "renew", "SA"),
        ("site", "revoke", "SA", "--yes"),
        ("site", "let-in", "SA"),
        ("rotate",),
        ("restored",),
    ):
        assert run(tmp_path, *words)[0] == 0
    assert run(tmp_path, "keys", "backup", str(tmp_path / "copy"), typed="le moulin sous la neige\n" * 2)[0] == 0
    assert run(tmp_path, "expire") == (0, "Dossiers dont le contenu est effacé\xa0: 0\n")
    hub = opened(tmp_path)
    pairs = [(line.action, line.detail) for line in reversed(list_audit_lines(hub.store))]
    assert pairs == [
        ("site-added", "SA"), ("site-invited", "SA"), ("site-revoked", "SA"), ("site-let-in", "SA"),
        ("key-rotated", hub.ring.newest().id), ("database-restored", epoch_of(hub.store)), ("keys-copied", ""),
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


def test_a_site_is_registered_once_and_its_box_enrols_with_its_code(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "site", "SA", "Mairie de Saint-Aubin")
    assert code == 0, said
    assert said == f"{group_code(code_of(said))}\n"
    hub = opened(tmp_path / "hub")
    assert enrol(hub, make_question(said.strip(), "0" * 64, "1" * 32), "").name == "Mairie de Saint-Aubin"
    hub.store.engine.dispose()
    assert run(tmp_path / "hub", "site", "SA", "Une autre") == (1, "Erreur : Le lieu SA est déjà inscrit.\n")
    code, said = run(tmp_path / "hub", "site", "S0", "Une autre")
    assert code == 1
    assert "S0 n’est pas un code de lieu" in said


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "hub"
    folder.mkdir()
    (tmp_path / "drop").mkdir()
    (folder / "hub.toml").write_text(
        f"""
[[connectors]]
name = "archives"
kind = "file_drop"
recipient = "Les archives"
to = "{(tmp_path / "drop").as_posix()}"

[[connectors]]
name = "dept"
kind = "webhook"
recipient = "Le Département"
url = "http://127.0.0.1:1/in"
networks = "127.0.0.0/8"
""",
        "utf-8",
    )
    return folder


def test_they_are_listed_with_what_waits(data: Path) -> None:
    code, said = run(data, "connectors", "list")
    assert code == 0, said
    assert f"archives file_drop {(data.parent / 'drop').as_posix()}" in said and "dept webhook 127.0.0.1:1" in said
    fill(open_hub(settings.read_hub_settings({}, data), Clock()), 2)
    assert f"en attente : {2 * EVENTS_A_CASE}, à regarder : 0" in run(data, "connectors", "list")[1]


def test_each_is_reached_or_says_why_not(data: Path) -> None:
    code, said = run(data, "connectors", "check")
    assert code == 1
    assert "archives: tout est en place" in said and "dept: Il n’y a pas encore de secret." in said
    assert run(data, "connectors", "secret", "dept")[1].startswith("whsec_")
    assert run(data, "connectors", "check", "dept") == (1, "dept: Le destinataire ne répond pas. On réessaie.\n")
    assert run(data, "connectors", "check", "archives")[0] == 0


def test_a_wrong_line_is_told_in_plain_words(data: Path) -> None:
    file = data / "hub.toml"
    file.write_text(file.read_text("utf-8").replace("http://127.0.0.1:1/in", "http://dept.example"), "utf-8")
    code, said = run(data, "connectors", "check")
    assert code == 1 and "« url » du connecteur « dept »" in said and "https://" in said


def test_what_has_arrived_is_sent_again_by_case_or_by_day(data: Path) -> None:
    hub = open_hub(settings.read_hub_settings({}, data), Clock())
    fill(hub, 2)
    assert run(data, "connectors", "resend", "archives") == (0, f"Envois à refaire\xa0: {2 * EVENTS_A_CASE}\n"), (
        "all of it waits"
    )
    [archives] = [row for row in read_destinations(hub.settings) if row.name == "archives"]
    Deliverer(hub, archives, "a" * 32).run()
    assert run(data, "connectors", "resend", "archives") == (0, "Envois à refaire\xa0: 0\n")
    assert run(data, "connectors", "resend", "archives", "--case", "SA000001") == (
        0,
        f"Envois à refaire\xa0: {EVENTS_A_CASE}\n",
    )
    assert (
        run(data, "connectors", "resend", "archives", "--since", "2020-01-01")[1]
        == f"Envois à refaire\xa0: {EVENTS_A_CASE}\n"
    )
    assert run(data, "connectors", "resend", "nobody")[1].startswith("Erreur : Il n’y a pas de destinataire")


def test_only_what_has_a_secret_gets_one(data: Path) -> None:
    assert "n’a pas besoin de secret" in run(data, "connectors", "secret", "archives")[1]
    assert "Il n’y a pas de destinataire" in run(data, "connectors", "secret", "nobody")[1]
    first, second = (run(data, "connectors", "secret", "dept")[1] for _ in range(2))
    assert first != second
    code, said = run(data, "audit", "verify")
    assert code == 0, said


def test_the_recipients_are_written_as_a_setting_that_boxes_take(data: Path, tmp_path: Path) -> None:
    """What the notice of every box says of whom the hub passes cases on to comes from the hub's own settings."""
    with (data / "hub.toml").open("a", encoding="utf-8") as file:
        file.write('services = "ccas, etat-civil"\n')
    code, said = run(data, "connectors", "recipients", str(tmp_path / "recipients.json"))
    assert code == 0, said
    published = documents.parse_item_contents(PublishedSetting, (tmp_path / "recipients.json").read_bytes())
    assert documents.find_setting_fault(published) == ""
    assert published.value == ("Les archives", "ccas: Le Département", "etat-civil: Le Département")
    assert Site("SA", "", recipients=published.value).recipients_of("ccas") == ["Les archives", "Le Département"]


def test_a_copy_is_asked_for_its_passphrase_and_says_what_it_holds(tmp_path: Path) -> None:
    data, file, passphrase = tmp_path / "hub", tmp_path / "hub.copy", "le moulin sous la neige"
    run(data, "site", "SA", "Mairie de Saint-Aubin")
    code, said = run(data, "backup", str(file), typed=f"{passphrase}\n{passphrase}\n")
    assert code == 0, said
    assert f"Sauvegarde faite et relue en entier : {file}" in said and "lieux : 1, comptes : 0" in said
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    code, said = run(tmp_path / "other", "--port", free, "restore", str(file), typed=f"{passphrase}\n")
    assert code == 0, said
    assert "lieux : 1" in said and "systemctl start parvis-hub" in said
    again, first = opened(tmp_path / "other"), opened(data)
    assert again.ring.verify_key == first.ring.verify_key
    for hub in (again, first):
        hub.store.engine.dispose()


def test_a_copy_does_not_come_back_under_a_hub_that_runs(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        port = str(ear.getsockname()[1])
        code, said = run(tmp_path / "hub", "--port", port, "restore", str(tmp_path / "x"), typed="x\n")
    assert code == 1 and "systemctl stop parvis-hub" in said


def test_a_timer_s_passphrase_is_asked_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_HUB_COPY_PASSPHRASE", "le moulin sous la neige")
    code, said = run(tmp_path / "hub", "backup", str(tmp_path / "hub.copy"))
    assert code == 0 and (tmp_path / "hub.copy").exists(), said


def test_cases_are_written_for_one_account_and_the_trail_says_it(
    hub: Hub, box: Box, settings: HubSettings, tmp_path: Path
) -> None:
    box.send(box.submitted(), box.submitted())
    file = tmp_path / "dossiers.csv"
    asked = ["--data", str(settings.data), "export", str(file), "--state", "received"]
    address = ["--database", settings.database] if settings.database else []
    done = CliRunner().invoke(commands, [*address, *asked])
    assert done.exit_code == 0 and done.output == f"{file} est écrit. Dossiers\xa0: 2\n", done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8-sig").count("Awa Benali") >= 2
    assert list_audit_lines(hub.store)[0].action == "cases-exported"


def test_a_file_is_taken_and_answered_for_the_box(hub: Hub, box: Box, settings: HubSettings, tmp_path: Path) -> None:
    file = tmp_path / "envoi.parvis"
    file.write_bytes(bundle(hub, box, box.submitted()))
    named = ("--database", settings.database) if settings.database else ()
    code, said = run(settings.data, *named, "import", str(file))
    (answer,) = tmp_path.glob("reponse-*.parvis")
    assert code == 0 and "Lieu : SA. Envois : 1, dont nouveaux : 1" in said and str(answer) in said
    assert [event["outcome"] for event in told(hub, box)[0]] == ["acknowledged"]
    assert answer.read_bytes() == bundles.read_answer(hub, "b" * 32)
    code, said = run(settings.data, *named, "import", str(answer))
    assert code == 1 and "Ce fichier est une réponse" in said


def test_a_site_is_renewed_and_revoked(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    _, first = run(data, "site", "SA", "Mairie de Saint-Aubin")
    _, second = run(data, "site", "renew", "SA")
    hub = opened(data)
    with pytest.raises(Refused, match="wrong-code"):
        enrol(hub, make_question(code_of(first), "0" * 64, "1" * 32), "")
    token = enrol(hub, make_question(code_of(second), "0" * 64, "1" * 32), "").token
    code, said = run(data, "site", "revoke", "SA", typed="SB\n")
    assert (code, "Rien n’a été changé" in said) == (1, True)
    assert site_by_token(hub.store, token).code == "SA"
    code, said = run(data, "site", "revoke", "SA", typed="SA\n")
    assert code == 0 and "Révoquer Mairie de Saint-Aubin" in said and "kiosk hub site let-in SA" in said
    with pytest.raises(Refused, match="unknown-site"):
        site_by_token(hub.store, token)
    assert run(data, "site", "let-in", "SA")[0] == 0
    assert site_by_token(hub.store, token).code == "SA"
    code, said = run(data, "site", "let-in", "SA")
    assert code == 1 and "n’est pas révoqué" in said
    assert run(data, "site", "renew", "BZ") == (1, "Erreur : Le lieu BZ n’est pas inscrit.\n")
    assert run(data, "site", "revoke", "BZ", "--yes")[0] == 1
    hub.store.engine.dispose()


def test_a_town_that_changes_gets_another_name_and_a_new_code_from_a_day_on(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    run(data, "site", "SA", "Mairie de Saint-Aubin")
    assert run(data, "site", "rename", "SA", "Mairie de Val-Neuf") == (0, "SA Mairie de Val-Neuf\n")
    assert run(data, "site", "succeed", "SA", "VN", "--from", "2027-01-01") == (0, "SA VN 2027-01-01\n")
    assert run(data, "site", "succeed", "SA", "vn", "--from", "2027-01-01")[0] == 1
    assert run(data, "site", "succeed", "BZ", "VB", "--from", "2027-01-01")[0] == 1
    assert run(data, "site", "VN", "Mairie d’ailleurs")[0] == 1, "a code belongs to one site"
    assert run(data, "site", "succeed", "SA", "VN", "--from", "demain")[0] == 2
    hub = opened(data)
    assert site_by_code(hub.store, "SA").name == "Mairie de Val-Neuf"
    with hub.store.reading() as connection:
        assert codes_of(connection, "SA") == {"SA", "VN"}
    hub.store.engine.dispose()


def test_the_nightly_copy_keeps_as_many_as_the_timer_of_the_page_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operator" / "deployment.md").read_text("utf-8")
    (command,) = re.findall(r"ExecStart=/usr/bin/kiosk hub (backup .+)", page)
    copies, secret = tmp_path / "copies", "le moulin sous la neige"
    nightly, kept = shlex.split(command.replace("/srv/copies", str(copies))), int(command.split()[-1])
    code, said = run(tmp_path / "hub", *nightly, typed=f"{secret}\n{secret}\n")
    assert code == 2 and "n’en est pas un" in said, "a disk that is not there is not replaced by a folder"
    copies.mkdir()
    earlier = [copies / f"hub-202601{night:02}T023000Z.copy" for night in range(1, kept + 3)]
    for file in (*earlier, copies / "hub-2026-01-01.copy", copies / "hub-20990101T000000Z.copy"):
        file.touch()
    code, said = run(tmp_path / "hub", *nightly, typed=f"{secret}\n{secret}\n")
    assert code == 0, said
    (made,) = (file for file in copies.iterdir() if file.stat().st_size)
    assert {*copies.iterdir()} == {made, copies / "hub-2026-01-01.copy", *earlier[-(kept - 1) :]}
    assert run(tmp_path / "new", "restore", str(made), typed=f"{secret}\n")[0] == 0


def test_an_announcement_is_signed_and_written_for_a_stick(tmp_path: Path) -> None:
    note = tmp_path / "release.json"
    code, said = run(tmp_path / "hub", "announce", "99.0.0", "--security", "Corrige.", "--file", str(note))
    assert (code, "Parvis 99.0.0" in said) == (0, True)
    hub = open_hub(HubSettings(data=tmp_path / "hub"), Clock())
    on_stick = json.loads(note.read_text("utf-8"))
    assert to_builtins(find_release_note(hub)) == on_stick
    read = signed_statement.read_release_note(signed_statement.statement_from_wire(on_stick), hub.ring.verify_key)
    assert (read.release, read.text) == ("99.0.0", "Corrige.")
    hub.store.engine.dispose()


def test_what_is_no_version_or_no_publication_is_refused_in_words(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "announce", "bientôt", "--security", "Corrige.")
    assert (code, "par exemple 0.2.1" in said) == (1, True)
    file = tmp_path / "publication.json"
    file.write_bytes(b"{}")
    code, said = run(tmp_path / "hub", "publish", str(file))
    assert (code, "abîmée" in said) == (1, True)


def test_a_bundle_is_taken_told_and_noted(tmp_path: Path) -> None:
    data, file, authority = tmp_path / "hub", tmp_path / "publication.json", Authority()
    run(data, "site", "SA", "Mairie de Saint-Aubin")
    file.write_bytes(authority.bundle(3, {("sheet", "a.yaml"): b"one"}))
    code, said = run(data, "publish", str(file))
    assert (code, "Publication 3 signée : tous les lieux" in said) == (0, True)
    assert "Rien de nouveau" in run(data, "publish", str(file))[1]
    hub = opened(data)
    publications.note_site_publication(hub, "SA", 2, "no-root")
    assert [line.detail for line in list_audit_lines(hub.store) if line.action == AuditAction.PUBLISHED][-1] == "3"
    code, said = run(data, "published")
    assert (code, said.splitlines()[-1]) == (
        0,
        f"SA\xa0: a reçu jusqu’à la ligne 2. {Words().code('refused', 'no-root')}",
    )
    hub.store.engine.dispose()


def test_log_versions_and_state_are_in_one_file_and_no_secret(tmp_path: Path) -> None:
    hub, file = HubSettings(data=tmp_path / "hub"), tmp_path / "file.txt"
    hub.data.mkdir()
    with log_to_file(hub.logs_folder, "info"):
        log.handle(ours("noted"))
    words = ("--database", "postgresql://parvis:secret@127.0.0.1/parvis", "--port", "1", "logs", "export", str(file))
    code, said = run(hub.data, *words)
    assert (code, said.splitlines()[0]) == (0, str(file))
    _, state, line = map(json.loads, file.read_text("utf-8").splitlines())
    assert (state["database"], state["listens"], line["said"]) == ("postgresql+psycopg", False, "noted")
    assert "secret" not in file.read_text("utf-8")


def test_what_is_to_do_is_no_failure_and_a_database_that_is_away_is_the_finding(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "doctor")
    assert code == 0
    assert "○ Exploitants :" in said and "→ kiosk hub staff add" in said
    assert "✓ Base de données du système central : tout va bien. sqlite" in said
    code, said = run(tmp_path / "hub", "--database", "postgresql://parvis@127.0.0.1:9/parvis", "doctor")
    assert code == 1 and "✗ Base de données du système central : elle ne répond pas. 127.0.0.1:9/parvis" in said
    assert "→ Mettez PostgreSQL en marche" in said


def test_a_fault_is_a_failure_of_the_command(tmp_path: Path) -> None:
    hub = open_hub(HubSettings(data=tmp_path / "hub"), Clock())
    append_audit_line(hub, AuditAction.KEYS_COPIED)
    write_rows(hub, audit.insert().values(number=2, line="{}", hash="0" * 64))
    hub.store.engine.dispose()
    code, said = run(tmp_path / "hub", "doctor", "--json")
    told = json.loads(said)
    assert (code, told["outcome"]) == (1, "to-mend")
    assert {finding["check"]: finding["state"] for finding in told["findings"]}["hub-audit"] == "to-mend"


SECRET = "la rivière en hiver"


def _add(data: Path, *more: str) -> None:
    code, said = run(data, "staff", "claire", "Claire Morel", *more, typed=f"{SECRET}\n{SECRET}\n")
    assert code == 0 and "Claire Morel (claire)" in said, said
    assert SECRET not in said


def test_someone_is_let_in_with_a_passphrase_they_type_twice(tmp_path: Path) -> None:
    run(tmp_path, "site", "SA", "Mairie de Saint-Aubin")
    _add(tmp_path, "--service", "ccas", "--service", "etat-civil", "--site", "SA")
    store = open_store(HubSettings(data=tmp_path))
    assert staff_by_login(store, "claire").scope == Scope(("ccas", "etat-civil"), ("SA",))
    store.engine.dispose()


def test_a_service_a_site_and_a_login_are_checked_before_anybody_types_a_passphrase(tmp_path: Path) -> None:
    run(tmp_path, "site", "SA", "Mairie de Saint-Aubin")
    _add(tmp_path)
    refusals = (
        (("zoe", "Zoé", "--service", "nada"), "Aucun dossier n’est venu pour le service"),
        (("zoe", "Zoé", "--site", "SX"), "Le lieu SX n’est pas inscrit."),
        (("claire", "Claire Petit"), "Erreur : "),
    )
    for words, sentence in refusals:
        code, said = run(tmp_path, "staff", "add", *words)
        assert code == 1 and sentence in said and "Phrase secrète" not in said, said


def test_where_nothing_is_passed_on_the_check_says_so(tmp_path: Path) -> None:
    assert run(tmp_path, "connectors", "check")[1].startswith("Aucun destinataire")


def test_a_site_that_is_not_there_and_a_weak_passphrase_are_told_plainly(tmp_path: Path) -> None:
    code, said = run(tmp_path, "staff", "claire", "Claire Morel", "--site", "SX", typed=f"{SECRET}\n{SECRET}\n")
    assert code == 1 and "Le lieu SX n’est pas inscrit." in said
    code, said = run(tmp_path, "staff", "claire", "Claire Morel", typed="claireclaire\nclaireclaire\n")
    assert code == 1 and "se devine trop vite" in said


def test_rights_without_options_change_nothing_and_show_what_is(tmp_path: Path) -> None:
    run(tmp_path, "site", "SA", "Mairie de Saint-Aubin")
    run(tmp_path, "site", "SB", "Mairie de Saint-Brieux")
    _add(tmp_path, "--service", "etat-civil", "--site", "SB")
    shown = "Claire Morel (claire) instruit des dossiers.\nServices : etat-civil\nLieux : SB\n"
    assert run(tmp_path, "rights", "claire") == (0, shown)
    assert run(tmp_path, "rights", "claire", "--site", "SA") == (0, shown.replace("SB", "SA")), "services stay"
    assert run(tmp_path, "rights", "claire") == (0, shown.replace("SB", "SA"))
    wide = "Claire Morel (claire) instruit des dossiers.\nServices : tous\nLieux : SA\n"
    assert run(tmp_path, "rights", "claire", "--all-services") == (0, wide)


def test_a_service_or_a_site_that_nobody_knows_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    run(tmp_path, "site", "SA", "Mairie de Saint-Aubin")
    _add(tmp_path, "--service", "etat-civil")
    for words in (("rights", "claire"), ("staff", "ali", "Ali Rey")):
        code, said = run(tmp_path, *words, "--service", "etatcivil", typed=f"{SECRET}\n{SECRET}\n")
        assert code == 1 and "« etatcivil »" in said and "etat-civil" in said
        code, said = run(tmp_path, *words, "--site", "SX", typed=f"{SECRET}\n{SECRET}\n")
        assert code == 1 and "Lieux inscrits : SA." in said
    assert "Services : etat-civil\n" in run(tmp_path, "rights", "claire")[1]
    assert run(tmp_path, "rights", "claire", "--new-service", "piscine")[1].splitlines()[1] == "Services : piscine"


def test_rights_change_and_whoever_is_locked_is_let_in(tmp_path: Path) -> None:
    _add(tmp_path)
    said = "Claire Morel (claire) exploite le système central et ne voit aucun dossier.\n"
    assert run(tmp_path, "rights", "claire", "--role", "operator") == (0, said)
    store = open_store(HubSettings(data=tmp_path))
    with store.writing() as connection:
        connection.execute(staff.update().values(failures=5))
    assert staff_by_login(store, "claire").locked and not staff_by_login(store, "claire").sees_cases
    assert run(tmp_path, "let-in", "CLAIRE") == (0, "Claire Morel\n")
    assert not staff_by_login(store, "claire").locked
    assert run(tmp_path, "let-in", "claire", "--new-factor")[1] == (
        "Erreur : Cette personne n’a pas de second facteur à refaire.\n"
    )
    assert run(tmp_path, "let-in", "personne") == (1, "Erreur : Personne ne porte cet identifiant.\n")
    store.engine.dispose()


def test_someone_who_leaves_is_removed_once(tmp_path: Path) -> None:
    _add(tmp_path)
    assert run(tmp_path, "staff", "remove", "Claire") == (0, "Claire Morel\n")
    assert run(tmp_path, "staff", "remove", "claire") == (1, "Erreur : Personne ne porte cet identifiant.\n")


def test_the_trail_is_verified_against_what_was_noted(tmp_path: Path) -> None:
    _add(tmp_path)
    code, noted = run(tmp_path, "audit", "verify")
    assert code == 0 and noted.split()[-1].startswith("1:")
    run(tmp_path, "let-in", "claire")
    assert run(tmp_path, "audit", "verify", "--noted", noted.split()[-1])[1].split()[-1].startswith("2:")
    code, said = run(tmp_path, "audit", "verify", "--noted", "9:" + "0" * 64)
    assert code == 1 and "des lignes manquent" in said
