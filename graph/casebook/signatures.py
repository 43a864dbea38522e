"""Signatures of documents: which ones may contain a text, said without reading them.

The signature of a document has some bits set for each pair of letters that follow each other in its quotes; a text can
only be in documents that have all bits of its own pairs (Bloom, "Space/time trade-offs in hash coding with allowable
errors", 1970). Six documents of a hundred pass for one pair that they do not have, and almost none for three.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

from graph.text import fold

# Two bits are set for each pair that a signature holds, of as many bits as stand in so many bytes for each of them.
_BYTES_A_PAIR = 1
_LEAST_BYTES = 8
# 2 to the power of 32, divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
_MULTIPLIER = 0x9E3779B1


def signature(texts: Iterable[str]) -> bytes:
    """Return the signature of texts, folded as `graph.text.fold` does it.

    Examples
    --------
    >>> len(signature(["普惠贷款余额增至一百亿元", "普惠贷款"]))
    11
    """
    pairs = {pair for text in texts for pair in _pairs(text)}
    bits = bytearray(max(_LEAST_BYTES, _BYTES_A_PAIR * len(pairs)))
    size = 8 * len(bits)
    for pair in pairs:
        for number in _numbers(pair):
            place = number % size
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def candidates(connection: sqlite3.Connection, text: str) -> Iterator[str]:
    """Return the documents whose quotes may contain a text, in the order of their names.

    A single letter has no pairs: every document may contain it.
    """
    wanted = [number for pair in set(_pairs(fold(text))) for number in _numbers(pair)]
    rows = connection.execute(
        "SELECT documents.id, bits FROM documents JOIN signatures ON document_id = documents.id ORDER BY name, id"
    )
    return (document for document, bits in rows if _has(bits, wanted))


def _has(bits: bytes, wanted: list[int]) -> bool:
    size = 8 * len(bits)
    return all(bits[(place := number % size) >> 3] >> (place & 7) & 1 for number in wanted)


def _pairs(text: str) -> Iterator[str]:
    return map("".join, pairwise(text))


def _numbers(pair: str) -> tuple[int, int]:
    number = crc32(pair.encode("utf-8", "surrogatepass"))
    return number, number * _MULTIPLIER & 0xFFFFFFFF
