"""What must never be kept of a recording: passwords, keys, tokens and cookies, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from typing import Final

from vlavirgem_sandbox.contracts.fields import map_of, text_at
from vlavirgem_sandbox.contracts.model import CallRequest, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape

_NAMES: Final = frozenset(
    {
        "accesstoken",
        "apikey",
        "apitoken",
        "authorization",
        "authtoken",
        "bearertoken",
        "clientsecret",
        "cookie",
        "csrftoken",
        "idtoken",
        "jsessionid",
        "jwt",
        "ocpapimsubscriptionkey",
        "password",
        "passwd",
        "phpsessid",
        "privatekey",
        "proxyauthorization",
        "refreshtoken",
        "secret",
        "secretkey",
        "sessionid",
        "sessiontoken",
        "setcookie",
        "sig",
        "signature",
        "subscriptionkey",
        "token",
        "wachtwoord",
        "xapikey",
        "xauthtoken",
        "xcsrftoken",
        "xsrftoken",
        "xxsrftoken",
    }
)
_NO_LETTER: Final = re.compile(r"[^a-z0-9]")
_LOOKS_SECRET: Final = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # a JSON Web Token
    r"|(?i:bearer|basic)\s+[\w+/=.~-]{16,}"
    r"|vv[tg]_[\w-]{20,}"  # keys of our own
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY"
    r"|AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}"
)
_SHORTEST: Final = 12
"""Characters; a shorter secret would be found in any text."""
_BLOT: Final = "•••"


def is_secret_name(name: str) -> bool:
    """Whether a header, a parameter or a field of this name holds a secret."""
    return _NO_LETTER.sub("", name.lower()) in _NAMES


def key_names_in(contract: JsonObject) -> frozenset[str]:
    """Names, in lower case, of the headers, parameters and cookies in which the contract's own keys travel."""
    schemes = map_of(map_of(contract.get("components")).get("securitySchemes"))
    return frozenset(text_at(map_of(scheme), "name").lower() for scheme in schemes.values()) - {""}


def without_secrets(query: Iterable[tuple[str, str]], names: Set[str]) -> list[tuple[str, str]]:
    """The query without the keys in it; ``names`` as :func:`key_names_in` gives them."""
    return [(name, value) for name, value in query if not is_secret_name(name) and name.lower() not in names]


def secrets_sent(call: CallRequest, names: Set[str]) -> set[str]:
    """The secrets that the call itself carried; ``names`` as :func:`key_names_in` gives them."""
    carried = [value for name, value in (*call.headers, *call.query) if is_secret_name(name) or name.lower() in names]
    pieces = {piece for value in carried for piece in re.split(r"[\s;,=]+", value)}
    return {piece for piece in pieces if len(piece) >= _SHORTEST}


def places_of_secrets(value: JsonValue, sent: set[str], *, place: str) -> list[str]:
    """JSON Pointers to what is or looks secret. Walks with a stack: no depth of a stranger's file ends it."""
    found = []
    waiting: list[tuple[str, JsonValue]] = [(place, value)]
    while waiting:
        here, current = waiting.pop()
        if isinstance(current, Mapping):
            for name, member in current.items():
                inside = f"{here}/{escape(name)}"
                if is_secret_name(name) and isinstance(member, (str, int)) and member not in ("", True, False):
                    found.append(inside)
                else:
                    waiting.append((inside, member))
        elif isinstance(current, list):
            waiting.extend((f"{here}/{index}", member) for index, member in enumerate(current))
        elif isinstance(current, str) and (_LOOKS_SECRET.search(current) or any(each in current for each in sent)):
            found.append(here)
    return sorted(found)


def blotted(text: str) -> str:
    """The text without what looks secret, for a line that names a call."""
    return _LOOKS_SECRET.sub(_BLOT, text)
