"""`vlavirgem prove`: claims about the installation, shown on real input with a figure at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import track

from vlavirgem.cli import prove_evidence, prove_hostile, prove_imports, prove_log, prove_revocation, prove_tryouts
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import fail, out
from vlavirgem.cli.independent_judges import Judge, judge_of
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.gathering import contract_files_in, gathered
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import CallRequest, Contract, Message, Operation, RequestExample
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.contracts.state import InMemoryStore

app = typer.Typer(help="Show on real input that a claim holds.", no_args_is_help=True)

_SEEDS: Final = (1, 2, 3)
_SHARE_VALID: Final = 0.995
_NOW: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(kw_only=True)
class _Proof:
    """What was counted over all contracts."""

    imported: int = 0
    refused: list[str] = field(default_factory=list)
    operations: int = 0
    not_working: list[str] = field(default_factory=list)
    without_example: int = 0
    calls_against: list[str] = field(default_factory=list)
    valid: int = 0
    invalid: list[str] = field(default_factory=list)
    unjudged: int = 0
    messages: int = 0
    messages_not_working: list[str] = field(default_factory=list)
    messages_against: list[str] = field(default_factory=list)


@app.command()
def contracts(
    folder: Annotated[Path, typer.Argument(help="Folder with contracts; those in folders below it count too.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import every contract in a folder, call every operation over three seeds, have every message sent, and let
    others judge what came of it.

    Exit code 1 when fewer than 99.5 % of the answers and messages are valid for jsonschema (OpenAPI, AsyncAPI) or
    libxml2 (SOAP), or for a walk over the data (GraphQL).
    """
    if not folder.is_dir():
        fail(
            f"There is no folder {folder}.", remedy="Name a folder with contracts: OpenAPI, AsyncAPI, WSDL or GraphQL."
        )
    files = contract_files_in(folder)
    proof = _Proof()
    with tempfile.TemporaryDirectory() as scratch:
        for path in track(files, description="Contracts", disable=as_json):
            _prove(path, path.relative_to(folder).as_posix(), proof, Path(scratch))
    if not as_json:
        _print_details(proof)
    judged = proof.valid + len(proof.invalid)
    figures = [
        Figure(name="contracts imported", value=proof.imported, unit="contracts"),
        Figure(name="files refused", value=len(proof.refused), unit="files"),
        Figure(name="operations", value=proof.operations, unit="operations"),
        Figure(name="operations that do not work", value=len(proof.not_working), unit="operations"),
        Figure(name="operations without an example call", value=proof.without_example, unit="operations"),
        Figure(name="example calls against their contract", value=len(proof.calls_against), unit="calls", limit=0),
        Figure(name="messages that services send", value=proof.messages, unit="messages"),
        Figure(name="messages that do not work", value=len(proof.messages_not_working), unit="messages"),
        Figure(name="messages against their contract", value=len(proof.messages_against), unit="messages", limit=0),
        Figure(name="answers judged", value=judged, unit="answers"),
        Figure(name="answers that no judge can tell of", value=proof.unjudged, unit="answers"),
        Figure(
            name="share of valid answers",
            value=proof.valid / judged if judged else 0,
            unit="",
            limit=_SHARE_VALID,
            at_least=True,
        ),
    ]
    report("prove contracts", figures, as_json=as_json)


def _prove(path: Path, name: str, proof: _Proof, scratch: Path) -> None:
    try:
        file = gathered(path)
    except Refusal as refusal:
        proof.refused.append(f"{name}: {refusal.message}")
        return
    found = read_contract(file.data, name=file.filename)
    if found.contract is None:
        proof.refused.append(f"{name}: {found.problems[0].message}")
        return
    proof.imported += 1
    compiled = compile_contract(found.contract.document, found.contract.digest)
    judge = judge_of(compiled, scratch)
    for operation, example in _callable(found.contract, name, proof):
        _call(compiled, judge, operation, example, f"{name} {operation.key}", proof)
    for message in found.contract.messages:
        _send(compiled, judge, message, f"{name} {message.key}", proof)


def _callable(contract: Contract, name: str, proof: _Proof) -> Iterator[tuple[Operation, RequestExample]]:
    for operation in contract.operations:
        proof.operations += 1
        if not operation.works:
            proof.not_working.append(f"{name} {operation.key}: {operation.why_not}")
        elif operation.request_example is None:
            proof.without_example += 1
        else:
            yield operation, operation.request_example


def _call(
    compiled: ServedContract, judge: Judge, operation: Operation, example: RequestExample, name: str, proof: _Proof
) -> None:
    kind = [("Content-Type", example.content_type)] if example.content_type else []
    call = CallRequest(
        method=operation.method,
        path=example.path,
        query=list(example.query),
        headers=[*example.headers, *kind],
        body=example.body.encode(),
    )
    match = compiled.match(call)
    against = compiled.violations(match, call)
    if against:
        proof.calls_against.append(f"{name}: {against[0].pointer} {against[0].message}")
        return
    for seed in _SEEDS:
        answer = compiled.answer(match, call, store=InMemoryStore(), seed=seed, now=_NOW)
        _count(judge.complaint(operation, answer), f"{name}, seed {seed}", proof)


def _send(compiled: ServedContract, judge: Judge, message: Message, name: str, proof: _Proof) -> None:
    """Make a message over the seeds; its verdict counts with those of the answers."""
    proof.messages += 1
    if not message.works:
        proof.messages_not_working.append(f"{name}: {message.why_not}")
        return
    for number, seed in enumerate(_SEEDS):
        sent = compiled.message(message.key, seed=seed, number=number)
        if sent is None:
            continue
        if against := compiled.message_violations(message.key, sent):
            proof.messages_against.append(f"{name}, seed {seed}: {against[0].pointer} {against[0].message}")
        _count(judge.message_complaint(message.key, sent), f"{name}, seed {seed}", proof)


def _count(complaint: str | None, name: str, proof: _Proof) -> None:
    if complaint is None:
        proof.unjudged += 1
    elif complaint:
        proof.invalid.append(f"{name}: {complaint[:300]}")
    else:
        proof.valid += 1


def _print_details(proof: _Proof) -> None:
    for title, lines in (
        ("Refused", proof.refused),
        ("Operations that do not work", proof.not_working),
        ("Example calls against their contract", proof.calls_against),
        ("Messages that do not work", proof.messages_not_working),
        ("Messages against their contract", proof.messages_against),
        ("Answers and messages that are not valid", proof.invalid),
    ):
        if lines:
            out.print(f"{title}:")
            for line in lines:
                out.print(f"  {line}", markup=False, highlight=False)


app.command("tryouts")(prove_tryouts.command)
app.command("imports")(prove_imports.command)
app.command("log")(prove_log.command)
app.command("hostile")(prove_hostile.command)
app.command("evidence")(prove_evidence.command)
app.command("revocation")(prove_revocation.command)
