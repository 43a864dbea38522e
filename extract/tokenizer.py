"""One character, one token: token indices of a spaCy `Doc` are character offsets of the clean text.

Chinese has no spaces between words, names of products are new words that no segmenter knows, and every
fact is a character span, so segmentation would only add errors and cost.
"""

from __future__ import annotations

from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab


class CharacterTokenizer:
    """A tokenizer whose i-th token is the i-th character, white space included."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return a `Doc` with one token for each character of `text`."""
        return Doc(self.vocab, words=list(text), spaces=[False] * len(text))

    def to_bytes(self, **_: object) -> bytes:
        """Return nothing: the tokenizer has no state (spaCy's serialisation asks)."""
        return b""

    def from_bytes(self, _: bytes, **__: object) -> CharacterTokenizer:
        """Return itself: the tokenizer has no state."""
        return self

    def to_disk(self, *_: object, **__: object) -> None:
        """Write nothing: the tokenizer has no state."""

    def from_disk(self, *_: object, **__: object) -> CharacterTokenizer:
        """Return itself: the tokenizer has no state."""
        return self


@spacy.registry.tokenizers("yinpu.characters.v1")
def create_character_tokenizer() -> Callable[[Language], CharacterTokenizer]:
    """Return the factory that a spaCy config names under `[nlp.tokenizer]`."""

    def create(nlp: Language) -> CharacterTokenizer:
        return CharacterTokenizer(nlp.vocab)

    return create
