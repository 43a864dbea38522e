"""The trained part of the extractor: named entities by what stands around them, where no rule knows the name.

    nlp.add_pipe("yinpu_ner")

adds `doc.spans["ner"]`, spans with a label of the schema, and their probabilities as
`doc.spans["ner"].attrs["scores"]`. MODEL_CARD.md says what it learned from and how far it can be trusted.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

import spacy
from spacy.language import Language

import extract.tokenizer  # noqa: F401  registers the tokenizer that the model's configuration names
from extract.ner.tagger import CharacterNer

MODEL = Path(__file__).parent / "model"


@cache
def load_ner(path: Path = MODEL) -> Language:
    """Load the trained pipeline, whose only component is the tagger; it is loaded once a process.

    Parameters
    ----------
    path
        A folder that `python -m extract.ner.train` has written.

    Returns
    -------
    The pipeline.

    Raises
    ------
    FileNotFoundError
        If there is no model at the path.
    """
    if not (path / "config.cfg").exists():
        raise FileNotFoundError(f"{path} holds no trained model: run make model, or reinstall yinpu")
    return spacy.load(path)


@Language.factory("yinpu_ner", default_config={"path": str(MODEL)})
def create_ner(nlp: Language, name: str, path: str) -> CharacterNer:
    """Create the trained component for a pipeline whose tokens are characters."""
    trained = cast(CharacterNer, load_ner(Path(path)).get_pipe("yinpu_character_ner"))
    return CharacterNer(nlp.vocab, trained.model, name, outside=trained.cfg["outside"])
