"""`vlavirgem prove tryouts`: thousands of calls, right and wrong, to try-outs of contracts, judged by schemathesis.

The calls go through the application itself as a server calls it, from the host name to the log. Everything happens in
a scratch database that is gone afterwards.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.progress import track

from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.scratch import scratch_database
from vlavirgem.refusal import Refusal
from vlavirgem.wsgi import application
from vlavirgem_sandbox.catalogue.gathering import gathered
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.conformance.services import require_examiner
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope

if TYPE_CHECKING:
    from vlavirgem_sandbox.conformance.examining import Application, Outcome

_KINDS: Final = frozenset({".yaml", ".yml", ".json", ".zip"})
_ORIGIN: Final = "http://localhost"
_SHOWN: Final = 20


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What a try-out of one contract made of the calls."""

    name: str
    outcome: Outcome

    @property
    def server_errors(self) -> int:
        """Answers of 500 and above."""
        return sum(failure.check == "not_a_server_error" for failure in self.outcome.failures)


def command(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder with more OpenAPI documents, to be tried beside the demo's own.")
    ] = None,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="The demo's contracts alone, whatever the folder.")] = False,
    examples: Annotated[int, typer.Option(min=1, help="Calls to draw per operation and phase; edges on top.")] = 25,
    seed: Annotated[int, typer.Option(help="The same seed makes the same calls.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Open a try-out of each contract and call every operation: valid, at the edges, wrong, and in stateful rows.

    Exit code 1 where one answer is a server error or breaks what the try-out's own contract promises.
    """
    if folder is not None and not folder.is_dir():
        fail(f"There is no folder {folder}.", remedy="Name a folder with OpenAPI documents.")
    found = [*demo_contracts(), *([] if demo or folder is None else _contracts_in(folder))]
    left_out: list[str] = []
    proofs: list[Proven] = []
    with database(), quiet(), scratch_database("vlavirgem_prove"):
        prepare_database()
        migrate_all()
        agency = create_tenant(TenantPlan(slug="agentschap", name="Agentschap", kind=TenantKind.AGENCY))
        caller = create_tenant(TenantPlan(slug="gemeente", name="Gemeente", kind=TenantKind.MUNICIPALITY))
        for name, read in track(found, description="Try-outs", disable=as_json):
            try:
                proofs.append(prove_contract(name, read(), agency, caller, examples=examples, seed=seed))
            except Refusal as refusal:
                left_out.append(f"{name}: {refusal.message}")
    if not as_json:
        _print_details(proofs, left_out)
    report("prove tryouts", _figures(proofs, left_out), as_json=as_json)


def demo_contracts() -> list[tuple[str, Callable[[], ContractFile]]]:
    """The demo's contracts by name, and how to read each."""
    folder = files("vlavirgem_sandbox.catalogue") / "demo_contracts"
    named = sorted(entry.name for entry in folder.iterdir())
    return [
        (name, lambda name=name: ContractFile(data=(folder / name).read_bytes(), filename=name))  # type: ignore[misc]
        for name in named
    ]


def _contracts_in(folder: Path) -> Iterator[tuple[str, Callable[[], ContractFile]]]:
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _KINDS and path.is_file()):
        yield path.relative_to(folder).as_posix(), lambda path=path: gathered(path)  # type: ignore[misc]


def prove_contract(
    name: str, file: ContractFile, agency: Tenant, caller: Tenant, *, examples: int, seed: int = 1
) -> Proven:
    """Publish the contract, open a try-out of it, and examine that. Raises Refusal where it cannot be examined."""
    # Large: other commands go without.
    from vlavirgem_sandbox.conformance.examining import Examination, examine  # noqa: PLC0415
    from vlavirgem_sandbox.conformance.judging import narrowed  # noqa: PLC0415

    with tenant_scope(agency):
        details = ServiceDetails(name=Path(name).stem)
        published = publish_service(actor=Actor.system(agency), file=file, details=details).version
    if not published.dialect.startswith("openapi"):
        raise Refusal(f"{published.dialect} is no OpenAPI; `prove contracts` calls its operations.")
    with tenant_scope(caller):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=published.pk)
        tryout = open_tryout(actor=Actor.system(caller), version=version)
        key = issue_key(actor=Actor.system(caller), tryout=tryout, label="prove").secret.text
    base_url = _ORIGIN + tryout.base_path
    compiled = compile_contract(version.document, version.digest)
    document = json.loads(compiled.download(base_url=base_url).content)
    working = {row["key"] for row in version.operations if row["works"]}
    how = Examination(base_url=base_url, seed=seed, most_examples=examples)
    outcome = examine(narrowed(document, working), _through_the_door(caller.host, key), how)
    return Proven(name=name, outcome=outcome)


def _through_the_door(host: str, key: str) -> Application:
    """The whole application, called as on that host and with that key."""

    def called(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_AUTHORIZATION", None)
        return application({**environ, "HTTP_HOST": host, "HTTP_X_API_KEY": key}, start_response)

    return called


@contextmanager
def quiet() -> Iterator[None]:
    """Without a line for each of thousands of calls, and without files of the tool's own.

    Raises Refusal where the tool is not installed.
    """
    require_examiner()
    from hypothesis import configuration  # noqa: PLC0415 - large; other commands go without

    with tempfile.TemporaryDirectory() as folder:
        configuration.set_hypothesis_home_dir(folder)
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def _figures(proofs: list[Proven], left_out: list[str]) -> list[Figure]:
    outcomes = [proof.outcome for proof in proofs]
    figures = []
    for proof in proofs:
        figures += [
            Figure(name=f"{proof.name}: operations", value=len(proof.outcome.operations), unit="operations"),
            Figure(name=f"{proof.name}: calls", value=proof.outcome.cases, unit="calls"),
        ]
        for check, number in sorted(Counter(failure.check for failure in proof.outcome.failures).items()):
            figures.append(Figure(name=f"{proof.name}: {check}", value=number, unit="failures", limit=0))
    return [
        *figures,
        Figure(name="try-outs", value=len(proofs), unit="try-outs"),
        Figure(name="files left out", value=len(left_out), unit="files"),
        Figure(name="operations", value=sum(len(one.operations) for one in outcomes), unit="operations"),
        Figure(name="calls", value=sum(one.cases for one in outcomes), unit="calls"),
        Figure(
            name="try-outs without one answer that went well",
            value=sum(not one.went_well for one in outcomes),
            unit="try-outs",
            limit=0,
        ),
        Figure(name="answers that went well", value=sum(one.went_well for one in outcomes), unit="answers"),
        Figure(name="checks that held", value=sum(one.passed.total() for one in outcomes), unit="checks"),
        Figure(name="server errors", value=sum(proof.server_errors for proof in proofs), unit="answers", limit=0),
        Figure(name="failures", value=sum(len(one.failures) for one in outcomes), unit="failures", limit=0),
        Figure(
            name="failures that a third validator puts down to the tool",
            value=sum(one.dismissed.total() for one in outcomes),
            unit="failures",
        ),
        Figure(name="what the tool could not do", value=sum(len(one.errors) for one in outcomes), unit="", limit=0),
    ]


def _print_details(proofs: list[Proven], left_out: list[str]) -> None:
    for line in left_out:
        out.print(f"Left out: {line}", markup=False, highlight=False)
    for proof in proofs:
        for failure in proof.outcome.failures[:_SHOWN]:
            told = " ".join(failure.message.split())
            out.print(f"{proof.name} {failure.operation} {failure.check}: {told}", markup=False, highlight=False)
            out.print(f"  {failure.replay}", markup=False, highlight=False)
        for error in proof.outcome.errors:
            out.print(f"{proof.name}: {error}", markup=False, highlight=False)
        for reason, number in proof.outcome.dismissed.items():
            out.print(f"{proof.name}: {number} put down to the tool: {reason}", markup=False, highlight=False)
