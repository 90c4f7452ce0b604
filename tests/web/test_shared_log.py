"""One log file, written to by several processes."""

import json
import logging
import subprocess
import sys
from pathlib import Path

from plait.config.logs import SharedFile
from tests.serving import PATIENCE

LINES, PROCESSES = 400, 3
WRITE = """
import logging, sys
from plait.config.logs import SharedFile
handler = SharedFile(sys.argv[1], maxBytes=20_000, backupCount=50, encoding="utf-8", delay=True)
log = logging.getLogger("shared")
log.addHandler(handler)
for number in range(int(sys.argv[3])):
    log.warning('{"from": %s, "number": %d, "rest": "%s"}', sys.argv[2], number, "x" * 60)
"""


def test_no_line_is_lost_or_torn_when_several_processes_turn_one_file_over(tmp_path: Path):
    path = tmp_path / "plait.jsonl"
    command = [sys.executable, "-c", WRITE, str(path)]
    writers = [subprocess.Popen([*command, str(number), str(LINES)]) for number in range(PROCESSES)]
    assert [writer.wait(PATIENCE) for writer in writers] == [0] * PROCESSES
    files = [file for file in tmp_path.iterdir() if file.suffix != ".lock"]
    assert len(files) > 3
    told = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = sorted((each["from"], each["number"]) for each in told)
    assert found == [(writer, number) for writer in range(PROCESSES) for number in range(LINES)]


def test_a_process_follows_a_file_that_another_has_turned_over(tmp_path: Path):
    path = tmp_path / "plait.jsonl"
    handler = SharedFile(path, maxBytes=1_000, backupCount=2, encoding="utf-8")
    handler.handle(logging.makeLogRecord({"msg": "before"}))
    path.rename(tmp_path / "plait.jsonl.1")
    path.write_text("")
    handler.handle(logging.makeLogRecord({"msg": "after"}))
    handler.close()
    assert path.read_text() == "after\n"
    assert (tmp_path / "plait.jsonl.1").read_text() == "before\n"
