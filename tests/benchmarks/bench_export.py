"""GraphML of a large graph against networkx.write_graphml_lxml, side by side in one run.

    python tests/benchmarks/bench_export.py            needs lxml: pip install -e '.[bench]'

prints the medians and their ratio for 100,000 nodes and 300,000 edges, and the peak of memory while writing, beyond the
graph itself, for as many nodes with one and with ten times as many edges. Ends with status 1 if networkx is faster, or
if the peak grows by more than a tenth of what the edges grow.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from graph.export.networks.graphml import write_graphml  # noqa: E402
from graph.selection import RELATIONS, TYPES  # noqa: E402

NODES, EDGES = 100_000, 300_000
FEW = 3_000
GROWTH = 0.1
SLOWEST = 1.0
REPETITIONS = 3

Network = nx.MultiDiGraph


def made(nodes: int, edges: int) -> Network:
    """Return a graph with the attributes that a casebook's has: a bank to a hundred nodes, parallel edges too."""
    chance = random.Random(7)
    graph: Network = Network()
    for number in range(nodes):
        type_ = "bank" if number % 100 == 0 else TYPES[1 + number % 5]
        bank = f"bank:第{number // 100 * 100}银行"
        graph.add_node(
            bank if type_ == "bank" else f"{type_}:第{number}号",
            label=f"第{number}号“甲&乙”",
            type=type_,
            kind="other",
            aliases="甲|乙",
            documents=number % 7,
            mentions=number % 11,
            first_date="2025-06-30",
            **({} if type_ == "bank" else {"bank": bank}),
        )
    ids = list(graph)
    for number in range(edges):
        relation = chance.choice(RELATIONS)
        quote = f"该行与合作方<{number}>推出产品，服务科技企业。"
        ends = chance.choice(ids), chance.choice(ids)
        graph.add_edge(*ends, key=number, type=relation, weight=1, evidence=quote, document="报告")
    return graph


def seconds(write: Callable[[Network, Path], None], graph: Network, path: Path) -> float:
    """Return how long a writer keeps the processor busy: both use one core, whatever else the machine does."""
    started = time.process_time()
    write(graph, path)
    return time.process_time() - started


def against_networkx(graph: Network, folder: Path) -> float:
    """Print how long both writers take, alternating; return how many times faster ours is."""
    writers = {"networkx, lxml": nx.write_graphml_lxml, "yinpu": write_graphml}
    times: dict[str, list[float]] = {name: [] for name in writers}
    for _ in range(REPETITIONS):
        for name, write in writers.items():
            times[name].append(seconds(write, graph, folder / "graph.graphml"))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<16}{median:>8.2f} s")
    ratio = medians["networkx, lxml"] / medians["yinpu"]
    print(f"{'ratio':<16}{ratio:>8.2f}")
    return ratio


def peak(graph: Network, folder: Path) -> int:
    """Return the most bytes that writing takes beyond the graph."""
    tracemalloc.start()
    write_graphml(graph, folder / "graph.graphml")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main() -> None:
    """Measure, print, and end with 1 where a limit is passed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ratio = against_networkx(made(NODES, EDGES), folder)
        few, many = (peak(made(FEW, FEW * times), folder) for times in (1, 10))
    growth = many / few - 1
    print(f"{'peak':<16}{few / 1e6:>8.1f} MB, with ten times the edges {many / 1e6:.1f} MB ({growth:+.0%})")
    sys.exit(ratio < SLOWEST or growth > 9 * GROWTH)


if __name__ == "__main__":
    main()
