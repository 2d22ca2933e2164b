"""What changed is told question by question, and nothing that stayed is called a change."""

from kiosk.catalogue.check.changes import asks_otherwise, changes
from kiosk.domain.procedure.procedure import Procedure
from tests.catalogue.broken import FILE
from tests.catalogue.samples import sound

EDITS = {
    ("title: Demander une parcelle", "title: Obtenir une parcelle"): {"words"},
    ("payment: À la trésorerie", "payment: Au guichet"): {"words"},
    ("theme: loisirs", "theme: social"): {"key"},
    ("after_months: 2", "after_months: 3"): {"key"},
    ("title: Qui jardinera ?", "title: Qui vient ?"): {"step-words"},
    ("kind: number, label: Surface, least: 10, most: 200,", "kind: text, label: Surface,"): {
        "field-kind",
        "field-limits",
    },
    ("label: Surface,", "label: Étendue,"): {"field-label"},
    ("label: Surface,", "label: Surface, help: En mètres carrés,"): {"field-words"},
    ("label: Surface,", "label: Surface, required: non,"): {"field-optional"},
    (", when: { field: taille, is: grand }", ""): {"field-when"},
    ("label: Petit }", "label: Petit }\n          - { value: moyen, label: Moyen }"): {"choice-added"},
    ("{ id: prenom, kind: text, label: Prénom }", "{ id: prenom, kind: text, label: Nom }"): {"field-label"},
    ("why: Les jardins sont", "why: Nos jardins sont"): {"document-changed"},
}
WORDS_ALONE = {"words", "key"}


def version(before: str = "", after: str = "") -> Procedure:
    assert before in FILE
    text = FILE.replace(before, after, 1) if before else FILE
    return sound(text.partition("examples:")[0])


def test_the_same_file_has_not_changed() -> None:
    assert not list(changes(version(), version()))


def test_each_change_is_told_by_its_name() -> None:
    for edit, codes in EDITS.items():
        old, new = version(), version(*edit)
        assert {change.code for change in changes(old, new)} == codes
        assert asks_otherwise(old, new) is not (codes <= WORDS_ALONE)


def test_back_and_forth_is_the_opposite() -> None:
    added = version("label: Petit }", "label: Petit }\n          - { value: moyen, label: Moyen }")
    assert [change.code for change in changes(added, version())] == ["choice-removed"]
    start = FILE.index("  - id: pieces")
    without = version(FILE[start : FILE.index("examples:")])
    assert {change.code for change in changes(version(), without)} == {"step-removed", "field-removed"}
    assert {change.code for change in changes(without, version())} == {"step-added", "field-added"}
