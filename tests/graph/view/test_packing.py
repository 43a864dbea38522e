"""Boxes on a plane."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.view.network.packing import Box, nearest_free, overlap, pack

SIDES = st.integers(min_value=2, max_value=300)
BOXES = st.lists(st.builds(Box, SIDES, SIDES, SIDES, SIDES), max_size=14)


@settings(max_examples=60, deadline=None)
@given(BOXES)
def test_boxes_do_not_overlap(boxes: list[Box]) -> None:
    anchors = pack(boxes, {})
    rects = np.array([box.at(*anchor) for box, anchor in zip(boxes, anchors, strict=True)]).reshape(-1, 4)
    for i in range(len(rects)):
        # Anchors are whole pixels, so neighbours may share one.
        others = np.delete(rects, i, axis=0) + np.array([1, 1, -1, -1])
        assert not len(others) or not overlap(rects[i : i + 1], others).any()


def test_the_first_box_lies_in_the_middle_and_linked_ones_beside_each_other() -> None:
    boxes = [Box(50, 30, 50, 30)] * 12
    free = pack(boxes, {})
    linked = pack(boxes, {(2, 11): 3.0})

    def distance(anchors: list[tuple[int, int]]) -> float:
        (a, b), (c, d) = anchors[2], anchors[11]
        return float(np.hypot(a - c, b - d))

    assert free[0] == (0, 0)
    assert distance(linked) <= np.hypot(100, 60)
    assert distance(linked) < distance(free)


def test_nothing_to_place() -> None:
    assert pack([], {}) == []


def test_touching_is_no_overlap() -> None:
    rect = np.array([[0.0, 0.0, 10.0, 10.0]])
    assert not overlap(rect, np.array([[10.0, 0.0, 20.0, 10.0]])).any()
    assert overlap(rect, np.array([[9.0, 9.0, 20.0, 20.0]])).all()


def test_a_small_box_takes_the_nearest_free_place() -> None:
    box = Box(5, 8, 60, 8)
    empty = np.array([[1000.0, 1000.0, 1001.0, 1001.0]])
    taken = np.array([[-100.0, -20.0, 100.0, 20.0]])
    assert nearest_free(box, (0, 0), empty) == (0, 0)
    x, y = nearest_free(box, (0, 0), taken)
    assert not overlap(np.array([box.at(x, y)]), taken).any()
    assert abs(y) <= 40
    everywhere = np.array([[-2000.0, -2000.0, 2000.0, 2000.0]])
    assert nearest_free(box, (0, 0), everywhere) == (0, 2008)
