"""What is done to a file to make its hostile twin."""
import gzip
import os
import pickle
import struct
import tarfile
import zlib

MARKER = None  # where a payload that runs leaves its trace; set by table.py


class Payload:
    """Unpickled by Python, it runs a command."""

    def __reduce__(self):
        return os.system, (f"touch '{MARKER}'",)


def cut(path):
    content = path.read_bytes()
    path.write_bytes(content[:len(content) * 5 // 9])


def cut_row(path):
    """Of a table: its end comes in the middle of a row."""
    content = path.read_bytes()
    path.write_bytes(content[:content.rindex(b"\n", 0, len(content) * 5 // 9) + 12])


def huge_png(path):
    """30,000 x 30,000 pixels, under a checksum that is right."""
    header = b"IHDR" + struct.pack(">2I", 30_000, 30_000) + path.read_bytes()[24:29]
    put(12, header + struct.pack(">I", zlib.crc32(header)))(path)


def replaced(old, new, first=False):
    """Each place of these bytes, or the first."""
    def damage(path):
        content = path.read_bytes()
        assert old in content, f"{path}: no {old[:40]}"
        path.write_bytes(content.replace(old, new, 1 if first else -1))
    return damage


def put(offset, new):
    """Other bytes in a place; below 0 from the end."""
    def damage(path):
        content = bytearray(path.read_bytes())
        start = offset % len(content)
        content[start:start + len(new)] = new
        path.write_bytes(content)
    return damage


def written(content):
    return lambda path: path.write_bytes(content)


def evil_pickle(path):
    """In place of the file; Python's own reader falls for it."""
    path.write_bytes(pickle.dumps({"data": Payload()}, protocol=2))
    pickle.loads(path.read_bytes())
    fell(path)


def fell(path):
    assert MARKER.exists(), f"{path}: the payload is no payload: Python did not run it"
    MARKER.unlink()


def inflated(path):
    """Of a .gz: what it says, and 300 MB of zeros behind it."""
    content = gzip.decompress(path.read_bytes())
    with gzip.open(path, "wb") as file:
        file.write(content)
        for _ in range(300):
            file.write(bytes(1 << 20))


def climbing(path):
    """Of a tar: its first member lies outside."""
    members = []
    with tarfile.open(path) as tar:
        for info in tar:
            members.append((info, tar.extractfile(info)))
        with tarfile.open(path.with_suffix(".new"), "w") as new:
            for number, (info, content) in enumerate(members):
                if number < 2:
                    info.name = "../../" + info.name
                new.addfile(info, content)
    path.with_suffix(".new").replace(path)
