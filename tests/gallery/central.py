"""The hub's pages in every state, for all that looks at pages; it speaks French."""

from collections.abc import Iterator
from typing import Any

from tests.central import PASSPHRASE
from tests.gallery.shots import Shot
from tests.gallery.town import Town
from tests.hub.browser import Browser

OPEN = {"follow-form": "/f", "sign-in": "/connexion", "no-such-page": "/nowhere"}
"""Before anyone has signed in."""
INSIDE = {
    "cases": "/dossiers", "prepared": "/dossiers/prepares", "sites": "/lieux",
    "people": "/equipe", "account": "/compte", "passphrase": "/compte/phrase", "new-codes": "/compte/codes",
}  # fmt: skip


def hub_shots(place: Town) -> Iterator[Shot]:
    """Every page that Claire sees, and what a citizen sees of a case; the day of `shots` is over."""
    submissions = place.box.store.read().execute("SELECT reference, follow_code FROM submissions ORDER BY counter")
    cases = submissions.fetchall()
    client = place.central.app.test_client()
    browser = Browser(client)
    for name, path in OPEN.items():
        yield taken(name, client.get(path))
    reference, code = cases[0]
    yield taken("follow", client.get(f"/f/{reference}/{code}"))
    yield taken("follow-unknown", client.get(f"/f/{reference}/AAAAAAAAAA"))
    browser.open("/connexion").sign_in("claire", PASSPHRASE)
    for name, path in INSIDE.items():
        yield taken(name, client.get(path))
    for number, (reference, _) in enumerate(cases):
        response = client.get(f"/dossiers/{reference}")
        if response.status_code == 200:  # some are still on the box
            yield taken(f"case-{number}", response)
    yield taken("case-unknown", client.get("/dossiers/SA1X"))


def taken(name: str, response: Any) -> Shot:
    """One answer as a shot."""
    assert response.mimetype == "text/html", name
    path, headers = response.request.path, tuple(response.headers.items())
    return Shot(f"hub-{name}", path, response.status_code, response.text, headers)
