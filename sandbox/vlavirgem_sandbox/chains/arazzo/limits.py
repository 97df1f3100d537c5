"""How large a description may be, and how long a run of one."""

from __future__ import annotations

from typing import Final

MAX_SOURCES: Final = 20
"""Source descriptions in one description."""

MAX_WORKFLOWS: Final = 20
"""Workflows in one description."""

MAX_STEPS: Final = 50
"""Steps in one workflow."""

MAX_LIST: Final = 50
"""Parameters, criteria, actions, replacements or outputs in one place."""

MAX_TEXT: Final = 500
"""Characters of a condition, an expression or a name."""

MAX_VALUES: Final = 20_000
"""Values in one description."""

MAX_NAMED_DEPTH: Final = 20
"""Parentheses and negations in one condition."""

MAX_PERFORMED: Final = 100
"""Steps in one run, retries and jumps counted."""

MAX_WORKFLOW_DEPTH: Final = 5
"""Workflows that call each other in one run."""

MAX_RETRIES: Final = 10
"""Of one step, whatever its action asks."""

MAX_WAIT: Final = 10.0
"""Seconds that one retry waits, whatever is asked."""

MAX_SECONDS: Final = 45.0
"""Of one run: most proxies give up on an answer after a minute."""

MAX_JUDGED_VALUES: Final = 5_000
"""Values in an answer that a JSONPath criterion is held against."""

MAX_BUILT: Final = 1_000_000
"""Characters of what one template comes to."""
