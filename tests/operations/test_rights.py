"""A person's copy and erasure, asked for by a command."""

import json

import pytest

from kiosk.errors import Refused
from kiosk.operations import rights
from kiosk.operations.operation import Nothing
from kiosk.store.events import outbox
from tests.gallery.site import cast
from tests.gallery.site.gestures import submitted
from tests.operations.conftest import Site


def test_a_case_is_copied_and_erased_by_a_mediator_s_own_words(site: Site) -> None:
    with site.box() as box:
        reference = submitted(box).reference
    wrong = rights.Opening(reference, "nadia", "faux", cast.PIN)
    for operation in (rights.export, rights.erase):
        with pytest.raises(Refused, match="wrong-sign-in"):
            site.ask(operation, wrong)
    right = rights.Opening(reference, "nadia", cast.PASSPHRASE, cast.PIN)
    assert json.loads(site.ask(rights.export, right).text)["submitted"]["person"]["family_name"] == "Benali"
    assert site.ask(rights.erase, right) == Nothing()
    with site.box() as box:
        assert [row.type for row in outbox.history(box.store.read(), reference)] == ["submitted", "erasure"]


def test_neither_a_secret_nor_a_case_is_in_what_a_log_would_show() -> None:
    assert repr(rights.Opening("SA1001G", "nadia", "words", "482915")) == "Opening(reference='SA1001G', login='nadia')"
    assert repr(rights.Copy("Benali")) == "Copy()"
