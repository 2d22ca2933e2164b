CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE stations (
        id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL, mm_per_px REAL NOT NULL DEFAULT 0, distance_mm INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE mediators (
        id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
        administrator INTEGER NOT NULL, factor TEXT NOT NULL, factor_hash TEXT NOT NULL, salt BLOB NOT NULL,
        public BLOB NOT NULL, wrapped BLOB NOT NULL, created_at TEXT NOT NULL, left_at TEXT) STRICT;
CREATE TABLE services (id TEXT PRIMARY KEY, public BLOB NOT NULL, created_at TEXT NOT NULL) STRICT;
CREATE TABLE grants (
        holder TEXT NOT NULL, service_id TEXT NOT NULL REFERENCES services, supervisor INTEGER NOT NULL,
        sealed BLOB NOT NULL, PRIMARY KEY (holder, service_id)) STRICT;
CREATE TABLE recovery (
        id INTEGER PRIMARY KEY CHECK (id = 1), public BLOB NOT NULL, made_at TEXT NOT NULL, verified_at TEXT) STRICT;
CREATE TABLE wrong_tries (
        id INTEGER PRIMARY KEY, mediator_id TEXT NOT NULL REFERENCES mediators, at TEXT NOT NULL) STRICT;
CREATE TABLE sessions (
        id_hash TEXT PRIMARY KEY, station_id TEXT, mediator_id TEXT REFERENCES mediators,
        language TEXT NOT NULL, plain INTEGER NOT NULL, case_id TEXT NOT NULL DEFAULT '',
        confirming TEXT NOT NULL DEFAULT '', idle INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL,
        seen_at TEXT NOT NULL, comfort TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE data_keys (
        subject TEXT NOT NULL, kind TEXT NOT NULL, holder TEXT NOT NULL, wrapped BLOB NOT NULL,
        PRIMARY KEY (subject, kind, holder)) STRICT;
CREATE TABLE resume_codes (
        locator TEXT PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, tries INTEGER NOT NULL) STRICT;
CREATE TABLE cases (
        id TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, procedure_version INTEGER NOT NULL, service_id TEXT NOT NULL,
        channel TEXT NOT NULL, language TEXT NOT NULL, plain INTEGER NOT NULL, answers BLOB NOT NULL,
        names BLOB NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
        opened_at TEXT NOT NULL, changed_at TEXT NOT NULL, discarded_at TEXT, emptied_at TEXT, procedure_sha256 TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE submissions (
        case_id TEXT PRIMARY KEY REFERENCES cases, reference TEXT NOT NULL UNIQUE, counter INTEGER NOT NULL UNIQUE,
        kind TEXT NOT NULL, legal_date TEXT NOT NULL, date_certain INTEGER NOT NULL, submitted_at TEXT NOT NULL,
        retention_days INTEGER NOT NULL, follow_code BLOB NOT NULL, proof BLOB NOT NULL DEFAULT x'') STRICT;
CREATE TABLE clock_notes (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        offset_days INTEGER NOT NULL, events INTEGER NOT NULL) STRICT;
CREATE TABLE enrolments (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, url TEXT NOT NULL, name TEXT NOT NULL, token TEXT NOT NULL,
        verify_key TEXT NOT NULL, seal_key BLOB NOT NULL, epoch TEXT NOT NULL, key_made_at TEXT NOT NULL) STRICT;
CREATE TABLE events (
        id TEXT PRIMARY KEY, stream TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
        reference TEXT NOT NULL, sha256 TEXT NOT NULL, replaces TEXT UNIQUE REFERENCES events,
        recorded_at TEXT NOT NULL, size INTEGER NOT NULL, kept BLOB NOT NULL, sealed BLOB NOT NULL,
        sealed_to TEXT NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TABLE sends (event_id TEXT PRIMARY KEY REFERENCES events, first_at TEXT NOT NULL) STRICT;
CREATE TABLE acknowledgements (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, statement BLOB NOT NULL,
        signature BLOB NOT NULL, key TEXT NOT NULL) STRICT;
CREATE TABLE rejections (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, code TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT;
CREATE TABLE dismissals (event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL) STRICT;
CREATE TABLE unanswered (event_id TEXT PRIMARY KEY REFERENCES events) STRICT;
CREATE TABLE updates (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL, cursor INTEGER NOT NULL,
        reference TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, service_id TEXT NOT NULL,
        body BLOB NOT NULL, received_at TEXT NOT NULL, seen_at TEXT, UNIQUE (epoch, cursor)) STRICT;
CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL, subject TEXT NOT NULL,
        language TEXT NOT NULL, plain INTEGER NOT NULL, station_id TEXT NOT NULL, queued_at TEXT NOT NULL, large INTEGER NOT NULL DEFAULT 0, session TEXT NOT NULL DEFAULT '', taken_at TEXT) STRICT;
CREATE TABLE job_states (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, at TEXT NOT NULL, state TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT;
CREATE TABLE unprinted (job_id TEXT PRIMARY KEY REFERENCES jobs) STRICT;
CREATE TABLE attachments (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, field_id TEXT NOT NULL, size INTEGER NOT NULL,
        locked BLOB NOT NULL, added_at TEXT NOT NULL) STRICT;
CREATE TABLE attachment_pieces (
        attachment_id TEXT NOT NULL REFERENCES attachments ON DELETE CASCADE, number INTEGER NOT NULL,
        piece BLOB NOT NULL, PRIMARY KEY (attachment_id, number)) STRICT;
CREATE TABLE parcels (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, sha256 TEXT NOT NULL,
        hub_key TEXT NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE TABLE parcel_receipts (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL,
        statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TABLE mandates (
        id TEXT PRIMARY KEY, ends_on TEXT NOT NULL, keep_until TEXT NOT NULL, kept BLOB NOT NULL) STRICT;
CREATE TABLE mandate_marks (
        mandate_id TEXT NOT NULL REFERENCES mandates, action TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (mandate_id, action)) STRICT;
CREATE TABLE mandate_uses (
        id INTEGER PRIMARY KEY, mandate_id TEXT NOT NULL REFERENCES mandates, kept BLOB NOT NULL) STRICT;
CREATE TABLE journal (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
        action TEXT NOT NULL, reference TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE journal_head (
        id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE journal_checkpoints (
        number INTEGER PRIMARY KEY, hash TEXT NOT NULL, at TEXT NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TABLE favourites (
        mediator_id TEXT NOT NULL REFERENCES mediators, procedure_id TEXT NOT NULL, added_at TEXT NOT NULL,
        PRIMARY KEY (mediator_id, procedure_id)) STRICT;
CREATE TABLE parked (
        case_id TEXT PRIMARY KEY REFERENCES cases, note BLOB NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE procedure_files (
        sha256 TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, version INTEGER NOT NULL, file BLOB NOT NULL,
        kept_at TEXT NOT NULL) STRICT;
CREATE TABLE printers (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, carrier TEXT NOT NULL, settings TEXT NOT NULL, paper TEXT NOT NULL,
        profile TEXT NOT NULL, added_at TEXT NOT NULL, forgotten_at TEXT) STRICT;
CREATE TABLE printer_choices (
        station_id TEXT NOT NULL, papers TEXT NOT NULL, printer_id TEXT,
        PRIMARY KEY (station_id, papers)) STRICT;
CREATE TABLE receipt_keys (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL, key TEXT NOT NULL,
        received_at TEXT NOT NULL) STRICT;
CREATE TABLE tries (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, printer TEXT NOT NULL, copy INTEGER NOT NULL,
        at TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'parvis', 'm001_spine', '2026-11-26 09:50:16.552457+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (2, 'parvis', 'm002_journal', '2026-11-26 09:50:16.555746+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (3, 'parvis', 'm003_counter', '2026-11-26 09:50:16.556714+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (4, 'parvis', 'm004_versions', '2026-11-26 09:50:16.558093+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (5, 'parvis', 'm005_withdrawn', '2026-11-26 09:50:16.559059+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (6, 'parvis', 'm006_comfort', '2026-11-26 09:50:16.561440+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (7, 'parvis', 'm007_printers', '2026-11-26 09:50:16.562740+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (8, 'parvis', 'm008_proofs', '2026-11-26 09:50:16.564296+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (9, 'parvis', 'm009_spool', '2026-11-26 09:50:16.572796+00:00');
INSERT INTO stations (id, token_hash, role, name, created_at, mm_per_px, distance_mm) VALUES ('ssssssssssssssssssssssssssssssss', 'token', 'desk', '', '2026-11-24T12:00:00.000000+00:00', 0.0, 0);
INSERT INTO mediators (id, login, name, administrator, factor, factor_hash, salt, public, wrapped, created_at, left_at) VALUES ('mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm', 'lea', 'Lea', 1, 'passphrase', '', X'73616C74', X'7075626C6963', X'77726170706564', '2026-11-24T12:00:00.000000+00:00', NULL);
INSERT INTO services (id, public, created_at) VALUES ('etat-civil', X'7070707070707070707070707070707070707070707070707070707070707070', '2026-11-24T12:00:00+00:00');
INSERT INTO grants (holder, service_id, supervisor, sealed) VALUES ('mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm', 'etat-civil', 1, X'7365616C6564');
INSERT INTO sessions (id_hash, station_id, mediator_id, language, plain, case_id, confirming, idle, created_at, seen_at, comfort) VALUES ('one', 'ssssssssssssssssssssssssssssssss', NULL, 'fr', 0, '', '', 0, '2026-11-24T12:00:00.000000+00:00', '2026-11-24T12:00:00.000000+00:00', 'largest');
INSERT INTO counters (name, value) VALUES ('reference', 1001);
INSERT INTO data_keys (subject, kind, holder, wrapped) VALUES ('cccccccccccccccccccccccccccccccc', 'service', 'etat-civil', X'77726170706564');
INSERT INTO cases (id, procedure_id, procedure_version, service_id, channel, language, plain, answers, names, mediator_id, station_id, opened_at, changed_at, discarded_at, emptied_at, procedure_sha256) VALUES ('cccccccccccccccccccccccccccccccc', 'birth-certificate', 1, 'etat-civil', 'counter', 'fr', 0, X'A9471E56B6BDEC9AE103A6B7D32D18C0197E4288486B4DC54AA0BA3C3312009AB4148468813CD07230316218560371D530BB201A68C0A38F324E55521CB35CCD41B23B948EC7D5DF040BBC3C467CD5E850E1A3A0560F550CBF8133D676BFB944D7F00DEE931DE901EBA9EB2745378F0FB5783C5FF9BC322FA5AE459D80085176B69C91111A5AF4C4A16130789E22F7B5B01ED87353100EC0B27D66B2984027E9D787A051503335BAFC', X'', '', '', '2026-11-24T12:00:00.000000+00:00', '2026-11-24T12:00:00.000000+00:00', NULL, NULL, '');
INSERT INTO cases (id, procedure_id, procedure_version, service_id, channel, language, plain, answers, names, mediator_id, station_id, opened_at, changed_at, discarded_at, emptied_at, procedure_sha256) VALUES ('dddddddddddddddddddddddddddddddd', 'birth-certificate', 1, 'etat-civil', 'counter', 'fr', 0, X'CED001A26470ED4EDE8E895A4ED173CCD4D7D6901488BA1D91151A1AE250761F6CE1EE4C73C2520AADF8F63E69F05859991A24EAF05E9F6EF227E047C7BAB5FCBCA2B461AEF22A9C4C993A5C9A271798556DA8023802D840025A0E2654A0291ACA7026AB4F4944EC81C7DE631F4767FCB860FD2E752046B23BDE0EF80C912EB2358E3EB8B6D78A3BDF59BCF72D7CB95FBC9094F728CCB968E05D907F04899DB856329962495B9EBED9', X'', '', '', '2026-11-24T12:00:00.000000+00:00', '2026-11-24T12:00:00.000000+00:00', NULL, NULL, '');
INSERT INTO submissions (case_id, reference, counter, kind, legal_date, date_certain, submitted_at, retention_days, follow_code, proof) VALUES ('cccccccccccccccccccccccccccccccc', 'SA1001K', 1001, 'deposited', '2026-11-24', 1, '2026-11-24T12:00:00.000000+00:00', 30, X'84EEA88E40BFE6333207B01B522495514A6C541368D6C15757685074A33B81C9ABA86CC901E5163239B1572695B64963FBFB', X'');
INSERT INTO events (id, stream, sequence, type, reference, sha256, replaces, recorded_at, size, kept, sealed, sealed_to, signature) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'cccccccccccccccccccccccccccccccc', 1, 'submitted', 'SA1001K', 'a7d4f20181810bb30b96362cb4fe84a255872d6c3723d323d58a6356181bee3c', NULL, '2026-11-24T12:00:00.000000+00:00', 54, X'444E02E1D5F894FDDF5EFB42DD2F615B7C7EDF4D1682B0799F331464BEBEA767FF68FA589B82A23EC20D7808C744AAC052A675C49426924DB48E83FEA5DC51A3CE344A8BDA044A29C3CDCA1BB7DF1BA85856B0EA3ED4689E29C35388696A', X'', '', X'');
INSERT INTO events (id, stream, sequence, type, reference, sha256, replaces, recorded_at, size, kept, sealed, sealed_to, signature) VALUES ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccccccccccccccc', 2, 'supplement', 'SA1001K', 'fe7470af1cff33ece022c6661f9cac010874c0ba4af55d86458a29e411edfa01', NULL, '2026-11-24T12:00:00.000000+00:00', 54, X'8AA50C0964619D9FBEF39CC7CFA5F5808E5B38869B0B5938000743125A167B1086AC46B8A6F6277D776F5EE6276606F34684B696E12B77362AE03BB2F5A60E309AA10D3CA2E345A6BD54F49AE9D64BE4E6518E89B80E3A01E99874A97B34', X'', '', X'');
INSERT INTO acknowledgements (event_id, at, statement, signature, key) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '2026-11-24T12:00:00.000000+00:00', X'73616964', X'7369676E6174757265', 'key');
INSERT INTO unanswered (event_id) VALUES ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb');
INSERT INTO jobs (id, kind, reference, subject, language, plain, station_id, queued_at, large, session, taken_at) VALUES ('jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj', 'receipt', 'SA1001K', 'cccccccccccccccccccccccccccccccc', 'fr', 0, 'ssssssssssssssssssssssssssssssss', '2026-11-24T12:00:00.000000+00:00', 0, '', NULL);
INSERT INTO job_states (id, job_id, at, state, detail) VALUES (1, 'jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj', '2026-11-24T12:00:00.000000+00:00', 'pending', '');
INSERT INTO unprinted (job_id) VALUES ('jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj');
INSERT INTO attachments (id, case_id, field_id, size, locked, added_at) VALUES ('ffffffffffffffffffffffffffffffff', 'cccccccccccccccccccccccccccccccc', 'proof', 3, X'6C6F636B6564', '2026-11-24T12:00:00+00:00');
INSERT INTO attachment_pieces (attachment_id, number, piece) VALUES ('ffffffffffffffffffffffffffffffff', 0, X'616263');
INSERT INTO mandates (id, ends_on, keep_until, kept) VALUES ('nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn', '2026-12-01', '2027-12-01', X'6C6F636B6564');
INSERT INTO journal (number, at, mediator_id, station_id, action, reference, detail, hash) VALUES (1, '2026-11-24T12:00:00.000000+00:00', 'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm', '', 'opened', 'SA1001K', '', '30ea223544e8d79268386128a54d7f7d06f837d7a7b0b66abdc5b7d6862f5604');
INSERT INTO journal (number, at, mediator_id, station_id, action, reference, detail, hash) VALUES (2, '2026-11-24T12:00:00.000000+00:00', 'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm', '', 'submitted', 'SA1001K', '', '96883e46d6340dfad9ba3286e55af8ff79c8571b3177cf0f4a50cc1bac014ccb');
INSERT INTO journal_head (id, number, hash) VALUES (1, 2, '96883e46d6340dfad9ba3286e55af8ff79c8571b3177cf0f4a50cc1bac014ccb');
INSERT INTO favourites (mediator_id, procedure_id, added_at) VALUES ('mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm', 'birth-certificate', '2026-11-24T12:00:00.000000+00:00');
INSERT INTO parked (case_id, note, at) VALUES ('dddddddddddddddddddddddddddddddd', X'AAA3C6F7A4A00D54BE54546BD6FA6ABC653EF7CF943DE3DFC051F674835162C34645A5068EEF6DB06DE394D428', '2026-11-24T12:00:00.000000+00:00');
INSERT INTO printers (id, name, carrier, settings, paper, profile, added_at, forgotten_at) VALUES ('pppppppppppppppppppppppppppppppp', 'Accueil', 'dummy', '{}', 'pdf-a4', '', '2026-11-24T12:00:00.000000+00:00', NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX mediators_by_factor ON mediators (factor_hash);
CREATE INDEX wrong_tries_of ON wrong_tries (mediator_id);
CREATE INDEX data_keys_of_holder ON data_keys (kind, holder);
CREATE INDEX cases_by_change ON cases (changed_at);
CREATE INDEX events_unsealed ON events (stream) WHERE sealed_to = '';
CREATE UNIQUE INDEX one_event_a_place ON events (stream, sequence) WHERE replaces IS NULL;
CREATE INDEX events_of_stream ON events (stream, sequence);
CREATE INDEX events_of_reference ON events (reference);
CREATE INDEX events_by_moment ON events (recorded_at);
CREATE TRIGGER event_added AFTER INSERT ON events
        BEGIN INSERT INTO unanswered (event_id) VALUES (new.id); END;
CREATE TRIGGER acknowledgements_added AFTER INSERT ON acknowledgements
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;
CREATE TRIGGER rejections_added AFTER INSERT ON rejections
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;
CREATE TRIGGER dismissals_added AFTER INSERT ON dismissals
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;
CREATE INDEX updates_of_reference ON updates (reference, number);
CREATE INDEX updates_unseen ON updates (number) WHERE seen_at IS NULL;
CREATE VIEW attention AS
        SELECT events.*, rejections.code, rejections.detail, rejections.at AS rejected_at
        FROM rejections CROSS JOIN events ON events.id = rejections.event_id
        WHERE NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id)
          AND NOT EXISTS (SELECT 1 FROM dismissals WHERE dismissals.event_id = events.id);
CREATE VIEW outbox AS SELECT events.* FROM unanswered CROSS JOIN events ON events.id = unanswered.event_id;
CREATE INDEX jobs_by_moment ON jobs (queued_at);
CREATE INDEX jobs_of_subject ON jobs (subject);
CREATE INDEX job_states_of ON job_states (job_id, id);
CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN INSERT INTO unprinted (job_id) VALUES (new.id); END;
CREATE TRIGGER job_state_added AFTER INSERT ON job_states WHEN new.state IN ('completed', 'canceled')
        BEGIN DELETE FROM unprinted WHERE job_id = new.job_id; END;
CREATE INDEX attachments_of_case ON attachments (case_id);
CREATE INDEX mandates_by_end ON mandates (ends_on);
CREATE INDEX mandates_by_retention ON mandates (keep_until);
CREATE INDEX mandate_uses_of ON mandate_uses (mandate_id);
CREATE INDEX journal_of ON journal (reference);
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
        WHEN new.number <> (SELECT number + 1 FROM journal_head)
        BEGIN SELECT raise(ABORT, 'the journal grows at its end'); END;
CREATE TRIGGER journal_added AFTER INSERT ON journal
        BEGIN UPDATE journal_head SET number = new.number, hash = new.hash; END;
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
        WHEN old.number > coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'the journal keeps its lines'); END;
CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash
                         AND new.number = old.number + 1)
        BEGIN SELECT raise(ABORT, 'the head follows the journal'); END;
CREATE TRIGGER journal_checkpoint_stands BEFORE INSERT ON journal_checkpoints
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash)
          OR new.number <= coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'a checkpoint names a line that is kept'); END;
CREATE TRIGGER journal_no_UPDATE BEFORE UPDATE ON journal
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_head_no_INSERT BEFORE INSERT ON journal_head
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_head_no_DELETE BEFORE DELETE ON journal_head
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_checkpoints_no_UPDATE BEFORE UPDATE ON journal_checkpoints
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_checkpoints_no_DELETE BEFORE DELETE ON journal_checkpoints
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at);
CREATE VIEW case_states AS
    SELECT cases.id AS case_id, submissions.reference, submissions.kind, CASE
        WHEN cases.discarded_at IS NOT NULL THEN 'discarded'
        WHEN submissions.case_id IS NULL THEN 'draft'
        WHEN EXISTS (SELECT 1 FROM attention WHERE attention.stream = cases.id) THEN 'needs_attention'
        WHEN EXISTS (SELECT 1 FROM events WHERE events.reference = submissions.reference AND events.type = 'withdrawal'
                     AND events.id IN (SELECT event_id FROM acknowledgements)) THEN 'withdrawn'
        WHEN EXISTS (SELECT 1 FROM events WHERE events.reference = submissions.reference AND events.type = 'withdrawal'
                     AND events.id IN unanswered)
             AND coalesce((SELECT updates.state FROM updates WHERE updates.reference = submissions.reference
                           ORDER BY updates.number DESC LIMIT 1), '')
                 NOT IN ('accepted', 'refused', 'closed', 'withdrawn') THEN 'withdrawing'
        ELSE coalesce(
            (SELECT nullif(updates.state, 'received') FROM updates
             WHERE updates.reference = submissions.reference ORDER BY updates.number DESC LIMIT 1),
            CASE
                WHEN submissions.kind = 'prepared' THEN 'prepared'
                WHEN NOT EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id
                                 AND events.type = 'submitted' AND events.id IN unanswered) THEN 'received'
                WHEN EXISTS (SELECT 1 FROM events JOIN sends ON sends.event_id = events.id
                             WHERE events.stream = cases.id AND events.id IN unanswered) THEN 'sending'
                ELSE 'submitted' END) END AS state,
        (SELECT count(*) FROM events
         WHERE events.reference = submissions.reference AND events.id IN unanswered) AS unsent,
        EXISTS (SELECT 1 FROM attention
                WHERE attention.stream = cases.id AND attention.type = 'submitted') AS mendable
    FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id;
CREATE UNIQUE INDEX printers_by_name ON printers (name COLLATE NOCASE) WHERE forgotten_at IS NULL;
CREATE INDEX tries_of ON tries (job_id, id);
CREATE INDEX tries_at ON tries (printer, id);
CREATE INDEX jobs_of_session ON jobs (session) WHERE session <> '';
CREATE VIEW spool AS
        SELECT jobs.*, last.id AS note_id, last.state, last.detail, last.at AS state_at,
            tries.id AS try_id, tries.printer, tries.ended, coalesce(tries.copy, 0) AS copy
        FROM jobs
        JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)
        LEFT JOIN tries ON tries.id = (SELECT max(id) FROM tries WHERE tries.job_id = jobs.id);
