"""Independent readers find in the tables what the casebook holds, and no cell is a formula."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import networkx as nx
import openpyxl
import pandas as pd
import pytest

from graph.errors import MissingExtraError
from graph.export.tables import workbook
from graph.export.tables.neo4j import import_script
from graph.export.tables.rows import TABLES, evidence_rows, fact_of_edge
from graph.queries.quotes import quotes_of_edges, quotes_of_nodes
from graph.text import disarmed


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def graph_of(nodes: pd.DataFrame, edges: pd.DataFrame) -> nx.MultiDiGraph:
    graph = nx.from_pandas_edgelist(edges, "Source", "Target", True, nx.MultiDiGraph, "Kind")
    graph.add_nodes_from(nodes.set_index("Id").to_dict("index").items())
    return graph


def test_pandas_reads_csv(exported, expected) -> None:
    file = exported("csv")
    nodes, edges, metrics = (pd.read_csv(file.path / f"{name}.csv") for name in ("nodes", "edges", "metrics"))
    graph = graph_of(nodes, edges)
    assert sorted(nodes["Label"]) == sorted(map(disarmed, expected.labels(file.graph)))
    assert sorted(graph.edges(keys=True)) == expected.edges(file.graph)
    assert set(edges["Type"]) == {"Directed"}
    values = {node: data["value"] for node, data in file.graph.nodes(data=True) if data["type"] == "metric"}
    assert dict(zip(metrics["id"], metrics["value"], strict=True)) == values
    assert metrics["value"].dtype == "float64"


def test_no_cell_of_a_csv_is_a_formula(exported) -> None:
    folder = exported("csv").path
    assert sorted(path.name for path in folder.iterdir()) == ["edges.csv", "metrics.csv", "nodes.csv"]
    for path in folder.iterdir():
        cells = [cell for row in rows(path) for cell in row.values()]
        assert cells
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r") and len(cell) > 1 and not cell[1:].isdigit()]


def test_pandas_and_duckdb_read_parquet(exported, expected) -> None:
    file = exported("parquet")
    frames = {table.name: pd.read_parquet(file.path / f"{table.name}.parquet") for table in TABLES}
    entities, relations, metrics, evidence = (frames[name] for name in ("entities", "relations", "metrics", "evidence"))
    named = {node: data["label"] for node, data in file.graph.nodes(data=True) if data["type"] != "metric"}
    assert dict(zip(entities["id"], entities["label"], strict=True)) == named
    assert len(entities) + len(metrics) == len(file.graph)
    assert sorted(zip(relations["head"], relations["tail"], relations["relation"], strict=True)) == expected.edges(
        file.graph
    )
    facts = {*entities["id"], *metrics["id"], *relations["id"]}
    assert set(evidence["fact"]) <= facts
    assert set(relations["id"]) | set(metrics["id"]) <= set(evidence["fact"]), "each has its evidence"
    assert set(evidence["document_id"]) == set(frames["documents"]["id"])
    for table in TABLES:
        query = f"SELECT count(*), count(DISTINCT id) FROM '{file.path / table.name}.parquet'"
        assert duckdb.sql(query).fetchall() == [(len(frames[table.name]),) * 2]
    (aliases,) = duckdb.sql(
        f"SELECT aliases FROM '{file.path}/entities.parquet' WHERE type = 'bank' AND len(aliases) > 0 LIMIT 1"
    ).fetchall()[0]
    assert isinstance(aliases, list)


def test_evidence_is_that_of_the_queries(exported, connection) -> None:
    graph = exported("json").graph
    told: dict[str, list[tuple]] = {}
    for _, fact, document_id, document, start, end, quote in evidence_rows(graph, connection):
        told.setdefault(fact, []).append((document, document_id, start, end, quote))
    for node, quotes in quotes_of_nodes(connection, graph).items():
        assert [(q.document, q.document_id, q.start, q.end, q.quote) for q in quotes] == told[node]
    for (head, rel, tail), quotes in quotes_of_edges(connection, graph, {"offers", "runs", "reports"}).items():
        assert len(quotes) == len(told[fact_of_edge(head, rel, tail)])


def sheets(path: Path) -> dict[str, list[tuple]]:
    """The rows of each sheet below its head, and that no cell is a formula."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book}


def test_openpyxl_reads_the_workbook(exported, expected, connection) -> None:
    file = exported("xlsx")
    found = sheets(file.path)
    assert list(found) == ["说明", "银行", "产品", "战略机制", "机构", "合作方", "指标", "关系", "证据", "文档"]
    nodes = [row[0] for name in ("银行", "产品", "战略机制", "机构", "合作方") for row in found[name]]
    named = [data["label"] for _, data in file.graph.nodes(data=True) if data["type"] != "metric"]
    assert sorted(nodes) == sorted(named)
    assert len(found["指标"]) == len(file.graph) - len(named)
    assert len(found["关系"]) == file.graph.number_of_edges()
    assert len(found["证据"]) == len(list(evidence_rows(file.graph, connection)))
    assert {type(row[3]) for row in found["指标"]} <= {int, float}


def test_the_workbook_is_laid_out_and_linked(exported) -> None:
    book = openpyxl.load_workbook(exported("xlsx").path)
    evidence = book["证据"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(dimension.width > 5 for dimension in sheet.column_dimensions.values())
        assert sheet["A1"].font.bold
    for name in ("产品", "指标", "关系"):
        sheet = book[name]
        head = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            link, fact = row[head.index("证据")], row[head.index("编号")].value
            place = link.hyperlink.location.replace("'", "").removeprefix("证据!A")
            assert evidence.cell(int(place), 5).value == fact
            count = int(link.value.removesuffix(" 处"))
            assert [evidence.cell(int(place) + number, 5).value for number in range(count)] == [fact] * count


def test_the_same_graph_gives_the_same_workbook(exported) -> None:
    first = exported("xlsx").path.read_bytes()
    assert exported("xlsx").path.read_bytes() == first


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice, soffice")
def test_libreoffice_reads_the_workbook(exported, tmp_path: Path) -> None:
    path = exported("xlsx").path
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "ods"]
    subprocess.run([*command, "--outdir", tmp_path, path], check=True, capture_output=True, timeout=180)
    back = [*command[:-1], "xlsx", "--outdir", tmp_path / "back", tmp_path / "graph.ods"]
    subprocess.run(back, check=True, capture_output=True, timeout=180)
    assert {name: len(rows) for name, rows in sheets(tmp_path / "back/graph.xlsx").items()} == {
        name: len(rows) for name, rows in sheets(path).items()
    }


def test_what_excel_cannot_open_is_no_workbook(exported, monkeypatch: pytest.MonkeyPatch) -> None:
    old = exported("xlsx").path
    content = old.read_bytes()
    monkeypatch.setattr(workbook, "ROWS", 3)
    with pytest.raises(workbook.WorkbookError, match="export csv or parquet"):
        exported("xlsx")
    assert old.read_bytes() == content
    assert list(old.parent.iterdir()) == [old]


def test_a_missing_library_is_named_with_its_extra(exported, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, extra in (("xlsxwriter", "xlsx"), ("pyarrow", "parquet")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(MissingExtraError, match=rf"{module} is not installed.*'yinpu\[{extra}\]'"):
            exported(extra)


def test_neo4j_files_have_typed_headers_and_all_texts(exported, expected) -> None:
    file = exported("neo4j")
    nodes = [row for path in file.path.glob("*.csv") if path.stem != "relationships" for row in rows(path)]
    assert sorted(row["label:string"] for row in nodes) == expected.labels(file.graph)
    edges = [(row[":START_ID"], row[":END_ID"], row[":TYPE"].lower()) for row in rows(file.path / "relationships.csv")]
    assert sorted(edges) == expected.edges(file.graph)
    for row in nodes:
        data = file.graph.nodes[row["id:ID"]]
        assert row[":LABEL"] == f"{data['type'].title()}|Thing"
        assert int(row["mentions:int"]) == data["mentions"]
        assert row["aliases:string[]"] == data["aliases"]


def test_the_cypher_script_reads_columns_that_the_files_have(exported) -> None:
    folder = exported("neo4j").path
    script = (folder / "import.cypher").read_text("utf-8")
    assert script == import_script()
    statements = [part for part in script.split(";\n") if "LOAD CSV" in part]
    assert len(statements) == 6 + 8
    for statement in statements:
        name = statement.partition("file:///")[2].partition("'")[0]
        with (folder / name).open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        used = {part.partition("`")[0] for part in statement.split("row.`")[1:]}
        assert used
        assert used <= set(columns)
    for path in folder.glob("*.csv"):
        assert f"={path.name}" in script, "the command of neo4j-admin names each file"


def test_neo4j_has_nothing_against_the_script(node_reader, tmp_path: Path) -> None:
    (tmp_path / "import.cypher").write_text(import_script(), "utf-8")
    assert node_reader("cypher", tmp_path / "import.cypher") == []
    (tmp_path / "wrong.cypher").write_text(import_script().replace("MERGE (n", "MERG (n"), "utf-8")
    assert node_reader("cypher", tmp_path / "wrong.cypher") != []
