"""How many instructions a command executes, as valgrind counts them: the same for the same input, however busy the machine is."""

import re
import subprocess
from collections.abc import Mapping, Sequence

_COUNTED = re.compile(r"Collected : ([0-9]+)")


def instructions(valgrind: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command and count. Python's hashes are seeded, as what they cost would otherwise differ from run to run."""
    counting = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    seeded = {**environment, "PYTHONHASHSEED": "0"}
    done = subprocess.run(counting, env=seeded, capture_output=True, text=True, encoding="utf-8", check=True)
    counted = _COUNTED.search(done.stderr)
    assert counted, done.stderr
    return int(counted[1])
