"""Signs a webhook as Standard Webhooks 1.0.0 says, so that any of its libraries verifies it."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"


def written(secret: bytes) -> str:
    """A secret as the other side is told it."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(secrets: Sequence[bytes], delivery_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery sent at a time (Unix), with one signature for each secret: two while one is renewed."""
    message = f"{delivery_id}.{seconds}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(secret, message, hashlib.sha256)).decode() for secret in secrets)
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
