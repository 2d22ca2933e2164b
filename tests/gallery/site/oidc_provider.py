"""A provider of OpenID Connect for tests: it signs in whoever it is told to, checks what it is given, and can lie."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as AnyResponse

from kiosk.clock import Clock

CLIENT, SECRET = "parvis", "a secret of thirty-two characters"


@dataclass
class Provider:
    """`subject` is who signs in; `lies` are claims that it says otherwise; `header` that of its tokens."""

    url: str = ""
    subject: str = "b7f2"
    lies: dict[str, Any] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=lambda: {"alg": "ES256", "kid": "1"})
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1"}))
    signs_with: ECKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.described)
        app.add_url_rule("/keys", view_func=self.keys)
        app.add_url_rule("/authorize", view_func=self.authorize)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/end", view_func=self.end)
        return app

    def described(self) -> Response:
        return jsonify(
            issuer=self.url,
            authorization_endpoint=f"{self.url}/authorize",
            token_endpoint=f"{self.url}/token",
            jwks_uri=f"{self.url}/keys",
            end_session_endpoint=f"{self.url}/end",
            token_endpoint_auth_methods_supported=["client_secret_post"],
        )

    def keys(self) -> Response:
        return jsonify(keys=[self.key.as_dict(private=False)])

    def authorize(self) -> AnyResponse:
        """Sign the person in without a question, and send them back."""
        asked = request.args.to_dict()
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code" and "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256" and len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20
        code = Clock().new_id()
        self.asked[code] = asked
        return redirect(
            f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url})}"
        )

    def token(self) -> Response | tuple[Response, int]:
        """An ID token for a code, once, to who has the client's secret and the verifier of the challenge."""
        given = request.form
        asked = self.asked.pop(given["code"], None)
        made = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        known = (given.get("client_id"), given.get("client_secret")) == (CLIENT, SECRET)
        if (
            not asked
            or not known
            or proven != asked["code_challenge"]
            or given["redirect_uri"] != asked["redirect_uri"]
        ):
            return jsonify(error="invalid_grant"), 400
        now = int(Clock().now().timestamp())
        claims = {
            "iss": self.url, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"],
            "acr": asked.get("acr_values", ""),
        }  # fmt: skip
        said = {name: value for name, value in (claims | self.lies).items() if value is not None}
        id_token = jwt.encode(dict(self.header), said, self.signs_with or self.key, algorithms=["ES256"])
        return jsonify(access_token="unused", token_type="Bearer", expires_in=60, id_token=id_token)

    def end(self) -> AnyResponse:
        self.left.append(request.args["id_token_hint"])
        return redirect(request.args["post_logout_redirect_uri"])


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """Serve a provider on this machine until the block ends."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
