"""Train the tagger with spaCy's loop: python -m extract.ner.train SHARED."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from spacy.cli.train import train as train_with_config

import extract.ner
import extract.ner.examples.readers  # registers the readers that the configuration names
import extract.ner.roles

CONFIG = Path(__file__).parent / "config.cfg"


def train(shared: Path, output: Path, fold: int = -1, **overrides: Any) -> None:
    """Train a model as config.cfg says and write it.

    Parameters
    ----------
    shared
        The folder with corpus/ and datasets/.
    output
        The folder of the model; a model that is there is replaced.
    fold
        The fifth of the annotated texts that is left out, -1 for none.
    **overrides
        Other settings of config.cfg, by their dotted names.

    Raises
    ------
    FileNotFoundError
        If the folder has no annotated texts.
    """
    settings = {"paths.shared": str(shared), "variables.fold": fold, **overrides}
    with tempfile.TemporaryDirectory() as folder:
        train_with_config(CONFIG, folder, overrides=settings)
        shutil.copytree(Path(folder) / "model-last", output, dirs_exist_ok=True)


def main() -> None:
    """Train on all annotated texts."""
    parser = argparse.ArgumentParser(prog="python -m extract.ner.train", description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with corpus/ and datasets/")
    parser.add_argument("--out", type=Path, default=extract.ner.MODEL, help="the folder of the model")
    arguments = parser.parse_args()
    train(arguments.shared, arguments.out)


if __name__ == "__main__":
    main()
