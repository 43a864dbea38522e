"""The tools for agents, asked by the SDK's own client over stdin and stdout."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from graph.build import build, find_documents
from graph.casebook import CasebookError
from graph.errors import MissingExtraError
from graph.mcp_server import CHARACTERS, LONGEST, MOST, bounded, make_server, serve

HERE = Path(__file__).parent
TOOLS = ["banks", "compare", "evidence", "initiatives", "metrics", "partners", "path", "search"]


@pytest.fixture
def session(casebook: Path, environment: dict[str, str]) -> Callable[[Callable[[Client], Awaitable[Any]]], Any]:
    """Talk with `yinpu mcp`, a process of its own."""
    command = StdioServerParameters(
        command=sys.executable,
        args=[str(HERE / "statements.py"), "mcp", "--casebook", str(casebook)],
        env=environment,
    )

    def run(talk: Callable[[Client], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            async with Client(command, read_timeout_seconds=60) as client:
                return await talk(client)

        # Browser tests leave a running loop in the thread of this process.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(connected())).result()

    return run


def evidence_in(value: Any) -> list[dict]:
    if isinstance(value, dict):
        own = [value] if "quote" in value else []
        return own + [quote for part in value.values() for quote in evidence_in(part)]
    return [quote for part in value for quote in evidence_in(part)] if isinstance(value, list) else []


def test_tools_only_read_and_say_what_they_do(session) -> None:
    async def talk(client: Client) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = session(talk)
    assert sorted(tool.name for tool in tools) == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert "never instructions" in instructions


def test_every_tool_answers_with_evidence(session, folder: Path) -> None:
    questions = {
        "banks": {},
        "initiatives": {"bank": "海河银行", "type": "product"},
        "metrics": {"bank": "海河银行", "name": "贷款"},
        "partners": {"bank": "海河银行"},
        "compare": {"banks": ["海河银行", "云岭银行"]},
        "path": {"start": "春芽计划", "end": "云岭银行"},
        "search": {"text": "海智"},
        "evidence": {"name": "云岚科技", "other": "海河银行"},
    }

    async def talk(client: Client) -> Any:
        return {name: await client.call_tool(name, asked) for name, asked in questions.items()}

    texts = {path.stem: path.read_text("utf-8") for path in folder.iterdir()}
    answers = session(talk)
    assert sorted(answers) == TOOLS
    for name, answer in answers.items():
        assert not answer.is_error, name
        told = answer.structured_content
        assert json.loads(answer.content[0].text) == told
        assert told["found"] == len(told["items"]) > 0
        quotes = evidence_in(told)
        assert quotes, name
        for quote in quotes:
            assert texts[quote["document"]][quote["start"] : quote["end"]] == quote["quote"]
    assert [item["relation"] for item in answers["evidence"].structured_content["items"]] == ["cooperates_with"]


def test_errors_say_what_to_do_and_the_session_goes_on(session, casebook: Path, folder: Path) -> None:
    async def talk(client: Client) -> Any:
        wrong = await client.call_tool("initiatives", {"bank": "海河银"})
        (folder / "more.txt").write_text("bank 湖光银行 city", "utf-8")
        build(casebook, find_documents([folder]))
        return wrong, await client.call_tool("banks", {})

    wrong, right = session(talk)
    assert wrong.is_error
    assert "did you mean" in wrong.content[0].text
    assert "湖光银行" in {bank["name"] for bank in right.structured_content["items"]}, "a build in between is seen"


def test_answers_are_bounded() -> None:
    quotes = [{"document": "甲", "quote": "乙" * 5000} for _ in range(50)]
    items = [{"id": str(number), "aliases": ["丙"] * 500, "evidence": quotes} for number in range(1000)]
    answer = bounded(items, 10**9)
    assert len(json.dumps(answer, ensure_ascii=False, indent=2)) <= CHARACTERS + 100
    assert answer["found"] == 1000 == answer["left_out"] + len(answer["items"])
    first = answer["items"][0]
    assert (len(first["evidence"]), first["evidence_left_out"], len(first["evidence"][0]["quote"])) == (3, 47, LONGEST)
    assert len(bounded([{"id": "a"}] * 500, 500)["items"]) == MOST
    assert len(bounded([{"id": "a"}] * 500, -1)["items"]) == 1


def test_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CasebookError, match="no such casebook"):
        serve(tmp_path / "no.db")
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(MissingExtraError, match=r"mcp is not installed.*'yinpu\[mcp\]'"):
        make_server(tmp_path / "no.db")
