"""Evidence that somebody with all power over it changed, in the ways that we know: for `vlavirgem prove evidence`."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vlavirgem_graphql.evidence.services.checkpoints import signature_line
from vlavirgem_graphql.evidence.verifier import LOG, Key, Tree, event_hash, leaf_hash, read_checkpoint


@dataclass(frozen=True)
class Evidence:
    """What is tampered with: an export, one of the same log from before (with ``kept``, the checkpoint after it, known
    elsewhere), bundles of its events, the public keys, and the name of a person in it who was forgotten."""

    export: str
    old_export: str
    bundles: list[dict[str, Any]]
    kept: str
    keys: str
    forgotten: str


Parts = list[dict[str, Any]]


def tampered(evidence: Evidence, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many changed files, each with the name of what was done to it; the ways by turns, the places at random."""
    draw = random.Random(seed)  # noqa: S311 - any places will do, the same ones each time
    ways = [*((name, _export(deed)) for name, deed in OF_EXPORTS.items())]
    ways += [*((name, _bundle(deed)) for name, deed in OF_BUNDLES.items())]
    ways.append(("an old backup put back", lambda them, _draw: them.old_export))
    for number in range(count):
        name, change = ways[number % len(ways)]
        yield name, change(evidence, draw)


def _export(deed: Callable[[Parts, random.Random], Parts]) -> Callable[[Evidence, random.Random], str]:
    def change(evidence: Evidence, draw: random.Random) -> str:
        parts = [json.loads(line) for line in evidence.export.splitlines()]
        return "".join(f"{json.dumps(part, ensure_ascii=False)}\n" for part in deed(parts, draw))

    return change


def _bundle(deed: Callable[[dict[str, Any], random.Random], None]) -> Callable[[Evidence, random.Random], str]:
    def change(evidence: Evidence, draw: random.Random) -> str:
        bundle = copy.deepcopy(draw.choice(evidence.bundles))
        deed(bundle, draw)
        return json.dumps(bundle, ensure_ascii=False)

    return change


# --- Of an export -------------------------------------------------------------------------------------------------


def _split(parts: Parts) -> tuple[Parts, Parts]:
    """What comes before the events, and the events."""
    return [part for part in parts if "event" not in part], [part for part in parts if "event" in part]


def _hashed_anew(events: Parts) -> Parts:
    """As somebody would who knows how it works: numbers and hashes follow each other again."""
    previous, made = bytes(32), []
    for number, part in enumerate(events, 1):
        payload = re.sub(r'("sequence" ?: ?)\d+', rf"\g<1>{number}", part["event"]["payload"], count=1)
        previous = event_hash(previous, payload)
        made.append({"event": {"payload": payload, "hash": previous.hex()}})
    return made


def _changed_payload(payload: str, draw: random.Random) -> str:
    """One character of a value is another one."""
    places = [at for at, sign in enumerate(payload) if sign.isalnum()]
    at = draw.choice(places)
    sign = draw.choice([other for other in "0123456789abcdef" if other != payload[at]])
    return payload[:at] + sign + payload[at + 1 :]


def _edit(parts: Parts, draw: random.Random) -> Parts:
    event = draw.choice(_split(parts)[1])["event"]
    event["payload"] = _changed_payload(event["payload"], draw)
    return parts


def _edit_and_hash(parts: Parts, draw: random.Random) -> Parts:
    head, events = _split(parts)
    event = draw.choice(events)["event"]
    event["payload"] = event["payload"].replace('"actor"', '"actor" ', 1).replace("read", "denied", 1)
    return head + _hashed_anew(events)


def _delete(parts: Parts, draw: random.Random) -> Parts:
    head, events = _split(parts)
    events.pop(draw.randrange(len(events)))
    return head + events


def _delete_and_hash(parts: Parts, draw: random.Random) -> Parts:
    head, events = _split(parts)
    events.pop(draw.randrange(len(events)))
    return head + _hashed_anew(events)


def _swap(parts: Parts, draw: random.Random) -> Parts:
    head, events = _split(parts)
    one, other = draw.sample(range(len(events)), 2)
    events[one], events[other] = events[other], events[one]
    return head + events


def _swap_and_hash(parts: Parts, draw: random.Random) -> Parts:
    head, events = _split(_swap(parts, draw))
    return head + _hashed_anew(events)


def _insert_and_hash(parts: Parts, draw: random.Random) -> Parts:
    head, events = _split(parts)
    events.insert(draw.randrange(len(events)), copy.deepcopy(draw.choice(events)))
    return head + _hashed_anew(events)


def _truncate(parts: Parts, draw: random.Random) -> Parts:
    head, events = _split(parts)
    return head + events[: draw.randrange(len(events))]


def _truncate_with_checkpoints(parts: Parts, draw: random.Random) -> Parts:
    """The checkpoints that tell of what was cut off go with it."""
    head, events = _split(parts)
    left = draw.randrange(1, len(events))
    sizes = {id(part): read_checkpoint(part["checkpoint"]).size for part in head if "checkpoint" in part}
    return [part for part in head if sizes.get(id(part), 0) <= left] + events[:left]


def _without_checkpoints(parts: Parts, draw: random.Random) -> Parts:
    """The log is written anew, and nothing that was signed goes along."""
    head, events = _split(_edit_and_hash(parts, draw))
    return [part for part in head if "checkpoint" not in part] + events


def _checkpoint_changed(parts: Parts, draw: random.Random) -> Parts:
    part = draw.choice([part for part in parts if "checkpoint" in part])
    part["checkpoint"] = _other_note(part["checkpoint"], draw)
    return parts


def _signed_anew(parts: Parts, draw: random.Random) -> Parts:
    """The log is written anew and signed anew, with a key of one's own that is said to be the log's."""
    head, events = _split(_edit_and_hash(parts, draw))
    private, log = Ed25519PrivateKey.generate(), head[0]["log"]
    key = Key(log, LOG, private.public_key().public_bytes_raw())
    tree = Tree()
    for part in events:
        tree.add(leaf_hash(bytes.fromhex(part["event"]["hash"])))
    body = f"{log}\n{tree.size}\n{base64.b64encode(tree.root()).decode()}\n"
    note = f"{body}\n{signature_line(key, private.sign(body.encode()))}"
    return [head[0], {"key": key.text}, {"checkpoint": note}, *events]


def _other_note(note: str, draw: random.Random) -> str:
    """Another size, another root, or another signature."""
    body, signatures = note.split("\n\n", 1)
    log, size, root = body.split("\n")
    how = draw.randrange(3)
    if how == 0:
        size = str(int(size) + draw.choice([-1, 1, 100]))
    elif how == 1:
        root = base64.b64encode(hashlib.sha256(root.encode()).digest()).decode()
    else:
        lines = signatures.splitlines()
        at = draw.randrange(len(lines))
        dash, name, encoded = lines[at].split(" ")
        raw = bytearray(base64.b64decode(encoded))
        raw[draw.randrange(4, len(raw))] ^= 1 << draw.randrange(8)
        lines[at] = f"{dash} {name} {base64.b64encode(bytes(raw)).decode()}"
        signatures = "".join(f"{line}\n" for line in lines)
    return f"{log}\n{size}\n{root}\n\n{signatures}"


# --- Of a bundle --------------------------------------------------------------------------------------------------


def _bundle_edit(bundle: dict[str, Any], draw: random.Random) -> None:
    bundle["event"]["payload"] = _changed_payload(bundle["event"]["payload"], draw)


def _bundle_edit_and_hash(bundle: dict[str, Any], draw: random.Random) -> None:
    event = bundle["event"]
    event["payload"] = event["payload"].replace("read", draw.choice(["denied", "signed"]), 1)
    event["hash"] = event_hash(bytes.fromhex(event["previous_hash"]), event["payload"]).hex()


def _bundle_place(bundle: dict[str, Any], draw: random.Random) -> None:
    """As if it were another event of the log; the payload, which tells, is left out."""
    bundle["event"]["payload"] = None
    bundle["event"]["sequence"] += draw.choice([-1, 1, 2])


def _bundle_proof(bundle: dict[str, Any], draw: random.Random) -> None:
    path = bundle["inclusion"]["path"]
    at = draw.randrange(len(path))
    how = draw.randrange(3)
    if how == 0:
        path.pop(at)
    elif how == 1:
        path.insert(at, path[at])
    else:
        path[at] = base64.b64encode(hashlib.sha256(path[at].encode()).digest()).decode()


def _bundle_checkpoint(bundle: dict[str, Any], draw: random.Random) -> None:
    bundle["checkpoint"] = _other_note(bundle["checkpoint"], draw)


def _bundle_without_checkpoint(bundle: dict[str, Any], draw: random.Random) -> None:
    bundle[draw.choice(["checkpoint", "inclusion"])] = None


def _bundle_log(bundle: dict[str, Any], draw: random.Random) -> None:
    bundle["log"] = f"{draw.randrange(100)}.{bundle['log']}"


def _bundle_id(bundle: dict[str, Any], draw: random.Random) -> None:
    bundle["id"] = bundle["id"][:-1] + draw.choice([sign for sign in "0123456789abcdef" if sign != bundle["id"][-1]])


def _bundle_person(bundle: dict[str, Any], draw: random.Random) -> None:
    """As if somebody else had done it: with the secret of who did, or with one of one's own where that is forgotten."""
    told = bundle["event"]["person"] or {"secret": draw.randbytes(32).hex()}
    bundle["event"]["person"] = {**told, "name": f"Iemand Anders {draw.randrange(100)}"}


OF_EXPORTS: Mapping[str, Callable[[Parts, random.Random], Parts]] = {
    "an event edited": _edit,
    "an event edited, all hashes made anew": _edit_and_hash,
    "an event deleted": _delete,
    "an event deleted, numbers and hashes made anew": _delete_and_hash,
    "two events swapped": _swap,
    "two events swapped, numbers and hashes made anew": _swap_and_hash,
    "an event added, numbers and hashes made anew": _insert_and_hash,
    "the tail cut off": _truncate,
    "the tail cut off with the checkpoints that tell of it": _truncate_with_checkpoints,
    "written anew, without checkpoints": _without_checkpoints,
    "a checkpoint changed": _checkpoint_changed,
    "written anew and signed with another key": _signed_anew,
}
OF_BUNDLES: Mapping[str, Callable[[dict[str, Any], random.Random], None]] = {
    "bundle: payload edited": _bundle_edit,
    "bundle: payload edited and hashed": _bundle_edit_and_hash,
    "bundle: put in another place": _bundle_place,
    "bundle: proof changed": _bundle_proof,
    "bundle: checkpoint changed": _bundle_checkpoint,
    "bundle: checkpoint or proof left out": _bundle_without_checkpoint,
    "bundle: said to be of another log": _bundle_log,
    "bundle: said to be another event": _bundle_id,
    "bundle: said to be done by another person": _bundle_person,
}
