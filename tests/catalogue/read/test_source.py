"""Bytes become located nodes or faults, whatever the bytes are."""

from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.read.fault import CatalogueFaults, Entries, Items, Node, Notes, Scalar
from kiosk.catalogue.read.source import LIMIT_BYTES, read
from tests.catalogue.samples import SOUND, found, marked


def node(text: str) -> Node | None:
    notes = Notes("x.yaml")
    root = read(text.encode(), notes)
    assert notes.faults == []
    return root


def test_a_scalar_keeps_its_letters() -> None:
    words = ("no", "010", "12:30:45", "~", "null", "1e3", "0x10", "2024-01-01", "Yes")
    root = node("\n".join(f"- {word}" for word in words))
    assert isinstance(root, Items)
    assert [item.value for item in root.items if isinstance(item, Scalar)] == list(words)


def test_every_node_knows_its_place() -> None:
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


def test_what_a_windows_editor_adds_is_accepted() -> None:
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
