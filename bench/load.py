"""Load by wrk: answers per second on one address, or on addresses each of which is asked once."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

CONNECTIONS = 8
ONE_BY_ONE = """
local paths, number = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
request = function()
  number = number + 1
  return wrk.format("GET", paths[number])
end
"""


def rate(url, *, seconds, headers=(), paths=None):
    """Answers per second to `url`, or to `url` with ever another one of the `paths` (an iterator).

    Raises SystemExit where wrk is missing, an answer was an error, or the paths did not suffice.
    """
    if shutil.which("wrk") is None:
        raise SystemExit("The bench needs wrk: apt-get install wrk")
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    for header in headers:
        command += ["--header", header]
    with tempfile.TemporaryDirectory() as folder:
        if paths is not None:
            file, script = Path(folder, "paths"), Path(folder, "script.lua")
            # More than any machine answers; a path that is missing would be an error.
            file.write_text("\n".join(next(paths) for _ in range(round(seconds * 6000))))
            script.write_text(ONE_BY_ONE % file)
            command += ["--script", str(script)]
        output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{url} answered with errors:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
