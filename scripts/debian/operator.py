"""What the operator's pages promise: each is one function that types the page's own blocks, and a step once it held."""

import base64
import json
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pyotp import TOTP

from kiosk.clock import Clock
from kiosk.connectors.hub.connection import request_enrolment
from kiosk.connectors.tls import hub_context
from kiosk.crypto import keys
from kiosk.domain.events.sealed import MEDIA_TYPE
from scripts.debian.first_steps import NEXT, held, install, plug_in, step
from scripts.debian.root import Debian
from scripts.debian.secretary import Terminal, answers, says, waits
from scripts.source import ROOT
from tests.gallery.browser.hand import Hand
from tests.gallery.receivers.mail_server import Mail
from tests.gallery.site.line_client import BOXES, opened, sealed_batch
from tests.gallery.site.oidc_provider import CLIENT, SECRET, oidc_provider
from tests.hub.samples import Box

PAGES = ROOT / "docs" / "operator"
NAME = "localhost"
"""Instead of the pages' `hub.example`: a machine without a network knows no other name."""
ADDRESS = f"https://{NAME}"
INSIDE = "http://127.0.0.1:8700"
DATA = "/var/lib/parvis-hub"
ENVIRONMENT = "/etc/parvis/hub.env"
DROP_INS = "/etc/systemd/system/parvis-hub.service.d"
COPY_SECRET = "quatre chevaux bleus sous la pluie"
PHRASES = {
    "ines": "une barque verte au soleil",
    "omar": "trois citrons dans un panier",
    "claire": "la rivière en hiver",
}
SITES = (("SB", "Mairie de Saint-Briac"), ("RM", "Mairie de Romillé"))
_SAMPLE_MB = 1
TYPED: list[tuple[str, str]] = []
"""Each command or edit of a file, with the road it belongs to."""


def read_block(page: str, containing: str) -> str:
    """The one indented block of a page that contains these words, or the file that it includes. Raises
    `AssertionError`."""
    blocks: list[str] = []
    lines: list[str] = []
    for line in [*(PAGES / page).read_text("utf-8").splitlines(), "end"]:
        if line.startswith("    ") or (not line and lines):
            lines.append(line.removeprefix("    "))
        elif lines:
            blocks.append("\n".join(lines).strip())
            lines = []
    found = [block for block in blocks if containing in block]
    held(len(found) == 1, f"{page} has one block with {containing!r}: {found}")
    return found[0].replace("hub.example", NAME)


def read_commands(page: str, containing: str) -> list[str]:
    """The commands of a block, as root types them here: there is no sudo, and Debian's packages lie ready."""
    commands = []
    for line in read_block(page, containing).splitlines():
        command = re.sub(r"\s{2,}#.*| +# .*", "", line).replace("sudo -u postgres ", "runuser -u postgres -- ")
        commands.append(re.sub(r"^apt install (\S+)$", r"systemctl enable --now \1", command.replace("sudo ", "")))
    return [command for command in commands if command]


def type_block(machine: Debian, page: str, containing: str, road: str = "", **variables: str) -> str:
    commands = read_commands(page, containing)
    TYPED.extend((road, command) for command in commands)
    return machine.run("sh", "-ec", "\n".join(commands), check=True, seconds=1800, **variables)


def write_file(machine: Debian, path: str, text: str, road: str = "", group: str = "") -> None:
    file = machine.path / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    if group:
        machine.run("chgrp", group, path)
        machine.run("chmod", "640", path)
    TYPED.append((road, f"edit {path}"))


def set_environment(machine: Debian, road: str = "", **values: str) -> None:
    """Edit `hub.env`: these settings, and the others as they were; an empty value takes its line away."""
    text = machine.read(ENVIRONMENT)
    for name, value in values.items():
        text = re.sub(rf"(?m)^#?KIOSK_HUB_{name}=.*\n", "", text)
        text += f"KIOSK_HUB_{name}={value}\n" if value else ""
    write_file(machine, ENVIRONMENT, text, road, "parvis-hub")


def restart(machine: Debian, *units: str, road: str = "") -> None:
    TYPED.append((road, f"systemctl restart {' '.join(units)}"))
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", *units)
    if "parvis-hub" in units:
        ready(machine)


def ready(machine: Debian) -> None:
    def is_ready() -> bool:
        try:
            return httpx.get(f"{INSIDE}/readyz", trust_env=False, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    try:
        waits(is_ready, "the hub is ready")
    except AssertionError:
        print(machine.run("journalctl", "-u", "parvis-hub", "-n", "30", "-o", "cat", check=False))
        raise


def installed(machine: Debian) -> None:
    """deployment.md, 1: the package brings account, folder, service and settings."""
    write_file(machine, "/etc/hosts", f"127.0.0.1 {NAME}\n", road="-")
    machine.run("systemctl", "disable", "--now", "postgresql", "caddy", "nginx")
    install(machine, "parvis-hub")
    TYPED.append(("hub", "apt install ./parvis_*.deb ./parvis-hub_*.deb caddy"))
    owner = machine.run("stat", "-c", "%U %a", DATA).strip()
    held(owner == "parvis-hub 700", owner)
    set_environment(machine, "hub", ADDRESS=ADDRESS, PROXIES="1")
    step("the hub is installed by its package and named by its settings", owner)


def certified(machine: Debian) -> None:
    """deployment.md, 2: an authority of one's own that boxes take, and a key that Caddy reads and nobody else."""
    type_block(machine, "deployment.md", "openssl req -x509 -newkey", "hub")
    rights = machine.run("stat", "-c", "%U:%G %a", "/etc/parvis/tls/hub.key").strip()
    held(rights == "root:caddy 640", rights)
    step("an authority and a certificate by the recipe of the page", rights)


def behind_caddy(machine: Debian) -> None:
    file = (PAGES / "Caddyfile").read_text("utf-8").replace("hub.example", NAME)
    write_file(machine, "/etc/caddy/Caddyfile", file, "hub")
    machine.run("systemctl", "enable", "caddy")
    restart(machine, "parvis-hub", "caddy", road="hub")
    answers(443)
    step("Caddy stands before it", f"{sum(road == 'hub' for road, _ in TYPED)} commands since the empty machine")


def a_box_enrols(machine: Debian) -> None:
    """A box that does not know the authority says so; once it does, it enrols through the proxy."""
    write_file(machine, "/srv/box/kiosk.toml", 'site_code = "SA"\nsite_name = "Mairie de Saint-Aubin"\n', road="-")
    (add,) = [line for line in read_commands("people.md", "site add SA") if " add " in line]
    code = machine.run("sh", "-c", add).strip().splitlines()[-1]
    enroll = ("/usr/lib/parvis/bin/python", "-m", "kiosk", "enroll", ADDRESS, code)
    refused = machine.run(*enroll, check=False, KIOSK_DATA="/srv/box")
    held("présente un certificat que cette machine ne reconnaît pas" in refused, refused)
    trust = [line for line in read_commands("deployment.md", "update-ca-certificates") if "parvis" not in line]
    machine.run("sh", "-ec", "\n".join(["cd /etc/parvis/tls", *trust]))
    said = machine.run(*enroll, KIOSK_DATA="/srv/box")
    held(f"système central {ADDRESS}" in said, said)
    step("a box enrols through it, once it knows the authority", said.strip().splitlines()[0])


def a_site(machine: Debian, code: str, name: str) -> Box:
    """Another site of the hub, whose box sends cases as boxes do."""
    os.environ["SSL_CERT_FILE"] = str(machine.path / "etc/parvis/tls/autorite.crt")
    hub_context.cache_clear()
    secret = says(machine, "hub", "site", "add", code, name).strip().splitlines()[-1]
    seed = keys.new_signing_key()
    enrolled = request_enrolment(ADDRESS, secret, keys.verify_key(seed), Clock().new_id())
    BOXES[enrolled.token] = seed, enrolled.verify_key
    box = Box(enrolled, seed, send_batch)
    deposit(box)
    step("another site is registered, its box enrols, and a case arrives", name)
    return box


def send_batch(batch: dict[str, Any], token: str) -> Any:
    with outside() as client:
        answered = client.post("/api/v2/events", **sealed_batch(batch, token))
    held(answered.status_code == 200, f"{answered.status_code} {answered.text}")
    return json.loads(opened(answered.content, token))


def outside() -> httpx.Client:
    """Somebody who comes through the proxy, and trusts the authority."""
    trusting = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    return httpx.Client(base_url=ADDRESS, verify=trusting, trust_env=False, timeout=60)


def deposit(box: Box, **changes: Any) -> str:
    made = box.submitted(**changes)
    outcomes = box.outcomes(made)
    held(outcomes == ["acknowledged"], str(outcomes))
    return str(made["reference"])


def behind_nginx(machine: Debian, boxes: list[Box]) -> None:
    """Neither proxy writes on the disk what people send: by the kernel's own count of what its processes write."""
    _writes_nothing(machine, "caddy", boxes[0])
    machine.run("systemctl", "disable", "--now", "caddy")
    write_file(machine, "/etc/nginx/conf.d/parvis-hub.conf", read_nginx(), "nginx")
    (machine.path / "etc/nginx/sites-enabled/default").unlink()
    machine.run("systemctl", "enable", "--now", "nginx")
    restart(machine, "nginx", road="nginx")
    answers(443)
    _writes_nothing(machine, "nginx", boxes[1])
    step("nginx in its place: the same boxes go on")


def read_nginx() -> str:
    return (PAGES / "nginx-hub.conf").read_text("utf-8").replace("hub.example", NAME)


def _writes_nothing(machine: Debian, unit: str, box: Box) -> None:
    def written() -> int:
        group = f"/sys/fs/cgroup/system.slice/{unit}.service/cgroup.procs"
        told = machine.run("sh", "-c", f'for id in $(cat {group}); do grep ^write_bytes "/proc/$id/io"; done')
        return sum(int(line.split()[1]) for line in told.splitlines())

    before = written()
    with outside() as client:
        head = {"Authorization": f"Bearer {box.token}", "Content-Type": MEDIA_TYPE}
        answered = client.post("/api/v2/events", content=b" " * (_SAMPLE_MB << 20), headers=head).status_code
    deposit(box)
    grown = written() - before
    held(400 <= answered < 500 and answered != 413 and grown < _SAMPLE_MB << 18, f"{answered}, {grown} bytes")
    step(f"{unit} keeps nothing of {_SAMPLE_MB} MB on the disk", f"{grown} bytes written, its log")


def first_staff(machine: Debian, ines: Hand) -> dict[str, str]:
    """people.md: two operators and an instructor; a wrong service is told before a passphrase is asked; Inès makes her
    second factor in a browser. Gives the secrets of the telephones."""
    refused = says(machine, "hub", "staff", "add", "zoe", "Zoé Petit", "--service", "nada", check=False)
    held("Aucun dossier n’est venu pour le service" in refused and "Phrase" not in refused, refused)
    for command in read_commands("people.md", "staff add ines"):
        login = command.split()[4]
        terminal = Terminal(machine.command("sh", "-c", command), machine.variables({}))
        terminal.sees(r"12 caractères au moins ?: ?$")
        terminal.types(PHRASES[login])
        terminal.sees(r": ?$")
        terminal.types(PHRASES[login])
        held(terminal.ends() == 0 and login in terminal.printed, terminal.printed)
        TYPED.append(("staff", command))
    listed = says(machine, "hub", "doctor", check=False)
    held("✓ Exploitants" in listed, listed)
    return {"ines": sign_in(ines, "ines")}


def sign_in(hand: Hand, login: str) -> str:
    """Sign in for the first time, by passphrase and a telephone; gives the telephone's secret."""
    hand.open(f"{ADDRESS}/connexion")
    hand.write("Identifiant", login)
    hand.write("Phrase secrète", PHRASES[login])
    hand.press("Se connecter")
    return set_up_factor(hand, login)


def set_up_factor(hand: Hand, login: str) -> str:
    hand.sees("Votre téléphone comme seconde clé")
    secret = hand.page.locator("strong.secret").first.inner_text().replace(" ", "")
    hand.write("Code", TOTP(secret).now())
    hand.press("Vérifier")
    hand.sees("Notez vos codes de secours")
    step(f"{login} signs in with a passphrase and a telephone")
    return secret


def read_table(name: str) -> str:
    """One destination of connectors.md, as the page has it."""
    tables = (PAGES / "connectors.md").read_text("utf-8").split("    [[connectors]]\n")[1:]
    (found,) = [table.split("\n\n")[0] for table in tables if f'name = "{name}"' in table]
    return "[[connectors]]\n" + "\n".join(line.strip() for line in found.splitlines()) + "\n"


def a_file_drop(machine: Debian, box: Box) -> None:
    """connectors.md: the folder is one that the service may write in, and the check says so as the service sees it."""
    write_file(machine, f"{DATA}/hub.toml", read_table("archives"), "drop", "parvis-hub")
    type_block(machine, "connectors.md", "install -d -o parvis-hub -m 750 /srv/depot", "drop")
    restart(machine, "parvis-hub", road="drop")
    told = says(machine, "hub", "connectors", "check", check=False)
    held("on ne peut pas y écrire" in told, told)
    write_file(machine, f"{DROP_INS}/depot.conf", read_block("connectors.md", "ReadWritePaths"), "drop")
    restart(machine, "parvis-hub", road="drop")
    told = says(machine, "hub", "connectors", "check")
    held("tout est en place" in told, told)
    number = deposit(box)
    folder = machine.path / "srv/depot"
    waits(lambda: any(number in file.read_text("utf-8") for file in folder.glob("*.csv")), "the case is in the folder")
    says(machine, "hub", "connectors", "list")
    says(machine, "hub", "connectors", "resend", "archives")
    step("cases are dropped in a folder, which the check tries as the service", told.strip())


@contextmanager
def a_mail_server(machine: Debian) -> Iterator[Mail]:
    """The town hall's mail server, with STARTTLS and a certificate of the authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls = machine.path / "etc/parvis/tls"
    context.load_cert_chain(tls / "hub.pem", tls / "hub.key")
    mail = Mail(context=context)
    try:
        yield mail
    finally:
        mail.stop()


def told_by_mail(machine: Debian, box: Box, mail: Mail) -> None:
    """connectors.md: a person is told by e-mail that there is news, and of nothing else."""
    table = read_table("courriel").replace("smtp.agglo.example:587", f"{NAME}:{mail.port}")
    table = re.sub(r"(?m)^(user|password_file) = .*\n", "", table)
    write_file(
        machine, f"{DATA}/hub.toml", read_table("archives") + table + 'networks = "127.0.0.1"\n', "mail", "parvis-hub"
    )
    restart(machine, "parvis-hub", road="mail")
    told = says(machine, "hub", "connectors", "check", "courriel")
    held("tout est en place" in told, told)
    number = deposit(box, notices={"email": "ada@example.org"})
    waits(lambda: bool(mail.messages), "a message has come")
    text = base64.b64decode(str(mail.messages[0].get_payload())).decode()
    held(mail.messages[0]["To"] == "ada@example.org" and number not in text and "Benali" not in text, text)
    step("a person is told by e-mail, over STARTTLS", str(mail.messages[0]["To"]))


def the_nightly_copy(machine: Debian) -> None:
    """deployment.md, 4: the timer of the page, and one night of it at once."""
    machine.run("install", "-d", "-o", "parvis-hub", "-m", "700", "/srv/copies")
    write_file(machine, "/etc/parvis/copy.env", f"KIOSK_HUB_COPY_PASSPHRASE={COPY_SECRET}\n", "copy")
    machine.run("chmod", "600", "/etc/parvis/copy.env")
    for part in read_block("deployment.md", "parvis-hub-copy.timer\n[Timer]").split("# /etc/")[1:]:
        path, _, text = part.partition("\n")
        write_file(machine, f"/etc/{path}", text + "\n", "copy")
    machine.run("systemctl", "enable", "--now", "parvis-hub-copy.timer")
    for day in range(1, 21):
        (machine.path / f"srv/copies/hub-202610{day:02}T023000Z.copy").touch()
    machine.run("systemctl", "start", "parvis-hub-copy.service")
    copies = sorted((machine.path / "srv/copies").iterdir())
    (kept,) = re.findall(r"--keep (\d+)", read_block("deployment.md", "parvis-hub-copy.timer\n[Timer]"))
    held(len(copies) == int(kept), str(copies))
    copy = copies[-1]
    held(b"Benali" not in copy.read_bytes(), "nothing of a person can be read in it")
    held("02:30" in machine.run("systemctl", "list-timers", "parvis-hub-copy.timer"), "it comes every night")
    step(f"a copy is made every night, and {kept} stay", copy.name)


def onto_postgres(machine: Debian, boxes: list[Box]) -> None:
    """deployment.md, 3: from SQLite to PostgreSQL by the hub's own copy; nothing is lost and nothing counts twice."""
    cases = count_cases(machine)
    type_block(machine, "deployment.md", "createuser parvis-hub", "postgresql")
    backup(machine, "/srv/copies/move.copy")
    machine.run("systemctl", "stop", "parvis-hub")
    (line,) = re.findall(r"`KIOSK_HUB_DATABASE=(\S+)`", (PAGES / "deployment.md").read_text("utf-8"))
    set_environment(machine, "postgresql", DATABASE=line)
    restore(machine, "/srv/copies/move.copy")
    restart(machine, "parvis-hub")
    held(count_cases(machine) == cases, f"{cases} cases before, {count_cases(machine)} after")
    for box in boxes:
        deposit(box)
    step("SQLite became PostgreSQL by the hub's own copy", f"{cases} cases, and two that came after")


def backup(machine: Debian, file: str) -> None:
    told = says(machine, "hub", "backup", file, KIOSK_HUB_COPY_PASSPHRASE=COPY_SECRET)
    held("relue en entier" in told, told)


def restore(machine: Debian, file: str) -> None:
    told = says(machine, "hub", "restore", file, KIOSK_HUB_COPY_PASSPHRASE=COPY_SECRET)
    held("est rétablie" in told, told)


def count_cases(machine: Debian) -> int:
    """The cases of the hub, by its own table of them."""
    machine.run("install", "-d", "-o", "parvis-hub", "-m", "700", "/srv/tables")
    (machine.path / "srv/tables/cases.jsonl").unlink(missing_ok=True)
    told = says(machine, "hub", "export", "/srv/tables/cases.jsonl", "--form", "json-lines")
    return int(told.split()[-1])


def four_workers(machine: Debian) -> None:
    """deployment.md, 3: four workers by the drop-in, and the doctor asks for a reverse proxy where there is none."""
    (path,) = re.findall(r"\{literalinclude\} (\S+workers\.conf)", (PAGES / "deployment.md").read_text("utf-8"))
    write_file(machine, f"{DROP_INS}/workers.conf", (PAGES / path).read_text("utf-8"), "workers")
    set_environment(machine, PROXIES="")
    restart(machine, "parvis-hub", road="workers")
    told = says(machine, "hub", "doctor", check=False)
    held("✗ Serveur mandataire" in told, told)
    set_environment(machine, PROXIES="1")
    restart(machine, "parvis-hub")
    held("✓ Serveur mandataire" in says(machine, "hub", "doctor"), "the doctor is content")
    processes = machine.run("cat", "/sys/fs/cgroup/system.slice/parvis-hub.service/cgroup.procs").split()
    held(len(processes) == 5, f"a master and four workers: {processes}")
    step("four workers serve, behind a reverse proxy that the doctor asks for")


def monitored(machine: Debian) -> None:
    """watching.md: three addresses, figures for this machine alone, and what the unit may still do."""
    inside = {path: httpx.get(f"{INSIDE}{path}", trust_env=False) for path in ("/healthz", "/readyz", "/metrics")}
    held(inside["/healthz"].json() == {"status": "ok"} and inside["/readyz"].status_code == 200, str(inside))
    held("parvis_hub_requests_total{" in inside["/metrics"].text, inside["/metrics"].text)
    with outside() as client:
        shown = [client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")]
    held(shown == [200, 200, 401], str(shown))
    exposed = machine.run("systemd-analyze", "security", "--no-pager", "parvis-hub").strip().splitlines()[-1]
    (promised,) = re.findall(r"donne (\d,\d) sur 10", (PAGES / "deployment.md").read_text("utf-8"))
    held(promised.replace(",", ".") in exposed, exposed)
    says(machine, "hub", "logs", "export", "--days", "7", "/srv/tables/support.txt", check=False)
    noted = says(machine, "hub", "audit", "verify").split()[-1]
    says(machine, "hub", "audit", "verify", "--noted", noted)
    step("monitoring is answered inside, figures are refused outside", exposed.strip("→ "))


def the_agency_account(machine: Debian, ines: Hand, telephones: dict[str, str]) -> None:
    """people.md: an instructor signs in with the account of her own house, once an operator has bound it."""
    with oidc_provider() as provider:
        write_file(machine, "/etc/parvis/oidc", SECRET, "oidc", "parvis-hub")
        named = {"OIDC_ISSUER": provider.url, "OIDC_CLIENT_ID": CLIENT, "OIDC_NAME": "l’agglomération"}
        set_environment(machine, "oidc", OIDC_CLIENT_SECRET_FILE="/etc/parvis/oidc", **named)
        restart(machine, "parvis-hub", road="oidc")
        context = ines.page.context.browser
        held(context is not None, "a browser")
        claire = Hand(context, 1280, 1024)  # type: ignore[arg-type]
        claire.open(f"{ADDRESS}/connexion")
        claire.press("Se connecter avec l’agglomération")
        claire.sees("Votre compte n’est pas encore relié")
        code = claire.page.locator("p.secret").inner_text()
        ines.page.wait_for_timeout(31_000)  # no code of a telephone is taken twice
        ines.open(f"{ADDRESS}/equipe")
        ines.press("Claire Morel")
        ines.choose("Relier son compte d’établissement")
        ines.write("Le code affiché, pour relier", code)
        ines.write("Votre phrase secrète", PHRASES["ines"])
        ines.write("Le code de votre téléphone", TOTP(telephones["ines"]).now())
        ines.press("Confirmer")
        ines.page.wait_for_timeout(1500)
        claire.open(f"{ADDRESS}/connexion")
        claire.press("Se connecter avec l’agglomération")
        set_up_factor(claire, "claire")
        set_environment(machine, OIDC_CLIENT_SECRET_FILE="", **dict.fromkeys(named, ""))
        restart(machine, "parvis-hub")
        step("an account of the agency is bound to Claire, who signs in with it")


def a_mistaken_revocation(machine: Debian, box: Box, code: str) -> None:
    """people.md: a revoked site is refused at once, and its key counts again when it is let in within ten minutes."""
    typed = [line.replace("SA", code) for line in read_commands("people.md", "site add SA")]
    (revoke,) = [line for line in typed if " revoke " in line]
    (let_in,) = [line for line in typed if " let-in " in line]
    wrong = machine.run("sh", "-c", f"echo {code}x | {revoke}", check=False)
    held("Rien n’a été changé" in wrong, wrong)
    deposit(box)
    machine.run("sh", "-ec", f"echo {code} | {revoke}")
    with outside() as client:
        refused = client.post("/api/v2/events", **sealed_batch({"events": []}, box.token)).status_code
    held(refused == 401, str(refused))
    machine.run("sh", "-ec", let_in)
    deposit(box)
    late = says(machine, "hub", "site", "let-in", code, check=False)
    held(late.startswith("Erreur : "), late)
    step("a site that was revoked by mistake is refused, and let in again", f"{refused}, then acknowledged")


def written_commands(machine: Debian) -> None:
    """people.md, watching.md: the rest of the commands, as they stand."""
    for page, containing in (("people.md", "hub rights claire"), ("people.md", "site add SA")):
        for command in read_commands(page, containing):
            if " add " not in command and "remove" not in command:
                machine.run("sh", "-ec", command.replace("revoke SA", "revoke --yes SA"))
    says(machine, "hub", "keys", "backup", "/srv/copies/keys", check=True, KIOSK_HUB_COPY_PASSPHRASE=COPY_SECRET)
    says(machine, "hub", "keys", "list", "/srv/tables/keys.json")
    says(machine, "hub", "rotate")
    says(machine, "hub", "expire")
    says(machine, "hub", "published")
    says(machine, "hub", "announce", NEXT, "--security", "Ce que la version corrige.")
    step("every other command of people.md and watching.md is taken")


def the_next_version(machine: Debian, stick: Path, boxes: list[Box], base: str) -> None:
    """update.md: a copy first, then the next version, whose tables are others."""
    commands = read_commands("update.md", "sh installer.sh")
    machine.run("rm", "-f", "/srv/copies/avant.copy")
    machine.run("sh", "-ec", commands[0], KIOSK_HUB_COPY_PASSPHRASE=COPY_SECRET)
    plug_in(machine, stick)
    install(machine)
    ready(machine)
    machine.run("sh", "-ec", commands[2])
    held(NEXT in says(machine, "--version"), "the next version answers")
    for box in boxes:
        deposit(box)
    step(f"the next version is in service, with its tables in {base}", f"{count_cases(machine)} cases")


def the_way_back(machine: Debian, boxes: list[Box], base: str) -> None:
    """update.md: the program before, and the copy that was made before it; boxes send what came since."""
    after = count_cases(machine)
    blocks = ["kiosk rollback", "kiosk hub restore /srv/copies/avant.copy"]
    if base == "postgresql":
        blocks.insert(1, "ALTER DATABASE")
    for block in blocks:
        type_block(machine, "update.md", block, f"back-{base}", KIOSK_HUB_COPY_PASSPHRASE=COPY_SECRET)
    ready(machine)
    held(NEXT not in says(machine, "--version"), "the version before answers")
    before = count_cases(machine)
    held(before == after - len(boxes), f"{before} of {after}")
    for box in boxes:
        deposit(box)
    told = says(machine, "hub", "doctor", check=False)
    held("une copie plus ancienne a été remise" in told and "✗" not in told, told)
    step(f"the version before is back with its data in {base}", f"{before} cases, and the boxes go on")


def back_to_sqlite(machine: Debian) -> None:
    """deployment.md, 4: a copy of PostgreSQL goes into SQLite as well."""
    backup(machine, "/srv/copies/back.copy")
    machine.run("systemctl", "stop", "parvis-hub")
    machine.run("rm", f"{DROP_INS}/workers.conf")
    machine.run("mv", DATA, "/srv/of-postgres")
    machine.run("systemd-tmpfiles", "--create", "parvis-hub.conf")
    set_environment(machine, DATABASE="")
    restore(machine, "/srv/copies/back.copy")
    restart(machine, "parvis-hub")
    step("and PostgreSQL became SQLite again")


def count_commands() -> None:
    of = {road: sum(found == road for found, _ in TYPED) for road, _ in TYPED}
    held(of["hub"] <= 6 and of["hub"] + of["postgresql"] <= 10, str(of))
    step(
        "commands and edits",
        f"SQLite {of['hub']}, PostgreSQL {of['hub'] + of['postgresql'] - 1} (hub.env is edited once)",
    )
