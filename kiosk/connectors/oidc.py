"""Talks to an OpenID Connect provider: authorization code with PKCE, and an ID token that is checked whole.

OpenID Connect Core 1.0 (3.1.3.7), Discovery 1.0, RP-Initiated Logout 1.0; RFC 7636 (PKCE), RFC 9207 (`iss`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from kiosk.connectors.tls import hub_context
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

TIMEOUT_S = 10.0
_LEEWAY_S = 60
_ALGORITHMS = ["ES256", "PS256", "RS256"]
"""Signatures by a public key alone: `none`, and one by the shared secret, prove nothing of who signed."""
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Client:
    """What the hub is to a provider. `level` is the `acr` that a sign-in must have, "" for any."""

    issuer: str
    id: str
    secret: str = field(repr=False)
    returns_to: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a sign-in is recognised by when it comes back; `verifier` is the secret half of PKCE."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came back: the provider's own name for them (`sub`), and the ID token, which only its sign-out needs."""

    subject: str
    id_token: str = field(repr=False)


def make_sign_in_address(client: Client, attempt: Attempt) -> str:
    """The provider's address that a browser is sent to. Raises `Unreachable`, as `_described` does."""
    described = _described(client)
    with _session(client, described) as session:
        more = {"acr_values": client.level} if client.level else {}
        address, _ = session.create_authorization_url(
            described["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
            **more,
        )
    return str(address)


def verify_return(client: Client, attempt: Attempt, answer: Mapping[str, str], now_s: float) -> Identity | None:
    """Who came back with this answer of the provider; None where it proves nobody, or it was broken off there. `now_s`
    is in seconds since 1970. Raises `Unreachable`: `no-line`, `bad-answer`."""
    import httpx
    from authlib.integrations.base_client.errors import OAuthError
    from joserfc.errors import JoseError

    if answer.get("state") != attempt.state or answer.get("iss", client.issuer) != client.issuer:
        return None
    if not answer.get("code") or "error" in answer:
        return None
    described = _described(client)
    try:
        with _session(client, described) as session:
            token = session.fetch_token(
                described["token_endpoint"],
                code=answer["code"],
                code_verifier=attempt.verifier,
                grant_type="authorization_code",
            )
        return _identity(client, attempt, described, str(token.get("id_token", "")), now_s)
    except httpx.HTTPError:
        raise Unreachable(LineFault.NO_LINE) from None
    except (OAuthError, JoseError, ValueError):
        return None


def sign_out_at(client: Client, id_token: str, comes_to: str) -> str:
    """Where the provider ends its own session and sends on to `comes_to`; "" for none. Raises as `_described` does."""
    address = str(_described(client).get("end_session_endpoint", ""))
    told = urlencode({"id_token_hint": id_token, "client_id": client.id, "post_logout_redirect_uri": comes_to})
    return f"{address}{'&' if '?' in address else '?'}{told}" if address else ""


def is_safe_address(address: str) -> bool:
    """Whether what is sent there is read by nobody between: https, or this machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


def _identity(
    client: Client, attempt: Attempt, described: Mapping[str, Any], id_token: str, now_s: float
) -> Identity | None:
    """Raises `JoseError` and `ValueError` for a token that is not the provider's, or not for us; `Unreachable`."""
    from joserfc import jwt
    from joserfc.jwk import KeySet

    keys = KeySet.import_key_set(_fetched(described["jwks_uri"]))  # type: ignore[arg-type]
    claims = jwt.decode(id_token, keys, algorithms=_ALGORITHMS).claims
    asked: dict[str, Any] = {name: {"essential": True} for name in ("exp", "iat", "sub")}
    bound = {"iss": client.issuer, "aud": client.id, "nonce": attempt.nonce}
    if client.level:
        bound["acr"] = client.level
    asked |= {name: {"essential": True, "value": value} for name, value in bound.items()}
    jwt.JWTClaimsRegistry(now=int(now_s), leeway=_LEEWAY_S, **asked).validate(claims)
    others = not isinstance(claims["aud"], str) and len(claims["aud"]) > 1
    if claims.get("azp", client.id) != client.id or (others and "azp" not in claims):
        return None
    subject = claims["sub"]
    return Identity(subject, id_token) if isinstance(subject, str) and 0 < len(subject) <= 255 else None


def _described(client: Client) -> Mapping[str, Any]:
    """What the provider says of itself, which is asked at each sign-in: a key it has changed is followed at once.
    Raises `Unreachable`: `no-line`, `bad-answer` where it names another issuer or an address that others could read."""
    try:
        said = _fetched(f"{client.issuer.rstrip('/')}/.well-known/openid-configuration")
    except ValueError:
        raise Unreachable(LineFault.BAD_ANSWER) from None
    named = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if said.get("issuer") != client.issuer or not all(isinstance(at, str) and is_safe_address(at) for at in named):
        raise Unreachable(LineFault.BAD_ANSWER)
    return said


def _fetched(address: str) -> dict[str, Any]:
    """The JSON object at an address. Raises `Unreachable` (`no-line`), and `ValueError` for what is no object."""
    import httpx

    try:
        answer = httpx.get(address, timeout=TIMEOUT_S, verify=hub_context(), trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError:
        raise Unreachable(LineFault.NO_LINE) from None
    said = answer.json()
    if not isinstance(said, dict):
        raise ValueError(address)
    return said


def _session(client: Client, described: Mapping[str, Any]) -> Any:
    from authlib.integrations.httpx_client import OAuth2Client

    ways = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return OAuth2Client(
        client_id=client.id,
        client_secret=client.secret,
        token_endpoint_auth_method="client_secret_basic" if "client_secret_basic" in ways else "client_secret_post",
        scope="openid",
        redirect_uri=client.returns_to,
        code_challenge_method="S256",
        timeout=TIMEOUT_S,
        verify=hub_context(),
        trust_env=False,
    )
