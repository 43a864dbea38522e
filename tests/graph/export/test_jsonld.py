"""rdflib and pyshacl find in the linked data what the casebook holds, each fact with its evidence."""

from __future__ import annotations

import json
from importlib.resources import files

import pyshacl
import pytest
from rdflib import PROV, RDF, SDO, Graph, Namespace, URIRef

from graph.export.jsonld import iri

YINPU = Namespace("urn:yinpu:vocabulary:")
SHAPES = files("graph.export.jsonld").joinpath("shapes.ttl").read_text(encoding="utf-8")


@pytest.fixture
def shapes() -> Graph:
    return Graph().parse(data=SHAPES, format="turtle")


def test_rdflib_reads_nodes_and_edges(exported, expected) -> None:
    file = exported("jsonld")
    read = Graph().parse(file.path, format="json-ld")
    classes = ["Bank", "Unit", "Product", "Program", "Partner", "Metric"]
    things = {thing for name in classes for thing in read.subjects(RDF.type, YINPU[name])}
    assert things == {URIRef(iri(node)) for node in file.graph}
    for node, data in file.graph.nodes(data=True):
        name = data["name"] if data["type"] == "metric" else data["label"]
        assert str(read.value(URIRef(iri(node)), SDO.name)) == name
    context = json.loads(file.path.read_text("utf-8"))["@context"]
    statements = list(read.subjects(RDF.type, RDF.Statement))
    assert len(statements) == file.graph.number_of_edges()
    told = {tuple(read.value(one, part) for part in (RDF.subject, RDF.predicate, RDF.object)) for one in statements}
    assert len(told) == len(statements)
    prefixes = {"yinpu": str(YINPU), "schema": str(SDO)}
    for head, tail, relation in expected.edges(file.graph):
        prefix, _, name = context[relation]["@id"].partition(":")
        triple = URIRef(iri(head)), URIRef(prefixes[prefix] + name), URIRef(iri(tail))
        assert triple in told
        assert triple in read


def test_each_fact_leads_to_a_quotation_in_a_document(exported) -> None:
    file = exported("jsonld")
    read = Graph().parse(file.path, format="json-ld")
    text = next(file.casebook.parent.rglob("h*.txt")).read_text("utf-8")
    checked = 0
    for statement in read.subjects(RDF.type, RDF.Statement):
        for quotation in read.objects(statement, PROV.wasDerivedFrom):
            document = read.value(quotation, PROV.wasQuotedFrom)
            start, end = (int(read.value(quotation, YINPU[name])) for name in ("start", "end"))
            if "haihe" in document or "hostile" in document:
                assert text[start:end] == str(read.value(quotation, SDO.text))
                checked += 1
    assert checked


def test_exports_hold_to_the_shapes(exported, shapes: Graph) -> None:
    read = Graph().parse(exported("jsonld").path, format="json-ld")
    conforms, _, report = pyshacl.validate(read, shacl_graph=shapes)
    assert conforms, report


def test_the_shapes_refuse_a_fact_without_evidence(exported, shapes: Graph) -> None:
    read = Graph().parse(exported("jsonld").path, format="json-ld")
    statement = next(read.subjects(RDF.type, RDF.Statement))
    read.remove((statement, PROV.wasDerivedFrom, None))
    conforms, _, report = pyshacl.validate(read, shacl_graph=shapes)
    assert not conforms
    assert "wasDerivedFrom" in report


def test_nothing_is_fetched(exported) -> None:
    context = json.loads(exported("jsonld").path.read_text("utf-8"))["@context"]
    assert isinstance(context, dict)
