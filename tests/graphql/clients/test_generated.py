"""Clients that are generated from the published schema: both ask the gateway, and TypeScript is type-checked."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.graphql.clients.conftest import EXAMPLES, ROOT, Served

TSC = (
    *("--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"),
    *("--types", "node", "--allowImportingTsExtensions"),
)
CODEGEN, COMPILER = "node_modules/.bin/graphql-codegen", "node_modules/.bin/tsc"


@pytest.fixture
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder with the example of a language, its document and the published schema."""
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLES / request.param, folder)
    shutil.copy(EXAMPLES / "services.graphql", folder)
    shutil.copy(ROOT / "docs" / "reference" / "schema.graphql", folder)
    return folder


def run(process: subprocess.Popen[str]) -> str:
    """All that a process says; it has to end well."""
    said, complained = process.communicate()
    assert process.returncode == 0, said + complained
    return said


@pytest.mark.parametrize("project", ["typescript"], indirect=True)
def test_typescript_is_generated_its_types_hold_and_it_asks_the_gateway_with_a_key(
    project: Path, node: Any, npm_folder: Path, gateway: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "node_modules").symlink_to(npm_folder / "node_modules")
    (project / "package.json").write_text('{"type": "module"}')
    run(node(CODEGEN, "--config", "codegen.json", cwd=project))
    assert run(node(COMPILER, *TSC, "use.ts", cwd=project)) == ""

    monkeypatch.setenv("NODE_OPTIONS", f"--import {(npm_folder / 'localhost.mjs').as_uri()}")
    address = f"http://{gateway.reader.host}:{gateway.port}"
    said = run(node(str(project / "use.ts"), address, gateway.key, "Brugge", cwd=project))
    assert said.splitlines() == [
        'Dienst 0 van brugge "ü" \\ {}\tBrugge\t2024',
        'Dienst 1 van brugge "ü" \\ {}\tBrugge\t2024',
        'Dienst 2 van brugge "ü" \\ {}\tBrugge\tundefined',
    ]
    refused = node(str(project / "use.ts"), address, "vvg_wrong", "Brugge", cwd=project)
    assert "UNKNOWN_KEY" in refused.communicate()[1]
    monkeypatch.delenv("NODE_OPTIONS")

    # And what the document did not ask is no part of its type
    use = project / "use.ts"
    use.write_text(use.read_text().replace("service.title", "service.keywords"))
    wrong = node(COMPILER, *TSC, "use.ts", cwd=project)
    assert "Property 'keywords' does not exist" in wrong.communicate()[0]


@pytest.mark.parametrize("project", ["typescript"], indirect=True)
def test_what_follows_with_graphql_sse_in_the_docs_holds_its_types(project: Path, node: Any, npm_folder: Path) -> None:
    (project / "node_modules").symlink_to(npm_folder / "node_modules")
    (project / "package.json").write_text('{"type": "module"}')
    [sample] = re.findall(r"```ts\n(.*?)```", (EXAMPLES.parent / "README.md").read_text(), re.DOTALL)
    (project / "follow.ts").write_text(sample)
    assert run(node(COMPILER, *TSC, "follow.ts", cwd=project)) == ""


@pytest.mark.parametrize("project", ["python"], indirect=True)
def test_python_is_generated_and_asks_the_gateway_with_a_key(project: Path, gateway: Served) -> None:
    pytest.importorskip("ariadne_codegen")
    made = [str(Path(sys.executable).with_name("ariadne-codegen")), "--config", "pyproject.toml"]
    run(subprocess.Popen(made, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))

    asked = [sys.executable, "use.py", f"http://127.0.0.1:{gateway.port}", gateway.key, "Brugge", gateway.reader.host]
    said = run(subprocess.Popen(asked, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))

    assert said.splitlines() == [
        'Dienst 0 van brugge "ü" \\ {}\tBrugge\t2024',
        'Dienst 1 van brugge "ü" \\ {}\tBrugge\t2024',
        'Dienst 2 van brugge "ü" \\ {}\tBrugge\tNone',
    ]
