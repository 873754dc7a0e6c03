"""Load by wrk: requests per second on one address, or on ever new ones."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

CONNECTIONS = 8
# Every request asks something nobody has asked before.
EVER_NEW = """
local number = {seed}
request = function()
  number = number + 1
  return wrk.format("GET", "{path}" .. number, {{}})
end
"""


def rate(url, *, seconds, headers=(), ever_new=None):
    """Answers per second. Raises SystemExit where wrk is missing or answers were errors."""
    if shutil.which("wrk") is None:
        raise SystemExit("The bench needs wrk: apt-get install wrk")
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    for header in headers:
        command += ["--header", header]
    with tempfile.TemporaryDirectory() as folder:
        if ever_new is not None:
            script = Path(folder, "ever_new.lua")
            script.write_text(EVER_NEW.format(path=ever_new["path"], seed=ever_new["seed"]))
            command += ["--script", str(script)]
        output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output and not any(header.startswith("If-None-Match") for header in headers):
        raise SystemExit(f"{url} answered with errors:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
