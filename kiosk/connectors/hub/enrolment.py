"""Enrol a box at a hub with a one-time code."""

from msgspec import Struct
from msgspec.structs import replace

from kiosk.connectors.hub.connection import TIMEOUT_S, HubConnection
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.proofs.enrolment import is_answer_to, make_question, proof_key
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable


class Enrolled(Struct, frozen=True):
    """What a box stores after enrolment; the keys are the hub's, in hexadecimal.

    `root` is the JSON of the signed root to trust (`domain.published`), "" where the hub has none.
    """

    url: str
    site: str
    name: str
    token: str
    verify_key: str
    seal_key: str
    epoch: str
    root: str = ""


def enroll(
    url: str, code: str, site_verify_key: str, nonce: str, site: str = "", timeout_s: float = TIMEOUT_S
) -> Enrolled:
    """Register the site's verify key and learn the hub's keys; `nonce` is 32 hexadecimal digits, new for each call.

    Raises `Refused`: `wrong-code` (also where the answer was not made by whoever made the code), `another-site` with
    the `site` that the code was made for, where that is not this `site`, and `revoked-key` for a key that the hub takes
    no more, with which the code was not used (nothing was changed at the hub); `Unreachable` (`too-many-tries` among
    them).
    """
    request = make_question(code, site_verify_key, nonce, site)
    connection = HubConnection(url, timeout_s)
    try:
        status, answer = connection.ask("POST", "/api/v2/enroll", request)
    finally:
        connection.close()
    if status == 403:
        raise Refused(Refusal.WRONG_CODE)
    if status == 429:
        raise Unreachable(LineFault.TOO_MANY_TRIES, seconds=3600)
    if status not in (200, 409):
        raise Unreachable(LineFault.HUB_REFUSES if status < 500 else LineFault.HUB_BROKEN, status=status)
    if answer.get("version") != VERSION:
        raise Unreachable(LineFault.BAD_ANSWER)
    if not is_answer_to(proof_key(code), answer, nonce):
        raise Refused(Refusal.WRONG_CODE)
    if site and answer.get("site") != site:
        raise Refused(Refusal.ANOTHER_SITE, site=str(answer.get("site")), own=site, path="kiosk.toml")
    if answer.get("error") == Refusal.REVOKED_KEY:
        raise Refused(Refusal.REVOKED_KEY)
    parts = [answer.get(name) for name in ("site", "name", "token", "verify_key", "seal_key", "epoch")]
    if not all(isinstance(part, str) and part for part in parts):
        raise Unreachable(LineFault.BAD_ANSWER)
    root = answer.get("root", "")
    return replace(Enrolled(url, *map(str, parts)), root=root if isinstance(root, str) else "")
