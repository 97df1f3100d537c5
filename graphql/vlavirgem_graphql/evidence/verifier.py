"""Check evidence of data exchange without the installation that it comes from: bundles of one event, exports of a log.

One file on purpose, which imports nothing of VlaVirGem: Python 3.11 or later with the package `cryptography` runs it,
on any machine, offline: python verify_evidence.py [--keys KEYS] [--checkpoint FILE] FILE...

What it reads: docs/developers/evidence.md. Sources: RFC 6962 (Merkle trees), RFC 8032 (Ed25519), and of c2sp.org
signed-note, tlog-checkpoint and tlog-cosignature.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import io
import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BUNDLE, CHAIN = "vlavirgem-evidence-bundle/1", "vlavirgem-evidence-chain/1"
LOG, WITNESS = 1, 4
"""The types of keys in the house of signed notes: a log's, and that of one who countersigns with a time."""
ID_BYTES, TIME_BYTES, SIGNATURE_BYTES, HASH_BYTES = 4, 8, 64, 32
DOES_NOT_HOLD, CANNOT_READ, NOT_SIGNED_YET = 1, 2, 3
"""Exit codes beside 0; 2 is also that of a wrong command line."""


class EvidenceError(Exception):
    """The evidence does not hold, or is no evidence; the text says where and what."""


class NotSignedYetError(EvidenceError):
    """Nothing is wrong with the evidence, and nothing is proven: no checkpoint that it brings along holds it."""


# --- Merkle trees (RFC 6962, section 2.1) -------------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    """Of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that leaves are added to: of what came before it keeps one hash for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        self._whole.append(leaf)
        self.size += 1
        bit = 1
        while not self.size & bit:
            right = self._whole.pop()
            self._whole.append(node_hash(self._whole.pop(), right))
            bit <<= 1

    def root(self) -> bytes:
        """Of all leaves so far."""
        if not self._whole:
            return hashlib.sha256(b"").digest()
        root = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            root = node_hash(left, root)
        return root


def root_of_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root of the tree that holds the leaf there (RFC 9162, section 2.1.3.2); raises EvidenceError."""
    if not 0 <= index < size:
        raise EvidenceError(f"the proof is of leaf {index} in a tree of {size}")
    node, last, root = index, size - 1, leaf
    for step in path:
        if not last:
            raise EvidenceError("the proof of inclusion is too long")
        if node & 1 or node == last:
            root = node_hash(step, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, step)
        node, last = node >> 1, last >> 1
    if last:
        raise EvidenceError("the proof of inclusion is too short")
    return root


def check_consistency(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> None:
    """Raise EvidenceError unless the new tree begins with the whole old one (RFC 9162, section 2.1.4.2)."""
    (old_size, old_root), (size, root) = old, new
    if not old_size or old_size == size:
        if path or (old_size and old_root != root):
            raise EvidenceError(f"the tree of {size} is not the one that was seen before")
        return
    if old_size > size or not path:
        raise EvidenceError(f"no proof that a tree of {size} goes on from one of {old_size}")
    steps = list(path) if old_size & (old_size - 1) else [old_root, *path]
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if not last:
            raise EvidenceError("the proof of consistency is too long")
        if node & 1 or node == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, step)
        node, last = node >> 1, last >> 1
    if last or before != old_root or after != root:
        raise EvidenceError(f"the tree of {size} does not begin with the one of {old_size} that was seen before")


# --- Keys and checkpoints (c2sp.org) ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A key as it is published: whose it is, what for, and from when until when (exclusive)."""

    name: str
    kind: int
    public: bytes
    since: datetime | None = None
    until: datetime | None = None

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:ID_BYTES]

    @property
    def text(self) -> str:
        """Its text form: name, id and key, with plus signs between."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def read_key(line: str) -> Key:
    """A key in its text form, with its first and its last moment behind it where they are known."""
    try:
        text, *moments = line.split()
        name, _id, encoded = text.split("+", 2)
        raw = _decoded(encoded, "a key")
        since, until = ([datetime.fromisoformat(moment) for moment in moments] + [None, None])[:2]
    except ValueError:
        raise EvidenceError(f"this is no key: {line[:80]}") from None
    key = Key(name, raw[0] if raw else 0, raw[1:], since, until)
    if key.text != text or len(key.public) != HASH_BYTES or key.kind not in {LOG, WITNESS}:
        raise EvidenceError(f"this is no key: {text[:80]}")
    return key


def read_keys(path: Path) -> list[Key]:
    """The keys of a file, one a line; raises EvidenceError where it holds anything else, or none."""
    try:
        keys, why = [read_key(line) for line in path.read_text("utf-8").splitlines() if line.strip()], "it is empty"
    except (EvidenceError, ValueError) as error:
        keys, why = [], str(error)
    if not keys:
        raise EvidenceError(
            f"{path} is no file of public keys ({why}). Each of its lines is a key, name+id+base64 with its moments "
            "behind it: what /evidence/keys.txt of the installation gives"
        )
    return keys


def cosigned_text(body: str, time: int) -> bytes:
    """What a witness signs: the time, and the checkpoint's own text."""
    return f"cosignature/v1\ntime {time}\n{body}".encode()


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint as its text says: which log, how many events, the root over them, and who signed."""

    text: str
    body: str
    log: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @property
    def place(self) -> tuple[int, bytes]:
        """Size and root."""
        return self.size, self.root

    def witnesses(self, keys: Iterable[Key]) -> list[str]:
        """Who countersigned it; raises EvidenceError unless its log signed it, and every known signature holds."""
        known = {(key.name, key.id): key for key in keys}
        logs, found = set[str](), list[str]()
        for name, key_id, signature in self.signatures:
            key = known.get((name, key_id))
            if key is None:
                continue
            if key.kind == LOG and name == self.log and key.signed(signature, self.body.encode()):
                logs.add(name)
            elif key.kind == WITNESS and self._countersigned(key, signature):
                found.append(name)
            else:
                raise EvidenceError(f"the signature of {name} on the checkpoint of {self.size} is not theirs")
        if not logs:
            raise EvidenceError(f"no known key of {self.log} signed the checkpoint of {self.size}")
        return sorted(set(found))

    def _countersigned(self, key: Key, signature: bytes) -> bool:
        time = int.from_bytes(signature[:TIME_BYTES])
        begun = key.since is None or key.since.timestamp() - 1 <= time
        ended = key.until is not None and time > key.until.timestamp()
        return begun and not ended and key.signed(signature[TIME_BYTES:], cosigned_text(self.body, time))


def read_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint; raises EvidenceError where it is none."""
    body, mark, signed = text.partition("\n\n")
    log, size, encoded, *_more = [*body.split("\n"), "", "", ""]
    if not mark or not log or not (size.isascii() and size.isdigit()):
        raise EvidenceError("this is no checkpoint")
    root = _decoded(encoded, "a root")
    signatures = []
    for line in signed.splitlines():
        dash, name, encoded = [*line.split(" "), "", ""][:3]
        raw = _decoded(encoded, "a signature")
        if dash != "\u2014" or not name or len(raw) < ID_BYTES + SIGNATURE_BYTES:
            raise EvidenceError("this is no signature of a checkpoint")
        signatures.append((name, raw[:ID_BYTES], raw[ID_BYTES:]))
    return Checkpoint(text, f"{body}\n", log, int(size), root, tuple(signatures))


def _decoded(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EvidenceError(f"{what} is not base64") from None


# --- Bundles and exports ------------------------------------------------------------------------------------------


@dataclass
class Trust:
    """What the reader brings along: keys got elsewhere (else those in the file count), checkpoints kept from before,
    and how many have to have countersigned."""

    keys: list[Key] = field(default_factory=list)
    kept: list[Checkpoint] = field(default_factory=list)
    witnesses: int = 0

    def check(self, checkpoint: Checkpoint, given: Iterable[Key]) -> list[str]:
        """Who countersigned; raises EvidenceError where the log did not sign or too few others did."""
        found = checkpoint.witnesses(self.keys or given)
        if len(found) < self.witnesses:
            raise EvidenceError(f"{len(found)} countersigned the checkpoint of {checkpoint.size}, not {self.witnesses}")
        return found


@dataclass
class Found:
    """What holds: of which log, which events, and what else there is to say."""

    log: str
    events: str
    witnesses: list[str]
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        by = f", countersigned by {', '.join(self.witnesses)}" if self.witnesses else ", countersigned by nobody"
        return f"holds: {self.events} of {self.log}{by}" + "".join(f"; {note}" for note in self.notes)


def event_hash(previous: bytes, payload: str) -> bytes:
    """What a link of the chain is known by."""
    return hashlib.sha256(previous + payload.encode()).digest()


def person_notes(actor: str, person: dict[str, str] | None) -> list[str]:
    """Who the person is that the log has a mark of; raises EvidenceError where the name is not the one of the mark."""
    start, _id, proof = [*actor.split(":"), "", ""][:3]
    if start != "person":
        if person is not None:
            raise EvidenceError("a person is named, and the event has none")
        return []
    if person is None:
        return ["who acted was forgotten, or is not told"]
    tied = hmac.digest(bytes.fromhex(person["secret"]), person["name"].encode(), hashlib.sha256)
    if base64.urlsafe_b64encode(tied).decode().rstrip("=") != proof:
        raise EvidenceError(f"who acted is not {person['name']}")
    return [f"who acted is {person['name']}"]


def payload_notes(event: dict[str, Any], event_id: str) -> list[str]:
    """What is said of an event's payload beside that it fits its hash; raises EvidenceError where it does not."""
    number, payload = event["sequence"], event["payload"]
    if payload is None:
        return ["the payload is not in it, since it is about others too"]
    if event_hash(bytes.fromhex(event["previous_hash"]), payload) != bytes.fromhex(event["hash"]):
        raise EvidenceError(f"the payload of event {number} is not what was hashed")
    told = json.loads(payload)
    if (told["sequence"], told["id"]) != (number, event_id):
        raise EvidenceError(f"the payload is of event {told['sequence']}, {told['id']}")
    return person_notes(told["actor"], event.get("person"))


def check_bundle(bundle: dict[str, Any], trust: Trust) -> Found:
    """Check what proves one event; raises EvidenceError."""
    event, inclusion, text = bundle["event"], bundle["inclusion"], bundle["checkpoint"]
    number, link = event["sequence"], bytes.fromhex(event["hash"])
    notes = payload_notes(event, bundle["id"])
    if text is None and inclusion is None:
        raise NotSignedYetError(f"no checkpoint holds event {number} yet: ask for the bundle again after the next one")
    if text is None or inclusion is None:
        raise EvidenceError("of the checkpoint and the proof of inclusion only one is there")
    checkpoint = read_checkpoint(text)
    if checkpoint.log != bundle["log"]:
        raise EvidenceError(f"the checkpoint is of {checkpoint.log}")
    witnesses = trust.check(checkpoint, [read_key(line) for line in bundle["keys"]])
    path = [_decoded(step, "a proof") for step in inclusion["path"]]
    if root_of_inclusion(leaf_hash(link), number - 1, checkpoint.size, path) != checkpoint.root:
        raise EvidenceError(f"event {number} is not in the tree of the checkpoint of {checkpoint.size}")
    return Found(checkpoint.log, f"event {number} ({checkpoint.size} signed)", witnesses, notes)


class _Chain:
    """An export as it is read: events are hashed on the way, and not kept."""

    def __init__(self, kept: Iterable[Checkpoint]) -> None:
        self.kept = list(kept)
        self.own: list[Checkpoint] = []
        self.keys: list[Key] = []
        self.tree = Tree()
        self.roots = {0: self.tree.root()}
        self.restored: dict[tuple[int, bytes], int] = {}
        self._previous = bytes(HASH_BYTES)
        self._sizes: set[int] = set()

    @property
    def signed(self) -> list[Checkpoint]:
        """All checkpoints that the events have to fit."""
        return [*self.own, *self.kept]

    def take(self, part: dict[str, Any]) -> None:
        """The next line: a key or a checkpoint before the first event, an event after."""
        if "event" in part:
            self._sizes = self._sizes or {checkpoint.size for checkpoint in self.signed}
            self._take_event(**part["event"])
        elif self.tree.size:
            raise EvidenceError("keys and checkpoints stand before the first event")
        elif "key" in part:
            self.keys.append(read_key(part["key"]))
        elif "checkpoint" in part:
            self.own.append(read_checkpoint(part["checkpoint"]))

    def _take_event(self, payload: str, hash: str) -> None:  # noqa: A002 - its name in the export
        number, link = self.tree.size + 1, event_hash(self._previous, payload)
        if link.hex() != hash:
            raise EvidenceError(f"event {number} is not what was hashed, or does not follow the one before it")
        told = json.loads(payload)
        if told["sequence"] != number:
            raise EvidenceError(f"event {told['sequence']} stands in the place of {number}")
        if told["kind"] == "restored":
            lost = ((each["size"], _decoded(each["root"], "a root")) for each in told["detail"]["lost"])
            self.restored |= dict.fromkeys(lost, number)
        self.tree.add(leaf_hash(link))
        self._previous = link
        if number in self._sizes:
            self.roots[number] = self.tree.root()


def check_chain(lines: Iterable[str], trust: Trust) -> Found:
    """Check an export of a whole log against its checkpoints and those kept from before; raises EvidenceError."""
    parts = (json.loads(line) for line in lines if line.strip())
    head: dict[str, Any] = next(parts, {})
    log = head["log"]
    chain = _Chain(checkpoint for checkpoint in trust.kept if checkpoint.log == log)
    for part in parts:
        chain.take(part)
    if not chain.signed:
        raise NotSignedYetError("no checkpoint signs this log yet: take the export again after the next one")
    witnesses, notes, reached = set[str](), [], 0
    for checkpoint in chain.signed:
        if checkpoint.log != log:
            raise EvidenceError(f"a checkpoint of {checkpoint.log} stands among those of {log}")
        witnesses.update(trust.check(checkpoint, chain.keys))
        if chain.roots.get(checkpoint.size) == checkpoint.root:
            reached = max(reached, checkpoint.size)
        elif number := chain.restored.get(checkpoint.place):
            notes.append(f"event {number} says that what the checkpoint of {checkpoint.size} had is lost")
        else:
            raise EvidenceError(
                f"{chain.tree.size} events, and the checkpoint of {checkpoint.size} was signed over others: some were "
                "changed, taken out or cut off, or this is an old backup"
            )
    if reached < chain.tree.size:
        notes.append(f"the last {chain.tree.size - reached} are not signed yet")
    return Found(log, f"{chain.tree.size} events", sorted(witnesses), notes)


def check_lines(lines: Iterable[str], trust: Trust) -> Found:
    """Check a bundle or an export, whichever it is; raises EvidenceError, also where it is neither."""
    try:
        walk = iter(lines)
        first = next(walk, "")
        if f'"{CHAIN}"' in first:
            return check_chain(itertools.chain([first], walk), trust)
        bundle = json.loads("".join([first, *walk]))
        if not isinstance(bundle, dict) or "format" not in bundle:
            raise EvidenceError("this is no file of evidence: no format is named in it")
        if bundle["format"] != BUNDLE:
            raise EvidenceError(f"not a form that this reads: {bundle['format']}")
        return check_bundle(bundle, trust)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        raise EvidenceError(f"this cannot be read as evidence: {type(error).__name__} {error}") from error


def check_text(text: str, trust: Trust) -> Found:
    """The same of a text."""
    return check_lines(io.StringIO(text, newline="\n"), trust)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files that are named; 0 where all hold, 1 where one does not, else 3 where one is not signed yet, and 2
    where the keys or the checkpoints to go by cannot be read."""
    parser = argparse.ArgumentParser(description="Check evidence of data exchange: bundles, and exports of a log.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--keys", type=Path, help="public keys got elsewhere; without it those in each file count")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="a checkpoint kept from before")
    parser.add_argument("--witnesses", type=int, default=0, help="how many have to have countersigned")
    given = parser.parse_args(arguments)
    trust = Trust(witnesses=given.witnesses)
    try:
        if given.keys:
            trust.keys = read_keys(given.keys)
        trust.kept = [read_checkpoint(path.read_text("utf-8")) for path in given.checkpoint]
    except (EvidenceError, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_READ
    failed, waiting = False, False
    for path in given.files:
        try:
            with path.open(encoding="utf-8", newline="\n") as file:
                said = str(check_lines(file, trust))
        except NotSignedYetError as error:
            waiting, said = True, f"CANNOT TELL YET: {error}"
        except (EvidenceError, OSError, ValueError) as error:
            failed, said = True, f"DOES NOT HOLD: {error}"
        sys.stdout.write(f"{path}: {said}\n")
    if not trust.keys:
        sys.stderr.write(
            "The keys were taken from the files themselves: with --keys you go by keys that you got elsewhere.\n"
        )
    return DOES_NOT_HOLD if failed else NOT_SIGNED_YET if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
