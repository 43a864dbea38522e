-- The tables of a casebook. Facts come first, as each document states them; below stands what resolution makes of them.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    reader TEXT NOT NULL,
    encoding TEXT NOT NULL,
    pages INTEGER NOT NULL,       -- pages or slides; 0 where the format has none
    meta TEXT NOT NULL,           -- JSON object: front matter, title, date, publisher, url
    offsets TEXT NOT NULL,        -- JSON list of [clean offset, source offset]
    locators TEXT NOT NULL,       -- JSON list of [source offset, page or slide or row that begins there]
    warnings TEXT NOT NULL,       -- JSON list
    extractor_version TEXT NOT NULL,
    twin_of TEXT                  -- derived: the longer document that says all that this one does
) WITHOUT ROWID;

-- What resolution made of the documents (below) no longer holds when one comes or goes.
CREATE TRIGGER documents_come AFTER INSERT ON documents BEGIN DELETE FROM meta WHERE key = 'resolved'; END;
CREATE TRIGGER documents_go AFTER DELETE ON documents BEGIN DELETE FROM meta WHERE key = 'resolved'; END;

-- Hashes of each document, by which its near-duplicates are found.
CREATE TABLE fingerprints (
    hash INTEGER NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    PRIMARY KEY (hash, document_id)
) WITHOUT ROWID;
CREATE INDEX fingerprints_document ON fingerprints (document_id);

-- Which documents may contain a text, see signatures.py; search goes through them in the order of their names.
CREATE TABLE signatures (document_id TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE, bits BLOB NOT NULL);
CREATE INDEX documents_name ON documents (name);

-- Files that the last build could not read, and why.
CREATE TABLE failures (path TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;

-- Two files with the same name and content are one document with two sources.
CREATE TABLE sources (
    path TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    sha256 TEXT NOT NULL          -- of the file's bytes
) WITHOUT ROWID;
CREATE INDEX sources_document ON sources (document_id);

CREATE TABLE entities (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bank TEXT,
    themes TEXT NOT NULL,         -- joined by |
    stages TEXT NOT NULL,         -- joined by |
    UNIQUE (document_id, name)
);
CREATE INDEX entities_banks ON entities (document_id, name) WHERE label = 'bank';

CREATE TABLE aliases (
    entity_id INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (entity_id, position)
) WITHOUT ROWID;

CREATE TABLE mentions (
    entity_id INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (entity_id, start, end)
) WITHOUT ROWID;

-- Where the text says what a product or program is for.
CREATE TABLE purposes (
    entity_id INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    themes TEXT NOT NULL,         -- joined by |
    stages TEXT NOT NULL,         -- joined by |
    PRIMARY KEY (entity_id, start, end)
) WITHOUT ROWID;

CREATE TABLE relations (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    rel TEXT NOT NULL,
    head INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    tail INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE
);
CREATE INDEX relations_document ON relations (document_id);
CREATE INDEX relations_head ON relations (head);
CREATE INDEX relations_tail ON relations (tail);

CREATE TABLE metrics (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    subject INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    about INTEGER REFERENCES entities ON DELETE CASCADE,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    value_max REAL,
    unit TEXT NOT NULL,
    cmp TEXT NOT NULL,
    date TEXT
);
CREATE INDEX metrics_document ON metrics (document_id);
CREATE INDEX metrics_subject ON metrics (subject);
CREATE INDEX metrics_about ON metrics (about);

-- A place in the clean text that states exactly one fact.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    entity_id INTEGER REFERENCES entities ON DELETE CASCADE,
    relation_id INTEGER REFERENCES relations ON DELETE CASCADE,
    metric_id INTEGER REFERENCES metrics ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    quote TEXT NOT NULL,
    place TEXT NOT NULL,          -- where its beginning stands in the source: page 3, slide 2; '' for a text
    folded TEXT,                  -- the quote as search compares it, where that differs
    CHECK ((entity_id IS NOT NULL) + (relation_id IS NOT NULL) + (metric_id IS NOT NULL) = 1)
);
CREATE INDEX evidence_document ON evidence (document_id, start);
CREATE INDEX evidence_entity ON evidence (entity_id) WHERE entity_id IS NOT NULL;
CREATE INDEX evidence_relation ON evidence (relation_id) WHERE relation_id IS NOT NULL;
CREATE INDEX evidence_metric ON evidence (metric_id) WHERE metric_id IS NOT NULL;

-- From here on: one row for each real thing, written by resolution and derived from the tables above alone.

CREATE TABLE nodes (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    bank TEXT,                    -- the node of the bank that a unit, product, program or metric belongs to
    aliases TEXT NOT NULL,        -- joined by |
    documents INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    first_date TEXT NOT NULL,
    province TEXT NOT NULL,
    city TEXT NOT NULL,
    themes TEXT NOT NULL,
    stages TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX nodes_type ON nodes (type);
CREATE INDEX nodes_bank ON nodes (bank, type);

-- Every form of a node's name, folded, for look-up; a lower rank wins: 0 the label, 1 the registry, 2 the documents.
CREATE TABLE node_names (
    name TEXT NOT NULL,
    node TEXT NOT NULL REFERENCES nodes ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    PRIMARY KEY (name, node)
) WITHOUT ROWID;
CREATE INDEX node_names_node ON node_names (node);

-- Why each form is a name of its node, in the order in which a person reads it.
CREATE TABLE node_reasons (
    node TEXT NOT NULL REFERENCES nodes ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    why TEXT NOT NULL,
    documents TEXT NOT NULL,      -- JSON list: the names of those that use the form
    PRIMARY KEY (node, position)
) WITHOUT ROWID;

-- What became of the lines of the file of decisions; `state` is empty where a decision is applied.
CREATE TABLE decisions (line INTEGER PRIMARY KEY, text TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;

-- What decisions note of a node, and the facts that they accept: nodes by id, edges as HEAD REL TAIL.
CREATE TABLE node_notes (
    node TEXT NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (node, position)
) WITHOUT ROWID;
CREATE TABLE accepted (fact TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE observations (
    node TEXT PRIMARY KEY REFERENCES nodes ON DELETE CASCADE,
    subject TEXT NOT NULL,
    about TEXT,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    value_max REAL,
    unit TEXT NOT NULL,
    cmp TEXT NOT NULL,
    date TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX observations_subject ON observations (subject);
CREATE INDEX observations_about ON observations (about);

CREATE TABLE node_entities (
    node TEXT NOT NULL,
    entity_id INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    mentions INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,                    -- what of the entity's name names this node, where that is not all of it
    via TEXT NOT NULL,            -- the id that the document alone gives, before documents are linked
    themes TEXT NOT NULL,         -- joined by |: those that the text tells of this node
    stages TEXT NOT NULL,         -- joined by |
    PRIMARY KEY (node, entity_id)
) WITHOUT ROWID;
CREATE INDEX node_entities_entity ON node_entities (entity_id);

CREATE TABLE node_evidence (
    node TEXT NOT NULL,
    evidence_id INTEGER NOT NULL REFERENCES evidence ON DELETE CASCADE,
    PRIMARY KEY (node, evidence_id)
) WITHOUT ROWID;
CREATE INDEX node_evidence_evidence ON node_evidence (evidence_id);

CREATE TABLE edges (
    head TEXT NOT NULL,
    rel TEXT NOT NULL,
    tail TEXT NOT NULL,
    weight INTEGER NOT NULL,
    evidence_id INTEGER NOT NULL REFERENCES evidence ON DELETE CASCADE,  -- the first one
    PRIMARY KEY (head, rel, tail)
) WITHOUT ROWID;
CREATE INDEX edges_tail ON edges (tail, rel);
CREATE INDEX edges_evidence ON edges (evidence_id);

CREATE TABLE edge_evidence (
    head TEXT NOT NULL,
    rel TEXT NOT NULL,
    tail TEXT NOT NULL,
    evidence_id INTEGER NOT NULL REFERENCES evidence ON DELETE CASCADE,
    PRIMARY KEY (head, rel, tail, evidence_id)
) WITHOUT ROWID;
CREATE INDEX edge_evidence_evidence ON edge_evidence (evidence_id);

-- What resolution keeps to itself, so that a changed document costs no more than what it touches.

-- The documents that the tables above have, twins included.
CREATE TABLE resolved (document_id TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE) WITHOUT ROWID;

-- The ids that each document alone gives its entities; `area` are those among which names are compared.
CREATE TABLE stands (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    entity_id INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    node TEXT NOT NULL,
    name TEXT,                    -- what of the entity's name names this node, where that is not all of it
    area TEXT NOT NULL
);
CREATE INDEX stands_document ON stands (document_id);
CREATE INDEX stands_entity ON stands (entity_id);
CREATE INDEX stands_node ON stands (node);
CREATE INDEX stands_area ON stands (area, node);

-- What the ids of banks and partners have in common with those that they may be linked with: only ids that share a
-- token are compared. `area` is one of stands, or banks, or named for banks that are only told to own something.
CREATE TABLE tokens (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    area TEXT NOT NULL,
    token TEXT NOT NULL,
    node TEXT NOT NULL
);
CREATE INDEX tokens_document ON tokens (document_id);
CREATE INDEX tokens_area ON tokens (area, token, node);

-- Ids of one thing that several banks share, a JSON list.
CREATE TABLE joint (document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, nodes TEXT NOT NULL);
CREATE INDEX joint_document ON joint (document_id);

-- Which ids name one thing and why, by the area that says so, and the id that stands for all that are linked.
CREATE TABLE links (
    area TEXT NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    why TEXT NOT NULL,
    documents TEXT NOT NULL       -- JSON list
);
CREATE INDEX links_area ON links (area);
CREATE TABLE linked (node TEXT PRIMARY KEY, final TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE node_bank (
    node TEXT NOT NULL,
    bank TEXT NOT NULL,
    document_id TEXT REFERENCES documents ON DELETE CASCADE
);
CREATE INDEX node_bank_node ON node_bank (node);
CREATE INDEX node_bank_document ON node_bank (document_id);

-- Tellings of numbers, the nodes that they are about and the observation that they make; those that may be one share
-- `what`.
CREATE TABLE tellings (
    metric_id INTEGER NOT NULL REFERENCES metrics ON DELETE CASCADE,
    evidence_id INTEGER REFERENCES evidence ON DELETE CASCADE,
    subject TEXT NOT NULL,
    about TEXT,
    what INTEGER,
    node TEXT
);
CREATE INDEX tellings_metric ON tellings (metric_id);
CREATE INDEX tellings_evidence ON tellings (evidence_id);
CREATE INDEX tellings_what ON tellings (what);
CREATE INDEX tellings_node ON tellings (node);
CREATE INDEX tellings_about ON tellings (about) WHERE about IS NOT NULL;

-- What has to be summed up anew because a row of it came or went: areas, tellings, nodes and edges.
CREATE TABLE stale (what TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (what, key)) WITHOUT ROWID;
CREATE TABLE stale_edges (head TEXT, rel TEXT, tail TEXT, PRIMARY KEY (head, rel, tail)) WITHOUT ROWID;
CREATE TRIGGER stands_come AFTER INSERT ON stands BEGIN
    INSERT OR IGNORE INTO stale VALUES ('area', new.area);
END;
CREATE TRIGGER node_entities_come AFTER INSERT ON node_entities BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', new.node);
END;
CREATE TRIGGER node_evidence_come AFTER INSERT ON node_evidence BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', new.node);
END;
CREATE TRIGGER node_bank_come AFTER INSERT ON node_bank BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', new.node);
END;
CREATE TRIGGER edge_evidence_come AFTER INSERT ON edge_evidence BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', new.head);
    INSERT OR IGNORE INTO stale VALUES ('node', new.tail);
    INSERT OR IGNORE INTO stale_edges VALUES (new.head, new.rel, new.tail);
END;
CREATE TRIGGER tellings_come AFTER INSERT ON tellings BEGIN
    INSERT OR IGNORE INTO stale VALUES ('telling', coalesce(new.what, ''));
    INSERT OR IGNORE INTO stale VALUES ('node', coalesce(new.node, ''));
    INSERT OR IGNORE INTO stale VALUES ('node', coalesce(new.about, ''));
END;
CREATE TRIGGER stands_go AFTER DELETE ON stands BEGIN
    INSERT OR IGNORE INTO stale VALUES ('area', old.area);
END;
CREATE TRIGGER node_entities_go AFTER DELETE ON node_entities BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', old.node);
END;
CREATE TRIGGER node_evidence_go AFTER DELETE ON node_evidence BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', old.node);
END;
CREATE TRIGGER node_bank_go AFTER DELETE ON node_bank BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', old.node);
END;
CREATE TRIGGER edge_evidence_go AFTER DELETE ON edge_evidence BEGIN
    INSERT OR IGNORE INTO stale VALUES ('node', old.head);
    INSERT OR IGNORE INTO stale VALUES ('node', old.tail);
    INSERT OR IGNORE INTO stale_edges VALUES (old.head, old.rel, old.tail);
END;
CREATE TRIGGER tellings_go AFTER DELETE ON tellings BEGIN
    INSERT OR IGNORE INTO stale VALUES ('telling', coalesce(old.what, ''));
    INSERT OR IGNORE INTO stale VALUES ('node', coalesce(old.node, ''));
    INSERT OR IGNORE INTO stale VALUES ('node', coalesce(old.about, ''));
END;
