"""deepdefense as a user runs it: how it ended, what it said, what memory it took.

As a program: runs it with these arguments, out of a process that is small, as a child counts the memory of its parent until it begins.
"""
import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 90  # more is a hang


@dataclasses.dataclass(frozen=True)
class Ran:
    code: int  # negative: a signal
    out: str
    talk: str
    megabytes: float  # most that it, or a process that it started, held

    @property
    def message(self):
        """What it says is wrong: its first line of an error, or its last line."""
        lines = [line for line in self.talk.splitlines() if line.strip()] or [""]
        return next((line for line in lines if line.startswith("error: ")), lines[-1]).removeprefix("error: ")


def deepdefense(*arguments, environment=None):
    ran = subprocess.run([sys.executable, "-I", "-S", __file__, *map(str, arguments)], stdout=subprocess.PIPE, env={**os.environ, **(environment or {})}, check=True)
    return Ran(**json.loads(ran.stdout))


def main(arguments):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as talk:
        process = subprocess.Popen([ROOT / "deepdefense", *arguments], stdout=out, stderr=talk, start_new_session=True)
        clock = threading.Timer(SECONDS, lambda: os.killpg(process.pid, signal.SIGKILL))
        clock.start()
        _, status, usage = os.wait4(process.pid, 0)
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = [file.seek(0) or file.read().decode(errors="replace") for file in (out, talk)]
        json.dump(dataclasses.asdict(Ran(process.returncode, *texts, usage.ru_maxrss / 1024)), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
