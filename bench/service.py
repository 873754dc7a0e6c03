"""A service of its own for one run: embedded PostgreSQL, region, and the web server as it is shipped, two workers."""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

WORKERS = 2
PRODUCTION = Path(__file__).resolve().parent / "production"


@contextmanager
def running():
    """Yields the address and the process; everything is gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="partheland-bench-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {
        "PARTHELAND_DATA": str(data),
        "RATE_LIMITS": "off",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([str(PRODUCTION), str(Path.cwd())]),
        "PORT": str(port),
    }
    from core import embedded_postgres

    embedded_postgres.ensure_running(data, durable=False)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_region", verbosity=0, stdout=io.StringIO())
    options = {"host": "127.0.0.1", "port": port, "workers": WORKERS, "threads": settings.WEB_THREADS}
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    server = subprocess.Popen([sys.executable, "-m", "core.serving.web", str(os.getpid()), *flags])
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/healthz")
        yield address, server
    finally:
        server.terminate()
        server.wait(timeout=20)
        embedded_postgres.stop(data)
        shutil.rmtree(data, ignore_errors=True)


def _wait(url):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The service did not start within a minute.")


def memory(server):
    """Proportional set size of the largest worker in megabytes (what it adds to the machine's use)."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    rollups = (Path(f"/proc/{child}/smaps_rollup").read_text().splitlines() for child in children)
    sizes = (int(line.split()[1]) / 1024 for lines in rollups for line in lines if line.startswith("Pss:"))
    return max(sizes, default=0.0)
