"""YAML and JSON that cost more than they look, or say other things than they seem to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from vlavirgem.cli.hostile.case import Case, contract, openapi, texts, written

_HEAD: Final = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
_MANY: Final = 200_000

_ENCODINGS: Final = ("utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1", "cp037")
_TAGS: Final = (
    "!!python/object/apply:os.system ['id']",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/object/new:subprocess.Popen [['id']]",
    "!!binary aGFsbG8=",
    "!!set {a, b}",
    "!!timestamp 2026-11-22",
    "!eigen {a: 1}",
    "!<tag:yaml.org,2002:python/object:object> {}",
)
_TEXTS: Final[dict[str, str | bytes]] = {
    "nothing": b"",
    "a NUL": b"\x00" * 1_000,
    "a BOM and nothing": b"\xef\xbb\xbf",
    "half a surrogate pair": "openapi: '\ud800'",
    "bytes that are no UTF-8": b"openapi: \xff\xfe\xfd",
    "two documents": _HEAD + "---\n" + _HEAD,
    "a hundred documents": ("---\n" + _HEAD) * 100,
    "a tab for an indent": "openapi: 3.1.0\npaths:\n\t/x: {}",
    "control characters": _HEAD + "x: \x01\x02\x1b[2J",
    "direction marks": _HEAD + "x: '\u202egnp.exe'",
    "an alias to itself": "&a [*a]",
    "a mapping in itself": "openapi: 3.1.0\npaths: &a {x: *a}",
    "an unknown alias": "openapi: *a",
    "a merge with itself": "a: &a {<<: *a}",
    "a merge of a list of itself": "a: &a {<<: [*a, *a]}",
    "a key that is a list": "? [a, b]\n: 1\n" + _HEAD,
    "a key that is a mapping": "? {a: 1}\n: 1\n" + _HEAD,
    "the same key twice": _HEAD + "paths: {}\npaths: {}",
    "yes and no as keys": _HEAD + "paths: {yes: 1, no: 2, on: 3}",
    "octals": _HEAD + "paths: {/x: {get: {responses: {0200: {description: ok}}}}}",
    "sixties": _HEAD + "x: 190:20:30",
    "not a number": '{"openapi": "3.1.0", "x": NaN}',
    "endless": '{"openapi": "3.1.0", "x": -Infinity}',
    "beyond a double": '{"openapi": "3.1.0", "x": 1e999999}',
    "a row of digits": '{"openapi": "3.1.0", "x": ' + "9" * 100_000 + "}",
    "a row of digits in YAML": _HEAD + "x: " + "9" * 100_000,
    "an exponent without end": '{"openapi": "3.1.0", "x": 1e' + "9" * 10_000 + "}",
    "a web page": "<!doctype html><html><script>alert(1)</script></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a gzip file": b"\x1f\x8b\x08\x00" + b"\x00" * 100,
    "a shell script": "#!/bin/sh\nrm -rf /\n",
    "a pickle": b"\x80\x04\x95\x15\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
    "comments only": "# niets\n" * 50_000,
    "open brackets": "[" * 50_000,
    "open braces": '{"a":' * 50_000,
    "open flows in YAML": "a: " + "{a: " * 20_000,
    "nested block lists": "".join("  " * n + "-\n" for n in range(2_000)),
    "a string that does not end": '{"openapi": "' + "x" * 1_000_000,
    "question marks": "? " * 20_000,
    "dashes": "- " * 20_000,
    "quotes": "'" * 200_001,
    "backslashes": '{"openapi": "' + "\\" * 200_001 + '"}',
    "anchors without use": _HEAD + "x: [" + ",".join(f"&a{n} 1" for n in range(20_000)) + "]",
    "an extension as large as may be": _HEAD + "x-a: " + "x" * 4_000_000,
    "prototypes": '{"openapi": "3.1.0", "__proto__": {"a": 1}, "constructor": {}, "__class__": "x"}',
}


def cases() -> Iterator[Case]:
    """Each is a contract to its sender."""
    yield from texts("document", _TEXTS)
    yield from texts("tag", {tag[:40]: f"{_HEAD}x: {tag}" for tag in _TAGS})
    for encoding in _ENCODINGS:
        yield contract(f"encoding: {encoding}", partial(_HEAD.encode, encoding))
    for width, height in ((9, 12), (2, 60), (50, 6), (900, 3)):
        yield contract(f"aliases: {width} wide, {height} high", partial(_alias_bomb, width, height))
    yield contract("document: as many keys as fit", lambda: written(openapi(**{f"x-{n}": 0 for n in range(_MANY)})))
    yield contract("document: one long list", lambda: written(openapi(tags=[{"name": "a"}] * _MANY)))
    yield contract("document: a key of a megabyte", lambda: written(openapi(**{"x-" + "k" * 1_000_000: 0})))
    yield contract("document: larger than may be", lambda: b" " * 6_000_000)


def _alias_bomb(width: int, height: int) -> bytes:
    lines = [f"openapi: 3.1.0\na0: &a0 [{','.join('x' * width)}]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * width)}]" for n in range(1, height)]
    return "\n".join(lines).encode()
