"""How what is counted is called: one name on the page, on the council's page and in tables for other programs."""

from collections.abc import Callable, Mapping
from functools import partial

from kiosk.domain.figures.figures import REST
from kiosk.services.box.box import Box
from kiosk.words.charts import CONTEXTS, say_paper
from kiosk.words.words import Words


def list_ways_to_say(box: Box, words: Words) -> Mapping[str, Callable[[str], str]]:
    """How the names of each table are said, by the table's; `REST` by who shows it, since it is no name."""

    def name_procedure(procedure_id: str) -> str:
        procedure = box.catalogue.get(procedure_id)
        return words.text(procedure.name) if procedure else procedure_id

    def name_stop(name: str) -> str:
        procedure_id, _, step_id = name.partition(" ")
        procedure = box.catalogue.get(procedure_id)
        titles = [words.text(step.title) for step in procedure.steps if step.id == step_id] if procedure else []
        return ", ".join([name_procedure(procedure_id), *(words.code("figures", "quoted", what=one) for one in titles)])

    def name_language(code: str) -> str:
        said = words.tongue(code)
        return said[:1].upper() + said[1:]

    def by_code(context: str) -> Callable[[str], str]:
        return lambda code: words.code(context, code)

    return {table: by_code(context) for table, context in CONTEXTS.items()} | {
        "requests": name_procedure,
        "languages": name_language,
        "papers": partial(say_paper, words),
        "unsolved": name_procedure,
        "stopped": name_stop,
    }


def say_name(ways: Mapping[str, Callable[[str], str]], table: str, name: str, words: Words) -> str:
    """A line's name in a table that is read alone: the rest has words too; a table that has none gives its codes."""
    return words.code("figures", "rest") if name == REST else ways.get(table, str)(name)
