"""The file in which templates go from one hub to another, and the commands that write and take it.

It is JSON, with what each template is for and its text in each language. The libraries of the extra `hub` are imported
only when a command runs.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.open_for_command import open_for_command
from kiosk.domain.replies.message_template import MessageTemplate, TemplateFault, faults_of
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.settings import HubSettings

_KIND = "parvis-message-templates"
_FIELDS = {"id": 32, "name": 200, "service": 64, "procedure": 64, "state": 16}
"""Fields of a template with the characters that each has at most; its texts are under `words`, by language."""


@click.group()
def templates() -> None:
    """Pass message templates from one hub to another, in a file."""


@templates.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(chosen: "HubSettings", file: Path) -> None:
    """Write all message templates into FILE; prints its name."""
    from hub.message_templates import kept_templates

    with open_for_command(chosen).store.reading() as connection:
        known = kept_templates.every(connection)
    with name_what_is_wrong(file):
        file.write_bytes(written(known))
    click.echo(file)


@templates.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(chosen: "HubSettings", file: Path) -> None:
    """Take the message templates of FILE, all or none; prints how many are new or changed."""
    click.echo(take(open_for_command(chosen), read(file.read_bytes(), str(file))))


def written(templates: Iterable[MessageTemplate]) -> bytes:
    """The file of these templates."""
    listed = [
        {**{name: getattr(template, name) for name in _FIELDS}, "retired": template.retired, "words": template.texts}
        for template in templates
    ]
    return (json.dumps({"kind": _KIND, "templates": listed}, ensure_ascii=False, indent=2) + "\n").encode()


def read(data: bytes, path: str) -> list[MessageTemplate]:
    """The templates of a file. Raises `Refused`: `not-a-template-file`, `template-faulty`."""
    try:
        content = json.loads(data)
        if content["kind"] != _KIND:
            raise ValueError
        templates = [_read(listed) for listed in content["templates"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(HubRefusal.NOT_A_TEMPLATE_FILE, path=path) from None
    for template in templates:
        if faults := faults_of(template):
            raise Refused(HubRefusal.TEMPLATE_FAULTY, name=template.name, faults=", ".join(map(_brief, faults)))
    return templates


def take(hub: "Hub", templates: Iterable[MessageTemplate]) -> int:
    """Keep the templates of a file in the place of those with the same ids; gives how many are new or changed."""
    from hub.message_templates import kept_templates
    from hub.trail.audit import AuditAction, note

    with hub.store.writing() as connection:
        known = {template.id: template for template in kept_templates.every(connection)}
        changed = [row for row in templates if row.id not in known or not kept_templates.same(known[row.id], row)]
        for template in changed:
            before = known.get(template.id)
            saved = kept_templates.next_of(template, before.revision if before else 0)
            kept_templates.put(hub, connection, saved, None)
            note(hub, AuditAction.TEMPLATE_WRITTEN, detail=f"{saved.id}:{saved.revision}", within=connection)
    return len(changed)


def _read(one: Any) -> MessageTemplate:
    texts = dict(one["words"])
    fields = {name: one[name] for name in _FIELDS}
    strings = [*fields.values(), *texts, *texts.values()]
    if not all(isinstance(value, str) for value in strings) or not fields["id"] or not isinstance(one["retired"], bool):
        raise ValueError
    if any(len(fields[name]) > most for name, most in _FIELDS.items()):
        raise ValueError
    return MessageTemplate(words=texts.pop("fr"), said_in=texts, retired=one["retired"], **fields)


def _brief(fault: TemplateFault) -> str:
    """« fr:2 {démarch} → {démarche} », « ar lacks-blank {numéro} »."""
    where = f"{fault.language}:{fault.line}" if fault.line else fault.language
    about = f"{{{fault.word}}} → {{{fault.near}}}" if fault.near else f"{fault.code} {fault.word}"
    return f"{where} {about}".strip()
