"""The verifier on exports that are no evidence, and on a log that tells itself what a restored backup lost."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vlavirgem_graphql.evidence.services.checkpoints import signature_line
from vlavirgem_graphql.evidence.verifier import (
    CHAIN,
    LOG,
    Checkpoint,
    EvidenceError,
    Key,
    NotSignedYetError,
    Tree,
    Trust,
    check_text,
    event_hash,
    leaf_hash,
    read_checkpoint,
)

LOG_NAME = "aalst.example.org/evidence"
PRIVATE = Ed25519PrivateKey.generate()
KEY = Key(LOG_NAME, LOG, PRIVATE.public_key().public_bytes_raw())


def events(*kinds: str | dict[str, Any]) -> list[dict[str, Any]]:
    """A log made by hand, by the documented form."""
    previous, made = bytes(32), []
    for number, kind in enumerate(kinds, 1):
        told = {"kind": kind} if isinstance(kind, str) else kind
        payload = json.dumps({"id": str(number), "sequence": number, "detail": {}, **told}, ensure_ascii=False)
        previous = event_hash(previous, payload)
        made.append({"event": {"payload": payload, "hash": previous.hex()}})
    return made


def checkpoint(log: list[dict[str, Any]]) -> Checkpoint:
    tree = Tree()
    for part in log:
        tree.add(leaf_hash(bytes.fromhex(part["event"]["hash"])))
    body = f"{LOG_NAME}\n{tree.size}\n{base64.b64encode(tree.root()).decode()}\n"
    return read_checkpoint(f"{body}\n{signature_line(KEY, PRIVATE.sign(body.encode()))}")


def export(log: list[dict[str, Any]], *signed: Checkpoint) -> str:
    parts = [{"format": CHAIN, "log": LOG_NAME}, *({"checkpoint": each.text} for each in signed), *log]
    return "".join(f"{json.dumps(part)}\n" for part in parts)


def test_an_old_backup_is_found_by_a_checkpoint_that_was_kept() -> None:
    before, after = events("read", "read"), events("read", "read", "read")
    kept = checkpoint(after)
    assert check_text(export(after, kept), Trust([KEY], [kept])).events == "3 events"
    assert check_text(export(before, checkpoint(before)), Trust([KEY])).events == "2 events"
    with pytest.raises(EvidenceError, match="or this is an old backup"):
        check_text(export(before, checkpoint(before)), Trust([KEY], [kept]))


def test_a_log_that_says_itself_that_it_was_restored_holds_and_says_what_is_lost() -> None:
    kept = checkpoint(events("read", "read", "read"))
    lost = {"kind": "restored", "detail": {"lost": [{"size": 3, "root": base64.b64encode(kept.root).decode()}]}}
    restored = events("read", "read", lost, "read")
    found = check_text(export(restored, checkpoint(restored)), Trust([KEY], [kept]))
    assert found.notes == ["event 3 says that what the checkpoint of 3 had is lost"]

    # And only the checkpoint that it names
    other = checkpoint(events("read", "denied", "read"))
    with pytest.raises(EvidenceError, match="old backup"):
        check_text(export(restored, checkpoint(restored)), Trust([KEY], [other]))


def test_an_export_is_read_line_by_line_whatever_signs_its_payloads_have() -> None:
    log = events({"kind": "read", "actor": "een\u2028regel\x85en nog een"}, "read")
    text = "".join(f"{json.dumps(part, ensure_ascii=False)}\n" for part in log)
    head = export([], checkpoint(log))
    assert check_text(head + text, Trust([KEY])).events == "2 events"
    # What is to be checked against comes first
    with pytest.raises(EvidenceError, match="before the first event"):
        check_text(head + text + json.dumps({"checkpoint": checkpoint(log).text}), Trust([KEY]))


def test_what_came_after_the_last_checkpoint_is_said_to_be_unsigned() -> None:
    log = events("read", "read", "read")
    assert check_text(export(log, checkpoint(log[:2])), Trust([KEY])).notes == ["the last 1 are not signed yet"]
    with pytest.raises(NotSignedYetError, match="no checkpoint signs this log yet"):
        check_text(export(log), Trust([KEY]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "niets",
        '{"format": "vlavirgem-evidence-bundle/1"}',
        '{"format": "vlavirgem-evidence-bundle/2"}',
        '{"format": "vlavirgem-evidence-bundle/1", "event": 1, "inclusion": 2, "checkpoint": 3}',
        f'{{"format": "{CHAIN}"}}',
        f'{{"format": "{CHAIN}", "log": "x"}}\n[]',
        f'{{"format": "{CHAIN}", "log": "x"}}\n{{"event": {{"payload": 1, "hash": 2}}}}',
        f'{{"format": "{CHAIN}", "log": "x"}}\n{{"key": ""}}',
        f'{{"format": "{CHAIN}", "log": "x"}}\n{{"checkpoint": 5}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_evidence_is_refused_in_words(text: str) -> None:
    with pytest.raises(EvidenceError):
        check_text(text, Trust([KEY]))
