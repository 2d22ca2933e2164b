"""The commands about sites, as an operator types them."""

from pathlib import Path

import pytest

from hub.sites.enrolments import enrol
from hub.sites.site_codes import codes_of
from hub.sites.sites import site_by_code, site_by_token
from kiosk.domain.proofs.enrolment import group_code, make_question
from kiosk.errors import Refused
from tests.hub.test_commands import code_of, opened, run


def test_a_site_gets_a_code_that_its_box_enrols_with(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "site", "SA", "Mairie de Saint-Aubin")
    assert code == 0, said
    assert said == f"{group_code(code_of(said))}\n"
    hub = opened(tmp_path / "hub")
    assert enrol(hub, make_question(said.strip(), "0" * 64, "1" * 32), "").name == "Mairie de Saint-Aubin"
    hub.store.engine.dispose()


def test_a_site_is_renewed_and_revoked(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    _, first = run(data, "site", "SA", "Mairie de Saint-Aubin")
    _, second = run(data, "site", "renew", "SA")
    hub = opened(data)
    with pytest.raises(Refused, match="wrong-code"):
        enrol(hub, make_question(code_of(first), "0" * 64, "1" * 32), "")
    token = enrol(hub, make_question(code_of(second), "0" * 64, "1" * 32), "").token
    assert run(data, "site", "revoke", "SA") == (0, "SA\n")
    with pytest.raises(Refused, match="unknown-site"):
        site_by_token(hub.store, token)
    assert run(data, "site", "renew", "BZ") == (1, "Erreur : Le lieu BZ n’est pas inscrit.\n")
    assert run(data, "site", "revoke", "BZ")[0] == 1
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
