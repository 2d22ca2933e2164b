"""Read what silence means: one meaning, `none`, or one for each subject of the request."""

from kiosk.catalogue.define.conditions import Scope, read_when
from kiosk.catalogue.read.node import Entries, Items, Node, Scalar
from kiosk.catalogue.read.table import Table, note_unknown
from kiosk.domain.language.text import EMPTY
from kiosk.domain.procedure.silence import Silence
from kiosk.domain.time.silence_dates import SilenceMeans

KEYS = ("means", "after_months", "when", "about", "text")


def read_silences(table: Table, scope: Scope, required: bool) -> tuple[Silence, ...]:
    """The meanings under `silence`, in the order of the file; empty if it is missing or wrong, which is noted.

    The last one is for everything that no other is about, so that no request is left without a meaning.
    """
    node = table.value("silence", required)
    if node is None:
        return ()
    if isinstance(node, Scalar):
        return _word(table, node)
    nodes = table.items("silence", required=True) if isinstance(node, Items) else (node,)
    silences = tuple(_silence(Table(item, table.reading, KEYS), scope) for item in nodes)
    for item in nodes[:-1]:
        if isinstance(item, Entries) and item.get("when") is None:
            table.notes.note(item, "silence-not-last")
    if nodes and isinstance(nodes[-1], Entries) and (when := nodes[-1].get("when")) is not None:
        table.notes.note(when, "silence-without-rest")
    return silences


def _word(table: Table, node: Node) -> tuple[Silence, ...]:
    word = table.word("silence")
    if word == SilenceMeans.NONE:
        return (Silence(SilenceMeans.NONE),)
    note_unknown(table.notes, node, "unknown-word", word, (SilenceMeans.NONE,))
    return ()


def _silence(table: Table, scope: Scope) -> Silence:
    means = table.one_of("means", tuple(SilenceMeans))
    if means == SilenceMeans.NONE and table.has("after_months"):
        table.notes.note(table.node.place("after_months"), "silence-none-months")
    decides = means != SilenceMeans.NONE
    months = (table.integer("after_months", least=1, required=True) or 1) if decides else 0
    about = table.text("about") if table.has("about") else EMPTY
    return Silence(means, months, table.text("text"), about, read_when(table, scope, "unreachable-silence"))
