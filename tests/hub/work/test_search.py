"""A search finds people, numbers, telephones and procedures; a birth date alone is refused."""

import pytest

from hub.cases.case_list import CaseQuery
from hub.cases.scope import EVERYTHING, Scope
from hub.hub import Hub
from hub.work import search
from kiosk.errors import Refused
from tests.hub.samples import Box

PHONES = ("0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78", "0033612345678")
BIRTH_DATES = ("02/03/1945", "1945-03-02", " 2.3.1945 ", "02-03-1945", "1945")


def _found(hub: Hub, words: str, scope: Scope = EVERYTHING) -> int:
    with hub.store.reading() as connection:
        return len(search.find(connection, hub.ring, search.read(words), CaseQuery(words=words, scope=scope)).rows)


def test_a_birth_date_alone_seeks_nobody() -> None:
    for words in BIRTH_DATES:
        with pytest.raises(Refused, match="birth-date-alone"):
            search.read(words)


def test_the_trail_is_told_what_kind_of_words_they_were() -> None:
    for words, kinds in [
        ("", ()), ("Benali", ("name",)), ("benali 02/03/1945", ("birth-date", "name")), ("06 12 34 56 78", ("phone",)),
        ("+33612345678", ("phone",)), ("benali 0612345678", ("phone", "name")), ("SA 1042 X", ("number",)),
    ]:  # fmt: skip
        try:
            told = search.read(words).kinds
        except Refused as fault:
            pytest.fail(fault.code)
        assert told == kinds or (kinds == ("number",) and told)


def test_a_telephone_is_found_as_people_type_it(hub: Hub, box: Box) -> None:
    box.send(box.submitted(), box.submitted(contact={"phone": "+33699999999", "email": "", "address": ""}))
    for words in PHONES:
        assert _found(hub, words) == 1
        assert _found(hub, f"benali {words}") == 1
        assert _found(hub, words, Scope(("ccas",))) == 0


def test_a_procedure_is_found_by_the_words_of_its_title_where_nobody_is_called_so(hub: Hub, box: Box) -> None:
    box.send(box.submitted(), box.prepared())
    assert _found(hub, "acte naiss") == 1
    assert _found(hub, "acte mariage") == 0
    assert _found(hub, "acte", Scope(("ccas",))) == 0
    benali = {"family_name": "Acte", "given_names": "Jean"}
    box.send(box.submitted(applicant=benali, person=benali))
    assert _found(hub, "acte") == 1, "somebody is called so"
