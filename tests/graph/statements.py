"""A stand-in for the extractor: documents whose lines say plainly what is in them.

    bank 海河银行 city = 海河行        an entity, its kind and its aliases
    product 海智贷 loan @海河银行      the bank that it is said to belong to
    海河银行 offers 海智贷             a relation; several on one line, joined by &, share one evidence
    海河银行 reports 余额 >12.5 亿元 2025-06-30 海智贷   a metric; the date may be -, the last word is what it is about

Run as a program it is `yinpu` with this extractor.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from extract.reading import ReadError
from extract.schema import LABELS, Document, Entity, Evidence, Extraction, Mention, Metric, Relation


def extract_statements(path: str | Path, data: bytes | None = None) -> Extraction:
    """Return what the lines of a file say."""
    path = Path(path)
    content = path.read_bytes() if data is None else data
    if not content:
        raise ReadError(f"{path}: the file is empty; save it again")
    text = content.decode()
    sha256 = hashlib.sha256(content).hexdigest()
    entities, relations, metrics = [], [], []
    start = 0
    for line in text.split("\n"):
        evidence = (Evidence(start, start + len(line), line),)
        start += len(line) + 1
        words = line.split()
        if not words:
            continue
        if words[0] == "CRASH":
            raise RuntimeError("the extractor fell over")
        if words[0] in LABELS:
            bank = next((word[1:] for word in words if word.startswith("@")), None)
            aliases = tuple(words[words.index("=") + 1 :]) if "=" in words else ()
            mentions = tuple(Mention(*match.span()) for match in re.finditer(re.escape(words[1]), text))
            entities.append(Entity(words[0], words[1], words[2], evidence, mentions, aliases, bank))
        elif words[1] == "reports":
            subject, _, name, told, unit, date, *about = words
            cmp, value = re.fullmatch(r"([<>~]?)([\d.]+)", told).groups()
            metrics.append(
                Metric(
                    subject,
                    name,
                    float(value),
                    unit,
                    cmp or "=",
                    evidence,
                    about[0] if about else None,
                    date=None if date == "-" else date,
                )
            )
        else:
            for statement in line.split("&"):
                head, rel, tail = statement.split()
                relations.append(Relation(rel, head, tail, evidence))
    document = Document(f"{path.stem}-{sha256[:8]}", path.stem, sha256, text, ())
    return Extraction(document, tuple(entities), tuple(relations), tuple(metrics))


if __name__ == "__main__":
    from joblib import wrap_non_picklable_objects

    import graph.build
    from graph.cli import main

    # The processes that read documents do not know this file: the function itself travels there.
    graph.build.extract_file = wrap_non_picklable_objects(extract_statements)
    graph.build.extractor_version = lambda: "statements"
    main(sys.argv[1:])
