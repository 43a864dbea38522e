"""The trained tagger: it loads, says the same in each process, and its card tells the truth."""

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy

from extract.ner import MODEL, load_ner
from extract.ner.crossvalidate import CARD, table, whole_table
from extract.ner.examples.corpus import Annotated, pieces, project, substitute, to_doc
from extract.ner.examples.grammar import read_grammar
from extract.ner.examples.readers import REGISTRY, fold_of
from extract.ner.layers import CLASSES, FOLDED, character_features, quotations
from extract.ner.tagger import TAGS, best_tags, chunks, decode, score_entities, target_tags
from extract.schema import LABELS

SHARED = Path("../shared")
SENTENCE = (
    "江海银行与青禾智能科技有限公司签署战略合作协议，推出“云帆贷”，"
    "江海银行科技金融部负责人说，“护航计划”已服务八百家企业。"
)

needs_shared = pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the annotated texts are not here")


def codes(text: str) -> np.ndarray:
    return np.array([ord(character) for character in text], dtype=np.uint32)


def found(text: str) -> list[tuple[str, str]]:
    doc = load_ner()(text)
    return [(span.text, span.label_) for span in doc.spans["ner"]]


def test_finds_a_bank_a_company_a_product_and_a_unit() -> None:
    names = found(SENTENCE)
    assert ("江海银行", "bank") in names
    assert ("青禾智能科技有限公司", "partner") in names
    assert ("云帆贷", "product") in names
    assert any(label == "unit" and name.endswith("科技金融部") for name, label in names)


def test_a_slogan_in_quotation_marks_is_no_name() -> None:
    assert found("该行着力破解“融资难、融资贵”问题，打通服务“最后一公里”。") == []


def test_works_as_a_component_of_another_pipeline() -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "yinpu.characters.v1"}}})
    nlp.add_pipe("yinpu_ner")
    doc = nlp(SENTENCE)
    assert [(span.text, span.label_) for span in doc.spans["ner"]] == found(SENTENCE)
    scores = doc.spans["ner"].attrs["scores"]
    assert len(scores) == len(doc.spans["ner"])
    assert all(0.0 < score <= 1.0 for score in scores)


def test_says_the_same_in_another_process() -> None:
    program = (
        "import json; from extract.ner import load_ner\n"
        f"doc = load_ner()({SENTENCE!r})\n"
        "group = doc.spans['ner']\n"
        "print(json.dumps([[s.start, s.end, s.label_, p] for s, p in zip(group, group.attrs['scores'])]))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(json.loads(outputs[0])) >= 4


def test_a_text_without_names_and_an_empty_text_have_none() -> None:
    assert found("") == []
    assert found("\n\n") == []


def test_characters_outside_the_basic_plane_are_one_character() -> None:
    text = "𠮷🏦" * 3 + SENTENCE
    doc = load_ner()(text)
    assert len(doc.spans["ner"]) > 0
    assert all(text[span.start : span.end] == span.text for span in doc.spans["ner"])


def test_the_model_weighs_at_most_ten_megabytes() -> None:
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) <= 10_000_000


def test_the_card_shows_the_figures_of_the_metrics() -> None:
    metrics = json.loads((MODEL / "metrics.json").read_text("utf-8"))
    card = CARD.read_text("utf-8")
    assert table(metrics["tagger"]) in card
    assert whole_table(metrics["whole"]) in card
    assert set(metrics["tagger"]) == {"corpus", "gold"}
    assert set(metrics["tagger"]["gold"]) == {*LABELS, "all"}


def test_a_folder_without_a_model_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make model"):
        load_ner(tmp_path)


@needs_shared
def test_nothing_of_the_development_set_is_in_the_grammar() -> None:
    gold = set()
    for path in (SHARED / "gold").glob("*.jsonl"):
        for fact in map(json.loads, path.read_text("utf-8").splitlines()):
            if fact.get("label") in ("product", "program") and fact["type"] == "entity":
                gold |= {fact["name"], *fact["aliases"]}
    grammar = read_grammar(SHARED, REGISTRY, seed=11)
    made = {grammar.name(kind) for kind in grammar.kinds if kind != "bank" for _ in range(500)}
    assert made & gold == set()


@needs_shared
def test_the_same_seed_makes_the_same_sentences() -> None:
    first, second = (read_grammar(SHARED, REGISTRY, seed=3) for _ in range(2))
    assert [first.sentence() for _ in range(20)] == [second.sentence() for _ in range(20)]


def test_names_are_projected_longest_first() -> None:
    text = "北山银行南江分行与北山银行签约，中原银行业增长。"
    names = {"北山银行": "bank:city", "北山银行南江分行": "unit:branch", "中原银行": "bank:city"}
    spans = project(text, names).spans
    assert [(text[start:end], label) for start, end, label in spans] == [
        ("北山银行南江分行", "unit:branch"),
        ("北山银行", "bank:city"),
    ]


def test_pieces_cover_the_text_and_keep_entities_whole() -> None:
    text = "甲行推出乙贷。\n" * 3 + "丙行与丁公司签约。" * 3
    annotated = project(text, {"乙贷": "product:loan", "丁公司": "partner:company"})
    cut = list(pieces(annotated, longest=12))
    assert "".join(piece.text for piece in cut) == text
    names = [piece.text[start:end] for piece in cut for start, end, _ in piece.spans]
    assert names == ["乙贷"] * 3 + ["丁公司"] * 3


def test_substitution_moves_the_places() -> None:
    annotated = project("甲行推出乙贷，乙贷很快。", {"甲行": "bank", "乙贷": "product:loan"})
    changed = substitute(annotated, {"bank": "北山银行", "product:loan": "云帆贷"}.get, 1.0, random.Random(0))
    assert changed.text == "北山银行推出云帆贷，云帆贷很快。"
    assert [changed.text[start:end] for start, end, _ in changed.spans] == ["北山银行", "云帆贷", "云帆贷"]


def test_gaps_of_the_annotation_are_left_out_of_training_and_scoring() -> None:
    nlp = load_ner()
    text = "江海银行推出云帆贷"
    tags = target_tags(to_doc(nlp, Annotated(text, ((0, 4, "bank:city"), (6, 9, "")))))
    assert [TAGS[tag] for tag in tags[:6]] == ["B-bank", "I-bank", "I-bank", "L-bank", "O", "O"]
    assert tags[6:].tolist() == [-1, -1, -1]
    doc = nlp.make_doc(text)
    doc.spans["ner"] = [doc.char_span(0, 4, "bank"), doc.char_span(6, 9, "product")]
    reference = to_doc(nlp, Annotated(text, ((0, 4, "bank:city"), (6, 9, ""))))
    scores = score_entities([spacy.training.Example(doc, reference)])
    assert (scores["ner_p"], scores["ner_r"], scores["ner_f"]) == (1.0, 1.0, 1.0)


def probabilities(*tags: str) -> np.ndarray:
    rows = np.full((len(tags), len(TAGS)), 0.01, dtype=np.float32)
    rows[np.arange(len(tags)), [TAGS.index(tag) for tag in tags]] = 0.8
    return rows


def test_decoding_mends_tags_that_are_not_well_formed() -> None:
    broken = probabilities("O", "B-bank", "I-unit", "L-bank", "O")
    assert [TAGS[tag] for tag in best_tags(broken)] == ["O", "B-bank", "I-bank", "L-bank", "O"]
    ((start, end, label, score),) = decode(broken, outside=0.98)
    assert (start, end, label) == (1, 4, "bank")
    assert score == pytest.approx((0.8 + 0.01 + 0.8) / 3)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("推出“云帆贷”「远航融」", [(2, 6), (7, 11)]),
        ('推出"云帆贷"和"远航融"', [(2, 6), (8, 12)]),
        ("他说“没有下文\n又说”", []),
        ("“" + "很" * 50 + "”", []),
    ],
)
def test_quotation_marks_pair_within_a_line(text: str, pairs: list[tuple[int, int]]) -> None:
    opening, closing = quotations(CLASSES[codes(text)])
    assert list(zip(opening.tolist(), closing.tolist(), strict=True)) == pairs


def test_quotations_of_an_enumeration_share_what_stands_around_them() -> None:
    nothing = load_ner().get_pipe("yinpu_character_ner").model.get_ref("features").attrs["words"]
    features = character_features(codes("推出“云帆”“远航”两款产品"), nothing)
    before, after = features[:, 4], features[:, 5]
    assert before[3] == before[7] != 0
    assert after[3] == after[7] != 0
    assert before[0] == after[-1] == 0


def test_full_width_letters_and_digits_are_folded() -> None:
    assert FOLDED[ord("Ａ")] == FOLDED[ord("a")] == ord("a")
    assert FOLDED[ord("７")] == FOLDED[ord("3")]


def test_chunks_end_at_ends_of_sentences_and_cover_the_text() -> None:
    text = "一二三。四五六\n七八九十一二三四五六七八九十"
    cut = list(chunks(codes(text), size=8))
    assert cut == [(0, 8), (8, 16), (16, len(text))]
    assert list(chunks(codes("一二三四。五六七八九"), size=7)) == [(0, 5), (5, 10)]


def test_folds_share_out_the_texts() -> None:
    names = [f"{i:02}" for i in range(12)]
    folds = [fold_of(names, fold) for fold in range(5)]
    assert sorted(name for fold in folds for name in fold) == names
    assert fold_of(names, -1) == []
