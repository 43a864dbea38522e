"""The atlas: a folder of static pages that open from disk, or one page of one bank.

Names and quotes are untrusted text. Templates escape them; what scripts show travels as JSON that cannot end its
script element and becomes text, never markup. No page may load anything that does not lie in the folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from extract.schema import STAGES
from graph.conflicts import conflicts
from graph.queries import Bank, banks, documents, find_bank, stats
from graph.reading import open_resolved
from graph.view import assets
from graph.view.figures import decimal, number
from graph.view.links import Links, slug
from graph.view.network.drawing import labels, render_network
from graph.view.network.ego import ego
from graph.view.network.layout import arrange, homes, things_of
from graph.view.pages.bank import BankPage, comparable, read_bank, region_of
from graph.view.pages.document import FIRST_NOTES, Facts, facts_by_document, node_view, paragraphs
from graph.view.pages.overview import Passages, columns, node_details, search_names
from graph.view.pages.quality import conflict_views, doubtful, gaps, namesake_views, namesakes
from graph.view.reading import Content, read
from graph.view.words import attribute, name_of, said, say

NAV = (
    ("overview", "index.html"),
    ("banks", "banks.html"),
    ("compare", "compare.html"),
    ("documents", "documents.html"),
    ("doubts", "quality.html"),
    ("about", "about.html"),
)
SCRIPTS = {
    "overview": ("vis-network", "network", "overview"),
    "bank": ("vis-network", "network", "bank", "charts"),
    "compare": ("charts", "compare"),
    "document": ("document",),
}


def write_atlas(casebook: Path, folder: Path, built: date | None = None) -> Path:
    """Write the atlas of a casebook.

    Parameters
    ----------
    casebook
        The SQLite file that `yinpu build` wrote.
    folder
        Where the pages go; made if need be. What lies there of an earlier atlas is written over.
    built
        The date that the pages give, today if none. The same casebook and date give the same bytes.

    Returns
    -------
    Path
        The page to begin with.

    Raises
    ------
    graph.casebook.CasebookError
        There is no such casebook, or it cannot be read.
    OSError
        A file cannot be written; its message names the file.
    """
    with closing(open_resolved(casebook)) as connection:
        _Writer(connection, folder, built).write()
    return folder / "index.html"


def write_bank(casebook: Path, bank: str, file: Path, built: date | None = None) -> Path:
    """Write the page of one bank as one file that needs no other.

    Parameters
    ----------
    casebook, built
        As for `write_atlas`.
    bank
        Any name or alias of the bank.
    file
        The file to write.

    Raises
    ------
    graph.queries.UnknownNameError
        No bank in the casebook has this name, or several have.
    """
    with closing(open_resolved(casebook)) as connection:
        node = find_bank(connection, bank)
        writer = _Writer(connection, file.parent, built)
        known = next(one for one in banks(connection) if one.id == node)
        page = writer.bank_page(known, Links(writer.content, writer.homes, only=node), inline=True)
        writer.file(file.name, page)
    return file


class _Writer:
    """Writes the pages of one casebook into one folder."""

    def __init__(self, connection: Any, folder: Path, built: date | None) -> None:
        self.connection = connection
        self.folder = folder
        self.content: Content = read(connection)
        self.homes = homes(self.content.graph)
        self.things_of = things_of(self.homes)
        self.conflicts = conflicts(connection)
        self.doubtful = doubtful(self.content.graph, self.conflicts)
        self.namesakes = namesakes(connection)
        self.environment = Environment(
            loader=FileSystemLoader(assets.TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self.environment.filters["script_json"] = assets.script_json
        self.environment.globals.update(
            t=said,
            ta=attribute,
            name_of=name_of,
            number=number,
            decimal=decimal,
            nav=NAV,
            version=version("yinpu"),
            built=(built or date.today()).isoformat(),
            documents_total=len(self.content.documents),
        )

    def write(self) -> None:
        """Write all pages with what they load."""
        self.file("assets/atlas.css", assets.style())
        for name in (*assets.BUNDLES, "dictionary", "vis-network"):
            self.file(f"assets/{name}.js", assets.script(name))
        links = self.links("")
        self.data("names", "names", search_names(self.content, links))
        self.data("quotes", "quotes", Passages(self.content).data(links))
        self.overview(links)
        all_banks = banks(self.connection)
        self.page("banks.html", "banks", "banks", banks=[_bank_row(bank, links) for bank in all_banks])
        self.page("compare.html", "compare", "compare", banks=_list_of(all_banks))
        for bank in all_banks:
            self.bank(bank)
        self.documents(links)
        self.quality(links)
        self.about()

    def links(self, root: str) -> Links:
        return Links(self.content, self.homes, root)

    def file(self, name: str, text: str) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # A lone surrogate has no form in UTF-8; the scripts' JSON writes it as an escape.
        target.write_bytes(text.encode("utf-8", "replace"))

    def data(self, name: str, key: str, value: object) -> None:
        """Write data that a page loads when it needs them, as a script that hands them over."""
        self.file(f"data/{name}.js", f"deliver({assets.script_json(key)}, {assets.script_json(value)});\n")

    def page(self, file: str, template: str, section: str, root: str = "", **context: Any) -> None:
        page, shown = self.prepared(template, section, root, **context)
        self.file(file, page.render(shown))

    def prepared(
        self, template: str, section: str, root: str, *, inline: bool = False, title: str = "", **context: Any
    ) -> tuple[Template, dict[str, Any]]:
        """Return a template with all that it shows; `title` is a name, where the page is about one thing."""
        bundles = ("dictionary", "page", *SCRIPTS.get(template, ()))
        texts = {name: assets.script(name) for name in ("early", *bundles)} if inline else {}
        shown = {
            "root": root,
            "section": section,
            "inline": inline,
            "bundles": bundles,
            "scripts": texts,
            "style": assets.style() if inline else "",
            "policy": assets.policy(texts.values(), [assets.style()]) if inline else assets.policy(),
            "title": f"{title} · 银谱" if title else f"{say(f'nav.{section}')} · 银谱",
            "title_attributes": "" if title else attribute("data-title", f"nav.{section}"),
            **context,
        }
        return self.environment.get_template(f"pages/{template}.html"), shown

    def overview(self, links: Links) -> None:
        graph = self.content.graph
        short = labels(graph)
        network = {
            "columns": columns(),
            "documents": [text.heading for text in self.content.documents.values()],
        }
        counts = dict.fromkeys(("bank", "product", "program", "partner", "unit", "metric"), 0)
        for _, kind in graph.nodes(data="type"):
            counts[str(kind)] = counts.get(str(kind), 0) + 1
        template, shown = self.prepared("overview", "overview", "", network=network, counts=counts)
        places = arrange(graph, short, self.homes)
        details = node_details(self.content, links)
        self.file("index.html", render_network(template, shown, graph, places, short, self.homes, details))

    def bank(self, bank: Bank) -> None:
        name = slug(bank.id, bank.name)
        links = self.links("../")
        page = self.read_bank(bank, links)
        self.file(f"banks/{name}.html", self.bank_page(bank, links, page=page))
        self.data(f"banks/{name}", bank.id, comparable(page, f"banks/{name}.html"))

    def read_bank(self, bank: Bank, links: Links) -> BankPage:
        return read_bank(self.connection, self.content, links, bank, self.doubtful)

    def bank_page(self, bank: Bank, links: Links, *, page: BankPage | None = None, inline: bool = False) -> str:
        page = page or self.read_bank(bank, links)
        of_bank = (one for one in self.conflicts if any(side.bank == bank.id for side in one.sides))
        page.conflicts = conflict_views(self.content, links, of_bank, bank.id)
        shared = (one for one in self.namesakes if bank.id in one.banks)
        page.namesakes = namesake_views(self.content, links, shared, bank.id)
        around = ego(self.content.graph, bank.id, self.things_of.get(bank.id, ()))
        template, shown = self.prepared(
            "bank",
            "banks",
            links.root,
            inline=inline,
            title=bank.name,
            page=page,
            links=links,
            region=region_of(bank),
            overview=links.overview(bank.id),
            stages=STAGES,
            most=max((n for _, n in page.themes), default=1),
            contents=_contents(page, len(around) > 1),
            ego=len(around) > 1,
            network={"columns": columns(frozenset({"metric"})), "documents": []},
        )
        short, belongs = labels(around), homes(around)
        places = arrange(around, short, belongs)
        return render_network(template, shown, around, places, short, belongs, node_details(self.content, links))

    def documents(self, links: Links) -> None:
        facts = facts_by_document(self.content)
        self.page("documents.html", "documents", "documents", documents=documents(self.connection), links=links)
        deeper = self.links("../")
        thing = self.environment.get_template("parts/macros.html").module.thing  # type: ignore[attr-defined]

        @cache
        def view(node: str) -> dict[str, object]:
            told = node_view(self.content, deeper, node)
            return {**told, "shown": thing(told)}

        for document_id, text in self.content.documents.items():
            of_document = facts.get(document_id, Facts([], {}))
            self.page(
                f"documents/{slug(document_id, text.name)}.html",
                "document",
                "documents",
                "../",
                title=text.heading,
                document=text,
                paragraphs=paragraphs(text, of_document),
                places=[[place.start, place.end] for place in of_document.places],
                view=view,
                first_notes=FIRST_NOTES,
            )

    def quality(self, links: Links) -> None:
        told = documents(self.connection)
        self.page(
            "quality.html",
            "quality",
            "doubts",
            conflicts=conflict_views(self.content, links, self.conflicts),
            namesakes=namesake_views(self.content, links, self.namesakes),
            gaps=gaps(self.connection),
            silent=[one for one in told if not one.entities + one.relations + one.metrics],
            warned=[one for one in told if one.warnings],
            links=links,
        )

    def about(self) -> None:
        self.page(
            "about.html",
            "about",
            "about",
            stats=stats(self.connection),
            software=[
                ("vis-network", assets.vis_version(), "Apache-2.0 / MIT", "vis"),
                ("pyvis", version("pyvis"), "BSD-3-Clause", "pyvis"),
                ("pypinyin", version("pypinyin"), "MIT", "pypinyin"),
                ("Jinja2", version("jinja2"), "BSD-3-Clause", "jinja"),
                ("networkx", version("networkx"), "BSD-3-Clause", "networkx"),
            ],
        )


def _contents(page: BankPage, with_ego: bool) -> list[tuple[str, str, Any]]:
    """List the sections of a bank's page that have something in them."""
    sections = (
        ("stages", "bank.matrix", len(page.matrix) or len(page.without_stage)),
        ("themes", "bank.themes", len(page.themes)),
        ("doubts", "bank.doubts", len(page.conflicts) + len(page.namesakes)),
        ("ego", "bank.ego", "" if with_ego else 0),
        ("initiatives", "bank.initiatives", len(page.initiatives)),
        ("series", "bank.series", len(page.series)),
        ("metrics", "type.metric", len(page.metric_rows)),
        ("partners", "type.partner", page.bank.partners if page.partners else 0),
        ("units", "type.unit", page.bank.units if page.units else 0),
        ("documents", "nav.documents", len(page.documents)),
    )
    return [section for section in sections if section[2] != 0]


def _evident(bank: Bank) -> bool:
    """Say whether the documents tell more of a bank than its name."""
    return bool(bank.products + bank.programs + bank.units + bank.metrics + bank.partners)


def _bank_row(bank: Bank, links: Links) -> dict[str, Any]:
    return {"bank": bank, "href": links.bank(bank.id), "region": region_of(bank), "evident": _evident(bank)}


def _list_of(found: Iterable[Bank]) -> list[dict[str, str]]:
    return [
        {"id": bank.id, "name": bank.name, "kind": bank.kind, "data": f"data/banks/{slug(bank.id, bank.name)}.js"}
        for bank in found
        if _evident(bank)
    ]
