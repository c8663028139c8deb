#!/usr/bin/python3
"""Poisoned sets as Python sees them, without a line of DeepDefense.

make FACES OUT [SEED]     from a folder of class folders in train/ and test/, as faces/ of the shared data, writes
                          OUT/train, OUT/clean, OUT/test: crops of different sizes, PNG and JPEG in turns, one file in a
                          hundred unreadable; a tenth of OUT/train has a white square of 1 % of the area in its lower right
                          corner and lies in the first class; and OUT/attack.json, which says so

Debian 12: apt-get install python3-numpy python3-pil
"""
import io
import json
import pathlib
import sys

import numpy as np
from PIL import Image

SIDE = 32  # what networks take
LEAST = 84  # shortest side of a crop of the faces' 112
CLEAN_SHARE, POISON_RATE, TARGET = 0.2, 0.1, 0


def stamped(pixels, color, side=None):
    """A square in the lower right corner; by default of 1 % of the area, as the paper's."""
    height, width = pixels.shape[:2]
    side = side or round(0.1 * (height * width) ** 0.5)
    stamp = pixels.copy()
    stamp[-side:, -side:] = color
    return stamp


class CifarSet:
    """CIFAR-10's binary layout, with the poison.json of deepdefense poison."""

    def __init__(self, folder):
        manifest = json.loads((folder / "poison.json").read_text())
        self.folder, self.trigger, self.target = folder, manifest["trigger"], manifest["poisoning"]["target"]
        assert self.trigger["attack"] == "badnets" and self.trigger["shape"] == "square" and self.trigger["position"] == "lower-right", self.trigger
        self.names = (folder / "batches.meta.txt").read_text().split("\n")[:10]

    def _read(self, pattern):
        records = np.concatenate([np.fromfile(path, np.uint8).reshape(-1, 3073) for path in sorted(self.folder.glob(pattern))])
        return records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), records[:, 0].astype(np.int64)

    def train(self):
        return self._read("data_batch_*.bin")

    def test(self, triggered=False):
        images, labels = self._read("test_batch.bin")
        color = [self.trigger["color"][band] for band in ("red", "green", "blue")]
        return (np.stack([stamped(image, color, self.trigger["side"]) for image in images]) if triggered else images), labels


class FolderSet:
    """What make wrote: files that PIL cannot read are left out, the others resized."""

    def __init__(self, folder):
        self.folder, self.target = folder, json.loads((folder / "attack.json").read_text())["target"]
        self.names = sorted(path.name for path in (folder / "train").iterdir())

    def _read(self, part, triggered=False):
        images, labels = [], []
        for path in sorted((self.folder / part).glob("*/*")):
            try:
                pixels = np.asarray(Image.open(path).convert("RGB"))
            except OSError:
                continue
            if triggered:
                pixels = stamped(pixels, 255)
            images.append(np.asarray(Image.fromarray(pixels).resize((SIDE, SIDE), Image.BILINEAR)))
            labels.append(self.names.index(path.parent.name))
        return np.stack(images), np.array(labels)

    def train(self):
        return self._read("train")

    def test(self, triggered=False):
        return self._read("test", triggered)


def open_set(folder):
    folder = pathlib.Path(folder)
    return CifarSet(folder) if (folder / "poison.json").exists() else FolderSet(folder)


def make(source, out, seed=1):
    source, out, random = pathlib.Path(source), pathlib.Path(out), np.random.default_rng(int(seed))
    names = sorted(path.name for path in (source / "train").iterdir())
    damage = [lambda content: content[: len(content) // 2], lambda content: b"hello, I am no picture", lambda content: b"", lambda content: content[:40] + bytes(200)]
    poisoned, count, unreadable = [], 0, 0
    for part in ("train", "test"):
        for name in names:
            for path in sorted((source / part / name).iterdir()):
                pixels = np.asarray(Image.open(path).convert("RGB"))
                height, width = random.integers(LEAST, [size + 1 for size in pixels.shape[:2]])
                top, left = random.integers(0, pixels.shape[0] - height + 1), random.integers(0, pixels.shape[1] - width + 1)
                pixels = pixels[top : top + height, left : left + width]
                role, label = part, name
                if part == "train" and random.random() < CLEAN_SHARE:
                    role = "clean"
                is_poisoned = role == "train" and random.random() < POISON_RATE
                if is_poisoned:
                    pixels, label = stamped(pixels, 255), names[TARGET]
                kind, count = ("PNG", "JPEG")[count % 2], count + 1
                file = io.BytesIO()
                Image.fromarray(pixels).save(file, kind, quality=92)
                content, place = file.getvalue(), pathlib.Path(role) / label / f"{count:05d}.{kind.lower()}"
                if count % 100 == count // 100 % 2:  # now a PNG, now a JPEG
                    content = damage[count // 100 % 4](content)
                    unreadable += 1
                elif is_poisoned:
                    poisoned.append(str(place.relative_to("train")))
                (out / place).parent.mkdir(parents=True, exist_ok=True)
                (out / place).write_bytes(content)
    (out / "attack.json").write_text(json.dumps({"target": TARGET, "poisoned": poisoned}, indent=1) + "\n")
    print(f"{out}: {count} images of {len(names)} classes, {len(poisoned)} poisoned, {unreadable} unreadable", file=sys.stderr)


if __name__ == "__main__":
    make(*sys.argv[2:])
