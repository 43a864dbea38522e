"""What the code itself must not do: no statement made of a text of others, nothing unpickled, nothing evaluated."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = [path for folder in ("extract", "graph") for path in sorted((ROOT / folder).rglob("*.py"))]
EXECUTES = {"execute", "executemany", "executescript"}
# What makes objects or runs code of what it reads; with the only place where each may stand, and why.
FORBIDDEN = {
    "eval", "exec", "__import__", "pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle",
    "joblib.load", "read_pickle", "to_pickle", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "allow_pickle",
    "os.system", "os.popen", "subprocess", "load_extension", "enable_load_extension", "from_pickle", "torch.load",
}  # fmt: skip
COPY = "f'COPY ({query}) TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)'"
VIEW = """f"CREATE VIEW {table} AS SELECT * FROM {parquet([graph / f'{table}.parquet'])}\""""
ALL = "f'CREATE VIEW all_{table} AS SELECT * EXCLUDE (filename), parse_filename(filename, true) AS part FROM {rows}'"
ROWS = "f'CREATE VIEW {table} AS SELECT * EXCLUDE (filename) FROM {rows}'"
ALLOWED = {
    ("extract/guard.py", "pickle"): "between two processes of one user, never from disk",
    ("graph/resolution/incremental.py", "pickle"): "what the same call has made, smaller in memory, never from disk",
    ("extract/guard.py", "subprocess"): "the process with limits, whose command is a constant",
    (
        "graph/workers/documents.py",
        "pickle",
    ): "what a worker of this build has sent: a pipe, or an engine that is trusted",
    ("extract/reading/formats/markdown.py", "yaml.load"): "with BaseLoader, which makes texts, lists and dicts alone",
}

# Statements that the test below cannot follow, each read by a person: no text of a document or of a user is in them.
NOTE = "f'INSERT OR REPLACE INTO meta SELECT :key, json_group_object(bank, number) FROM ({query})'"
REVIEWED = {
    ("graph/casebook/connection.py", "creation()"): "schema.sql and two numbers",
    ("graph/casebook/schema.py", "_tables()"): "schema.sql",
    ("graph/casebook/counts.py", "query"): "the values of _OF_BANKS",
    ("graph/casebook/counts.py", NOTE): "the values of _OF_BANKS",
    ("graph/casebook/health.py", "query"): "the values of _CONTENTS",
    ("graph/knowledge_graph.py", "query"): "what the module hands to _rows, all constants",
    ("graph/view/pages/quality.py", "total"): "the values of _GAPS",
    ("graph/view/pages/quality.py", "total + lacking"): "the values of _GAPS",
    ("graph/warehouse/engine.py", "query"): "what modules of the warehouse hand over, all put together of literals",
    ("graph/warehouse/engine.py", "f'SELECT * FROM ({query}) LIMIT 0'"): "the same",
    ("graph/warehouse/engine.py", COPY): "the same; the path is quoted, tests/graph/warehouse has one with a quote",
    ("graph/warehouse/engine.py", "f'CREATE TABLE {table} AS SELECT * FROM _rows'"): "names of tables in the modules",
    ("graph/warehouse/engine.py", "f'INSERT INTO {table} SELECT * FROM _rows'"): "names of tables in the modules",
    ("graph/warehouse/export.py", VIEW): "names of tables in the module; paths are quoted",
    ("graph/warehouse/joining/documents.py", ALL): "names of tables in the module; paths are quoted",
    ("graph/warehouse/joining/facts.py", ROWS): "names of tables in the module; paths are quoted",
}


def test_the_files_of_the_code_are_found() -> None:
    assert len(CODE) > 150


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


# SQL


def statements(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.AST]]:
    """Return the first argument of each call that executes SQL, with the function that it stands in."""
    for scope in ast.walk(tree):
        if isinstance(scope, (ast.FunctionDef, ast.Module)):
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in EXECUTES:
                    yield node.args[0], scope


def parts(expression: ast.expr) -> Iterator[ast.expr]:
    """Return what a text is put together of, but for its constant parts."""
    match expression:
        case ast.Constant(value=str()):
            return
        case ast.JoinedStr(values=values):
            for value in values:
                yield from parts(value.value if isinstance(value, ast.FormattedValue) else value)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from parts(left)
            yield from parts(right)
        case ast.IfExp(body=body, orelse=orelse):
            yield from parts(body)
            yield from parts(orelse)
        case _:
            yield expression


def is_constant(part: ast.expr, scope: ast.AST) -> bool:
    """Tell whether a part of a statement comes from the code alone.

    That is a constant of a module (in capitals), placeholders (", ".join("?" * n)), a name that only constants are
    assigned to, or one that a loop over constants gives.
    """
    source = ast.unparse(part)
    if isinstance(part, ast.Name) and part.id.strip("_").isupper():
        return True
    if source.replace('"', "'").startswith("', '.join('?' *") or source.replace('"', "'").startswith("','.join('?' *"):
        return True
    if isinstance(part, ast.Name):
        given = [value for node in ast.walk(scope) for value in assigned(node, part.id)]
        return bool(given) and all(is_text(value, scope) for value in given)
    return False


def assigned(node: ast.AST, name: str) -> Iterator[ast.expr]:
    """Return what a node gives to a name: by assignment, or by a loop over a display or a constant of the module."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            yield node.value
    elif isinstance(node, (ast.For, ast.comprehension)):
        names = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
        for place, target in enumerate(names):
            if isinstance(target, ast.Name) and target.id == name:
                yield from looped(node.iter, place if isinstance(node.target, ast.Tuple) else None)


def looped(iterated: ast.expr, place: int | None) -> Iterator[ast.expr]:
    if isinstance(iterated, ast.Call) and ast.unparse(iterated.func) in ("reversed", "sorted"):
        iterated = iterated.args[0]
    if isinstance(iterated, (ast.Tuple, ast.List)):
        for item in iterated.elts:
            yield item.elts[place] if place is not None and isinstance(item, ast.Tuple) else item
    else:
        yield iterated


def is_text(expression: ast.expr, scope: ast.AST) -> bool:
    return all(is_constant(part, scope) for part in parts(expression))


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_statements_are_constants(path: Path) -> None:
    tree = tree_of(path)
    right, wrong = set(), set()
    for one, scope in statements(tree):
        (right if is_text(one, scope) else wrong).add(ast.unparse(one))
    told = {statement for file, statement in REVIEWED if file == str(path.relative_to(ROOT))}
    assert wrong - right <= told


def test_a_statement_of_a_text_of_others_is_seen() -> None:
    hostile = """
def find(connection, name):
    connection.execute(f"SELECT * FROM nodes WHERE id = '{name}'")
def find_all(connection, name):
    query = "SELECT * FROM nodes WHERE id = '" + name + "'"
    connection.execute(query)
"""
    found = [(one, scope) for one, scope in statements(ast.parse(hostile)) if isinstance(scope, ast.FunctionDef)]
    assert [is_text(one, scope) for one, scope in found] == [False, False]


# Objects and code out of files


def names_of(tree: ast.Module) -> Iterator[str]:
    """Return what a file imports, calls and names as keyword arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            yield from (name, name.rpartition(".")[2])
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def test_nothing_is_unpickled_or_evaluated() -> None:
    found = {(str(path.relative_to(ROOT)), name) for path in CODE for name in names_of(tree_of(path))}
    found = {(file, name) for file, name in found if name in FORBIDDEN}
    assert found == set(ALLOWED)


def test_the_pickles_of_the_guard_come_from_pipes() -> None:
    tree = tree_of(ROOT / "extract/guard.py")
    loads = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "pickle.load" in ast.unparse(node.func)
    ]
    assert sorted(loads) == ["pickle.load(process.stdout)", "pickle.load(sys.stdin.buffer)"]


def test_the_model_is_loaded_without_a_pickle() -> None:
    """Python tells its audit hooks of each class that an unpickler looks for, whoever called it."""
    script = """
import sys
told = []
sys.addaudithook(lambda event, arguments: told.append(arguments) if event == "pickle.find_class" else None)
from extract import extract_text
assert extract_text("海河银行推出“云帆贷”，余额3亿元。").entities
import graph.queries, graph.resolution, graph.casebook
assert told == [], told
import pickle
pickle.loads(pickle.dumps(extract_text))
assert told, "the hook hears of pickles"
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
