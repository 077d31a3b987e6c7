-- What a database of version 7 is made of, as the program of that time made it.
PRAGMA application_id = 1801807976;
PRAGMA user_version = 7;
CREATE TABLE "documents" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "source" TEXT NOT NULL,
   "sha256" TEXT NOT NULL,
   "media_type" TEXT,
   "n_pages" INTEGER NOT NULL,
   "status" TEXT NOT NULL,
   "error" TEXT,
   "doc_type" TEXT,
   "number" TEXT,
   "symbol" TEXT,
   "issued_on" TEXT,
   "issued_year" INTEGER,
   "place" TEXT,
   "issuer" TEXT,
   "issuer_level" TEXT,
   "province" TEXT,
   "unit_code" TEXT,
   "unit_code_now" TEXT,
   "title" TEXT,
   "period_start" INTEGER,
   "period_end" INTEGER,
   "programmes" TEXT NOT NULL,
   "signer" TEXT,
   "signer_title" TEXT,
   "signing_capacity" TEXT,
   "confidence" REAL NOT NULL,
   "text_source" TEXT,
   "path" TEXT NOT NULL,
   "fingerprint" TEXT NOT NULL,
   "gone_since" TEXT,
   "reviewed" TEXT
) STRICT;
CREATE INDEX "idx_documents_sha256"
    ON "documents" ("sha256");
CREATE INDEX "idx_documents_number"
    ON "documents" ("number");
CREATE INDEX "idx_documents_doc_type"
    ON "documents" ("doc_type");
CREATE INDEX "idx_documents_issued_year"
    ON "documents" ("issued_year");
CREATE INDEX "idx_documents_province"
    ON "documents" ("province");
CREATE INDEX "idx_documents_issuer"
    ON "documents" ("issuer");
CREATE INDEX "idx_documents_status"
    ON "documents" ("status");
CREATE UNIQUE INDEX "idx_documents_source"
    ON "documents" ("source");
CREATE INDEX idx_documents_year ON documents (coalesce(issued_year, period_start), province);
CREATE TABLE "pages" (
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "number" INTEGER NOT NULL,
   "text_source" TEXT NOT NULL,
   "raw_text" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "confidence" REAL NOT NULL,
   "width" REAL,
   "height" REAL,
   "ocr_engine" TEXT,
   "verdict" TEXT NOT NULL,
   "reason" TEXT NOT NULL,
   "fingerprint" TEXT NOT NULL,
   "words" BLOB NOT NULL,
   "words_read" BLOB,
   "folded" TEXT NOT NULL,
   PRIMARY KEY ("document_id", "number")
) STRICT;
CREATE INDEX "idx_pages_document_id"
    ON "pages" ("document_id");
CREATE TABLE "sections" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "parent_id" TEXT REFERENCES "sections"("id"),
   "path" TEXT NOT NULL,
   "label" TEXT NOT NULL,
   "heading" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "page" INTEGER NOT NULL
) STRICT;
CREATE INDEX "idx_sections_document_id"
    ON "sections" ("document_id");
CREATE INDEX idx_sections_parent_id ON sections (parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE "agencies" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "name" TEXT NOT NULL,
   "level" TEXT,
   "kind" TEXT
) STRICT;
CREATE INDEX "idx_agencies_name"
    ON "agencies" ("name");
CREATE INDEX "idx_agencies_level"
    ON "agencies" ("level");
CREATE TABLE "citations" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "section" TEXT NOT NULL,
   "page" INTEGER NOT NULL,
   "quote" TEXT NOT NULL,
   "bbox" TEXT,
   "confidence" REAL NOT NULL,
   "reviewed" TEXT,
   "doc_type" TEXT,
   "number" TEXT NOT NULL,
   "issued_on" TEXT,
   "issuer" TEXT,
   "basis" INTEGER NOT NULL,
   "folded" TEXT NOT NULL
) STRICT;
CREATE INDEX "idx_citations_document_id"
    ON "citations" ("document_id");
CREATE INDEX "idx_citations_number"
    ON "citations" ("number");
CREATE TABLE "classes" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "section" TEXT NOT NULL,
   "page" INTEGER NOT NULL,
   "quote" TEXT NOT NULL,
   "bbox" TEXT,
   "confidence" REAL NOT NULL,
   "reviewed" TEXT,
   "parent_id" TEXT REFERENCES "classes"("id"),
   "programme" TEXT,
   "audience" TEXT,
   "n_classes" INTEGER,
   "n_participants" INTEGER,
   "per_class" INTEGER,
   "per_year" INTEGER,
   "days" INTEGER,
   "field_days" INTEGER,
   "location" TEXT,
   "comparator" TEXT NOT NULL,
   "is_total" INTEGER NOT NULL,
   "folded" TEXT NOT NULL
) STRICT;
CREATE INDEX "idx_classes_document_id"
    ON "classes" ("document_id");
CREATE INDEX idx_classes_parent_id ON classes (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX "idx_classes_programme"
    ON "classes" ("programme");
CREATE TABLE "targets" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "section" TEXT NOT NULL,
   "page" INTEGER NOT NULL,
   "quote" TEXT NOT NULL,
   "bbox" TEXT,
   "confidence" REAL NOT NULL,
   "reviewed" TEXT,
   "parent_id" TEXT REFERENCES "targets"("id"),
   "indicator" TEXT NOT NULL,
   "value" REAL NOT NULL,
   "unit" TEXT,
   "comparator" TEXT NOT NULL,
   "year" INTEGER,
   "area" TEXT,
   "category" TEXT,
   "is_total" INTEGER NOT NULL,
   "folded" TEXT NOT NULL
) STRICT;
CREATE INDEX "idx_targets_document_id"
    ON "targets" ("document_id");
CREATE INDEX idx_targets_parent_id ON targets (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX "idx_targets_category"
    ON "targets" ("category");
CREATE INDEX "idx_targets_unit"
    ON "targets" ("unit");
CREATE INDEX "idx_targets_year"
    ON "targets" ("year");
CREATE TABLE "responsibilities" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "section" TEXT NOT NULL,
   "page" INTEGER NOT NULL,
   "quote" TEXT NOT NULL,
   "bbox" TEXT,
   "confidence" REAL NOT NULL,
   "reviewed" TEXT,
   "agency" TEXT NOT NULL,
   "agency_id" TEXT REFERENCES "agencies"("id"),
   "role" TEXT NOT NULL,
   "partners" TEXT NOT NULL,
   "task" TEXT NOT NULL,
   "deadline" TEXT,
   "folded" TEXT NOT NULL
) STRICT;
CREATE INDEX "idx_responsibilities_document_id"
    ON "responsibilities" ("document_id");
CREATE INDEX "idx_responsibilities_agency_id"
    ON "responsibilities" ("agency_id");
CREATE TABLE "funding" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "section" TEXT NOT NULL,
   "page" INTEGER NOT NULL,
   "quote" TEXT NOT NULL,
   "bbox" TEXT,
   "confidence" REAL NOT NULL,
   "reviewed" TEXT,
   "kind" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "amount_vnd" INTEGER,
   "per" TEXT,
   "category" TEXT,
   "folded" TEXT NOT NULL
) STRICT;
CREATE INDEX "idx_funding_document_id"
    ON "funding" ("document_id");
CREATE INDEX "idx_funding_kind"
    ON "funding" ("kind");
CREATE TABLE "recipients" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "section" TEXT NOT NULL,
   "page" INTEGER NOT NULL,
   "quote" TEXT NOT NULL,
   "bbox" TEXT,
   "confidence" REAL NOT NULL,
   "reviewed" TEXT,
   "name" TEXT NOT NULL,
   "note" TEXT,
   "folded" TEXT NOT NULL
) STRICT;
CREATE INDEX "idx_recipients_document_id"
    ON "recipients" ("document_id");
CREATE TABLE "signatures" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "signer" TEXT NOT NULL,
   "organisation" TEXT,
   "signed_at" TEXT
) STRICT;
CREATE INDEX "idx_signatures_document_id"
    ON "signatures" ("document_id");
CREATE TABLE "findings" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "record_table" TEXT,
   "record_id" TEXT,
   "code" TEXT NOT NULL,
   "severity" TEXT NOT NULL,
   "page" INTEGER,
   "message" TEXT NOT NULL
) STRICT;
CREATE INDEX "idx_findings_document_id"
    ON "findings" ("document_id");
CREATE INDEX "idx_findings_record_id"
    ON "findings" ("record_id");
CREATE INDEX "idx_findings_code"
    ON "findings" ("code");
CREATE INDEX "idx_findings_severity"
    ON "findings" ("severity");
CREATE TABLE "restorations" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "page" INTEGER NOT NULL,
   "bbox" TEXT,
   "read" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "guess" TEXT,
   "probability" REAL NOT NULL
) STRICT;
CREATE INDEX "idx_restorations_document_id"
    ON "restorations" ("document_id");
CREATE INDEX "idx_restorations_read"
    ON "restorations" ("read");
CREATE TABLE "corrections" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL,
   "sha256" TEXT NOT NULL,
   "record_table" TEXT NOT NULL,
   "record_id" TEXT NOT NULL,
   "action" TEXT NOT NULL,
   "decided" TEXT,
   "extracted" TEXT,
   "section" TEXT,
   "page" INTEGER,
   "quote" TEXT,
   "bbox" TEXT,
   "findings" TEXT NOT NULL,
   "follows" TEXT NOT NULL,
   "author" TEXT NOT NULL,
   "made_at" TEXT NOT NULL,
   "note" TEXT
) STRICT;
CREATE INDEX "idx_corrections_document_id"
    ON "corrections" ("document_id");
CREATE INDEX "idx_corrections_sha256"
    ON "corrections" ("sha256");
CREATE INDEX "idx_corrections_record_id"
    ON "corrections" ("record_id");
CREATE INDEX "idx_corrections_made_at"
    ON "corrections" ("made_at");
CREATE TABLE "overlaid" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "document_id" TEXT NOT NULL REFERENCES "documents"("id") ON DELETE CASCADE,
   "record_table" TEXT NOT NULL,
   "corrections" TEXT NOT NULL,
   "place" INTEGER,
   "extracted" TEXT
) STRICT;
CREATE INDEX "idx_overlaid_document_id"
    ON "overlaid" ("document_id");
CREATE TABLE "runs" (
   "id" INTEGER PRIMARY KEY,
   "started_at" TEXT NOT NULL,
   "version" TEXT NOT NULL,
   "options" TEXT NOT NULL,
   "counts" TEXT NOT NULL,
   "seconds" REAL NOT NULL
) STRICT;
CREATE VIRTUAL TABLE "pages_fts" USING FTS5 (
    "text", "folded",
    tokenize='unicode61 remove_diacritics 0',
    content="pages"
);
CREATE TRIGGER "pages_ai" AFTER INSERT ON "pages" BEGIN
  INSERT INTO "pages_fts" (rowid, "text", "folded") VALUES (new.rowid, new."text", new."folded");
END;
CREATE TRIGGER "pages_ad" AFTER DELETE ON "pages" BEGIN
  INSERT INTO "pages_fts" ("pages_fts", rowid, "text", "folded") VALUES('delete', old.rowid, old."text", old."folded");
END;
CREATE TRIGGER "pages_au" AFTER UPDATE ON "pages" BEGIN
  INSERT INTO "pages_fts" ("pages_fts", rowid, "text", "folded") VALUES('delete', old.rowid, old."text", old."folded");
  INSERT INTO "pages_fts" (rowid, "text", "folded") VALUES (new.rowid, new."text", new."folded");
END;
CREATE VIRTUAL TABLE "citations_fts" USING FTS5 (
    "quote", "folded",
    tokenize='unicode61 remove_diacritics 0',
    content="citations"
);
CREATE TRIGGER "citations_ai" AFTER INSERT ON "citations" BEGIN
  INSERT INTO "citations_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE TRIGGER "citations_ad" AFTER DELETE ON "citations" BEGIN
  INSERT INTO "citations_fts" ("citations_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
END;
CREATE TRIGGER "citations_au" AFTER UPDATE ON "citations" BEGIN
  INSERT INTO "citations_fts" ("citations_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
  INSERT INTO "citations_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE VIRTUAL TABLE "classes_fts" USING FTS5 (
    "quote", "folded",
    tokenize='unicode61 remove_diacritics 0',
    content="classes"
);
CREATE TRIGGER "classes_ai" AFTER INSERT ON "classes" BEGIN
  INSERT INTO "classes_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE TRIGGER "classes_ad" AFTER DELETE ON "classes" BEGIN
  INSERT INTO "classes_fts" ("classes_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
END;
CREATE TRIGGER "classes_au" AFTER UPDATE ON "classes" BEGIN
  INSERT INTO "classes_fts" ("classes_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
  INSERT INTO "classes_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE VIRTUAL TABLE "targets_fts" USING FTS5 (
    "quote", "folded",
    tokenize='unicode61 remove_diacritics 0',
    content="targets"
);
CREATE TRIGGER "targets_ai" AFTER INSERT ON "targets" BEGIN
  INSERT INTO "targets_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE TRIGGER "targets_ad" AFTER DELETE ON "targets" BEGIN
  INSERT INTO "targets_fts" ("targets_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
END;
CREATE TRIGGER "targets_au" AFTER UPDATE ON "targets" BEGIN
  INSERT INTO "targets_fts" ("targets_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
  INSERT INTO "targets_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE VIRTUAL TABLE "responsibilities_fts" USING FTS5 (
    "quote", "folded",
    tokenize='unicode61 remove_diacritics 0',
    content="responsibilities"
);
CREATE TRIGGER "responsibilities_ai" AFTER INSERT ON "responsibilities" BEGIN
  INSERT INTO "responsibilities_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE TRIGGER "responsibilities_ad" AFTER DELETE ON "responsibilities" BEGIN
  INSERT INTO "responsibilities_fts" ("responsibilities_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
END;
CREATE TRIGGER "responsibilities_au" AFTER UPDATE ON "responsibilities" BEGIN
  INSERT INTO "responsibilities_fts" ("responsibilities_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
  INSERT INTO "responsibilities_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE VIRTUAL TABLE "funding_fts" USING FTS5 (
    "quote", "folded",
    tokenize='unicode61 remove_diacritics 0',
    content="funding"
);
CREATE TRIGGER "funding_ai" AFTER INSERT ON "funding" BEGIN
  INSERT INTO "funding_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE TRIGGER "funding_ad" AFTER DELETE ON "funding" BEGIN
  INSERT INTO "funding_fts" ("funding_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
END;
CREATE TRIGGER "funding_au" AFTER UPDATE ON "funding" BEGIN
  INSERT INTO "funding_fts" ("funding_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
  INSERT INTO "funding_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE VIRTUAL TABLE "recipients_fts" USING FTS5 (
    "quote", "folded",
    tokenize='unicode61 remove_diacritics 0',
    content="recipients"
);
CREATE TRIGGER "recipients_ai" AFTER INSERT ON "recipients" BEGIN
  INSERT INTO "recipients_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE TRIGGER "recipients_ad" AFTER DELETE ON "recipients" BEGIN
  INSERT INTO "recipients_fts" ("recipients_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
END;
CREATE TRIGGER "recipients_au" AFTER UPDATE ON "recipients" BEGIN
  INSERT INTO "recipients_fts" ("recipients_fts", rowid, "quote", "folded") VALUES('delete', old.rowid, old."quote", old."folded");
  INSERT INTO "recipients_fts" (rowid, "quote", "folded") VALUES (new.rowid, new."quote", new."folded");
END;
CREATE INDEX review_findings ON findings (severity, document_id, coalesce(page, 0), coalesce(record_id, id));
CREATE INDEX review_citations ON citations (document_id, page, id) WHERE reviewed IS NULL AND confidence < 0.8;
CREATE INDEX review_classes ON classes (document_id, page, id) WHERE reviewed IS NULL AND confidence < 0.8;
CREATE INDEX review_targets ON targets (document_id, page, id) WHERE reviewed IS NULL AND confidence < 0.8;
CREATE INDEX review_responsibilities ON responsibilities (document_id, page, id) WHERE reviewed IS NULL AND confidence < 0.8;
CREATE INDEX review_funding ON funding (document_id, page, id) WHERE reviewed IS NULL AND confidence < 0.8;
CREATE INDEX review_recipients ON recipients (document_id, page, id) WHERE reviewed IS NULL AND confidence < 0.8;
CREATE VIEW "v_classes" AS SELECT
  d.title AS title,
  d.doc_type AS doc_type,
  d.number AS number,
  d.province AS province,
  d.unit_code_now AS unit_code_now,
  coalesce(d.issued_year, d.period_start) AS year,
  d.issued_on AS issued_on,
  d.issuer AS issuer,
  d.issuer_level AS issuer_level,
  d.source AS source,
  r.id AS id,
  r.document_id AS document_id,
  r.section AS section,
  r.page AS page,
  r.quote AS quote,
  r.bbox AS bbox,
  r.confidence AS confidence,
  r.reviewed AS reviewed,
  r.parent_id AS parent_id,
  r.programme AS programme,
  r.audience AS audience,
  r.n_classes AS n_classes,
  r.n_participants AS n_participants,
  r.per_class AS per_class,
  r.per_year AS per_year,
  r.days AS days,
  r.field_days AS field_days,
  r.location AS location,
  r.comparator AS comparator,
  r.is_total AS is_total
FROM classes AS r
JOIN documents AS d ON d.id = r.document_id;
CREATE VIEW "v_targets" AS SELECT
  d.title AS title,
  d.doc_type AS doc_type,
  d.number AS number,
  d.province AS province,
  d.unit_code_now AS unit_code_now,
  coalesce(d.issued_year, d.period_start) AS year,
  d.issued_on AS issued_on,
  d.issuer AS issuer,
  d.issuer_level AS issuer_level,
  d.source AS source,
  r.id AS id,
  r.document_id AS document_id,
  r.section AS section,
  r.page AS page,
  r.quote AS quote,
  r.bbox AS bbox,
  r.confidence AS confidence,
  r.reviewed AS reviewed,
  r.parent_id AS parent_id,
  r.indicator AS indicator,
  r.value AS value,
  r.unit AS unit,
  r.comparator AS comparator,
  r.year AS target_year,
  r.area AS area,
  r.category AS category,
  r.is_total AS is_total
FROM targets AS r
JOIN documents AS d ON d.id = r.document_id;
CREATE VIEW "v_duties" AS SELECT
  d.title AS title,
  d.doc_type AS doc_type,
  d.number AS number,
  d.province AS province,
  d.unit_code_now AS unit_code_now,
  coalesce(d.issued_year, d.period_start) AS year,
  d.issued_on AS issued_on,
  d.issuer AS issuer,
  d.issuer_level AS issuer_level,
  d.source AS source,
  r.id AS id,
  r.document_id AS document_id,
  r.section AS section,
  r.page AS page,
  r.quote AS quote,
  r.bbox AS bbox,
  r.confidence AS confidence,
  r.reviewed AS reviewed,
  r.agency AS agency,
  r.agency_id AS agency_id,
  r.role AS role,
  r.partners AS partners,
  r.task AS task,
  r.deadline AS deadline,
  a.name AS agency_name,
  a.level AS agency_level,
  a.kind AS agency_kind
FROM responsibilities AS r
JOIN documents AS d ON d.id = r.document_id
LEFT JOIN agencies AS a ON a.id = r.agency_id;
CREATE VIEW "v_funding" AS SELECT
  d.title AS title,
  d.doc_type AS doc_type,
  d.number AS number,
  d.province AS province,
  d.unit_code_now AS unit_code_now,
  coalesce(d.issued_year, d.period_start) AS year,
  d.issued_on AS issued_on,
  d.issuer AS issuer,
  d.issuer_level AS issuer_level,
  d.source AS source,
  r.id AS id,
  r.document_id AS document_id,
  r.section AS section,
  r.page AS page,
  r.quote AS quote,
  r.bbox AS bbox,
  r.confidence AS confidence,
  r.reviewed AS reviewed,
  r.kind AS kind,
  r.text AS text,
  r.amount_vnd AS amount_vnd,
  r.per AS per,
  r.category AS category
FROM funding AS r
JOIN documents AS d ON d.id = r.document_id;
CREATE VIEW "v_citations" AS SELECT
  d.title AS title,
  d.doc_type AS doc_type,
  d.number AS number,
  d.province AS province,
  d.unit_code_now AS unit_code_now,
  coalesce(d.issued_year, d.period_start) AS year,
  d.issued_on AS issued_on,
  d.issuer AS issuer,
  d.issuer_level AS issuer_level,
  d.source AS source,
  r.id AS id,
  r.document_id AS document_id,
  r.section AS section,
  r.page AS page,
  r.quote AS quote,
  r.bbox AS bbox,
  r.confidence AS confidence,
  r.reviewed AS reviewed,
  r.doc_type AS cited_doc_type,
  r.number AS cited_number,
  r.issued_on AS cited_issued_on,
  r.issuer AS cited_issuer,
  r.basis AS basis,
  (SELECT c.id FROM documents AS c WHERE c.number = r.number AND c.issued_on = r.issued_on ORDER BY c.source LIMIT 1) AS cited_document_id
FROM citations AS r
JOIN documents AS d ON d.id = r.document_id;
CREATE VIEW "v_findings" AS SELECT
  d.title AS title,
  d.doc_type AS doc_type,
  d.number AS number,
  d.province AS province,
  d.unit_code_now AS unit_code_now,
  coalesce(d.issued_year, d.period_start) AS year,
  d.issued_on AS issued_on,
  d.issuer AS issuer,
  d.issuer_level AS issuer_level,
  d.source AS source,
  r.id AS id,
  r.document_id AS document_id,
  r.record_table AS record_table,
  r.record_id AS record_id,
  r.code AS code,
  r.severity AS severity,
  r.page AS page,
  r.message AS message,
  coalesce(sections.path, citations.section, classes.section, targets.section, responsibilities.section, funding.section, recipients.section) AS section,
  coalesce(citations.quote, classes.quote, targets.quote, responsibilities.quote, funding.quote, recipients.quote) AS quote
FROM findings AS r
JOIN documents AS d ON d.id = r.document_id
LEFT JOIN sections ON r.record_table = 'sections' AND sections.id = r.record_id
LEFT JOIN citations ON r.record_table = 'citations' AND citations.id = r.record_id
LEFT JOIN classes ON r.record_table = 'classes' AND classes.id = r.record_id
LEFT JOIN targets ON r.record_table = 'targets' AND targets.id = r.record_id
LEFT JOIN responsibilities ON r.record_table = 'responsibilities' AND responsibilities.id = r.record_id
LEFT JOIN funding ON r.record_table = 'funding' AND funding.id = r.record_id
LEFT JOIN recipients ON r.record_table = 'recipients' AND recipients.id = r.record_id;
CREATE VIEW "v_corrections" AS SELECT
  d.title AS title,
  d.doc_type AS doc_type,
  d.number AS number,
  d.province AS province,
  d.unit_code_now AS unit_code_now,
  coalesce(d.issued_year, d.period_start) AS year,
  d.issued_on AS issued_on,
  d.issuer AS issuer,
  d.issuer_level AS issuer_level,
  d.source AS source,
  r.id AS id,
  r.document_id AS document_id,
  r.sha256 AS sha256,
  r.record_table AS record_table,
  r.record_id AS record_id,
  r.action AS action,
  r.decided AS decided,
  r.extracted AS extracted,
  r.section AS section,
  r.page AS page,
  r.quote AS quote,
  r.bbox AS bbox,
  r.findings AS findings,
  r.follows AS follows,
  r.author AS author,
  r.made_at AS made_at,
  r.note AS note
FROM corrections AS r
JOIN documents AS d ON d.id = r.document_id;
