"""The file that describes a gateway."""

from pathlib import Path

import pytest

from kiosk.connectors.sms_gateway.gateway_file import read_gateway
from kiosk.errors import Unreachable

SOUND = """
url = "https://sms.example/v1"
secrets = {token = "/etc/parvis/token"}
headers = {Authorization = "Bearer {token}", "Idempotency-Key" = "{id}"}
body = {to = ["{to}"], text = "{text}", flash = false}
answers = {accepted = [200], refused = [400], again = [429], refused_says = "invalid"}
"""
VALUES = {"id": "7", "to": "+33612345678", "text": '« Du nouveau » "} , {to}', "token": "s3cret"}


def gateway(folder: Path, text: str = SOUND) -> Path:
    path = folder / "gateway.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_request_is_filled_and_no_text_becomes_form(tmp_path: Path) -> None:
    headers, body = read_gateway(gateway(tmp_path)).asked(VALUES)
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer s3cret", "7")
    assert body.decode() == '{"to": ["+33612345678"], "text": "« Du nouveau » \\"} , {to}", "flash": false}'


def test_a_form_is_filled_as_a_page_sends_it(tmp_path: Path) -> None:
    text = SOUND.replace('["{to}"]', '"{to}"').replace(", flash = false", "") + 'form = "form"\n'
    headers, body = read_gateway(gateway(tmp_path, text)).asked({**VALUES, "text": "a&b=c"})
    assert body == b"to=%2B33612345678&text=a%26b%3Dc"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_an_answer_means_what_the_file_says(tmp_path: Path) -> None:
    answers = read_gateway(gateway(tmp_path)).answers
    assert answers.meaning(200, "{}") is None
    assert answers.meaning(400, "") == "address-refused" == answers.meaning(200, '["invalid"]')
    assert answers.meaning(502, "") == "uncertain" == answers.meaning(302, "")
    with pytest.raises(Unreachable, match="receiver-broken"):
        answers.meaning(429, "")


@pytest.mark.parametrize(
    "text",
    [
        "", "url = ", SOUND.replace("https", "http"), SOUND.replace("{token}", "{tokem}"),
        SOUND.replace("{to}", "{too}"), SOUND.replace("{id}", "{text}"), SOUND.replace("{text}", "{text.real}"),
        SOUND.replace("{text}", "{text"),
        SOUND.replace("[200]", "[]"), SOUND + 'form = "xml"\n', SOUND + 'form = "form"\n', SOUND + 'other = "x"\n',
        SOUND + 'method = "GET"\n', SOUND.replace('"{text}"', '"hello"'),
    ],
)  # fmt: skip
def test_a_mistake_in_it_is_told_before_anything_is_sent(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreachable, match="no-gateway"):
        read_gateway(gateway(tmp_path, text))


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no-gateway"):
        read_gateway(tmp_path / "none.toml")
