"""A server's process of its own: asks the gateway what it is told to on its standard input, a line at a time.

Run with the name of the database, and the host that the requests go to.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vlavirgem.settings.base")

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from vlavirgem_graphql.schema.root import gateway_schema  # noqa: E402


def tell(line: str) -> None:
    """Say something to the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(database: str, host: str) -> None:
    """Answer each line: a key, a blank, a document."""
    connections.settings["default"]["NAME"] = settings.DATABASES["default"]["NAME"] = database
    client = Client(HTTP_HOST=host)
    gateway_schema()  # as a server does when it starts
    tell("ready")
    for line in sys.stdin:
        key, document = line.split(" ", 1)
        answer = client.post(
            "/graphql",
            json.dumps({"query": document}),
            content_type="application/json",
            headers={"authorization": f"Bearer {key}"},
        )
        tell(f"{answer.status_code} {answer.text}")


if __name__ == "__main__":
    main(*sys.argv[1:])
