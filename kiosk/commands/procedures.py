"""Commands of what a town hall writes: procedure files, checked and compared, and translation catalogues (.po)."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, get_args

import click
import msgspec
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kiosk import paths
from kiosk.clock import Clock
from kiosk.commands.asking import WORDS
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.words import languages
from kiosk.words.languages import DOMAINS, FRENCH


@click.group()
def procedures() -> None:
    """The procedures of this town hall."""


@procedures.command(name="check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def check_procedures(files: tuple[Path, ...]) -> None:
    """Say everything that is wrong in procedure files, each at file:line:column; of two versions, what changed."""
    from kiosk.catalogue.check.file_warnings import (
        asks_otherwise,
        list_hard_texts,
        list_procedure_changes,
        missing_pictograms,
        stale_facts,
    )
    from kiosk.catalogue.define.catalogue import check_files, each_procedure
    from kiosk.domain.procedure.procedure import Procedure
    from kiosk.services.box.box import shipped_procedures
    from kiosk.services.media.pictograms import is_there

    data = paths.Paths(paths.default_data())
    own = data.procedures
    places = list(files) or [shipped_procedures(), *([own] if own.is_dir() else [])]
    today = Clock().now().date()
    undrawn = missing_pictograms(places, partial(is_there, data.pictograms))
    faults = sorted([*check_files(places, today), *stale_facts(places, today), *list_hard_texts(places), *undrawn])
    for fault in faults:
        words = WORDS.code("mistake", fault.code, **fault.details)
        if fault.warning:
            words = WORDS.code("mistake", "warning", words=words)
        click.echo(f"{fault.path}:{fault.line}:{fault.column}: {words}")
    earlier: dict[str, Procedure] = {}
    for place in places:
        for procedure in each_procedure(place, []):
            old = earlier.get(procedure.id)
            if old is not None and old.sha256 != procedure.sha256:
                details = {"id": procedure.id, "old": old.version, "new": procedure.version}
                click.echo(WORDS.code("change", "heading", **details))
                for change in list_procedure_changes(old, procedure):
                    click.echo("  - " + WORDS.code("change", change.code, **change.details))
                if procedure.version <= old.version and asks_otherwise(old, procedure):
                    click.echo("  " + WORDS.code("change", "raise-version", new=old.version + 1))
            earlier[procedure.id] = procedure
    if not all(fault.warning for fault in faults):
        sys.exit(1)
    click.echo(WORDS.code("mistake", "none"))


@procedures.command(name="facts")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--schema", is_flag=True, help="The keys of a source, as JSON Schema.")
def list_procedure_facts(files: tuple[Path, ...], schema: bool) -> None:
    """List the legal facts of procedures with their source, and whether anybody read or checked them."""
    from kiosk.catalogue.define.catalogue import each_procedure
    from kiosk.domain.procedure.facts import Evidence, Standing
    from kiosk.services.box.box import shipped_procedures
    from kiosk.services.procedures.look_up import say_standing

    if schema:
        click.echo(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Evidence))).decode())
        return
    today, own = Clock().now().date(), paths.Paths(paths.default_data()).procedures
    places = list(files) or [shipped_procedures(), *([own] if own.is_dir() else [])]
    counts = dict.fromkeys(("facts", "own", "old", *get_args(Standing)), 0)
    by_id = {procedure.id: procedure for place in places for procedure in each_procedure(place, [])}
    for procedure in by_id.values():
        off = WORDS.code("fact", "switched-off", check=procedure.switched_off) if procedure.switched_off else ""
        click.echo(f"{procedure.id}: {procedure.evidence.source} {off}".rstrip())
        for fact in procedure.facts:
            of = fact.evidence
            for count, holds in {"facts": True, of.standing: True, "own": fact.own, "old": of.is_old(today)}.items():
                counts[count] += holds
            said = say_standing(of, WORDS, named=True)
            click.echo(f"  {fact.key}: {said} {of.source if fact.own else ''}".rstrip())
    click.echo(WORDS.code("fact", "counts", aged=counts["old-text"] + counts["undated"], **counts))


_TEMPLATES = [("hub/receipt.html", "jinja2"), ("hub/**", "ignore"), ("**.html", "jinja2")]
"""The hub speaks French to the officials who work there; anybody verifies a receipt."""
_HOW = {"newstyle_gettext": "true", "silent": "false"}
_JINJA = {"hub/receipt.html": _HOW, "**.html": _HOW}
_HEAD = "# {domain} of Parvis, AGPL-3.0-or-later.\n# X-Reviewed-By:"
_SHIPPED = click.option("--shipped", is_flag=True, help="The catalogues that ship, for who works on Parvis itself.")


@click.group()
def translate() -> None:
    """The languages of this town hall: catalogues in the `translations` of its data folder."""


@translate.command()
@click.argument("language")
@_SHIPPED
def init(language: str, shipped: bool) -> None:
    """Begin a language: a folder of catalogues in which nothing is translated yet."""
    if not languages.find_language_name(language) or language == FRENCH:
        raise Refused(Refusal.NO_SUCH_LANGUAGE)
    place = _translations_folder(shipped)
    # Of a language that ships, a town hall has its own procedures alone.
    whole = place == languages.find_translations_folder() or language not in languages.list_languages()
    for domain in DOMAINS if whole else ("procedures",):
        po = _po(place, language, domain)
        if not po.exists():
            po.parent.mkdir(parents=True, exist_ok=True)
            head = _HEAD.format(domain=domain.capitalize())
            empty = Catalog(locale=language, project="Parvis", header_comment=head, fuzzy=False)
            write_po_file(po, updated_catalogue(empty, template(place, language, domain)))
        click.echo(po)


@translate.command()
@_SHIPPED
def update(shipped: bool) -> None:
    """Bring in what is new in pages and procedures, take out what nobody says any more; nothing is guessed."""
    place = _translations_folder(shipped)
    for language, domain, po in _there(place):
        # The codes that ship are given their words by hand, in every language at once.
        if language != FRENCH and not (shipped and domain == "words"):
            write_po_file(po, updated_catalogue(read_po_file(po), template(place, language, domain)))


@translate.command(name="compile")
@_SHIPPED
def compile_(shipped: bool) -> None:
    """Make the files that pages are spoken from; what is marked fuzzy stays out."""
    for _, _, po in _there(_translations_folder(shipped)):
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po_file(po))
        click.echo(po.with_suffix(".mo"))


@translate.command(name="report")
@_SHIPPED
def report_translations_command(shipped: bool) -> None:
    """Count what is translated, missing and fuzzy in each catalogue, and say whether it was reviewed."""
    click.echo(WORDS.code("command", "translation-columns"))
    place = _translations_folder(shipped)
    for language, domain, po in _there(place):
        messages = [message for message in read_po_file(po) if message.id]
        strings = [message.string for message in messages if not message.fuzzy]
        done = sum(all(said) if isinstance(said, tuple | list) else bool(said) for said in strings)
        fuzzy = sum(1 for message in messages if message.fuzzy)
        reviewed = WORDS.code("command", "reviewed" if languages.is_read_over(po) else "not-reviewed")
        click.echo(f"{language} {domain} {done} {len(messages) - done - fuzzy} {fuzzy} {reviewed}")


def _translations_folder(shipped: bool) -> Path:
    return languages.find_translations_folder() if shipped else paths.Paths(paths.default_data()).translations


def template(place: Path, language: str, domain: str) -> Catalog:
    """Everything there is to translate: the sentences, the codes with their French beside them, or the texts."""
    catalog, ordered = Catalog(fuzzy=False), Catalog(fuzzy=False)
    if domain == "words":  # codes say nothing to a translator
        for entry in read_po_file(_po(languages.find_translations_folder(), FRENCH, "words")):
            if entry.id:
                catalog.add(entry.id, auto_comments=[str(entry.string)], context=entry.context)
        return catalog
    texts = _sentences() if domain == "messages" else _texts(place, language)
    for file, line, message, context in texts:
        catalog.add(message, locations=[(file, line)], context=context)
    for message in sorted(filter(lambda message: message.id, catalog), key=lambda message: sorted(message.locations)):
        ordered.add(message.id, locations=sorted(message.locations), context=message.context)
    return ordered


def updated_catalogue(catalogue: Catalog, source: Catalog) -> Catalog:
    """The catalogue with exactly the present messages; existing translations are kept."""
    catalogue.update(source, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def read_po_file(po: Path) -> Catalog:
    """Read a catalogue. Raises `PoFileError` at a line that cannot be parsed."""
    with po.open("rb") as source:
        return read_po(source, domain=po.stem, abort_invalid=True)


def write_po_file(po: Path, catalogue: Catalog) -> None:
    """Without line numbers, which change when nothing does."""
    with po.open("wb") as target:
        write_po(target, catalogue, include_lineno=False)


def _po(place: Path, language: str, domain: str) -> Path:
    return place / language / "LC_MESSAGES" / f"{domain}.po"


def _there(place: Path) -> Iterator[tuple[str, str, Path]]:
    for po in sorted(place.glob("*/LC_MESSAGES/*.po")):
        if po.stem in DOMAINS:
            yield po.parent.parent.name, po.stem, po


def _sentences() -> Iterator[tuple[str, int, Any, str | None]]:
    """The messages of the templates: file, line, sentence, no context."""
    from importlib.resources import files

    place = Path(str(files("kiosk.templates")))
    messages = extract_from_dir(str(place), _TEMPLATES, _JINJA, directory_filter=lambda path: "/." not in path)
    for file, line, message, _, context in messages:
        yield f"templates/{file}", line, message, context


def _texts(place: Path, language: str) -> Iterator[tuple[str, int, Any, str | None]]:
    """The texts of the procedure files: file, line, text, the procedure's id."""
    from kiosk.catalogue.check.extract import extract
    from kiosk.services.box.box import shipped_procedures

    ours = shipped_procedures()
    folders = [ours.parent / "catalogue", ours]
    if place != languages.find_translations_folder():
        own = paths.Paths(paths.default_data()).procedures
        # In a language that ships, a town hall adds its own alone.
        folders = [own] if language in languages.list_languages() else [*folders, own]
    for folder in folders:
        for file in sorted(folder.glob("*.yaml")):
            with file.open("rb") as source:
                for line, _, (context, text), _ in extract(source, {}, (), {}):
                    yield f"kiosk/{folder.name}/{file.name}", line, text, context
