"""What the public archives are given: the list of files for their visa, and a file that they want to keep.

A file leaves as a folder in the BagIt layout (RFC 8493), which archives read without this program: the case as JSON and
as PDF, every file of it with its own bytes, and the SHA-256 of each. It is no transfer by SEDA (NF Z44-022).
"""

import hashlib
import json
import mimetypes
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from hub import retention, trail
from hub.cases.case_list import full_name
from hub.cases.cases import CaseFile, read_case
from hub.cases.states import Scope
from hub.decisions.rights import copy_of_case
from hub.files.listed_file import open_case_file, open_given
from hub.hub import Hub
from hub.outbox.deliverer import SECRETS
from hub.retention import DueCase
from hub.trail import AuditAction
from hub.web.pages import word
from kiosk.domain.events import case_line
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Rejected
from kiosk.files.table_file import write_csv
from kiosk.paths import name_what_is_wrong
from kiosk.version import VERSION
from kiosk.words import paper_fonts
from kiosk.words.words import Words
from printers.renderers.pdf import A4
from printers.slip import Block, Heading, Items, Line, Pair, Signature, Slip, Small

_CONTEXT = "archives"
_HEADS = ("number", "procedure", "service", "site", "deposited", "ended", "due")


def list_for_visa(hub: Hub, connection: Connection, scope: Scope) -> list[DueCase]:
    """The cases of a scope that wait for the archives' agreement today: the list that the visa is asked for."""
    return [
        case
        for case in retention.list_waiting_cases(hub, connection)
        if case.site in (scope.sites or (case.site,)) and case.service in (scope.services or (case.service,))
    ]


def write_visa_list(hub: Hub, listed: list[DueCase], form: str, words: Words) -> bytes:
    """The list as `csv` or `pdf`: numbers, procedures and days, and no name of a person."""
    rows = [
        (
            case.reference, case.title, case.service_name, case.site,
            *(day.isoformat() for day in (case.deposited, case.ended, case.due)),
        )
        for case in listed
    ]  # fmt: skip
    if form == "csv":
        return write_csv([[word(head, _CONTEXT) for head in _HEADS], *map(list, rows)])
    today = hub.day(hub.clock.now())
    groups: dict[tuple[str, ...], list[DueCase]] = {}
    for case in listed:
        time = words.span((case.due - case.ended).days, "day")
        groups.setdefault((case.title, case.service_name, case.site_name, time), []).append(case)
    blocks: list[Block] = [
        Heading(words.listed(sorted({case.site_name for case in listed})) or hub.settings.name, 1),
        Heading(word("heading", _CONTEXT), 2),
        Line(word("law", _CONTEXT, day=words.day(today))),
        Pair(word("count", _CONTEXT), str(len(listed))),
        Pair(word("support", _CONTEXT), word("digital", _CONTEXT, hub=hub.settings.name)),
    ]
    if listed:
        blocks.append(Pair(word("extremes", _CONTEXT), _from_to(listed, words)))
        summed = tuple(
            word(
                "group",
                _CONTEXT,
                title=title,
                service=service,
                site=named,
                time=time,
                count=len(cases),
                days=_from_to(cases, words),
            )
            for (title, service, named, time), cases in sorted(groups.items())
        )
        blocks += [Items(summed, word("by-procedure", _CONTEXT)), Heading(word("files", _CONTEXT), 3)]
        blocks.append(Items(tuple(_in_one_line(case, words) for case in listed), numbered=True))
    blocks += [
        Signature(word("proposed", _CONTEXT)),
        Signature(word("visa", _CONTEXT)),
        Small(word("then", _CONTEXT, day=today.isoformat())),
    ]
    return _as_pdf(word("heading", _CONTEXT), blocks, words)


def _from_to(listed: list[DueCase], words: Words) -> str:
    days = [case.deposited for case in listed]
    return word("from-to", _CONTEXT, first=words.day(min(days)), last=words.day(max(days)))


def _in_one_line(case: DueCase, words: Words) -> str:
    days = {name: words.day(getattr(case, name)) for name in ("deposited", "ended", "due")}
    return word("line", _CONTEXT, number=case.reference, title=case.title, site=case.site, **days)


def _as_pdf(title: str, blocks: Iterable[Block], words: Words) -> bytes:
    return A4.render(Slip(title, words.language, words.direction, tuple(blocks)), paper_fonts.load_paper_fonts())


def write_archive_folder(hub: Hub, reference: str, into: Path, words: Words) -> Path:
    """Write one case as a folder in the BagIt layout below `into`; gives the folder. The audit trail says it.

    Raises `Refused`: `unknown-case`; `archive-lacks-file` with `name`, where a file of the case is not whole here, and
    then nothing is left behind; and what `name_what_is_wrong` raises.
    """
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, reference)
        copy = dict(copy_of_case(hub, connection, case))
    copy["submitted"] = {name: part for name, part in copy["submitted"].items() if name not in SECRETS}
    copy.pop("new_codes")
    folder = into / case.reference
    with name_what_is_wrong(folder):
        into.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        try:
            copy["files"] = list(_write_files(hub, case, folder))
            _write(folder, "data/dossier.pdf", [_case_as_pdf(case, words)])
            _write(folder, "data/dossier.json", [json.dumps(copy, ensure_ascii=False, indent=1).encode()])
            _write_tags(hub, case, folder)
            trail.append_audit_line(hub, AuditAction.ARCHIVED, reference=case.reference)
        except BaseException:
            shutil.rmtree(folder)
            raise
    return folder


def _write_files(hub: Hub, case: CaseFile, folder: Path) -> Iterator[dict[str, Any]]:
    joined = [(open_case_file, "pieces", file["id"], file["name"], file["media_type"]) for file in case.files]
    given = [(open_given, "reponses", file.id, file.name, file.media_type) for file in case.documents.values()]
    for number, (opened, place, file_id, name, media_type) in enumerate((*joined, *given), 1):
        path = f"data/{place}/{number:02}{mimetypes.guess_extension(media_type) or ''}"
        try:
            digest, size = _write(folder, path, opened(hub, case.id, file_id))
        except Rejected:
            raise Refused(HubRefusal.ARCHIVE_LACKS_FILE, name=name) from None
        yield {"path": path, "name": name, "media_type": media_type, "sha256": digest, "size": size}


def _write(folder: Path, name: str, pieces: Iterable[bytes]) -> tuple[str, int]:
    path, digest, size = folder / name, hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb", opener=lambda file, flags: os.open(file, flags, 0o600)) as out:
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _write_tags(hub: Hub, case: CaseFile, folder: Path) -> None:
    """The four files of RFC 8493 beside `data`."""
    payload = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    said = {
        "Source-Organization": case.submitted["site"]["name"],
        "External-Identifier": case.reference,
        "External-Description": f"{case.submitted['procedure']['title']} ({case.submitted['service']['name']})",
        "Bagging-Date": hub.day(hub.clock.now()).isoformat(),
        "Payload-Oxum": f"{sum(path.stat().st_size for path in payload)}.{len(payload)}",
        "Bag-Software-Agent": f"Parvis {VERSION}",
    }
    _write(folder, "bagit.txt", [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])
    _write(
        folder, "bag-info.txt", ["".join(f"{name}: {' '.join(text.split())}\n" for name, text in said.items()).encode()]
    )
    _write(folder, "manifest-sha256.txt", [_sums(folder, payload)])
    tags = sorted(path for path in folder.iterdir() if path.is_file())
    _write(folder, "tagmanifest-sha256.txt", [_sums(folder, tags)])


def _sums(folder: Path, paths: Iterable[Path]) -> bytes:
    lines = []
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines).encode()


def _case_as_pdf(case: CaseFile, words: Words) -> bytes:
    """What was asked, with the newest answers, and what the service answered."""
    said, newest = case.submitted, case_line.find_newest_answers(body for _, body in case.corrections)
    blocks: list[Block] = [
        Heading(said["site"]["name"], 1),
        Heading(said["procedure"]["title"], 2),
        Pair(word("number", _CONTEXT), case.reference),
        Pair(word("service", _CONTEXT), said["service"]["name"]),
        Pair(word("deposited", _CONTEXT), words.day(date.fromisoformat(said["legal_date"]))),
        Pair(word("person", _CONTEXT), full_name(said["person"])),
        Pair(word("applicant", _CONTEXT), full_name(said["applicant"])),
    ]
    for title, answers in case.steps:
        blocks.append(Heading(title, 3))
        blocks += [
            Pair(one["label"], newest[one["field"]].shown if one["field"] in newest else one["shown"])
            for one in answers
        ]
    papers = [
        f"{paper.label} : {word(paper.state, 'brought')}"
        for paper in case_line.list_present_documents(said, (body for _, body in case.supplements))
    ]
    blocks += [Items(tuple(papers), word("papers", _CONTEXT))] if papers else []
    for made in case.decisions:
        state = word(made.state, "case-state", "prepared" if case.prepared else "")
        blocks += [Heading(f"{state}, {words.moment(made.at)}", 3), Line(made.message or "–"), Small(made.signed)]
    return _as_pdf(f"{said['procedure']['title']} {case.reference}", blocks, words)
