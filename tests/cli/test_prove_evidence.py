"""The verifier, run apart on files that were tampered with: the short form of `vlavirgem prove evidence`."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from vlavirgem.cli import evidence as evidence_command
from vlavirgem.cli import prove_evidence
from vlavirgem.cli.evidence_tampers import OF_BUNDLES, OF_EXPORTS, Evidence, tampered
from vlavirgem_graphql.evidence import verifier
from vlavirgem_tenants.directory.models import Tenant

WAYS = len(OF_EXPORTS) + len(OF_BUNDLES) + 1


@pytest.fixture
def evidence(aalst: Tenant, network: Tenant) -> Evidence:
    return prove_evidence.evidence_of(aalst, network)


def test_every_way_of_tampering_is_found_and_nothing_whole_is_doubted(evidence: Evidence) -> None:
    assert len(evidence.bundles) == prove_evidence.BUNDLES

    seen = prove_evidence.put_to_the_test(evidence, 3 * WAYS, seed=7)

    assert (seen.whole, seen.missed, seen.tampers) == ([], [], 66)
    # And of the two persons one is named nowhere any more
    assert (seen.named, prove_evidence.FORGOTTEN in evidence.export) == ([], False)
    said = {bundle["event"]["person"] and bundle["event"]["person"]["name"] for bundle in evidence.bundles}
    assert said <= {None, prove_evidence.STAYS}
    assert all(figure.holds for figure in prove_evidence.figures_of(seen))


def test_a_tamper_that_goes_by_is_told(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a "tamper" that changes nothing
    monkeypatch.setattr(prove_evidence, "tampered", lambda them, _count, _seed: iter([("nothing", them.export)]))

    seen = prove_evidence.put_to_the_test(evidence, 1, seed=7)

    assert [line.split(":")[0] for line in seen.missed] == ["nothing (t0)"]
    assert not all(figure.holds for figure in prove_evidence.figures_of(seen))


def test_each_tamper_differs_from_what_was_there_and_the_same_seed_makes_the_same(evidence: Evidence) -> None:
    untouched = {evidence.export, *map(json.dumps, evidence.bundles)}
    made = list(tampered(evidence, WAYS, seed=3))
    assert len({name for name, _text in made}) == WAYS
    assert not untouched & {text for _name, text in made}
    first_bundle = [json.loads(text) for name, text in made if name.startswith("bundle: payload")]
    assert first_bundle == [
        json.loads(text) for name, text in tampered(evidence, WAYS, seed=3) if name.startswith("bundle: payload")
    ]


def test_the_verifier_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text("utf-8"))
    modules = {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    modules |= {
        name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert modules - sys.stdlib_module_names == {"cryptography"}


@pytest.fixture
def files(evidence: Evidence, tmp_path: Path, settings: Any) -> Path:
    """A folder with the untouched files, and the verifier as the command writes it."""
    settings.ENVIRONMENT = SimpleNamespace(embedded=None)
    (tmp_path / "export").write_text(evidence.export)
    (tmp_path / "bundle").write_text(json.dumps(evidence.bundles[0]))
    (tmp_path / "keys").write_text(evidence.keys)
    (tmp_path / "kept").write_text(evidence.kept)
    assert CliRunner().invoke(evidence_command.app, ["verifier", "-o", str(tmp_path / "v.py")]).exit_code == 0
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "v.py", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_file_alone_says_what_holds_who_countersigned_and_by_which_keys(files: Path) -> None:
    with_keys = run(files, "--keys", "keys", "--checkpoint", "kept", "--witnesses", "1", "export", "bundle")
    assert (with_keys.returncode, with_keys.stderr) == (0, "")
    whole, one = with_keys.stdout.splitlines()
    assert whole == (
        "export: holds: 101 events of aalst.vvg.localhost/evidence, countersigned by net.vvg.localhost/witness"
    )
    assert one.startswith("bundle: holds: event ")

    # Without keys from elsewhere it says so; with too few witnesses, or a file that is none, it does not hold
    assert "The keys were taken from the files" in run(files, "bundle").stderr
    assert run(files, "--witnesses", "2", "bundle").returncode == 1
    assert "DOES NOT HOLD" in run(files, "nowhere").stdout


def test_what_no_checkpoint_holds_yet_is_told_apart_from_what_does_not_hold(files: Path) -> None:
    bundle = json.loads((files / "bundle").read_text())
    (files / "early").write_text(json.dumps({**bundle, "inclusion": None, "checkpoint": None, "keys": []}))
    (files / "half").write_text(json.dumps({**bundle, "checkpoint": None}))

    early = run(files, "--keys", "keys", "early", "bundle")
    assert early.stdout.startswith("early: CANNOT TELL YET: no checkpoint holds event ")
    assert early.returncode == 3

    # Where something is wrong too, that counts
    assert run(files, "--keys", "keys", "early", "half").returncode == 1
    assert "half: DOES NOT HOLD" in run(files, "--keys", "keys", "half").stdout


@pytest.mark.parametrize("text", ["een brief aan Els", "aalst+xyz+zyx", "aalst+00+AV=", "", "\n", "een+twee+drie vier"])
def test_keys_that_are_none_are_refused_with_what_the_file_has_to_be(files: Path, text: str) -> None:
    (files / "letter").write_text(text)
    done = run(files, "--keys", "letter", "bundle")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("letter is no file of public keys (")
    assert "/evidence/keys.txt" in done.stderr


def test_the_command_says_the_same_as_the_file(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def verify(*arguments: str) -> int:
        return CliRunner().invoke(evidence_command.app, ["verify", *arguments]).exit_code

    keys, kept = f"--keys={files / 'keys'}", f"--checkpoint={files / 'kept'}"
    assert verify(keys, kept, "--witnesses=1", str(files / "export"), str(files / "bundle")) == 0
    (files / "export").write_text((files / "export").read_text().replace("denied", "forged", 1))
    assert verify(keys, kept, str(files / "export")) == 1
    assert verify(keys, "--witnesses=3", str(files / "bundle")) == 1
