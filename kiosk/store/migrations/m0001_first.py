"""The first schema: every table of a box with its indexes and triggers, and the views.

Columns with personal data hold it encrypted only; their keys are not stored in clear.
"""

from typing import Any

from kiosk.domain.trail.hash_chain import GENESIS

RECORDED = "m0001_first"
ABOUT = {
    "stations": "The screens: a browser that holds the token of this hash is a desk or a terminal (`role`).",
    "stations.mm_per_px": "Millimetres per CSS pixel; 0 if the screen was not measured.",
    "stations.distance_mm": "The reading distance; 0 if unknown.",
    "stations.paper_slot": "Where its paper comes out, as `PaperSlot` tells; '' where nobody said it.",
    "stations.speaker": "How loud each session begins at it, 0 to 100; NULL where the settings say it.",
    "mediators": "The people who help. The row of a person who has left stays, for the name in journal and history.",
    "mediators.factor_hash": "Identifies the owner of a badge or a key file; '' for a passphrase.",
    "mediators.wrapped": "The person's private half, locked under first factor and PIN; empty once they have left.",
    "services": "The public half of each service's key, with which cases can be written but not read.",
    "grants": "Who has a service's private key.",
    "grants.sealed": "The private key, sealed to the holder's own key; empty until a supervisor grants it again.",
    "recovery": "The public half of the recovery sheet in the safe: one row at most.",
    "wrong_tries": "Wrong PINs since the last right one.",
    "sessions": "The person in front of each screen.",
    "sessions.case_id": "The case that is open on the screen, '' for none.",
    "sessions.confirming": "The case the citizen confirms while the screen is turned to them, '' for none.",
    "sessions.idle": "1 once the screen was idle for too long: it asks for the PIN, even if the clock is set back.",
    "sessions.comfort": "The person's display preferences, as `domain/screen/comfort.py` writes them.",
    "sessions.speech": "How the person listens, as `domain/speech/listening.py` writes it; '' where nothing is read.",
    "counters": "The counter of references; the last moment that the box is known to have run (seconds since 1970).",
    "data_keys": "The key of each case, mandate or file, wrapped for each holder; without a row, nobody can read it.",
    "resume_codes": "The draft of each resume code, and the number of failed tries.",
    "cases": "Drafts and submitted cases.",
    "cases.answers": "Locked under the case's data key; empty once destroyed.",
    "cases.names": "The names of the persons, locked under the case's data key; empty while there are none.",
    "cases.procedure_sha256": "The file with which the case began.",
    "submissions": "What was fixed when a case was submitted, and never changes.",
    "submissions.legal_date": "A day in the site's time zone.",
    "submissions.follow_code": "Locked under the case's data key.",
    "submissions.proof": "The receipt's signed proof; tells nothing about the answers once their salt is destroyed.",
    "clock_notes": "When the clock was in doubt, and when the desk confirmed the date.",
    "enrolments": "The hubs to which this box was enrolled, with their pinned keys; the newest row counts.",
    "enrolments.site": "The site code of this box at the hub.",
    "events": "Facts about cases, for the hub to read: never deleted, in order within a stream (a case).",
    "events.kept": "The body, locked under its stream's data key; empty once destroyed.",
    "events.sealed": "The body, sealed to the hub; empty before enrolment and some days after the acknowledgement.",
    "sends": "Events that may have reached the hub, and since when.",
    "acknowledgements": "The hub's signed answer to each event it has taken.",
    "rejections": "Events that the hub refused, and the desk must correct.",
    "dismissals": "Refused events that were set aside, and are not sent any more.",
    "unanswered": "An index, kept by triggers, of the events without an answer, so that no page scans all events.",
    "updates": "The hub's updates about cases, in order of arrival.",
    "updates.body": "Sealed to the service of the case; empty once destroyed.",
    "updates.papers_by": "The day by which papers are due that the service asked for; '' where it asked for none.",
    "jobs": "Print jobs.",
    "jobs.subject": "The subject of the paper, such as a case's id or an update's id.",
    "jobs.large": "1 for large print.",
    "jobs.session": "The session (a hash) at a terminal, '' at a desk; the job is canceled once the session ends.",
    "jobs.taken_at": "When the person confirmed that they have their paper.",
    "job_states": "The states of each job; the newest row counts.",
    "unprinted": "An index, kept by triggers, of the jobs that are neither completed nor canceled.",
    "attachments": "The files that belong to cases.",
    "attachments.size": "In bytes, in clear, so that sizes can be added up without a key.",
    "attachments.locked": "The file's name and type, and the key of its pieces, locked under the case's data key.",
    "attachments.event_id": "The supplement that lists the file; none for a file of the submitted case, or of a draft.",
    "attachment_pieces": "The bytes of a file, encrypted piece by piece; none some days after the acknowledgement.",
    "parcels": "Files of submitted cases, to be sent to the hub.",
    "parcels.sealed": "The key of the file, sealed to the hub; empty before enrolment.",
    "parcel_receipts": "The hub's signed acknowledgement of each file.",
    "mandates": "The written consents by which a mediator acts for a citizen.",
    "mandates.ends_on": "Its last day, at the site.",
    "mandates.keep_until": "The last day it is kept, at the site.",
    "mandates.kept": "The mandate, locked under its own data key.",
    "mandate_marks": "What happened to a mandate, once each: signed, revoked, renewed, expired.",
    "mandate_uses": "What was done under a mandate.",
    "mandate_uses.kept": "Which case, what, by whom and when: locked under the mandate's data key.",
    "journal": "Who did what to which reference: append-only, each line's hash holds the line before.",
    "journal_head": "Number and hash of the newest line, because a chain alone does not show that its end was removed.",
    "journal_checkpoints": "The last purged line of each purge, signed with the site's key.",
    "favourites": "The favourite procedures that each mediator has chosen.",
    "parked": "Drafts that were set aside.",
    "parked.note": "Locked under the case's data key.",
    "procedure_files": "The files of procedures, each stored once.",
    "procedure_files.sha256": "Identifies a file by its bytes, because not every change raises its version number.",
    "procedure_files.file": "Compressed with zlib.",
    "printers": "The added printers; the row of a forgotten one stays, because it may still have a job.",
    "printers.settings": "The settings of its carrier, as JSON; without secrets.",
    "printer_choices": "The printer for each kind of paper at each station.",
    "printer_choices.station_id": "'' for every station.",
    "printer_choices.papers": "'' for every kind of paper.",
    "printer_choices.printer_id": "NULL if nothing is printed there.",
    "receipt_keys": "The newest list of keys for verifying receipts, as the hub signed it; at most one row.",
    "receipt_keys.key": "The hub's verify key, in hexadecimal.",
    "tries": "Each time that a job was sent to a printer.",
    "tries.ended": "How it ended, as the printer reports: 'completed', 'not-printed' (finally), or '' while unknown.",
    "parcel_refusals": "Files that the hub refused when they were sent last.",
    "parcel_refusals.at": "The last refusal; the file with the oldest one is sent again first.",
    "parcel_refusals.code": "The hub's reason.",
    "parcel_refusals.times": "Refusals in a row; the more, the later the file is tried again.",
    "aliases": "The numbers that a case had before; its number of now stands in `submissions`.",
    "aliases.why": "Why it was changed: the hub's code (`wrong-site`, `reference-taken`).",
    "aliases.told_at": "When the desk noted that the person knows the new number.",
    "backups": "The last backups that were made or failed.",
    "backups.place": "The file, or the folder where it should have been.",
    "backups.fault": "Why there is none, a code; empty where it was made.",
    "release_notes": "The hub's last note about a newer version of Parvis, as it was signed.",
    "hub_standing": "The hub's last signed statement about itself, which shows a hub that went back; at most one row.",
    "first_day": "Steps of the first day that are done: the wizard's, and what the desk is reminded of.",
    "first_day.step": "A step, as `domain.screen.first_day_step` names it.",
    "first_day.value": "What was typed and stands nowhere else, as JSON; '' for none. Never a secret.",
    "first_day.at": "When it was done, in UTC.",
    "left_numbers": "Cases whose number a person at a terminal left at the desk; the number stands in `submissions`.",
    "left_numbers.station_id": "The terminal it was left at; '' for a screen that is no station.",
    "left_numbers.at": "When, in UTC.",
    "disk_room": "How much room the disk of the data folder had, on each of the last days.",
    "disk_room.free": "Bytes, the least of the day.",
    "published_roots": "The signed roots that were trusted, one after another; the newest names the keys that count.",
    "published_roots.document": "The signed document, as JSON.",
    "published_lists": "The signed list that is followed, for every site and for this one.",
    "published_lists.scope": "The code of this site; empty for the list of every site.",
    "published_lists.document": "The signed document, as JSON.",
    "published_contents": "The bytes of published items, also of some whose list is not complete yet.",
    "published_items": "The items in force; one whose kind was faulty in the newest list stays as it was.",
    "published_items.kind": "The word of a kind of item, such as procedure.",
    "published_faults": "Kinds of item that the newest list has and this box did not take, and why.",
    "published_faults.details": "What the words of the code need, as JSON.",
    "published_following": "How far this box has followed the hub, one row.",
    "published_following.epoch": "The epoch of the hub whose cursor it is.",
    "published_following.code": "Why the newest publication was not taken; empty where it was.",
    "published_following.details": "What the words of the code need, as JSON.",
    "published_following.program": "The version of Parvis that followed; another one looks at everything again.",
    "message_reads": "Which mediator has read which published message.",
    "message_reads.name": "The message, by the name of its item.",
    "message_reads.sha256": "Its contents: a message that was changed is to be read again.",
    "setting_changes": "Settings that an authority published or took away, one after another.",
    "setting_changes.value": "The published value, as JSON.",
    "setting_changes.sha256": "The item that says so; empty where no list says anything of it any more.",
    "setting_changes.scope": "The code of this site where the list is its own; empty for the list of every site.",
    "setting_changes.list_number": "The number of that list when it came into force.",
    "setting_reverts": "Settings for which the town hall keeps its own value, and who said so.",
    "bundles": "Files for the hub that were carried by hand; the cases in them stay in the outbox until it has signed.",
    "bundles.epoch": "The hub's epoch when it was made: an answer of an earlier one is refused.",
    "bundles.asked": "The question that the hub's standing answers.",
    "bundles.answer_key": "The private half of the key that its answer is sealed to; empty once the answer was taken.",
    "bundles.made": "Whether the file was written to its end, or downloaded.",
    "unmended": "An index, kept by triggers, of refused events that were neither corrected nor set aside.",
    "unsubmitted": "An index, kept by triggers, of the drafts: neither submitted, nor discarded, nor destroyed.",
    "expiries": "An index, kept by triggers, of when a subject may be destroyed at the earliest.",
    "expiries.due_at": "SQLite's julianday: the last answer for its events, and its days of retention.",
    "local_authority": "The authority that other screens of the town hall trust; one row, made when the box first"
    " serves the local network. It is here so that a backup brings it along.",
    "local_authority.name": "The box's name in the local network, as `parvis-1a2b.local`.",
    "local_authority.certificate": "Its certificate (PEM), which holds no secret.",
    "local_authority.key": "Its private key (PKCS #8, PEM).",
    "enrolled_stations": "Stations of the local network: screens that took a one-time code of the desk.",
    "enrolled_stations.secret": "What its cookies are made with, so that no other station can make one.",
    "enrolled_stations.generation": "The number of the cookie that it last used; an older one is a copy.",
    "enrolled_stations.rotated_at": "When it first used that cookie.",
    "enrolled_stations.seen_at": "When it last asked for something, to the minute.",
    "enrolled_stations.enrolled_by": "The mediator whose code it took.",
    "enrolled_stations.ended_at": "When it was ended, NULL while it may come.",
    "enrolled_stations.ended_why": "Why it was ended, as `StationEnd` tells; '' while it may come.",
    "supplement_drafts": "Supplements that have files and are not sent yet; each is the subject of its files.",
    "supplement_drafts.id": "The id that its event will have; its key is locked for one session and for nobody else.",
    "supplement_drafts.alone": "The code's hash and the papers asked for, locked by the draft's key; none at a desk.",
    "work_done": "Answers of the hub that somebody at the desk says are dealt with; taken back, the row is deleted.",
    "work_done.update_id": "The answer, in `updates`.",
    "work_done.mediator_id": "Who said so.",
    "work_done.at": "When, in UTC.",
    "work_handed": "Work at the desk that one mediator gave to another; it goes when the work does.",
    "work_handed.subject": "The answer (`updates.id`) or the draft (`cases.id`).",
    "work_handed.mediator_id": "Who gave it.",
    "work_handed.to_id": "Who is to do it.",
    "work_handed.at": "When, in UTC.",
    "open_answers": "An index, kept by triggers, of the newest answer of each case that is not done.",
    "wished_notices": "How the person of a case wishes to be told of news; no row: they come, or get a letter.",
    "wished_notices.wish": "The addresses that they confirmed, by way, locked under the key of the case.",
    "given_documents": "The document of an update; its name and hash are in the update's words, and it goes with them.",
    "given_documents.service_id": "Whose key opens it.",
    "given_documents.size": "Clear bytes.",
    "given_documents.made_of": "The key and the header of its chunks, sealed to the service; NULL until the hub said.",
    "given_documents.chunks": "SHA-256 of each chunk in order, 32 bytes each; NULL until the hub said.",
    "given_documents.asked_at": "When the hub had it not; NULL where it was not asked, or had it.",
    "given_chunks": "The chunks of a document, encrypted, as the hub gave them.",
    "given_chunks.place": "From 0.",
    "person_facts": "What was noted of the person of a case: a death, a telephone or an address that fails.",
    "person_facts.facts": "Each fact with who noted it and when, locked under the key of the case.",
    "person_facts.event_id": "The event that tells the service; empty where no hub takes it.",
    "calls": "Calls to persons about answers of the service; taken back, the row is deleted.",
    "calls.update_id": "The answer, in `updates`.",
    "calls.mediator_id": "Who called.",
    "calls.at": "When, in UTC.",
    "calls.outcome": "`reached`, `message` (one was left) or `no-answer`.",
    "outbox": "Events the hub has not answered.",
    "spool": "Each job with its state and its last try.",
    "attention": "Refused events that were neither corrected nor set aside.",
    "case_states": "Each case's computed state; `mendable` if the hub refused the case itself, which can be corrected.",
}

# What belongs to a case: under its number of now, in its stream, or under a number that only it had before.
_ABOUT_THE_CASE = """(events.reference = submissions.reference OR events.stream = submissions.case_id
             OR events.reference IN (SELECT former FROM aliases WHERE aliases.case_id = submissions.case_id
                                     AND why <> 'reference-taken'))"""
# The answers to one person about one thing: a newer one takes the place of those before it.
_SAME = "reference = {row}.reference AND kind <> 'added' AND (kind = 'rights') = ({row}.kind = 'rights')"
_EXPIRES = (
    """BEGIN INSERT OR REPLACE INTO expiries (subject, due_at)
        SELECT events.stream, julianday(new.at) + coalesce(submissions.retention_days, 0) FROM events
        LEFT JOIN submissions ON submissions.case_id = events.stream
        WHERE EXISTS (SELECT 1 FROM data_keys WHERE subject = events.stream AND kind = 'service')"""
    " AND events.id = new.event_id; END"
)
_TABLES = (
    """CREATE TABLE stations (
        id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL, mm_per_px REAL NOT NULL DEFAULT 0, distance_mm INTEGER NOT NULL DEFAULT 0,
        paper_slot TEXT NOT NULL DEFAULT '', speaker INTEGER) STRICT""",
    """CREATE TABLE mediators (
        id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
        administrator INTEGER NOT NULL, factor TEXT NOT NULL, factor_hash TEXT NOT NULL, salt BLOB NOT NULL,
        public BLOB NOT NULL, wrapped BLOB NOT NULL, created_at TEXT NOT NULL, left_at TEXT) STRICT""",
    "CREATE INDEX mediators_by_factor ON mediators (factor_hash)",
    "CREATE TABLE services (id TEXT PRIMARY KEY, public BLOB NOT NULL, created_at TEXT NOT NULL) STRICT",
    """CREATE TABLE grants (
        holder TEXT NOT NULL, service_id TEXT NOT NULL REFERENCES services, supervisor INTEGER NOT NULL,
        sealed BLOB NOT NULL, PRIMARY KEY (holder, service_id)) STRICT""",
    """CREATE TABLE recovery (
        id INTEGER PRIMARY KEY CHECK (id = 1), public BLOB NOT NULL, made_at TEXT NOT NULL, verified_at TEXT) STRICT""",
    """CREATE TABLE wrong_tries (
        id INTEGER PRIMARY KEY, mediator_id TEXT NOT NULL REFERENCES mediators, at TEXT NOT NULL) STRICT""",
    "CREATE INDEX wrong_tries_of ON wrong_tries (mediator_id)",
    """CREATE TABLE sessions (
        id_hash TEXT PRIMARY KEY, station_id TEXT, mediator_id TEXT REFERENCES mediators, language TEXT NOT NULL,
        plain INTEGER NOT NULL, case_id TEXT NOT NULL DEFAULT '', confirming TEXT NOT NULL DEFAULT '',
        idle INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, seen_at TEXT NOT NULL,
        comfort TEXT NOT NULL DEFAULT '', speech TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    """CREATE TABLE data_keys (
        subject TEXT NOT NULL, kind TEXT NOT NULL, holder TEXT NOT NULL, wrapped BLOB NOT NULL,
        PRIMARY KEY (subject, kind, holder)) STRICT""",
    "CREATE INDEX data_keys_of_holder ON data_keys (kind, holder)",
    """CREATE TRIGGER key_destroyed AFTER DELETE ON data_keys WHEN old.kind = 'service'
        BEGIN DELETE FROM expiries WHERE subject = old.subject; END""",
    """CREATE TABLE resume_codes (
        locator TEXT PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, tries INTEGER NOT NULL) STRICT""",
    """CREATE TABLE cases (
        id TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, procedure_version INTEGER NOT NULL, service_id TEXT NOT NULL,
        channel TEXT NOT NULL, language TEXT NOT NULL, plain INTEGER NOT NULL, answers BLOB NOT NULL,
        names BLOB NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL, opened_at TEXT NOT NULL,
        changed_at TEXT NOT NULL, discarded_at TEXT, emptied_at TEXT,
        procedure_sha256 TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX cases_by_change ON cases (changed_at)",
    "CREATE INDEX cases_of_service ON cases (service_id, changed_at) WHERE discarded_at IS NULL",
    "CREATE INDEX cases_named ON cases (changed_at) WHERE length(names) > 0",
    """CREATE TRIGGER draft_begun AFTER INSERT ON cases WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
        BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END""",
    """CREATE TRIGGER draft_over AFTER UPDATE OF discarded_at, emptied_at ON cases
        WHEN new.discarded_at IS NOT NULL OR new.emptied_at IS NOT NULL
        BEGIN DELETE FROM unsubmitted WHERE case_id = new.id; END""",
    """CREATE TRIGGER draft_brought_back AFTER UPDATE OF discarded_at, emptied_at ON cases
        WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM submissions WHERE case_id = new.id)
        BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END""",
    """CREATE TABLE submissions (
        case_id TEXT PRIMARY KEY REFERENCES cases, reference TEXT NOT NULL UNIQUE, counter INTEGER NOT NULL UNIQUE,
        kind TEXT NOT NULL, legal_date TEXT NOT NULL, date_certain INTEGER NOT NULL, submitted_at TEXT NOT NULL,
        retention_days INTEGER NOT NULL, follow_code BLOB NOT NULL, proof BLOB NOT NULL DEFAULT x'') STRICT""",
    """CREATE TRIGGER draft_submitted AFTER INSERT ON submissions
        BEGIN DELETE FROM unsubmitted WHERE case_id = new.case_id; END""",
    """CREATE TRIGGER retention_changed AFTER UPDATE OF retention_days ON submissions
        BEGIN UPDATE expiries SET due_at = due_at - old.retention_days + new.retention_days
        WHERE subject = new.case_id; END""",
    """CREATE TABLE clock_notes (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        offset_days INTEGER NOT NULL, events INTEGER NOT NULL) STRICT""",
    """CREATE TABLE enrolments (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, url TEXT NOT NULL, name TEXT NOT NULL, token TEXT NOT NULL,
        verify_key TEXT NOT NULL, seal_key BLOB NOT NULL, epoch TEXT NOT NULL, key_made_at TEXT NOT NULL,
        site TEXT NOT NULL DEFAULT '') STRICT""",
    """CREATE TABLE events (
        id TEXT PRIMARY KEY, stream TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
        reference TEXT NOT NULL, sha256 TEXT NOT NULL, replaces TEXT UNIQUE REFERENCES events,
        recorded_at TEXT NOT NULL, size INTEGER NOT NULL, kept BLOB NOT NULL, sealed BLOB NOT NULL,
        sealed_to TEXT NOT NULL, signature BLOB NOT NULL) STRICT""",
    "CREATE INDEX events_unsealed ON events (stream) WHERE sealed_to = ''",
    "CREATE UNIQUE INDEX one_event_a_place ON events (stream, sequence) WHERE replaces IS NULL",
    "CREATE INDEX events_of_stream ON events (stream, sequence)",
    "CREATE INDEX events_of_reference ON events (reference)",
    "CREATE INDEX events_by_moment ON events (recorded_at)",
    "CREATE INDEX events_sealed ON events (recorded_at) WHERE length(sealed) > 0",
    """CREATE TRIGGER event_added AFTER INSERT ON events
        BEGIN INSERT INTO unanswered (event_id) VALUES (new.id); END""",
    """CREATE TRIGGER rejection_corrected AFTER INSERT ON events WHEN new.replaces IS NOT NULL
        BEGIN DELETE FROM unmended WHERE event_id = new.replaces; END""",
    "CREATE TABLE sends (event_id TEXT PRIMARY KEY REFERENCES events, first_at TEXT NOT NULL) STRICT",
    """CREATE TABLE acknowledgements (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, statement BLOB NOT NULL, signature BLOB NOT NULL,
        key TEXT NOT NULL) STRICT""",
    "CREATE INDEX acknowledgements_of_hub ON acknowledgements (key)",
    """CREATE TRIGGER acknowledgements_added AFTER INSERT ON acknowledgements
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END""",
    f"CREATE TRIGGER acknowledgements_expire AFTER INSERT ON acknowledgements {_EXPIRES}",
    """CREATE TABLE rejections (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, code TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT""",
    """CREATE TRIGGER rejections_added AFTER INSERT ON rejections
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END""",
    """CREATE TRIGGER rejection_to_mend AFTER INSERT ON rejections
        WHEN NOT EXISTS (SELECT 1 FROM events WHERE replaces = new.event_id)
         AND NOT EXISTS (SELECT 1 FROM dismissals WHERE event_id = new.event_id)
        BEGIN INSERT OR IGNORE INTO unmended (event_id) VALUES (new.event_id); END""",
    """CREATE TRIGGER rejection_taken_back AFTER DELETE ON rejections
        BEGIN DELETE FROM unmended WHERE event_id = old.event_id; END""",
    "CREATE TABLE dismissals (event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL) STRICT",
    """CREATE TRIGGER dismissals_added AFTER INSERT ON dismissals
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END""",
    """CREATE TRIGGER rejection_dismissed AFTER INSERT ON dismissals
        BEGIN DELETE FROM unmended WHERE event_id = new.event_id; END""",
    f"CREATE TRIGGER dismissals_expire AFTER INSERT ON dismissals {_EXPIRES}",
    "CREATE TABLE unanswered (event_id TEXT PRIMARY KEY REFERENCES events) STRICT",
    """CREATE TABLE updates (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL, cursor INTEGER NOT NULL,
        reference TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, service_id TEXT NOT NULL,
        body BLOB NOT NULL, received_at TEXT NOT NULL, seen_at TEXT, papers_by TEXT NOT NULL DEFAULT '',
        UNIQUE (epoch, cursor)) STRICT""",
    "CREATE INDEX updates_of_reference ON updates (reference, number)",
    "CREATE INDEX updates_unseen ON updates (number) WHERE seen_at IS NULL",
    "CREATE INDEX updates_read ON updates (seen_at) WHERE length(body) > 0",
    f"""CREATE TRIGGER answer_arrived AFTER INSERT ON updates WHEN new.kind <> 'added' BEGIN
        DELETE FROM open_answers WHERE update_id IN (SELECT id FROM updates WHERE {_SAME.format(row="new")});
        INSERT OR IGNORE INTO open_answers (update_id) VALUES (new.id); END""",
    """CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL, subject TEXT NOT NULL, language TEXT NOT NULL,
        plain INTEGER NOT NULL, station_id TEXT NOT NULL, queued_at TEXT NOT NULL, large INTEGER NOT NULL DEFAULT 0,
        session TEXT NOT NULL DEFAULT '', taken_at TEXT) STRICT""",
    "CREATE INDEX jobs_by_moment ON jobs (queued_at)",
    "CREATE INDEX jobs_of_subject ON jobs (subject)",
    "CREATE INDEX jobs_of_session ON jobs (session) WHERE session <> ''",
    "CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN INSERT INTO unprinted (job_id) VALUES (new.id); END",
    """CREATE TABLE job_states (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, at TEXT NOT NULL, state TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT""",
    "CREATE INDEX job_states_of ON job_states (job_id, id)",
    """CREATE TRIGGER job_state_added AFTER INSERT ON job_states WHEN new.state IN ('completed', 'canceled')
        BEGIN DELETE FROM unprinted WHERE job_id = new.job_id; END""",
    "CREATE TABLE unprinted (job_id TEXT PRIMARY KEY REFERENCES jobs) STRICT",
    """CREATE TABLE attachments (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL, field_id TEXT NOT NULL, size INTEGER NOT NULL, locked BLOB NOT NULL,
        added_at TEXT NOT NULL, event_id TEXT) STRICT""",
    "CREATE INDEX attachments_of_case ON attachments (case_id)",
    "CREATE INDEX attachments_of_event ON attachments (event_id)",
    """CREATE TABLE attachment_pieces (
        attachment_id TEXT NOT NULL REFERENCES attachments ON DELETE CASCADE, number INTEGER NOT NULL,
        piece BLOB NOT NULL, PRIMARY KEY (attachment_id, number)) STRICT""",
    """CREATE TABLE parcels (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, sha256 TEXT NOT NULL,
        hub_key TEXT NOT NULL, sealed BLOB NOT NULL) STRICT""",
    """CREATE TABLE parcel_receipts (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL,
        statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT""",
    """CREATE TABLE mandates (
        id TEXT PRIMARY KEY, ends_on TEXT NOT NULL, keep_until TEXT NOT NULL, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX mandates_by_end ON mandates (ends_on)",
    "CREATE INDEX mandates_by_retention ON mandates (keep_until)",
    """CREATE TABLE mandate_marks (
        mandate_id TEXT NOT NULL REFERENCES mandates, action TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (mandate_id, action)) STRICT""",
    """CREATE TABLE mandate_uses (
        id INTEGER PRIMARY KEY, mandate_id TEXT NOT NULL REFERENCES mandates, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX mandate_uses_of ON mandate_uses (mandate_id)",
    """CREATE TABLE journal (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
        action TEXT NOT NULL, reference TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    "CREATE INDEX journal_of ON journal (reference)",
    """CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
        WHEN new.number <> (SELECT number + 1 FROM journal_head)
        BEGIN SELECT raise(ABORT, 'the journal grows at its end'); END""",
    """CREATE TRIGGER journal_added AFTER INSERT ON journal
        BEGIN UPDATE journal_head SET number = new.number, hash = new.hash; END""",
    """CREATE TRIGGER journal_kept BEFORE DELETE ON journal
        WHEN old.number > coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'the journal keeps its lines'); END""",
    """CREATE TRIGGER journal_no_UPDATE BEFORE UPDATE ON journal
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE journal_head (
        id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT""",
    f"INSERT INTO journal_head (id, number, hash) VALUES (1, 0, '{GENESIS}')",
    """CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash
                         AND new.number = old.number + 1)
        BEGIN SELECT raise(ABORT, 'the head follows the journal'); END""",
    """CREATE TRIGGER journal_head_no_INSERT BEFORE INSERT ON journal_head
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_head_no_DELETE BEFORE DELETE ON journal_head
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE journal_checkpoints (
        number INTEGER PRIMARY KEY, hash TEXT NOT NULL, at TEXT NOT NULL, signature BLOB NOT NULL) STRICT""",
    """CREATE TRIGGER journal_checkpoint_stands BEFORE INSERT ON journal_checkpoints
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash)
          OR new.number <= coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'a checkpoint names a line that is kept'); END""",
    """CREATE TRIGGER journal_checkpoints_no_UPDATE BEFORE UPDATE ON journal_checkpoints
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_checkpoints_no_DELETE BEFORE DELETE ON journal_checkpoints
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE favourites (
        mediator_id TEXT NOT NULL REFERENCES mediators, procedure_id TEXT NOT NULL, added_at TEXT NOT NULL,
        PRIMARY KEY (mediator_id, procedure_id)) STRICT""",
    "CREATE TABLE parked (case_id TEXT PRIMARY KEY REFERENCES cases, note BLOB NOT NULL, at TEXT NOT NULL) STRICT",
    """CREATE TABLE procedure_files (
        sha256 TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, version INTEGER NOT NULL, file BLOB NOT NULL,
        kept_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at)",
    """CREATE TABLE printers (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, carrier TEXT NOT NULL, settings TEXT NOT NULL, paper TEXT NOT NULL,
        profile TEXT NOT NULL, added_at TEXT NOT NULL, forgotten_at TEXT) STRICT""",
    "CREATE UNIQUE INDEX printers_by_name ON printers (name COLLATE NOCASE) WHERE forgotten_at IS NULL",
    """CREATE TABLE printer_choices (
        station_id TEXT NOT NULL, papers TEXT NOT NULL, printer_id TEXT, PRIMARY KEY (station_id, papers)) STRICT""",
    """CREATE TABLE receipt_keys (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL, key TEXT NOT NULL,
        received_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE tries (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, printer TEXT NOT NULL, copy INTEGER NOT NULL,
        at TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX tries_of ON tries (job_id, id)",
    "CREATE INDEX tries_at ON tries (printer, id)",
    """CREATE TABLE parcel_refusals (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL, code TEXT NOT NULL,
        times INTEGER NOT NULL DEFAULT 1) STRICT""",
    """CREATE TABLE aliases (
        case_id TEXT NOT NULL REFERENCES submissions, former TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL,
        told_at TEXT, PRIMARY KEY (case_id, former)) STRICT""",
    "CREATE INDEX aliases_of_number ON aliases (former)",
    "CREATE INDEX aliases_untold ON aliases (case_id) WHERE told_at IS NULL",
    """CREATE TABLE backups (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, place TEXT NOT NULL, fault TEXT NOT NULL) STRICT""",
    """CREATE TABLE release_notes (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT""",
    """CREATE TABLE hub_standing (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL,
        received_at TEXT NOT NULL) STRICT""",
    "CREATE TABLE first_day (step TEXT PRIMARY KEY, value TEXT NOT NULL DEFAULT '', at TEXT NOT NULL) STRICT",
    """CREATE TABLE left_numbers (
        case_id TEXT PRIMARY KEY REFERENCES submissions, station_id TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE TABLE disk_room (day TEXT PRIMARY KEY, free INTEGER NOT NULL) STRICT",
    "CREATE TABLE published_roots (number INTEGER PRIMARY KEY, document TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    """CREATE TABLE published_lists (
        scope TEXT PRIMARY KEY, number INTEGER NOT NULL, document TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE TABLE published_contents (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT",
    """CREATE TABLE published_items (
        scope TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES published_contents (sha256), PRIMARY KEY (scope, kind, name)) STRICT""",
    "CREATE TABLE published_faults (kind TEXT PRIMARY KEY, code TEXT NOT NULL, details TEXT NOT NULL) STRICT",
    """CREATE TABLE published_following (
        id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, cursor INTEGER NOT NULL, code TEXT NOT NULL,
        details TEXT NOT NULL, at TEXT NOT NULL, program TEXT NOT NULL) STRICT""",
    """CREATE TABLE message_reads (
        name TEXT NOT NULL, sha256 TEXT NOT NULL, mediator_id TEXT NOT NULL REFERENCES mediators (id), at TEXT NOT NULL,
        PRIMARY KEY (name, sha256, mediator_id)) STRICT""",
    """CREATE TABLE setting_changes (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, sha256 TEXT NOT NULL, scope TEXT NOT NULL,
        list_number INTEGER NOT NULL, at TEXT NOT NULL) STRICT""",
    """CREATE TABLE setting_reverts (
        name TEXT PRIMARY KEY, mediator_id TEXT NOT NULL REFERENCES mediators (id), at TEXT NOT NULL) STRICT""",
    """CREATE TABLE bundles (
        id TEXT PRIMARY KEY, site TEXT NOT NULL, hub TEXT NOT NULL, made_at TEXT NOT NULL, epoch TEXT NOT NULL,
        asked TEXT NOT NULL, answer_key BLOB NOT NULL, events INTEGER NOT NULL, bytes INTEGER NOT NULL,
        made INTEGER NOT NULL DEFAULT 0, answered_at TEXT) STRICT""",
    "CREATE TABLE unmended (event_id TEXT PRIMARY KEY REFERENCES events) STRICT",
    "CREATE TABLE unsubmitted (case_id TEXT PRIMARY KEY REFERENCES cases ON DELETE CASCADE) STRICT",
    """CREATE TRIGGER draft_left_the_list AFTER DELETE ON unsubmitted
        BEGIN DELETE FROM work_handed WHERE subject = old.case_id; END""",
    "CREATE TABLE expiries (subject TEXT PRIMARY KEY, due_at REAL NOT NULL) STRICT",
    "CREATE INDEX expiries_by_moment ON expiries (due_at)",
    """CREATE TABLE local_authority (
        id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, certificate BLOB NOT NULL, key BLOB NOT NULL,
        made_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE enrolled_stations (
        station_id TEXT PRIMARY KEY REFERENCES stations ON DELETE CASCADE, secret TEXT NOT NULL, place TEXT NOT NULL,
        generation INTEGER NOT NULL, rotated_at TEXT NOT NULL, seen_at TEXT NOT NULL, enrolled_at TEXT NOT NULL,
        enrolled_by TEXT NOT NULL, ended_at TEXT, ended_why TEXT NOT NULL DEFAULT '') STRICT""",
    """CREATE TABLE supplement_drafts (
        id TEXT PRIMARY KEY, reference TEXT NOT NULL, begun_at TEXT NOT NULL, alone BLOB) STRICT""",
    """CREATE TABLE work_done (
        update_id TEXT PRIMARY KEY REFERENCES updates (id), mediator_id TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE INDEX work_done_by_moment ON work_done (at)",
    """CREATE TRIGGER answer_done AFTER INSERT ON work_done
        BEGIN DELETE FROM open_answers WHERE update_id = new.update_id; END""",
    f"""CREATE TRIGGER answer_open_again AFTER DELETE ON work_done BEGIN
        INSERT OR IGNORE INTO open_answers (update_id) SELECT id FROM updates AS again
        WHERE id = old.update_id AND NOT EXISTS
        (SELECT 1 FROM updates WHERE {_SAME.format(row="again")} AND number > again.number); END""",
    """CREATE TABLE work_handed (
        subject TEXT PRIMARY KEY, mediator_id TEXT NOT NULL, to_id TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE TABLE open_answers (update_id TEXT PRIMARY KEY REFERENCES updates (id)) STRICT",
    """CREATE TRIGGER answer_left_the_list AFTER DELETE ON open_answers
        BEGIN DELETE FROM work_handed WHERE subject = old.update_id; END""",
    "CREATE TABLE wished_notices (case_id TEXT PRIMARY KEY REFERENCES cases, wish BLOB NOT NULL) STRICT",
    """CREATE TABLE given_documents (
        id TEXT PRIMARY KEY, update_id TEXT NOT NULL UNIQUE, service_id TEXT NOT NULL, size INTEGER NOT NULL,
        made_of BLOB, chunks BLOB, asked_at TEXT) STRICT""",
    """CREATE TABLE given_chunks (
        document_id TEXT NOT NULL REFERENCES given_documents ON DELETE CASCADE, place INTEGER NOT NULL,
        chunk BLOB NOT NULL, PRIMARY KEY (document_id, place)) STRICT""",
    """CREATE TABLE person_facts (
        case_id TEXT PRIMARY KEY REFERENCES cases, facts BLOB NOT NULL, event_id TEXT NOT NULL) STRICT""",
    """CREATE TABLE calls (
        id INTEGER PRIMARY KEY, update_id TEXT NOT NULL REFERENCES updates (id), mediator_id TEXT NOT NULL,
        at TEXT NOT NULL, outcome TEXT NOT NULL) STRICT""",
    "CREATE INDEX calls_by_update ON calls (update_id)",
)
# CROSS JOIN tells SQLite which side is small; `+` keeps its planner from going through all acknowledgements (or all
# that waits) in search of the case's few events.
_VIEWS = (
    "CREATE VIEW outbox AS SELECT events.* FROM unanswered CROSS JOIN events ON events.id = unanswered.event_id",
    """CREATE VIEW spool AS
        SELECT jobs.*, last.id AS note_id, last.state, last.detail, last.at AS state_at,
            tries.id AS try_id, tries.printer, tries.ended, coalesce(tries.copy, 0) AS copy
        FROM jobs
        JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)
        LEFT JOIN tries ON tries.id = (SELECT max(id) FROM tries WHERE tries.job_id = jobs.id)""",
    """CREATE VIEW attention AS
        SELECT events.*, rejections.code, rejections.detail, rejections.at AS rejected_at
        FROM unmended CROSS JOIN rejections ON rejections.event_id = unmended.event_id
        CROSS JOIN events ON events.id = unmended.event_id""",
    f"""CREATE VIEW case_states AS
        SELECT cases.id AS case_id, submissions.reference, submissions.kind, CASE
            WHEN cases.discarded_at IS NOT NULL THEN 'discarded'
            WHEN submissions.case_id IS NULL THEN 'draft'
            WHEN EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id AND +events.id IN unmended)
                THEN 'needs_attention'
            WHEN EXISTS (SELECT 1 FROM events WHERE {_ABOUT_THE_CASE} AND events.type = 'withdrawal'
                         AND +events.id IN (SELECT event_id FROM acknowledgements)) THEN 'withdrawn'
            WHEN EXISTS (SELECT 1 FROM events WHERE {_ABOUT_THE_CASE} AND events.type = 'withdrawal'
                         AND +events.id IN unanswered)
                 AND coalesce((SELECT updates.state FROM updates WHERE updates.reference = submissions.reference
                               ORDER BY updates.number DESC LIMIT 1), '')
                     NOT IN ('accepted', 'refused', 'closed', 'withdrawn') THEN 'withdrawing'
            ELSE coalesce(
                (SELECT nullif(updates.state, 'received') FROM updates
                 WHERE updates.reference = submissions.reference ORDER BY updates.number DESC LIMIT 1),
                CASE
                    WHEN submissions.kind = 'prepared' THEN 'prepared'
                    WHEN NOT EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id
                                     AND events.type = 'submitted' AND +events.id IN unanswered) THEN 'received'
                    WHEN EXISTS (SELECT 1 FROM events CROSS JOIN sends ON sends.event_id = events.id
                                 WHERE events.stream = cases.id AND +events.id IN unanswered) THEN 'sending'
                    ELSE 'submitted' END) END AS state,
            (SELECT count(*) FROM events WHERE {_ABOUT_THE_CASE} AND +events.id IN unanswered) AS unsent,
            EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id AND events.type = 'submitted'
                    AND +events.id IN unmended) AS mendable
        FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id""",
)


def migrate(db: Any) -> None:
    """Create everything in an empty database."""
    for statement in (*_TABLES, *_VIEWS):
        db.execute(statement)
