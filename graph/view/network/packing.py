"""Boxes of unequal size on a plane: none overlaps another, linked ones lie near each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WINDOW = 1.4
ASPECTS = (1.0, 1.2, 1.4, 1.7, 2.0)
TO_MIDDLE = 0.3
PULL = 0.7
STRONGEST = 3.0
AT_ONCE = 512
REACH = 960
STEP = (20, 8)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """How far a thing reaches from its anchor to each side, in pixels at scale 1."""

    left: float
    top: float
    right: float
    bottom: float

    def at(self, x: float, y: float) -> tuple[float, float, float, float]:
        """Return (left, top, right, bottom) of the box when its anchor is at (x, y)."""
        return x - self.left, y - self.top, x + self.right, y + self.bottom


def overlap(rects: Array, others: Array) -> npt.NDArray[np.bool_]:
    """Tell for each of n rectangles whether it overlaps any of m others.

    Parameters
    ----------
    rects, others
        Arrays of shape (n, 4) and (m, 4): left, top, right, bottom. Touching is no overlap.
    """
    a, b = rects[:, None, :], others[None, :, :]
    hits = (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    return np.asarray(hits.any(axis=1))


def pack(boxes: Sequence[Box], links: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Place boxes one by one, each where it fits best beside those that are placed already.

    A box goes to the free place, flush with a placed box, that stretches the picture least and is nearest to the
    boxes that it is linked with. The first ones lie in the middle. Of a few pictures, more or less broad, the one
    that fits best into a window of `WINDOW` is taken.

    Parameters
    ----------
    boxes
        The boxes with their margins, the most important first.
    links
        Weight of the link between box i and box j, for i < j.

    Returns
    -------
    list of (int, int)
        The anchor of each box, in the order of `boxes`.
    """
    weights = np.zeros((len(boxes), len(boxes)))
    for (i, j), weight in links.items():
        weights[i, j] = weights[j, i] = min(weight, STRONGEST)
    pictures = [_pack(boxes, weights, aspect) for aspect in ASPECTS]
    best = min(pictures, key=lambda anchors: _window(boxes, anchors), default=np.zeros((0, 2)))
    return [(int(x), int(y)) for x, y in best]


def _window(boxes: Sequence[Box], anchors: Array) -> float:
    """Return the width of the smallest window that shows all boxes."""
    rects = np.array([box.at(*anchor) for box, anchor in zip(boxes, anchors, strict=True)]).reshape(-1, 4)
    if not len(rects):
        return 0.0
    width, height = rects[:, 2].max() - rects[:, 0].min(), rects[:, 3].max() - rects[:, 1].min()
    return float(max(width, height * WINDOW))


def _pack(boxes: Sequence[Box], weights: Array, aspect: float) -> Array:
    """Place all boxes so that the picture is about so many times as broad as high."""
    anchors = np.zeros((len(boxes), 2))
    rects = np.zeros((len(boxes), 4))
    for i, box in enumerate(boxes):
        if i:
            anchors[i] = _best_place(box, rects[:i], anchors[:i], weights[i, :i], aspect)
        rects[i] = box.at(*anchors[i])
    return anchors


def _best_place(box: Box, rects: Array, anchors: Array, pulls: Array, aspect: float) -> Array:
    """Find the anchor of least cost among those flush with one of the placed rectangles."""
    left, top, right, bottom = rects.T
    mid_x, mid_y = (left + right) / 2, (top + bottom) / 2
    half_w, half_h = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    beside_y = (top + half_h, mid_y, bottom - half_h)
    above_x = (left + half_w, mid_x, right - half_w)
    centres = np.concatenate(
        [np.stack([x, y], axis=1) for x in (right + half_w, left - half_w) for y in beside_y]
        + [np.stack([x, y], axis=1) for y in (bottom + half_h, top - half_h) for x in above_x]
    )
    spots = np.floor(centres + np.array([(box.left - box.right) / 2, (box.top - box.bottom) / 2]))
    offsets = np.array([-box.left, -box.top, box.right, box.bottom])
    scale = np.array([1, aspect])
    stretch = ((np.abs(centres) + np.array([half_w, half_h])) * scale).max(axis=1)
    middle = np.hypot(*(centres * scale).T)
    linked = np.flatnonzero(pulls)
    far = np.hypot(*((spots[:, None, :] - anchors[None, linked, :]) * scale).transpose(2, 0, 1))
    cost = stretch + TO_MIDDLE * middle + PULL * (far * pulls[linked]).sum(axis=1)
    # A pixel of slack: rounding an anchor down must not make neighbours overlap.
    walls = rects + np.array([1, 1, -1, -1])
    order = np.argsort(np.round(cost, 3), kind="stable")
    for at in range(0, len(order), AT_ONCE):
        best = spots[order[at : at + AT_ONCE]]
        free = ~overlap(np.tile(best, 2) + offsets, walls)
        if free.any():
            break
    found: Array = best[int(np.argmax(free))]
    return found


def nearest_free(box: Box, wish: tuple[float, float], taken: Array) -> tuple[int, int]:
    """Find the free place for a small box that is nearest to where it should lie.

    Parameters
    ----------
    box
        The box to place.
    wish
        The anchor that it would have on an empty plane.
    taken
        Rectangles, shape (n, 4), that it must not overlap.

    Returns
    -------
    (int, int)
        Its anchor; where nothing within `REACH` pixels is free, the place right under everything.
    """
    xs, ys = np.meshgrid(np.arange(-REACH, REACH + 1, STEP[0]), np.arange(-REACH, REACH + 1, STEP[1]))
    steps = np.stack([xs.ravel(), ys.ravel()], axis=1).astype(np.float64)
    steps = steps[np.argsort(np.hypot(steps[:, 0], steps[:, 1]), kind="stable")]
    start = np.round(np.array(wish))
    offsets = np.array([-box.left, -box.top, box.right, box.bottom])
    for part in np.array_split(steps, 40):
        spots = start + part
        free = ~overlap(np.tile(spots, 2) + offsets, taken)
        if free.any():
            x, y = spots[int(np.argmax(free))]
            return int(x), int(y)
    return int(start[0]), int(taken[:, 3].max() + box.top)
