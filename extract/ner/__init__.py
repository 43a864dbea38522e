"""The trained parts of the extractor: names by what stands around them, and what organisations have to do with a bank.

    nlp.add_pipe("yinpu_ner")

adds `doc.spans["ner"]`, spans with a label of the schema, and their probabilities as
`doc.spans["ner"].attrs["scores"]`.

    nlp.add_pipe("yinpu_roles")

adds `doc.spans["roles"]`, the organisations among `doc.spans["mentions"]` labelled with the relation in which they
stand to the bank that the text speaks of, or "none". MODEL_CARD.md says what they learned from and how far they can be
trusted.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

import spacy
from spacy.language import Language

import extract.tokenizer  # noqa: F401  registers the tokenizer that the model's configuration names
from extract.ner.roles import OrganisationRoles
from extract.ner.tagger import CharacterNer

MODEL = Path(__file__).parent / "model"


@cache
def load_ner(path: Path = MODEL) -> Language:
    """Load the trained pipeline, the tagger and the roles; it is loaded once a process.

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


@Language.factory("yinpu_roles", default_config={"path": str(MODEL)})
def create_roles(nlp: Language, name: str, path: str) -> OrganisationRoles:
    """Create the trained component that tells the roles of the organisations among the mentions."""
    trained = cast(OrganisationRoles, load_ner(Path(path)).get_pipe("yinpu_organisation_roles"))
    return OrganisationRoles(nlp.vocab, trained.model, name, trained.optimizer, **trained.cfg)
