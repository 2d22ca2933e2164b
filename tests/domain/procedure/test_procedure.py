"""A procedure finds its own parts."""

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Document
from tests.domain.samples import a_field, a_procedure, a_step

IDENTITY = Document("identity", Text("Pièce d’identité"), Text("Pour savoir qui demande"))
PROCEDURE = a_procedure(
    a_step("one", a_field(id="a"), a_field(id="b")), a_step("two", a_field(id="c")), documents=(IDENTITY,)
)


def test_steps_and_documents_are_found_by_id():
    assert PROCEDURE.step("two").id == "two" and PROCEDURE.step("three") is None
    assert PROCEDURE.document("identity") is IDENTITY and PROCEDURE.document("") is None


def test_fields_come_in_the_order_of_the_file():
    assert [field.id for field in PROCEDURE.fields()] == ["a", "b", "c"]


def test_a_prepared_procedure_is_no_deposit():
    assert a_procedure(kind="prepared").prepared and not PROCEDURE.prepared
