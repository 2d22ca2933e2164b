"""What an operator types about people, at the machine itself."""

from pathlib import Path

from hub.cases.scope import Scope
from hub.people.people import by_login
from hub.settings import HubSettings
from hub.store.opening import open_store
from hub.store.schema import staff
from tests.hub.test_commands import run

SECRET = "la rivière en hiver"


def _add(data: Path, *more: str) -> None:
    code, said = run(data, "staff", "claire", "Claire Morel", *more, typed=f"{SECRET}\n{SECRET}\n")
    assert code == 0 and "Claire Morel (claire)" in said, said
    assert SECRET not in said


def test_someone_is_let_in_with_a_passphrase_they_type_twice(tmp_path: Path) -> None:
    run(tmp_path, "site", "SA", "Mairie de Saint-Aubin")
    _add(tmp_path, "--service", "ccas", "--service", "etat-civil", "--site", "SA")
    store = open_store(HubSettings(data=tmp_path))
    assert by_login(store, "claire").scope == Scope(("ccas", "etat-civil"), ("SA",))
    store.engine.dispose()


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
    assert by_login(store, "claire").locked and not by_login(store, "claire").sees_cases
    assert run(tmp_path, "let-in", "CLAIRE") == (0, "Claire Morel\n")
    assert not by_login(store, "claire").locked
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
