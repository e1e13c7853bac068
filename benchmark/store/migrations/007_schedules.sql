-- Reports that are sent by themselves, and what became of each sending. Nothing is changed in place but an end: pausing and going
-- on end the schedule's row and begin another under the same id, so that created_at says since when its due times count.

-- report: the id of a saved report, or the name of a ready-made one. panel_id and brand_ids: of a ready-made one, NULL and empty
-- for its own choice. period: NULL for the report's own. every: day, week (weekday 1 Monday to 7), month (month_day 1 to 31, the
-- last day where a month has fewer). hour: minute 0 of it in the zone; zone NULL for the panel's. folder: below the reports folder,
-- empty for that itself, NULL for none.
CREATE TABLE core.report_schedule (
    schedule_id VARCHAR NOT NULL, report VARCHAR NOT NULL, panel_id VARCHAR, brand_ids VARCHAR[] NOT NULL, period VARCHAR,
    format VARCHAR NOT NULL, language VARCHAR NOT NULL, every VARCHAR NOT NULL, weekday UTINYINT, month_day UTINYINT,
    hour UTINYINT NOT NULL, timezone VARCHAR, recipients VARCHAR[] NOT NULL, folder VARCHAR, paused BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL, removed_at TIMESTAMP
);
-- status: going, sent, failed, or skipped: missed while the program did not run, and a later one was due by then. error with its
-- particulars (JSON) also where it was sent, but not to all. file_name stands once the file is in the folder or in the mail.
CREATE TABLE core.report_delivery (
    delivery_id VARCHAR NOT NULL, schedule_id VARCHAR NOT NULL, due_at TIMESTAMP NOT NULL, attempt UTINYINT NOT NULL,
    started_at TIMESTAMP NOT NULL, finished_at TIMESTAMP, status VARCHAR NOT NULL, file_name VARCHAR, bytes BIGINT,
    error VARCHAR, params VARCHAR, data_version VARCHAR
);

CREATE VIEW report_schedules AS
SELECT schedule_id, report, panel_id, brand_ids, period, format, language, every, weekday, month_day, hour, timezone, recipients,
       folder, paused, created_at, removed_at
FROM core.report_schedule;
CREATE VIEW report_deliveries AS
SELECT delivery_id, schedule_id, due_at, attempt, started_at, finished_at, status, file_name, bytes, error, params, data_version
FROM core.report_delivery;
