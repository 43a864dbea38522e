"""Which bank a name means in each document, all documents considered. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graph.casebook.rows import DocumentRows
from graph.names import bank_key, is_stand_in, key_in, node_id
from graph.resolution.curated import Curated, Directory, Names
from graph.resolution.linking import Link, Profile, bank_links, united
from graph.resolution.resolve import Assignment, resolve
from graph.resolution.scope import within


@dataclass(frozen=True, slots=True)
class Banks:
    """The ids of banks that gave way to another, why, and the banks that decisions name."""

    final: Mapping[str, str]
    links: tuple[Link, ...] = ()
    names: Names | None = None

    def scope(self, bank: str) -> str:
        """Return the key of the bank that a decision names in an id."""
        assert self.names is not None
        return Directory(self.names, self.final, self.final).scope(bank)


def link_banks(profiles: Mapping[str, Profile], names: Names, curated: Curated) -> Banks:
    """Return which banks are one.

    Parameters
    ----------
    profiles
        The names of banks by the ids that they give: of all, or of those that share a token with another
        (`graph.resolution.linking.tokens`).
    names
        All ids of banks.
    curated
        The decisions.
    """
    found = [link for link in bank_links(profiles) if not is_split(link)]
    directory = Directory(names, united([(link.one, link.other) for link in found], ranks(found, {})))
    merges = curated.merges(directory, banks=True)
    linked = (*found, *curated.links(merges))
    pairs = [(link.one, link.other) for link in linked]
    return Banks(united(pairs, ranks(found, curated.ranks(merges))), linked, names)


def bank_profiles(documents: Iterable[DocumentRows], curated: Curated) -> dict[str, Profile]:
    """Return the names of the banks of documents, by the ids that they give before banks are linked."""
    profiles: defaultdict[str, Profile] = defaultdict(Profile)
    for document in documents:
        id_of = bank_ids(document, curated)
        for entity in document.entities:
            if entity.label == "bank":
                profile = profiles[id_of(entity.name)]
                profile.names[entity.name].add(document.id)
                for alias in entity.aliases:
                    if not is_stand_in(alias):
                        profile.aliases[alias].add(document.id)
    return profiles


def bank_ids(document: DocumentRows, curated: Curated) -> Callable[[str], str]:
    """Return what gives the id that a name of a bank has in a document, before banks are linked."""
    mark = curated.marks(document)
    return lambda name: bank_id(document.id, name, mark("bank", "", name))


def bank_id(document: str, name: str, mark: str = "") -> str:
    """Return the id that a name of a bank has in a document, before banks are linked, with the mark of a decision."""
    return node_id("bank", "", within(bank_key(name), document) + mark)


def bank_keys(document: DocumentRows, curated: Curated, banks: Banks) -> Callable[[str], str]:
    """Return what gives the key of the bank that a name means in a document."""
    id_of = bank_ids(document, curated)
    return lambda name: key_in(banks.final.get(node := id_of(name), node))


def assign(document: DocumentRows, curated: Curated, banks: Banks) -> Assignment:
    """Return the nodes and edges that a document contributes to, its banks being known."""
    return resolve(document, bank_keys(document, curated, banks), curated.marks(document, banks.scope))


def is_split(link: Link) -> bool:
    """Say whether a link has a name that somebody split off, which only a merge brings together with another."""
    return "@" in link.one or "@" in link.other


def ranks(found: Iterable[Link], decided: dict[str, int]) -> dict[str, int]:
    """Return the ranks of ids: those that decisions prefer, then full names, and short names last."""
    return {**{link.one: 1 for link in found}, **decided}
