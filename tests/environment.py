"""The environment of the tests; loaded before Django's settings (`-p tests.environment`)."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("PARTHELAND_DATA", str(ROOT / ".data" / "test"))
os.environ["PARTHELAND_MODE"] = "local"
os.environ["PUBLIC_URL"] = "https://api.partheland.example"
os.environ.setdefault("LOG_LEVEL", "WARNING")
# The tests of the limits themselves switch them on (`settings.RATE_LIMITS = True`).
os.environ.setdefault("RATE_LIMITS", "off")
for name in (
    "EMAIL_URL", "SECRET_KEY", "JWT_PRIVATE_KEY", "JWT_FORMER_KEYS", "VAPID_PRIVATE_KEY", "TRUSTED_PROXIES",
    "ALLOWED_HOSTS",
):  # fmt: skip
    os.environ.pop(name, None)
