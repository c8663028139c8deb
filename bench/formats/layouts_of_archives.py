"""Parquet and WebDataset's tars."""
import io
import json
import struct
import sys
import tarfile

import numpy as np

from damage import climbing, cut, put, replaced
from images import Images, part
from layouts import Layout, at, decoded, encoded
from program import ROOT
from rows import Twin

sys.path.append(str(ROOT / "tests" / "oracle"))
from parquet_file import parquet  # noqa: E402
from parquet_read import read as columns_of  # noqa: E402

PLAIN, SNAPPY, GZIP = range(3)
BYTES, INT64 = 6, 2


def note(names):
    return [(b"huggingface", json.dumps({"info": {"features": {"image": {"_type": "Image"}, "label": {"names": names, "_type": "ClassLabel"}}}}).encode())]


def parts_of_file(images, name, files):
    """As Hugging Face cuts a set: train-00000-of-00003.parquet and so on."""
    piece = dict(images.parts())[name]
    for number, rows in enumerate(np.array_split(np.arange(len(piece.labels)), files)):
        yield f"{name}-{number:05d}-of-{files:05d}", [encoded(piece.pixels[row]) for row in rows], [int(images.numbers(piece)[row]) for row in rows]


def write_parquet(codec, files, dictionary=False):
    def write(folder, images):
        for split in ("train", "test"):
            for name, pictures, labels in parts_of_file(images, split, files if split == "train" else 1):
                columns = [((b"image", b"bytes"), BYTES, pictures, codec), ((b"image", b"path"), BYTES, [b"%d.png" % i for i in range(len(labels))], codec), ((b"label",), INT64, labels, codec)]
                parquet(at(folder, "data", f"{name}.parquet"), columns, len(labels), note(images.names), 40, dictionary)
    return write


def read_written(folder):
    """By an own reader of the bytes; its images by PIL."""
    pieces = []
    for split in ("train", "test"):
        columns, notes = columns_of(next(folder.glob(f"{split}-*.parquet")))
        names = notes["huggingface"]["info"]["features"]["label"]["names"]
        pieces.append(part(np.stack([decoded(content) for content in columns["image.bytes"]]), [names[label] for label in columns["label"]]))
    return Images(*pieces, names)


def write_paths(folder, images):
    for split, piece in images.parts():
        for number, pixels in enumerate(piece.pixels):
            at(folder, "pictures", split, f"{number}.png").write_bytes(encoded(pixels))
        count = len(piece.labels)
        parquet(folder / f"{split}.parquet", [((b"file_name",), BYTES, [b"pictures/%s/%d.png" % (split.encode(), i) for i in range(count)], SNAPPY), ((b"label",), BYTES, [label.encode() for label in piece.labels], SNAPPY)], count, [], count)


def footer(change):
    """Other bytes for the length of the footer, which stands before the last four."""
    return put(-8, struct.pack("<I", change))


def rows_claimed(path):
    """The footer's number of rows, thrift field 3, is that of a file of billions."""
    content = path.read_bytes()
    start = len(content) - 8 - struct.unpack("<I", content[-8:-4])[0]
    old, new = b"\x16\xc8\x01", b"\x16\xfe\xff\xff\xff\x0f"  # 100 rows; the same of 2^31 rows less one
    place = content.index(old, start)
    end = content[place:-8].replace(old, new)
    path.write_bytes(content[:place] + end + struct.pack("<I", place - start + len(end)) + b"PAR1")


def page_bomb(path):
    """One image of 100 MB of zeros in a page that Gzip packed a thousand times."""
    for other in path.parent.glob("test*"):
        other.unlink()
    parquet(path, [((b"image", b"bytes"), BYTES, [bytes(100 << 20)], GZIP), ((b"label",), INT64, [0], PLAIN)], 1, [], 1)


def write_tar(json_labels):
    def write(folder, images):
        for split in ("train", "test"):
            for name, pictures, labels in parts_of_file(images, split, 3 if split == "train" else 1):
                with tarfile.open(at(folder, f"{split}-{int(name.split('-')[1]):06d}.tar"), "w") as tar:
                    for number, (picture, label) in enumerate(zip(pictures, labels)):
                        text = json.dumps({"label": label, "caption": "a picture"}) if json_labels else str(label)
                        for ending, content in (("png", picture), ("json" if json_labels else "cls", text.encode())):
                            info = tarfile.TarInfo(f"{number:06d}.{ending}")
                            info.size = len(content)
                            tar.addfile(info, io.BytesIO(content))
        (folder / "class_names.txt").write_text("\n".join(images.names) + "\n")
    return write


def read_tar(folder):
    names = (folder / "class_names.txt").read_text().split()

    def read(split):
        samples = {}
        for path in sorted(folder.glob(f"{split}-*.tar")):
            with tarfile.open(path) as tar:
                for member in tar:
                    key, ending = member.name.split(".")
                    samples.setdefault((path, key), {})[ending] = tar.extractfile(member).read()
        labels = [json.loads(sample["json"])["label"] if "json" in sample else int(sample["cls"]) for sample in samples.values()]
        return part(np.stack([decoded(sample["png"]) for sample in samples.values()]), [names[label] for label in labels])

    return Images(read("train"), read("test"), names)


def huge_member(path):
    """The header of the first member says 8 GB, with a checksum that is right."""
    content = bytearray(path.read_bytes())
    content[124:136] = b"77777777777\0"
    content[148:156] = b" " * 8
    content[148:156] = b"%06o\0 " % sum(content[:512])
    path.write_bytes(content)


FIRST = "data/train-00000-of-00003.parquet"
PARQUET_TWINS = [Twin("cut short", FIRST, cut), Twin("lying length of the footer", FIRST, footer(0x7FFFFFFF)), Twin("lying count of rows", FIRST, rows_claimed)]
TAR_TWINS = [Twin("cut short", "train-000000.tar", cut), Twin("path outside", "train-000000.tar", climbing), Twin("lying size of 8 GB", "train-000000.tar", huge_member)]

LAYOUTS = [
    Layout("Parquet, image struct, many files", write_parquet(PLAIN, 3), read_written, PARQUET_TWINS, "parquet", reads_in=False),
    Layout("Parquet, Gzip", write_parquet(GZIP, 1), read_written, [Twin("bomb of 100 MB", "data/train-00000-of-00001.parquet", page_bomb)], reads_in=False),
    Layout("Parquet, Snappy and dictionaries", write_parquet(SNAPPY, 3, True), read_written, [Twin("cut short", FIRST, cut)], reads_in=False),
    Layout("Parquet, paths of files", write_paths, read_written, [Twin("path outside", "train.parquet", replaced(b"pictures/train/0.png", b"../../../etc/0.png.."[:20], first=True))], reads_in=False),
    Layout("WebDataset tar, .cls, many files", write_tar(False), read_tar, TAR_TWINS, "tar"),
    Layout("WebDataset tar, .json, a brace range", write_tar(True), read_tar, [Twin("cut short", "train-000001.tar", cut)], given="train-{000000..000002}.tar", split=False),
]
