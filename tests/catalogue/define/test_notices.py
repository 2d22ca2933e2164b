"""No procedure goes without saying what becomes of the answers, and what is said can be said by a town hall."""

from kiosk.catalogue.define.procedures import KEEPING_KEYS, NOTICE_KEYS
from kiosk.domain.procedure.notice import BASES, Keeping
from kiosk.words.words import Words
from tests.catalogue.samples import HEAD, ROOT, SHIPPED, SOUND, STEPS, details, found, marked, sound

SHORT = "notice: { legal_basis: public_task, hub_retention: { months: 12 } }\n"
WHOLE = """\
retention_days: 7
notice:
  purpose: { text: réserver la place, plain: garder la place }
  legal_basis: legal_obligation
  law: Code de la route
  recipients: [le service de la voirie, la police municipale]
  hub_retention: { days: 90 }
  officer: Anne Petit, dpo@example.org
"""


def test_two_keys_are_enough_and_the_rest_is_what_every_procedure_has() -> None:
    notice = sound(SOUND).notice
    assert (notice.legal_basis, notice.hub_retention) == ("public_task", Keeping(months=12))
    assert not (notice.purpose or notice.law or notice.recipients or notice.officer)
    assert sound(SOUND).retention_days is None


def test_every_key_lands_in_the_notice() -> None:
    procedure = sound(SOUND.replace(SHORT, WHOLE))
    notice = procedure.notice
    assert procedure.retention_days == 7
    assert (notice.purpose.text, notice.purpose.plain, notice.purpose.context) == (
        "réserver la place", "garder la place", "parking",
    )  # fmt: skip
    assert (notice.legal_basis, notice.law.text) == ("legal_obligation", "Code de la route")
    assert [recipient.text for recipient in notice.recipients] == ["le service de la voirie", "la police municipale"]
    assert (notice.hub_retention, notice.officer) == (Keeping(days=90), "Anne Petit, dpo@example.org")


FAULTS = {
    "none at all": (HEAD + STEPS).replace(SHORT, "").replace("id: parking", "⟦missing-key⟧id: parking", 1),
    "an empty one": SOUND.replace(SHORT, "⟦missing-key⟧notice:\n"),
    "words where a table is due": SOUND.replace(SHORT, "notice: ⟦not-a-table⟧public_task\n"),
    "neither basis nor duration": SOUND.replace(SHORT, "notice: ⟦missing-key⟧⟦missing-key⟧{ purpose: Servir }\n"),
    "a basis that is none": SOUND.replace("public_task", "⟦unknown-word-near⟧public_tasks"),
    "a basis no authority has": SOUND.replace("public_task", "⟦not-for-authorities⟧legitimate_interests"),
    "no duration": SOUND.replace("{ months: 12 }", "⟦days-or-months⟧{ days: }"),
    "two durations": SOUND.replace("{ months: 12 }", "⟦days-or-months⟧{ days: 3, months: 1 }"),
    "for ever": SOUND.replace("months: 12", "months: ⟦not-an-integer⟧toujours"),
    "for no time": SOUND.replace("months: 12", "months: ⟦too-small⟧0"),
    "in years": SOUND.replace("{ months: 12 }", "⟦days-or-months⟧{ ⟦unknown-key⟧years: 1 }"),
    "less than no days here": SOUND.replace("version: 2", "version: 2\nretention_days: ⟦too-small⟧-1"),
}


def test_each_mistake_is_said_at_its_place() -> None:
    for text in FAULTS.values():
        clean, expected = marked(text)
        assert found(clean) == expected


def test_what_is_wrong_is_said_in_words_a_secretary_understands() -> None:
    words = Words()
    given = details(SOUND.replace("public_task", "legitimate_interests"))["not-for-authorities"]
    assert "n’est pas permis à une mairie" in words.code("mistake", "not-for-authorities", **given)
    assert "{ months: 12 }" in words.code("mistake", "days-or-months")


def test_every_key_and_every_basis_is_documented() -> None:
    page = (ROOT / "docs/procedures.md").read_text("utf-8")
    assert not [word for word in (*NOTICE_KEYS, *BASES) if f"`{word}`" not in page]
    assert not [word for word in KEEPING_KEYS if f"`{{ {word}: " not in page]


def test_what_ships_says_its_own_purpose_law_and_readers() -> None:
    for path in SHIPPED:
        notice = sound(path.read_text("utf-8")).notice
        assert notice.purpose.plain and notice.law and notice.recipients, path.stem
        assert notice.legal_basis in ("public_task", "legal_obligation")
        assert notice.purpose.text.split()[0].endswith(("er", "ir", "re")), "it follows « Vos réponses servent à »"
