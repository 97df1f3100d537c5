"""What the random documents look for by words."""

from __future__ import annotations

LONGEST = 200
WORDS = ["vereniging", "adviezen verenigingen", "zwembad", "", "'; --"]
SEARCHES = ["dienst", "project", "geheim", "brugge dienst", "geheim genk 2", "diensten", "PROJECT", "de", "", "'\\"]
SAID = [
    *dict.fromkeys([*WORDS, *SEARCHES, "loket", "brugge", "agentschap", "loketten 100%", "tekst brugge", "a" * LONGEST])
]
