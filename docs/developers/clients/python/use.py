"""Read the first public services with these words in them: use.py ADDRESS KEY WORDS [HOST]."""

from __future__ import annotations

import sys

import httpx
from gateway import Gateway

address, key, words = sys.argv[1:4]
# The organisation's name, only where the address is another: behind a tunnel, or in a test.
host = {"Host": sys.argv[4]} if sys.argv[4:] else {}
with httpx.Client(headers={"Authorization": f"Bearer {key}", **host}) as connection:
    found = Gateway(url=f"{address}/graphql", http_client=connection).services(words=words)
    for service in found.public_services.nodes if found.public_services else ():
        year = service.valid_from and service.valid_from.year
        sys.stdout.write(f"{service.title}\t{service.provider.name}\t{year}\n")
