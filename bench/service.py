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
def database(**environment):
    """Django on an embedded PostgreSQL of its own with the region; everything is gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="partheland-bench-"))
    os.environ |= {
        "PARTHELAND_DATA": str(data),
        "RATE_LIMITS": "off",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([str(PRODUCTION), str(Path.cwd())]),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        **environment,
    }
    from core import embedded_postgres

    embedded_postgres.ensure_running(data, durable=False)
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_region", verbosity=0, stdout=io.StringIO())
        yield
    finally:
        embedded_postgres.stop(data)
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def running():
    """Yields the address and the process; everything is gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with database(PORT=str(port)):
        from django.conf import settings

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
    return max(map(pss, children), default=0.0)


def pss(process):
    """Proportional set size of one process in megabytes."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
