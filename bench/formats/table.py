"""table.py OUT DATA: every format beside what Python reads, and its hostile twins; see run."""
import os
import pathlib
import sys
import time

import torch

import damage
import layouts_of_archives
import layouts_of_files
import layouts_of_others
import layouts_of_records
import models
from images import Images, Part, difference, real
from rows import Row

READ = layouts_of_records.read_npy


def of_layout(layout, work, images):
    """In: Python writes, the program converts to arrays, NumPy reads. Out: the program writes, Python reads."""
    row, folder = Row(layout.name), work / "set"
    folder.mkdir(parents=True)
    source = images.with_names([str(i) for i in range(10)]) if layout.numbers else images
    layout.write(folder, images)
    expected = layout.read(folder) if layout.reads_in else source
    if not layout.split:
        expected = Images(expected.train, Part(expected.train.pixels[:0], []), expected.names)
    if not layout.lossy:
        row.check(not difference(Images(source.train, source.test if layout.split else expected.test, source.names), expected), "Python itself reads something else than it wrote")

    def command(path):
        return ("data", "convert", path / layout.given, *layout.options, "--to", "npy", "--out", work / "read", "--force")

    ran = row.run(*command(folder))
    if ran.code == 0:
        differs = difference(expected, READ(work / "read"))
        row.read = differs or f"{len(expected.train.labels) + len(expected.test.labels)} images equal"
        row.check(not differs, f"in: {differs}")
        row.check(layout.says in ran.talk, f"'{layout.says}' is not said: {ran.talk}")
    if layout.target:
        ran = row.run("data", "convert", work.parent / "source", "--to", layout.target, "--out", work / "written")
        if ran.code == 0:
            differs = difference(images, layout.read(work / "written"))
            row.written = differs or f"{len(images.train.labels) + len(images.test.labels)} images equal"
            row.check(not differs, f"out: {differs}")
    if layout.extra:
        layout.extra(row, folder, expected)
    for twin in layout.twins:
        row.refuse(twin, folder, damage.MARKER, command)
    return row


def main(out, data):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    damage.MARKER = out / "payload-ran"
    images = real(data)
    layouts_of_records.write_npy(out / "source", images)
    small = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(8, 10))
    checks = [(layout.name, lambda work, layout=layout: of_layout(layout, work, images)) for module in (layouts_of_records, layouts_of_files, layouts_of_archives, layouts_of_others) for layout in module.LAYOUTS]
    checks += models.checks(images)
    print("| format | in | out | hostile twins: exit code, message | MB, honest / hostile |")
    print("| --- | --- | --- | --- | ---: |", flush=True)
    rows = []
    for number, (_, check) in enumerate((name, check) for name, check in checks if os.environ.get("ROWS", "") in name):
        work, start = out / f"{number:02d}", time.monotonic()
        work.mkdir()
        torch.jit.script(small).save(str(work / "small.pt"))
        rows.append(check(work))
        print(rows[-1], flush=True)
        print(f"{rows[-1].name}: {time.monotonic() - start:.1f} s", file=sys.stderr, flush=True)
    failed = sum(bool(row.failures) for row in rows)
    print(f"\n{len(rows)} rows, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
