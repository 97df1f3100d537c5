"""Logs: readable on a terminal, JSON otherwise; each line with the request's id and the tenant."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

# Set by the outermost middleware for the length of a request.
request_id: ContextVar[str] = ContextVar("request_id", default="-")
tenant_slug: ContextVar[str] = ContextVar("tenant_slug", default="-")


class WhereFilter(logging.Filter):
    """Adds ``request_id`` and ``tenant`` to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a record."""
        record.request_id = request_id.get()
        record.tenant = tenant_slug.get()
        return True


class FaultsFilter(logging.Filter):
    """Lets through what Django's request logger says of an exception that nobody caught.

    An answer of 500 and above that was meant (a try-out's own 501, 503 and 507, a contract's example) is no fault of
    the installation, and whoever calls could fill the log with it; the line of the request has its status.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether there is an exception."""
        return bool(record.exc_info)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC, ISO 8601), level, logger, message, request, tenant, and the trace if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_id", "-"),
            "tenant": getattr(record, "tenant", "-"),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def logging_config(*, log_format: str, level: str) -> dict[str, Any]:
    """Django's LOGGING for ``log_format`` (auto, text, json) and the least ``level``.

    What no line of ours tells is not gathered for each of them either (the logging module's own page on optimization).
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    as_text = log_format == "text" or (log_format == "auto" and sys.stderr.isatty())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"where": {"()": WhereFilter}, "faults": {"()": FaultsFilter}},
        "formatters": {
            "text": {"format": "{asctime} {levelname:<7} {tenant} {request_id} {message}", "style": "{"},
            "json": {"()": JsonFormatter},
        },
        "handlers": {
            "out": {
                "class": "logging.StreamHandler",
                "filters": ["where"],
                "formatter": "text" if as_text else "json",
            }
        },
        "root": {"handlers": ["out"], "level": "WARNING"},
        "loggers": {
            "vlavirgem": {"level": level},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR", "filters": ["faults"]},
        },
    }
