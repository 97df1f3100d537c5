"""How long a name, a title and a key may be, in characters."""

from __future__ import annotations

from typing import Final

NAME_LENGTH: Final = 64
TITLE_LENGTH: Final = 250
KEY_LENGTH: Final = 2048
