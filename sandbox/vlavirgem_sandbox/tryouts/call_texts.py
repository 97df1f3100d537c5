"""A call written out for who will make it from a program; the key is left for that person to fill in."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.contracts.model import CallRequest

_KEY_HEADER = "X-Api-Key"


@dataclass(frozen=True, kw_only=True)
class CallText:
    """The same call in one language; ``name`` is unique on the page."""

    name: str
    label: str | Promise
    code: str


def call_texts(call: CallRequest, *, base_url: str) -> list[CallText]:
    """The call for a terminal, in Python and in JavaScript."""
    return [
        CallText(name="curl", label=_("For a terminal (curl)"), code=as_curl(call, base_url=base_url)),
        CallText(name="python", label=_("In Python (requests)"), code=as_python(call, base_url=base_url)),
        CallText(name="javascript", label=_("In JavaScript (fetch)"), code=as_javascript(call, base_url=base_url)),
    ]


def as_curl(call: CallRequest, *, base_url: str) -> str:
    """For a POSIX shell."""
    lines = [f"curl -X {call.method} {shlex.quote(_address(call, base_url))}", f"-H '{_KEY_HEADER}: KEY'"]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in call.headers]
    if call.body:
        lines.append(f"--data-raw {shlex.quote(call.body.decode(errors='replace'))}")
    return " \\\n  ".join(lines)


def as_python(call: CallRequest, *, base_url: str) -> str:
    """A script that needs the package requests; what it sends is the same bytes."""
    lines = [
        "import requests",
        "",
        "answer = requests.request(",
        f"    {call.method!r},",
        f"    {_address(call, base_url)!r},",
        f"    headers={dict([(_KEY_HEADER, 'KEY'), *call.headers])!r},",
    ]
    if call.body:
        lines.append(f"    data={call.body.decode(errors='replace')!r}.encode(),")
    return "\n".join([*lines, ")", "print(answer.status_code, answer.text)"])


def as_javascript(call: CallRequest, *, base_url: str) -> str:
    """For a browser on the same host, or Node.js 18 and later."""
    options: dict[str, object] = {
        "method": call.method,
        "headers": dict([(_KEY_HEADER, "KEY"), *call.headers]),
    }
    if call.body:
        options["body"] = call.body.decode(errors="replace")
    address = json.dumps(_address(call, base_url), ensure_ascii=False)
    return (
        f"const answer = await fetch({address}, {json.dumps(options, ensure_ascii=False, indent=2)});\n"
        "console.log(answer.status, await answer.text());"
    )


def _address(call: CallRequest, base_url: str) -> str:
    return base_url + call.path + (f"?{urlencode(call.query)}" if call.query else "")
