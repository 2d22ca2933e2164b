"""How files of procedures are read, and each fault told at its line."""

from datetime import date
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.define.conditions import OPERATORS_OF_SORT, read_operand, sort_of_field
from kiosk.catalogue.read.source import (
    LIMIT_BYTES,
    LIMIT_ITEMS,
    LIMIT_LETTERS,
    CatalogueFaults,
    Entries,
    Items,
    Node,
    Notes,
    Scalar,
    read_root_node,
)
from kiosk.catalogue.read.table import KEBAB, ReadingState, Table, typeset
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.language.spelling import EMPTY, Text
from kiosk.domain.procedure.procedure import OPERATORS as ALL
from kiosk.domain.procedure.procedure import Field, FieldChoice
from tests.catalogue.samples import SOUND, found, marked


def node(text: str) -> Node | None:
    notes = Notes("x.yaml")
    root = read_root_node(text.encode(), notes)
    assert notes.faults == []
    return root


def test_a_scalar_keeps_its_letters_and_every_node_knows_its_place() -> None:
    words = ("no", "010", "12:30:45", "~", "null", "1e3", "0x10", "2024-01-01", "Yes")
    root = node("\n".join(f"- {word}" for word in words))
    assert isinstance(root, Items)
    assert [item.value for item in root.items if isinstance(item, Scalar)] == list(words)
    root = node("a: é\nb:\n  - c: 1\n")
    assert isinstance(root, Entries)
    inner = root.get("b")
    assert isinstance(inner, Items)
    assert (inner.items[0].line, inner.items[0].column) == (3, 5)
    assert (root.place("b").line, root.place("b").column) == (2, 1)


def test_the_alias_bomb_of_271_bytes_is_refused_without_growing() -> None:
    names = "abcdefg"
    lines = ["a: &a [1,1,1,1,1,1,1,1,1]"]
    lines += [f"{here}: &{here} [{','.join(['*' + before] * 9)}]" for before, here in pairwise(names)]
    faults = found("\n".join(lines))
    assert {code for *_, code in faults} >= {"alias", "anchor"}
    assert len(faults) < 100


def test_a_file_over_256_kb_is_refused_and_one_just_under_is_not() -> None:
    padding = "# " + "x" * 997 + "\n"
    assert found(padding * 263) == [(1, 1, "too-big")]
    assert found(SOUND + padding * ((LIMIT_BYTES - len(SOUND.encode())) // 1000)) == []


def test_no_text_and_no_list_is_longer_than_anybody_reads() -> None:
    assert (1, 8, "too-long") in found(f"title: {'a' * (LIMIT_LETTERS + 1)}\n")
    assert (2, 3, "too-long") in found("steps:\n" + "  - id: a\n" * (LIMIT_ITEMS + 1))
    notes = Notes("x.yaml")
    read_root_node(f"title: {'a' * LIMIT_LETTERS}\nsteps: [{'a,' * LIMIT_ITEMS}]\n".encode(), notes)
    assert notes.faults == []


def test_a_text_that_is_read_in_another_order_than_it_is_written_is_refused() -> None:
    for turned in "\u202a\u202b\u202c\u202d\u202e":
        assert (1, 13, "strange-character") in found(f"title: Copie{turned} d’acte\n")


def test_a_slip_of_the_pen_has_its_own_words_and_place() -> None:
    for text in [
        "title: ⟦forbidden-start⟧@home\n",
        "title: Bon⟦stray-colon⟧: jour\n",
        "title: ⟦unclosed-quote⟧'Bonjour\nid: a\n",
        "steps: ⟦unclosed-bracket⟧[a, b\n",
        "⟦missing-colon⟧version 2\nid: a\n",
        "steps:\n  - id: a\n ⟦broken-line⟧- id: b\n",
        "title: ⟦bad-indent⟧- a\n",
        "⟦tab⟧\tid: a\n",
    ]:
        plain, expected = marked(text)
        assert [fault for fault in found(plain) if fault[2] not in ("missing-key", "unknown-key")] == expected


def test_depth_is_refused_however_deep() -> None:
    assert (2, 4, "too-deep") not in found(SOUND)
    for depth in (25, 400, 100_000):
        assert "too-deep" in {code for *_, code in found("a: " + "[" * depth + "]" * depth)}
    assert "too-deep" in {code for *_, code in found("- " * 900 + "a")}


def test_other_encodings_are_named_where_they_start() -> None:
    assert found(SOUND.encode("latin-1"))[0] == (4, 33, "not-utf-8")
    assert found(SOUND.encode("utf-16"))[0] == (1, 1, "not-utf-8")
    assert found(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()) == []


@given(st.binary(max_size=300))
def test_random_bytes_are_a_procedure_or_faults(data: bytes) -> None:
    with pytest.raises(CatalogueFaults):
        load_procedure(data)


@given(st.text(alphabet="aé: -[]{}#&*!|>'\"%@`?,\n\t0é~", max_size=80))
def test_random_yaml_is_a_procedure_or_faults(text: str) -> None:
    with pytest.raises(CatalogueFaults):
        load_procedure(text.encode())


_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["is", "all", "choice", "oui"])
)
_KEYS = st.sampled_from(
    ["id", "kind", "title", "steps", "fields", "when", "field", "is", "in", "all", "any", "not", "before", "at_least",
     "choices", "value", "label", "documents", "silence", "service", "text", "plain", "next", "for_whom", "years_ago"]
)  # fmt: skip


@given(st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6)))
def test_the_right_words_in_the_wrong_places_are_faults(value: object) -> None:
    with pytest.raises(CatalogueFaults):
        load_procedure(yaml.safe_dump(value, allow_unicode=True).encode())


@given(st.data())
def test_a_sound_file_with_one_character_changed_never_crashes(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SOUND) - 1))
    instead = data.draw(st.sampled_from(["", *": -[]{}#&*!|>'\"%@,\n\t"]))
    found(SOUND[:place] + instead + SOUND[place + 1 :])


def table(text: str, *keys: str) -> Table:
    notes = Notes("x.yaml")
    node = read_root_node(text.encode(), notes)
    assert node is not None
    return Table(node, ReadingState(notes, "ctx"), keys or ("a", "b"))


def test_where_words_are_expected_words_are_read() -> None:
    for written in ["no", "'no'", "010", "12:30:45", "1e3", "~", "2024-01-01", "true"]:
        assert table(f"a: {written}").word("a") == written.strip("'")
        assert table(f"a: {written}").text("a") == Text(written.strip("'"), "", "ctx")
    result = table("a:\n  text: Un\n  plain: >\n    Deux\n    trois")
    assert result.text("a") == Text("Un", "Deux trois", "ctx")
    assert result.reading.texts == [(2, "Un"), (3, "Deux trois")]


def test_a_whole_number_is_plain_decimal() -> None:
    for written, number in [("12", 12), ("'12'", 12), ("0", 0), ("-3", -3)]:
        assert table(f"a: {written}").integer("a") == number
    for written in ["010", "0x10", "1_000", "12:30:45", "1.0", "1e3", "+1", "douze", "９", "9999999999"]:
        result = table(f"a: {written}")
        assert result.integer("a") is None
        assert [fault.code for fault in result.notes.faults] == ["not-an-integer"]


def test_a_flag_is_one_of_four_words() -> None:
    assert [table(f"a: {word}").flag("a") for word in ("true", "oui", "false", "non")] == [True, True, False, False]
    for word in ("yes", "no", "on", "True", "1"):
        result = table(f"a: {word}")
        assert result.flag("a") is None
        assert [fault.code for fault in result.notes.faults] == ["not-a-flag"]


def test_a_day_is_an_iso_day() -> None:
    assert table("a: 2024-02-29").day("a") == date(2024, 2, 29)
    for word in ("2023-02-29", "24-02-29", "20240229", "2024-W09-4", "29/02/2024"):
        result = table(f"a: {word}")
        assert result.day("a") is None
        assert [fault.code for fault in result.notes.faults] == ["not-a-day"]


def test_nothing_written_is_nothing_and_missing_where_it_is_required() -> None:
    result = table("a:\nb: ''")
    assert (result.word("a"), result.integer("b"), result.day("a"), result.text("b")) == ("", None, None, Text())
    assert result.notes.faults == []
    result.word("a", required=True)
    assert [(fault.line, fault.column, fault.code) for fault in result.notes.faults] == [(1, 1, "missing-key")]


def test_an_id_is_small_letters_and_hyphens() -> None:
    for word in ["acte-de-naissance", "a1", "2fa"]:
        assert table(f"a: {word}").named("a", KEBAB) == word
    for word in ["Acte", "acte_de", "été", "a--b", "-a", "a" * 61, "a b", "../etc"]:
        assert table(f"a: {word!r}").named("a", KEBAB) == ""


def test_every_option_of_every_kind_can_be_read() -> None:
    for kind in KINDS:
        for option in kind.options:
            assert table("b: 1").typed(option.name, option.type) is None
    with pytest.raises(TypeError):
        table("a: 1").typed("a", set)


CHOICES = (FieldChoice("a", EMPTY), FieldChoice("b", EMPTY))


def field(kind: str, **options: object) -> Field:
    chooses = next(a_kind for a_kind in KINDS if a_kind.kind == kind).chooses
    return Field("x", kind, EMPTY, choices=CHOICES if chooses else (), options=options)


def test_every_kind_has_a_sort_and_every_operator_a_use() -> None:
    assert {sort_of_field(field(kind.kind)) for kind in KINDS} <= set(OPERATORS_OF_SORT)
    assert {operator for operators in OPERATORS_OF_SORT.values() for operator in operators} == set(ALL)
    assert read_operand(field("number", least=5), "3") is None
    assert read_operand(field("document"), "seen") == "seen"
    assert read_operand(field("document"), "sen") is None
    assert (read_operand(field("country"), "DE"), read_operand(field("country"), "xx")) == ("DE", None)


def test_it_is_set_as_the_printers_do() -> None:
    for typed, shown in [
        ("L'acte de qui ?", "L’acte de qui\u00a0?"),
        ("« oui » : non", "«\u00a0oui\u00a0»\u00a0: non"),
        ("Un timbre de 25 €, n° 12100", "Un timbre de 25\u00a0€, n°\u00a012100"),
        ("35 000 communes, 12 mois", "35\u00a0000 communes, 12 mois"),
        ("une\n  ligne\n", "une ligne"),
        ("un\n\n deux", "un\n\ndeux"),
        ("https://x.fr/a?b=c ; d", "https://x.fr/a?b=c\u00a0; d"),
        ("'seul'", "'seul'"),
    ]:
        assert typeset(typed) == typeset(shown) == shown
