"""Images that are files: class folders of each kind of picture, and tables of them."""
import csv
import json

import numpy as np

from damage import cut, cut_row, huge_png, put, replaced, written
from images import Images, part
from layouts import Layout, at, decoded, encoded
from rows import Twin

# Kind of PIL, ending, what is written of it: (mode, options of PIL) in turns; the twin that claims 30,000 x 30,000 pixels.
KINDS = {
    "PNG": ("PNG", "png", [("RGB", {}), ("L", {}), ("P", {}), ("RGBA", {}), ("1", {}), ("RGB", {"compress_level": 0})], huge_png),
    "JPEG": ("JPEG", "jpg", [("RGB", {"quality": 90}), ("RGB", {"quality": 75, "subsampling": 0}), ("RGB", {"progressive": True}), ("L", {}), ("CMYK", {})], None),
    "WebP": ("WEBP", "webp", [("RGB", {"lossless": True}), ("RGB", {"quality": 80}), ("RGBA", {"lossless": True})], None),
    "BMP": ("BMP", "bmp", [("RGB", {}), ("L", {}), ("P", {}), ("1", {})], put(18, b"\x30\x75\0\0\x30\x75\0\0")),
    "GIF": ("GIF", "gif", [("P", {}), ("L", {}), ("P", {"interlace": 1})], put(6, b"\xff\xff\xff\xff")),
    "PPM": ("PPM", "ppm", [("RGB", {})], replaced(b"32 32", b"30000 30000", first=True)),
    "PGM": ("PPM", "pgm", [("L", {})], replaced(b"32 32", b"30000 30000", first=True)),
    "PBM": ("PPM", "pbm", [("1", {})], replaced(b"32 32", b"30000 30000", first=True)),
}


def write_folder(kind):
    saver, ending, variants, _ = KINDS[kind]

    def write(folder, images):
        for name, piece in images.parts():
            for number, (pixels, label) in enumerate(zip(piece.pixels, piece.labels)):
                mode, options = variants[number % len(variants)]
                at(folder, name, label, f"{number:05d}.{ending}").write_bytes(encoded(pixels, saver, mode, **options))
    return write


def read_folder(folder):
    """As torchvision's ImageFolder does."""
    def read(name):
        paths = sorted(path for path in (folder / name).glob("*/*"))
        return part(np.stack([decoded(path) for path in paths]), [path.parent.name for path in paths])

    return Images(read("train"), read("test"), sorted(path.name for path in (folder / "train").iterdir()))


def folders(kind):
    first = f"train/frog/00000.{KINDS[kind][1]}"
    twins = [Twin("cut short", first, cut)] + ([Twin("lying size", first, KINDS[kind][3])] if KINDS[kind][3] else [Twin("text", first, written(b"<html>no picture</html>"))])
    return Layout(f"class folders, {kind}{': ' + ', '.join(dict.fromkeys(mode for mode, _ in KINDS[kind][2])) if len(KINDS[kind][2]) > 1 else ''}", write_folder(kind), read_folder,
                  twins, "folder" if kind == "PNG" else "", lossy=kind != "PPM")


def rows_of(images):
    for name, piece in images.parts():
        for number, (pixels, label) in enumerate(zip(piece.pixels, piece.labels)):
            yield name, f"{number:06d}.png", label, pixels


def write_manifest(folder, images):
    with open(at(folder, "manifest.csv"), "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["path", "label", "split", "note"])
        for split, name, label, pixels in rows_of(images):
            at(folder, split, name).write_bytes(encoded(pixels))
            table.writerow([f"{split}/{name}", label, split, 'with "quotes", and a comma'])


def read_manifest(folder):
    with open(folder / "manifest.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return Images(*(part(np.stack([decoded(folder / row["path"]) for row in rows if row["split"] == split]), [row["label"] for row in rows if row["split"] == split]) for split in ("train", "test")),
                  sorted({row["label"] for row in rows}))


def write_metadata(form):
    def write(folder, images):
        lines = {"train": [], "test": []}
        for split, name, label, pixels in rows_of(images):
            at(folder, split, name).write_bytes(encoded(pixels))
            lines[split].append(json.dumps({"file_name": name, "text": "a picture", "label": label}) if form == "jsonl" else f"{name},{label}")
        for split, texts in lines.items():
            at(folder, split, f"metadata.{form}").write_text("\n".join((["file_name,label"] if form == "csv" else []) + texts) + "\n")
    return write


def read_metadata(form):
    def read(folder):
        pieces = []
        for split in ("train", "test"):
            with open(folder / split / f"metadata.{form}", newline="") as file:
                rows = list(csv.DictReader(file)) if form == "csv" else [json.loads(line) for line in file]
            pieces.append(part(np.stack([decoded(folder / split / row["file_name"]) for row in rows]), [row["label"] for row in rows]))
        return Images(*pieces, sorted(set(pieces[0].labels)))
    return read


def write_gtsrb(folder, images):
    tables = {}
    for split, name, label, pixels in rows_of(images):
        number = images.names.index(label)
        place = f"Final_Training/Images/{number:05d}" if split == "train" else "Final_Test/Images"
        table = f"{place}/GT-{number:05d}.csv" if split == "train" else "GT-final_test.csv"
        at(folder, place, name.replace(".png", ".ppm")).write_bytes(encoded(pixels, "PPM"))
        tables.setdefault(table, ["Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId"]).append(f"{name.replace('.png', '.ppm')};32;32;5;5;27;27;{number}")
    for table, lines in tables.items():
        at(folder, table).write_text("\r\n".join(lines) + "\r\n")


def read_gtsrb(folder):
    def read(tables, images):
        rows = [(table, row) for table in tables for row in csv.DictReader(table.open(newline=""), delimiter=";")]
        return part(np.stack([decoded((images or table.parent) / row["Filename"]) for table, row in rows]), [f"{int(row['ClassId']):05d}" for _, row in rows])

    return Images(read(sorted(folder.glob("Final_Training/Images/*/GT-*.csv")), None), read([folder / "GT-final_test.csv"], folder / "Final_Test/Images"), [f"{i:05d}" for i in range(10)])


def write_vggface2(folder, images):
    for split, name, label, pixels in rows_of(images):
        at(folder, split, f"n{images.names.index(label):06d}", name.replace(".png", ".jpg")).write_bytes(encoded(pixels, "JPEG", quality=92))


LAYOUTS = [
    *map(folders, KINDS),
    Layout("CSV manifest", write_manifest, read_manifest, [
        Twin("path outside", "manifest.csv", replaced(b"train/000000.png", b"../../000000.png", first=True)), Twin("absolute path", "manifest.csv", replaced(b"train/000000.png", b"/etc/hostname.png", first=True)),
        Twin("cut in a row", "manifest.csv", cut_row)], "manifest"),
    Layout("metadata.csv", write_metadata("csv"), read_metadata("csv"), [
        Twin("path outside", "train/metadata.csv", replaced(b"000000.png", b"../../../0.png", first=True)), Twin("missing column", "train/metadata.csv", replaced(b"file_name,label", b"file_name,x", first=True))], "metadata"),
    Layout("metadata.jsonl", write_metadata("jsonl"), read_metadata("jsonl"), [
        Twin("path outside", "train/metadata.jsonl", replaced(b"000000.png", b"../../../0.png", first=True)), Twin("cut short", "train/metadata.jsonl", cut)]),
    Layout("GTSRB", write_gtsrb, read_gtsrb, [
        Twin("class that is none", "GT-final_test.csv", replaced(b"27;27;", b"27;27;9", first=True)), Twin("cut short", "Final_Training/Images/00006/000000.ppm", cut),
        Twin("path outside", "Final_Training/Images/00006/GT-00006.csv", replaced(b"000000.ppm", b"../../0.ppm", first=True))], lossy=True),
    Layout("VGGFace2", write_vggface2, read_folder, [Twin("cut short", "train/n000006/000000.jpg", cut), Twin("empty", "train/n000006/000000.jpg", written(b""))], options=("--image-size", 32), lossy=True),
]
