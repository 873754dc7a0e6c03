"""Structured logs without personal data: one line per event, never a query string, an address or a row's values."""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


# Django's loggers that quote what was sent, behind a colon: the path, the host.
QUOTING = ("django.request", "django.security")


def without_what_was_sent(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Leave the kind of fault; the access log's line of the same request_id names the route."""
    if str(event.get("logger", "")).startswith(QUOTING):
        event["event"] = str(event["event"]).partition(":")[0]
    return event


def faults_without_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Tell an exception by its type and the lines it passed: its message may quote what a person typed."""
    info = event.pop("exc_info", None)
    if info is True or not info:
        return event
    error = info[1] if isinstance(info, tuple) else info
    frames = []
    trace = getattr(error, "__traceback__", None)
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno} {trace.tb_frame.f_code.co_name}")
        trace = trace.tb_next
    event["exception"] = type(error).__qualname__
    event["trace"] = frames[-12:]
    return event


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: JSON lines on standard error for all loggers."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_what_was_sent,
                    faults_without_values,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own "Not Found: /path" lines repeat the access log.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            # Scanners ask with hosts of their own invention: no fault of ours, and the access log's 400 tells it.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
        },
    }
