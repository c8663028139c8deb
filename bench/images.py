#!/usr/bin/python3
"""Makes large folders of images from a small one, for measurements: random crops of the images in FROM.

    bench/images.py FROM OUT --count 100000               one folder a class, 64 x 64, PNG and JPEG in turns
    bench/images.py FROM OUT --count 2000 --mixed         sides of 48 to 112 pixels; 1 % of the files cannot be read

Needs numpy and Pillow (Debian: python3-numpy python3-pil). FROM has one folder a class, as faces/train of the shared data.
"""
import argparse
import io
import os
import pathlib

import numpy
from PIL import Image

QUALITY = 92


def encoded(pixels, kind):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, quality=QUALITY, compress_level=1)
    return file.getvalue()


def damaged(content, way):
    return [content[: len(content) // 2], b"hello, I am not a picture", b"", content[:40] + bytes(200)][way % 4]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("source", type=pathlib.Path)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--count", type=int, required=True)
    arguments.add_argument("--mixed", action="store_true")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    random = numpy.random.default_rng(options.seed)
    files = sorted(path for path in options.source.glob("*/*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    images = [numpy.asarray(Image.open(path).convert("RGB")) for path in files]
    for name in {path.parent.name for path in files}:
        os.makedirs(options.out / name)
    bad = 0
    for number in range(options.count):
        chosen = number % len(files)
        height, width = images[chosen].shape[:2]
        sides = random.integers(48, min(height, width), 2, endpoint=True) if options.mixed else (64, 64)
        top, left = random.integers(0, height - sides[0], endpoint=True), random.integers(0, width - sides[1], endpoint=True)
        crop = images[chosen][top : top + sides[0], left : left + sides[1]]
        if random.random() < 0.5:
            crop = crop[:, ::-1]
        kind = ("PNG", "JPEG")[number // len(files) % 2]
        content = encoded(numpy.ascontiguousarray(crop), kind)
        if options.mixed and number % 100 == 99:
            content, bad = damaged(content, bad), bad + 1
        (options.out / files[chosen].parent.name / f"{number:06d}.{kind.lower()}").write_bytes(content)
    print(f"{options.out}: {options.count} images, {bad} of them damaged")


if __name__ == "__main__":
    main()
