"""A municipality's program in the demo, with its own clock: every call goes through the real serving function."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import StateDocument, TryOut
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import perform
from vlavirgem_sandbox.tryouts.serving.replies import Performed

_JSON: Final = ("Content-Type", "application/json")


@dataclass
class Counter:
    """The municipality's program at the counter, as the try-out sees it."""

    tryout: TryOut
    caller: Caller
    moment: datetime

    def call(self, method: str, path: str, *, body: Any = None, headers: tuple[tuple[str, str], ...] = ()) -> Performed:
        """One call, a few minutes after the one before."""
        self.moment += timedelta(minutes=7, seconds=self.moment.minute)
        kinds = {name for name, _value in headers}
        typed = headers if body is None or "Content-Type" in kinds else (*headers, _JSON)
        call = CallRequest(
            method=method,
            path=path,
            headers=list(typed),
            body=b"" if body is None else json.dumps(body, ensure_ascii=False).encode(),
        )
        performed = perform(tryout=self.tryout, call=call, caller=self.caller, now=self.moment)
        # What it changed was changed at this moment of the town's past: a row takes the clock of who writes it.
        StateDocument.objects.filter(tryout=self.tryout, changed_at__gt=self.moment).update(changed_at=self.moment)
        return performed
