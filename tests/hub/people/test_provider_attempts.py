"""A sign-in that is under way elsewhere."""

from datetime import timedelta

from hub.hub import Hub
from hub.people.provider_sign_in import ATTEMPT_LASTS, begin_attempt, keep_token, take_attempt, take_token
from hub.store.schema import provider_attempt, provider_session
from tests.hub.conftest import Watch


def test_an_attempt_comes_back_once_and_in_time(hub: Hub, watch: Watch) -> None:
    cookie, attempt = begin_attempt(hub, "/dossiers")
    assert len({attempt.state, attempt.nonce, attempt.verifier}) == 3 and len(attempt.verifier) >= 43
    with hub.store.reading() as connection:
        kept = repr(connection.execute(provider_attempt.select()).all())
    assert attempt.verifier not in kept and cookie not in kept
    assert take_attempt(hub, cookie) == (attempt, "/dossiers")
    assert take_attempt(hub, cookie) is None and take_attempt(hub, "") is None
    late, _ = begin_attempt(hub, "")
    watch.ahead.append(ATTEMPT_LASTS + timedelta(seconds=1))
    assert take_attempt(hub, late) is None


def test_the_token_of_a_session_is_locked_and_given_once(hub: Hub) -> None:
    keep_token(hub, "cookie", "a.b.c")
    with hub.store.reading() as connection:
        assert "a.b.c" not in repr(connection.execute(provider_session.select()).all())
    assert (take_token(hub, "cookie"), take_token(hub, "cookie"), take_token(hub, "other")) == ("a.b.c", "", "")
