"""A call written out for programs: what each would really send."""

from __future__ import annotations

import json
import shutil
import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.call_texts import as_curl, as_javascript, as_python, call_texts

BASE = "http://aalst.example/try/abc"
CALL = CallRequest(
    method="POST",
    path="/x/a%20b",
    query=[("q", "één & twee"), ("q", "2")],
    headers=[("X-Who", "$(rm -rf /)"), ("Content-Type", "application/json")],
    body='{"a": "it\'s \\"so\\" \\\\ é"}'.encode(),
)
ADDRESS = f"{BASE}/x/a%20b?q=%C3%A9%C3%A9n+%26+twee&q=2"


def test_curl_quotes_what_a_shell_would_run() -> None:
    words = subprocess.run(  # noqa: S602 - the shell is what is tested
        as_curl(CALL, base_url=BASE).replace("curl ", "printf '%s\\n' ", 1).replace("KEY", "vvt_key"),
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert words.splitlines() == [
        *("-X", "POST", ADDRESS, "-H", "X-Api-Key: vvt_key", "-H", "X-Who: $(rm -rf /)"),
        *("-H", "Content-Type: application/json", "--data-raw", CALL.body.decode()),
    ]


def test_python_sends_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: dict[str, Any] = {}

    def request(method: str, address: str, **more: Any) -> SimpleNamespace:
        sent.update(method=method, address=address, **more)
        return SimpleNamespace(status_code=200, text="")

    monkeypatch.setitem(__import__("sys").modules, "requests", SimpleNamespace(request=request))
    exec(as_python(CALL, base_url=BASE), {})  # noqa: S102 - the text is what is tested

    assert (sent["method"], sent["address"], sent["data"]) == ("POST", ADDRESS, CALL.body)
    assert sent["headers"] == {"X-Api-Key": "KEY", **dict(CALL.headers)}


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js on this machine")
def test_javascript_sends_the_same_text() -> None:
    catching = "const fetch = async (address, options) => { console.log(JSON.stringify({address, ...options})); "
    script = catching + "return {status: 200, text: async () => ''}; };\n" + as_javascript(CALL, base_url=BASE)

    done = subprocess.run(
        [str(shutil.which("node")), "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )

    sent = json.loads(done.stdout.splitlines()[0])
    assert (sent["method"], sent["address"], sent["body"]) == ("POST", ADDRESS, CALL.body.decode())
    assert sent["headers"]["X-Who"] == "$(rm -rf /)"


def test_a_call_without_a_body_sends_none() -> None:
    call = CallRequest(method="GET", path="/x")

    assert not any(
        word in text.code for text in call_texts(call, base_url=BASE) for word in ("--data", "data=", "body")
    )
