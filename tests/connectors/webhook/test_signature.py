"""Signatures of webhooks, verified by the library that the specification's authors keep."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from kiosk.connectors.webhook.signature import headers, written

SECRET, FORMER = bytes(range(32)), bytes(32)
BODY = json.dumps({"message": "Élodie a déménagé"}, ensure_ascii=False).encode()


def signed(*secrets: bytes, body: bytes = BODY) -> dict[str, str]:
    return headers(secrets, "a" * 32, int(datetime.now(UTC).timestamp()), body)


def test_the_other_side_s_library_takes_it() -> None:
    assert Webhook(written(SECRET)).verify(BODY, signed(SECRET)) == json.loads(BODY)


def test_while_a_secret_is_renewed_both_sides_may_be_late() -> None:
    for secret in (SECRET, FORMER):
        assert Webhook(written(secret)).verify(BODY, signed(SECRET, FORMER)) == json.loads(BODY)


def test_a_changed_body_id_or_time_is_not_taken() -> None:
    verifier = Webhook(written(SECRET))
    sent = signed(SECRET)
    for changed, body in (
        (sent, BODY + b" "),
        ({**sent, "webhook-id": "b" * 32}, BODY),
        ({**sent, "webhook-timestamp": str(int(sent["webhook-timestamp"]) + 1)}, BODY),
        (signed(FORMER), BODY),
    ):
        with pytest.raises(WebhookVerificationError):
            verifier.verify(body, changed)


def test_it_is_made_as_the_specification_says() -> None:
    """HMAC-SHA256 of « id.timestamp.body » under the bytes of the secret, in base64, after the version."""
    made = headers([SECRET], "msg", 1614265330, b'{"test": 2432232314}')
    expected = hmac.new(SECRET, b'msg.1614265330.{"test": 2432232314}', hashlib.sha256).digest()
    assert made["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert written(SECRET) == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
