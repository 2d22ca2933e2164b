"""The hub as a client of the provider that its settings name."""

from pathlib import Path

from hub.hub import Hub
from kiosk.connectors.oidc import Client

RETURN = "/connexion/fournisseur/retour"
"""The path of the hub that the provider sends a browser back to; it is registered there, as a whole address."""


def client_of(hub: Hub) -> Client | None:
    """What the hub is to its provider; None where none is set up: without an address nobody can be sent back."""
    chosen = hub.settings
    if not (chosen.oidc_issuer and chosen.oidc_client_id and chosen.oidc_client_secret_file and chosen.address):
        return None
    secret = Path(chosen.oidc_client_secret_file).read_text("utf-8").strip()
    returns_to = f"{chosen.address.rstrip('/')}{RETURN}"
    return Client(chosen.oidc_issuer, chosen.oidc_client_id, secret, returns_to, chosen.oidc_level)
