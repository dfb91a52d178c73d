"""Runs a command once and prints what it took: measure.py NAME COMMAND...

The command writes Airbyte messages, of which the RECORDs are counted, or a number
of records as its only line.
"""

import os
import subprocess
import sys
import time

name, command = sys.argv[1], sys.argv[2:]
began = time.monotonic()
process = subprocess.Popen(command, stdout=subprocess.PIPE)
records = 0
for line in process.stdout:
    if line.strip().isdigit():
        records = int(line)
    elif b'"RECORD"' in line[:40]:
        records += 1
_, status, usage = os.wait4(process.pid, 0)
seconds = time.monotonic() - began
if status != 0:
    sys.exit(f"{name} failed: wait status {status}")
cpu = usage.ru_utime + usage.ru_stime
print(
    f"{name:<22}{records:>9}{seconds:>9.2f}{cpu:>9.2f}{records / seconds:>12.0f}{usage.ru_maxrss / 1024:>10.1f}",
    flush=True,
)
