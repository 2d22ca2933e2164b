"""A full-text index of the catalogue's procedures, in memory (SQLite FTS5)."""

import json
import threading
from collections.abc import Mapping, Sequence

import sqlcipher3.dbapi2 as driver

COLUMNS = ("title", "keywords", "numbers", "life_event", "summary", "rest")
"""The indexed texts of a procedure, each as words separated by spaces."""
_LISTED = ", ".join(COLUMNS)


class Index:
    """A full-text index of procedures, which are named by their place in the sequence; usable from all threads."""

    def __init__(self, procedures: Sequence[Mapping[str, str]]) -> None:
        self._turn = threading.Lock()
        self._connection = driver.connect(":memory:", check_same_thread=False)
        marks = ", ".join("?" * len(COLUMNS))
        self._connection.execute(
            f"CREATE VIRTUAL TABLE found USING fts5 ({_LISTED}, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._connection.executemany(
            f"INSERT INTO found (rowid, {_LISTED}) VALUES (?, {marks})",
            [(place, *(procedure.get(column, "") for column in COLUMNS)) for place, procedure in enumerate(procedures)],
        )

    def scores(self, words: Sequence[str]) -> list[dict[int, float]]:
        """For each word, the scores (BM25, above 0) of the procedures that contain it, by their places."""
        phrases = json.dumps(['"{}"'.format("".join(filter(str.isalnum, word))) for word in words])
        scores: list[dict[int, float]] = [{} for _ in words]
        with self._turn:
            cursor = self._connection.execute(
                "SELECT asked.key, found.rowid, -bm25(found, 8, 6, 10, 3, 1.5, 0.3)"
                " FROM json_each(?) AS asked JOIN found ON found MATCH asked.value",
                (phrases,),
            )
            for word, place, score in cursor.fetchall():
                scores[word][place] = score
        return scores

    def close(self) -> None:
        with self._turn:
            self._connection.close()
