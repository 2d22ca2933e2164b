"""A provider is set up whole, or there is none."""

import dataclasses
from pathlib import Path

from msgspec.structs import replace

from hub.hub import Hub
from hub.people.provider_sign_in import client_of
from kiosk.settings_file.checks import HUB_CHECKS


def test_a_provider_is_set_up_whole_or_not_at_all(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("shared\n")
    whole = dataclasses.replace(
        hub.settings, address="https://hub.example", oidc_issuer="https://idp.example", oidc_client_id="parvis",
        oidc_client_secret_file=str(tmp_path / "secret"), oidc_level="eidas2",
    )  # fmt: skip
    client = client_of(replace(hub, settings=whole))
    assert client and (client.secret, client.level) == ("shared", "eidas2")
    assert client.returns_to == "https://hub.example/connexion/fournisseur/retour"
    assert "shared" not in repr(client)
    for missing in ("address", "oidc_issuer", "oidc_client_id", "oidc_client_secret_file"):
        assert client_of(replace(hub, settings=dataclasses.replace(whole, **{missing: ""}))) is None  # type: ignore[arg-type]


def test_a_provider_that_others_could_speak_for_is_no_setting() -> None:
    for address in ["http://idp.example", "idp.example", "ftp://idp.example"]:
        assert not HUB_CHECKS["oidc_issuer"](address)
