"""The network: hashed n-grams of characters and quotation marks, a small convolution, one tag a character.

The input are documents or the code points of their characters, the output is a row of tag probabilities
for each character. Features are computed with array operations over the whole text, since a Python loop
over characters would cost more than the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import spacy
from spacy.tokens import Doc
from thinc.api import (
    Embed,
    Maxout,
    Model,
    NumpyOps,
    Softmax,
    chain,
    concatenate,
    residual,
    with_array,
)
from thinc.types import Floats2d

Codes = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]
Words = dict[str, npt.NDArray[Any]]

LONGEST_QUOTE = 40
"""A quotation longer than this is a sentence that somebody said, not a name."""

HAN, DIGIT, LATIN, SPACE, NEWLINE, OPEN, CLOSE, STRAIGHT, PAUSE, STOP, BRACKET, OTHER = range(1, 13)

FEATURES = (
    "character", "bigram", "trigram", "shape", "quote_before", "quote_after", "quote_end", "word", "part_of_speech",
)  # fmt: skip
WORD_LENGTHS = range(2, 9)


class BlasOps(NumpyOps):
    """The operations of thinc with NumPy's matrix product, three times as fast here as that of blis."""

    def gemm(self, x, y, out=None, trans1=False, trans2=False):  # type: ignore[no-untyped-def]
        """Return the product of two matrices, each transposed if asked for."""
        return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


def _tables() -> tuple[Keys, Keys]:
    """Return for each code point of the basic plane the folded character and its class."""
    folded = np.arange(0x10000, dtype=np.uint64)
    classes = np.full(0x10000, OTHER, dtype=np.uint64)
    classes[0x3400:0xA000] = HAN
    for code in range(0x10000):
        character = chr(code)
        if 0xFF01 <= code <= 0xFF5E:
            character = chr(code - 0xFEE0)
        if character.isascii():
            folded[code] = ord("0") if character.isdigit() else ord(character.lower())
            if character.isdigit():
                classes[code] = DIGIT
            elif character.isalpha():
                classes[code] = LATIN
    for class_, characters in (
        (SPACE, " \t\u3000\xa0"),
        (NEWLINE, "\n\r"),
        (OPEN, "“「『"),
        (CLOSE, "”」』"),
        (STRAIGHT, '"'),
        (PAUSE, "、，,;；：:"),
        (STOP, "。！？!?…"),
        (BRACKET, "()（）[]【】《》〈〉"),
    ):
        for character in characters:
            classes[ord(character)] = class_
            folded[ord(character)] = ord(characters[0])
    return folded, classes


FOLDED, CLASSES = _tables()


def _mix(*keys: Keys | np.uint64) -> Keys:
    """Combine columns of keys into one column (multiply and add, modulo 2**64)."""
    mixed: Keys = np.asarray(keys[0])
    for key in keys[1:]:
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + key + np.uint64(1)
    return mixed


def _shift(keys: Keys, by: int) -> Keys:
    """Return the keys `by` places further on (or back, if negative), with zeros where there is none."""
    shifted = np.zeros_like(keys)
    if by > 0:
        shifted[:-by] = keys[by:]
    else:
        shifted[-by:] = keys[:by]
    return shifted


def quotations(classes: Keys) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find the pairs of quotation marks.

    Parameters
    ----------
    classes
        The class of each character of a text.

    Returns
    -------
    The places of the opening and of the closing marks of all quotations within one line that are short
    enough for a name. Straight marks open and close by turns within their line.
    """
    places = np.arange(len(classes))
    straight = classes == STRAIGHT
    counts = np.cumsum(straight)
    line = np.maximum.accumulate(np.where(classes == NEWLINE, places, 0))
    odd = (counts - counts[line]) % 2 == 1
    opening = np.flatnonzero((classes == OPEN) | (straight & odd))
    closing = np.flatnonzero((classes == CLOSE) | (straight & ~odd))
    if not len(opening) or not len(closing):
        return opening[:0], closing[:0]
    nearest = np.searchsorted(closing, opening)
    known = nearest < len(closing)
    opening, closing = opening[known], closing[nearest[known]]
    following = np.append(opening[1:], len(classes))
    paired = (closing < following) & (closing - opening <= LONGEST_QUOTE) & (line[opening] == line[closing])
    return opening[paired], closing[paired]


def codes_of(doc: Doc) -> Codes:
    """Return the code points of a document of single characters, faster than by its text."""
    hashes, places = np.unique(doc.to_array("ORTH"), return_inverse=True)
    strings = doc.vocab.strings
    return np.array([ord(strings[int(hash_)]) for hash_ in hashes], dtype=np.uint32)[places]


def word_keys(characters: Sequence[Keys]) -> Keys:
    """Return the keys of words, given their first characters (or keys of beginnings), their next ones and so on."""
    return _mix(*characters)


def shortened(keys: Keys) -> npt.NDArray[np.uint32]:
    """Return the upper halves of keys: enough to tell words apart, at half the size."""
    return (keys >> np.uint64(32)).astype(np.uint32)


def cover(characters: Keys, words: Words) -> tuple[Keys, Keys]:
    """Find the longest known word over each character.

    Parameters
    ----------
    characters
        Folded code points.
    words
        For each length as "2", the sorted and shortened keys of the words, and as "2pos" their parts of speech.

    Returns
    -------
    For each character the key of the word, and a key of the word's part of speech and length and of the
    character's place in it; of words of a length, the first counts.
    """
    word = np.zeros_like(characters)
    part = np.zeros_like(characters)
    keys = characters
    for length in WORD_LENGTHS:
        if len(characters) < length:
            break
        keys = word_keys([keys[:-1], characters[length - 1 :]])
        known, parts = words[str(length)], words[f"{length}pos"]
        if not len(known):
            continue
        short = shortened(keys)
        nearest = np.minimum(np.searchsorted(known, short), len(known) - 1)
        starts = np.flatnonzero(known[nearest] == short)
        chosen = parts[nearest[starts]].astype(np.uint64)
        for place in range(length):
            word[starts + place] = keys[starts]
            part[starts + place] = _mix(chosen, np.uint64(length * 8 + place))
    return word, part


def character_features(codes: Codes, words: Words) -> Keys:
    """Describe each character by keys, which are hashed into rows of the embedding tables.

    Parameters
    ----------
    codes
        The code points of a text.
    words
        Known words, see `cover`.

    Returns
    -------
    An array of one row a character and one column a feature, see `FEATURES`: the character, the bigram that
    ends and the trigram that is centred at it, its class and place within a quotation, for characters in
    quotation marks what stands before, after and at the end of the quotation, the known word over it
    and its part of speech. Quotations in an enumeration share what stands before the first and after the last.
    """
    codes = np.minimum(codes, np.uint32(0xFFFF))
    characters, classes = FOLDED[codes], CLASSES[codes]
    before, after = _shift(characters, -1), _shift(characters, 1)
    columns = np.zeros((len(codes), len(FEATURES)), dtype=np.uint64)
    columns[:, 0] = characters
    columns[:, 1] = _mix(before, characters)
    columns[:, 2] = _mix(before, characters, after)
    columns[:, 3] = classes
    columns[:, 7], columns[:, 8] = cover(characters, words)
    if not len(codes):
        return columns
    opening, closing = quotations(classes)
    if len(opening):
        padded = np.concatenate([np.zeros(2, np.uint64), characters, np.zeros(3, np.uint64)])
        pairs = _mix(padded[:-1], padded[1:])
        apart = opening[1:] - closing[:-1] > 2
        order = np.arange(len(opening))
        first = np.maximum.accumulate(np.where(np.append(True, apart), order, 0))
        last = np.minimum.accumulate(np.where(np.append(apart, True), order, len(order))[::-1])[::-1]
        places = np.arange(len(codes))
        quotation = np.maximum(np.searchsorted(opening, places, "right") - 1, 0)
        inside = (places >= opening[quotation]) & (places <= closing[quotation])
        quotation = quotation[inside]
        from_start = np.minimum(places[inside] - opening[quotation], 3)
        to_end = np.minimum(closing[quotation] - places[inside], 3)
        length = np.minimum(closing[quotation] - opening[quotation], 15) // 3
        columns[inside, 3] = _mix(
            classes[inside], from_start.astype(np.uint64), to_end.astype(np.uint64), length.astype(np.uint64)
        )
        columns[inside, 4] = pairs[opening[first[quotation]]]
        columns[inside, 5] = pairs[closing[last[quotation]] + 3]
        columns[inside, 6] = pairs[closing[quotation]]
    return columns


def _forward(
    model: Model[Sequence[Doc | Codes], list[Rows]], docs: Sequence[Doc | Codes], is_train: bool
) -> tuple[list[Rows], Callable[[list[Rows]], list[Doc]]]:
    words, rows, blank = model.attrs["words"], np.array(model.attrs["rows"], dtype=np.uint64), model.attrs["blank"]
    found = []
    for doc in docs:
        keys = character_features(codes_of(doc) if isinstance(doc, Doc) else doc, words)
        if is_train:
            keys[np.random.random(keys.shape) < blank] = 0
        found.append((keys % rows).astype(np.int32))
    return found, lambda _: []


def neighbours(distance: int) -> Model[Floats2d, Floats2d]:
    """Return a layer that puts to each row the rows `distance` places before and behind it: a dilated window.

    Its input are rows (n, width), its output is (n, 3 * width); beyond the ends there are zeros. See Yu and Koltun,
    "Multi-Scale Context Aggregation by Dilated Convolutions", ICLR 2016.
    """
    return Model("neighbours", _neighbours, attrs={"distance": distance})


def _neighbours(
    model: Model[Floats2d, Floats2d], rows: Floats2d, is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], Floats2d]]:
    distance: int = model.attrs["distance"]
    count, width = rows.shape
    wide = np.zeros((count, 3 * width), dtype=rows.dtype)
    wide[distance:, :width] = rows[:-distance]
    wide[:, width : 2 * width] = rows
    wide[:-distance, 2 * width :] = rows[distance:]

    def backward(gradient: Floats2d) -> Floats2d:
        back = np.array(gradient[:, width : 2 * width])
        back[:-distance] += gradient[distance:, :width]
        back[distance:] += gradient[:-distance, 2 * width :]
        return cast(Floats2d, back)

    return cast(Floats2d, wide), backward


@spacy.registry.architectures("yinpu.CharacterTagger.v1")
def create_character_tagger(
    width: int, distances: list[int], embed_width: int, rows: list[int], dropout: float, blank: float
) -> Model[Sequence[Doc | Codes], list[Floats2d]]:
    """Build the network that a spaCy config names as the model of the tagger.

    Parameters
    ----------
    width
        Units a character.
    distances
        For each convolution how far the characters stand that it sees on either side of its own.
    embed_width
        Units of each embedding table.
    rows
        Rows of the tables, in the order of `FEATURES`.
    dropout
        Share of a table's units that are left out while training.
    blank
        Share of features that are hidden while training, so that no name is learned by heart.

    Returns
    -------
    A model from texts to probabilities of tags, whose number is set when it is initialised.
    """
    tables: list[Model[Any, Any]] = [
        Embed(embed_width, count, column=column, dropout=dropout) for column, count in enumerate(rows)
    ]
    mix = Maxout(width, embed_width * len(tables), nP=3, dropout=dropout, normalize=True)
    convolutions = [
        residual(chain(neighbours(distance), Maxout(width, width * 3, nP=3, normalize=True))) for distance in distances
    ]
    output: Model[Any, Any] = Softmax(nI=width)
    network: Model[Any, Any] = with_array(chain(concatenate(*tables), mix, *convolutions, output), pad=sum(distances))
    none = np.zeros(0, dtype=np.uint32)
    words = {key: none for length in WORD_LENGTHS for key in (str(length), f"{length}pos")}
    features: Model[Any, Any] = Model(
        "character_features", _forward, attrs={"words": words, "rows": rows, "blank": blank}
    )
    model: Model[Sequence[Doc | Codes], list[Floats2d]] = chain(features, network)
    model.set_ref("features", features)
    model.set_ref("output", output)
    ops = BlasOps()
    for layer in model.walk():
        layer.ops = ops
    return model
