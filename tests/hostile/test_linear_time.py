"""Text costs time in proportion to its length, whatever it says; bench_linear.py takes 1 MB of each shape."""

from __future__ import annotations

import time

import pytest

from extract import extract_text
from extract.pipeline import pipeline
from extract.quantities import find_dates, find_quantities

from .texts import shapes

SHAPES = shapes()
SHORT, LONG = 1_500, 7_500
STEEPEST = 3.0
TRIES = 3
# What took quadratic time once, or would if a bound were lost.
EXTRACTED = (
    "sign '，'",
    "sign '“'",
    "sign '–'",
    "nested （）",
    "phrase '云岚科技有限公司'",
    "counted '余额{0}亿元、'",
    "counted '由{0}%增至{0}%，'",
    "counted '云{1}余额1亿元，'",
    "counted '海河银行云{1}中心成立，'",
    "counted '云深{1}有限公司。云深{1}。'",
)
NUMBERS = (
    "sign '1'",
    "sign '千'",
    "sign '亿'",
    "sign '年'",
    "phrase '1,234,'",
    "phrase '12.34.'",
    "phrase '3至'",
    "phrase '三分之一'",
    "phrase '2024年至'",
    "phrase '2024-01-01'",
    "phrase '从5%降至'",
    "counted '{0}'",
)


def growth(work, shape, short: int, long: int) -> float:
    """Return how many times as much a character costs in a long text as in a short one, the least of some tries."""
    found = float("inf")
    for _ in range(TRIES):
        costs = []
        for size in (short, long):
            text = shape(size)
            started = time.process_time()
            work(text)
            costs.append((time.process_time() - started) / size)
        found = min(found, costs[1] / costs[0])
        if found <= STEEPEST:
            break
    return found


@pytest.mark.parametrize("name", EXTRACTED)
def test_extraction_takes_linear_time(name: str) -> None:
    pipeline()
    assert growth(extract_text, SHAPES[name], SHORT, LONG) <= STEEPEST


@pytest.mark.parametrize("work", [find_quantities, find_dates], ids=lambda work: work.__name__)
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_and_dates_take_linear_time(work, name: str) -> None:
    assert growth(work, SHAPES[name], SHORT, LONG) <= STEEPEST


def test_what_is_quadratic_is_seen() -> None:
    # Interpreted on both sides, and short: with str.count, what a call costs hides most of the growth.
    def quadratic(text: str) -> int:
        return sum(one == other for one in text for other in text)

    assert growth(quadratic, SHAPES["sign '，'"], SHORT // 5, LONG // 5) > STEEPEST
