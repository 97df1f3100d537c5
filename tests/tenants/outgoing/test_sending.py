"""Calls to servers on this machine: what is sent, what comes back, and every way in which nothing does."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from threading import Thread

import pytest

from tests.local_server import serving
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.outgoing import sending
from vlavirgem_tenants.outgoing.hosts import read_address
from vlavirgem_tenants.outgoing.sending import MOST_BYTES, IncomingAnswer, OutgoingCall, send
from vlavirgem_tenants.outgoing.trouble import OutgoingTrouble

Allow = Callable[[int], str]
DRIPS = 100
"""Of an answer that comes a byte at a time, ten in a second; who has patience gets them all."""


def echo(handler: BaseHTTPRequestHandler) -> None:
    body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    told = f"{handler.command} {handler.path} {handler.headers['X-Sleutel']} {handler.headers['Host']} ".encode() + body
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(told)))
    handler.end_headers()
    handler.wfile.write(told)


def get(address: str, target: str = "/x", seconds: float = 5) -> IncomingAnswer:
    return send(read_address(address), OutgoingCall(method="GET", target=target), seconds=seconds)


def trouble_with(address: str, seconds: float = 5) -> OutgoingTrouble:
    with pytest.raises(OutgoingTrouble) as caught:
        get(address, seconds=seconds)
    return caught.value


def test_a_call_arrives_with_its_path_headers_and_body(inside: Allow) -> None:
    with serving(echo) as port:
        address = read_address(inside(port) + "/v1/")
        call = OutgoingCall(
            method="POST",
            target="/dingen?a=1%202",
            headers=(("X-Sleutel", "geheim"), ("Host", "kwaad.be"), ("Content-Length", "1")),
            body=b"lading",
        )

        answer = send(address, call)

    assert answer.status == 200
    assert answer.body == f"POST /v1/dingen?a=1%202 geheim 127.0.0.1:{port} lading".encode()


def test_a_server_on_this_machine_is_not_called_unless_the_operator_says_so(inside: Allow) -> None:
    with serving(echo) as port:
        address = f"http://127.0.0.1:{port}"
        with pytest.raises(Refusal):
            get(address)

        assert get(inside(port)).status == 200


def test_a_host_that_is_allowed_and_leads_to_this_machine_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: object, **_more: object) -> socket.socket:
        raise AssertionError

    monkeypatch.setattr(socket, "create_connection", never)

    with pytest.raises(OutgoingTrouble) as caught:
        send(read_address("https://localhost"), OutgoingCall(method="GET", target="/"), also=["localhost"])

    assert caught.value.code == "forbidden-address"


def test_a_redirect_is_an_answer_and_is_not_followed(inside: Allow) -> None:
    seen: list[str] = []

    def redirect(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.path)
        handler.send_response(302)
        handler.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with serving(redirect) as port:
        answer = get(inside(port))

    assert (answer.status, answer.header("location"), seen) == (302, "http://169.254.169.254/latest/meta-data/", ["/x"])


def test_an_answer_is_read_up_to_a_size(inside: Allow) -> None:
    def sized(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"x" * (MOST_BYTES + (handler.path == "/meer")))

    with serving(sized) as port:
        address = inside(port)
        assert len(get(address, "/net").body) == MOST_BYTES
        with pytest.raises(OutgoingTrouble) as caught:
            get(address, "/meer")

    assert caught.value.code == "answer-too-large"


@pytest.mark.parametrize("part", ["status", "body"])
def test_an_answer_that_drips_is_cut_off_when_the_time_is_over(inside: Allow, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _turn in range(DRIPS):
            try:
                handler.wfile.write(b"H")
                handler.wfile.flush()
            except OSError:
                return
            dripped.append(1)
            time.sleep(0.1)

    dripped: list[int] = []
    with serving(drip) as port:
        trouble = trouble_with(inside(port), seconds=0.5)
        came = len(dripped)

    assert (trouble.code, trouble.status) == ("too-slow", 504)
    assert came < DRIPS


def test_a_handshake_that_drips_is_cut_off_as_well(inside: Allow) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _address = server.accept()
            with connection, suppress(OSError):
                connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 kB follows
                for _turn in range(DRIPS):
                    connection.sendall(b"\x02")
                    dripped.append(1)
                    time.sleep(0.1)

        dripped: list[int] = []
        Thread(target=drip, daemon=True).start()
        trouble = trouble_with(inside(server.getsockname()[1]).replace("http:", "https:"), seconds=0.5)

        came = len(dripped)

    assert trouble.code == "too-slow"
    assert came < DRIPS


def test_a_port_on_which_nobody_listens_is_told(inside: Allow) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    trouble = trouble_with(inside(port))

    assert (trouble.code, trouble.status) == ("no-connection", 502)


def test_what_is_no_http_is_told(inside: Allow) -> None:
    def greet(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.example ESMTP\r\n\r\n")

    with serving(greet) as port:
        assert trouble_with(inside(port)).code == "not-http"


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(inside: Allow, monkeypatch: pytest.MonkeyPatch) -> None:
    class Distrusting:
        def wrap_socket(self, _plain: socket.socket, *, server_hostname: str, **_how: bool) -> None:
            error = ssl.SSLCertVerificationError(1, "certificate verify failed")
            error.verify_message = f"self-signed, for {server_hostname}"
            raise error

    monkeypatch.setattr(sending, "_trusting", Distrusting)
    with serving(echo) as port:
        trouble = trouble_with(inside(port).replace("http:", "https:"))

    assert trouble.code == "not-trusted"
    assert "127.0.0.1" in trouble.message


def test_certificates_and_names_are_checked() -> None:
    context = sending._trusting()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("name", ["X-A\r\nKwaad", "X-A"])
def test_a_header_that_would_start_another_is_not_sent(inside: Allow, name: str) -> None:
    with serving(echo) as port:
        address = read_address(inside(port))
        with pytest.raises(OutgoingTrouble) as caught:
            send(address, OutgoingCall(method="GET", target="/", headers=((name, "1\r\nX-B: 2"),)))

    assert caught.value.code == "cannot-be-sent"


def test_a_path_that_http_cannot_write_is_not_sent_and_is_not_put_down_to_the_server(inside: Allow) -> None:
    with serving(echo) as port:
        with pytest.raises(OutgoingTrouble) as caught:
            get(inside(port), target="/met spatie")
        fine = get(inside(port), target="/met%20spatie")

    assert caught.value.code == "cannot-be-sent"
    assert fine.status == 200


@pytest.mark.parametrize(
    ("base_url", "host"),
    [("https://api.example.be/v1", "api.example.be"), ("https://api.example.be:8443", "api.example.be:8443")],
)
def test_the_host_is_named_without_the_port_that_goes_without_saying(base_url: str, host: str) -> None:
    call = OutgoingCall(method="GET", target="/", headers=(("host", "kwaad.be"), ("accept-encoding", "gzip")))

    sent = sending._headers(call, read_address(base_url))

    assert sent == {"Host": host, "Accept-Encoding": "identity", "Connection": "close"}
