"""One question, one answer, or the reason why there is none."""

import json

import pytest
import zstandard

from kiosk.connectors.hub.connection import HubConnection
from kiosk.errors import Unreachable
from tests.connectors.conftest import Speaker


def test_a_question_travels_packed_and_its_answer_is_an_object(speaker: Speaker) -> None:
    speaker.says = {"a": 1}
    line = HubConnection(speaker.url)
    assert line.ask("POST", "/here", {"é": "x" * 1000}, token="t") == (200, {"a": 1})
    ((said, headers, body),) = speaker.heard
    assert (said, headers["Authorization"], headers["Content-Encoding"]) == ("POST /here", "Bearer t", "zstd")
    assert json.loads(zstandard.ZstdDecompressor().decompress(body)) == {"é": "x" * 1000}
    line.close()


def test_nobodys_token_is_sent_where_none_is_given(speaker: Speaker) -> None:
    speaker.says, speaker.status = [], 404
    assert HubConnection(speaker.url).ask("GET", "/") == (404, {})
    assert "Authorization" not in speaker.heard[0][1]


@pytest.mark.parametrize(("says", "code"), [([], "bad-answer"), (b"{", "no-line")])
def test_what_is_no_object_is_no_answer(speaker: Speaker, says: object, code: str) -> None:
    speaker.says = says
    with pytest.raises(Unreachable, match=code):
        HubConnection(speaker.url).ask("GET", "/")


def test_a_line_that_was_never_used_closes() -> None:
    HubConnection("http://nowhere.invalid").close()
