#!/usr/bin/python3
"""Makes images/ and images.json: image files of many kinds and what PIL makes of them, which ImageOracleTests must reproduce.

Run: /usr/bin/python3 tests/oracle/make_image_numbers.py   (Python 3.11.2, Pillow 9.4.0, libjpeg-turbo 2.1.5; a few seconds)
"files": of each file its kind and either width, height and the SHA-256 of Image.open(file).convert("RGB").tobytes(),
which is (H, W, 3), or "refused" with PIL's error. "faces": the same of 300 files of DEEPDEFENSE_DATA/faces, which stay where they are.
The picture is drawn here. What PIL cannot write is put together byte by byte after the formats' specifications.
"""
import hashlib
import io
import json
import os
import random
import struct
import warnings
import zlib

import numpy as np
from PIL import Image, ImageCms

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "images")
WIDTH, HEIGHT = 53, 37
KINDS = {}


def picture(width, height, noise=12):
    """Slopes, a disk with a hard edge, and noise: none of them survives a wrong chroma filter or rounding."""
    random_numbers = np.random.default_rng(1)
    y, x = np.mgrid[0:height, 0:width]
    bands = [255 * x / max(1, width - 1), 255 * y / max(1, height - 1), 255 - 255 * (x + y) / max(1, width + height - 2)]
    image = np.stack(bands, axis=-1)
    image[(x - width / 3) ** 2 + (y - height / 2) ** 2 < (min(width, height) / 4) ** 2] = (230, 20, 60)
    image += random_numbers.integers(-noise, noise + 1, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def put(kind, name, content):
    KINDS[name] = kind
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(content)
    return content


def saved(image, form, **options):
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


RGB = picture(WIDTH, HEIGHT)
IMAGE = Image.fromarray(RGB)
ALPHA = np.random.default_rng(2).integers(0, 256, (HEIGHT, WIDTH, 1), dtype=np.uint8)
ALPHA[:12] = 0
RGBA = Image.fromarray(np.concatenate([RGB, ALPHA], axis=-1), "RGBA")


def swapped_profile():
    """sRGB's profile with red and blue exchanged: whoever follows it shows other colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes(12)
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red:red + 4], profile[blue:blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


PROFILE = swapped_profile()


def make_jpeg():
    for sampling, name in enumerate(("444", "422", "420")):
        for quality in (40, 90):
            put(f"JPEG 4:{name[1]}:{name[2]}", f"jpeg-{name}-{quality}.jpg", saved(IMAGE, "JPEG", quality=quality, subsampling=sampling))
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 256, (41, 29, 3), dtype=np.uint8))
    put("JPEG noise", "jpeg-noise.jpg", saved(noise, "JPEG", quality=90, subsampling=2))
    for width, height in ((1, 1), (33, 17), (8, 16), (2, 3)):
        small = Image.fromarray(picture(width, height))
        put("JPEG odd sizes", f"jpeg-{width}x{height}.jpg", saved(small, "JPEG", quality=80, subsampling=2))
    put("JPEG grey", "jpeg-grey.jpg", saved(IMAGE.convert("L"), "JPEG", quality=85))
    for sampling in (0, 2):
        put("JPEG progressive", f"jpeg-progressive-{sampling}.jpg", saved(IMAGE, "JPEG", quality=80, subsampling=sampling, progressive=True))
    put("JPEG progressive", "jpeg-progressive-grey.jpg", saved(IMAGE.convert("L"), "JPEG", quality=80, progressive=True))
    put("JPEG restart markers", "jpeg-restart.jpg", with_restarts())
    cmyk = saved(IMAGE.convert("CMYK"), "JPEG", quality=90)
    adobe = cmyk.index(b"Adobe")
    put("JPEG CMYK, YCCK", "jpeg-cmyk.jpg", cmyk)
    put("JPEG CMYK, YCCK", "jpeg-ycck.jpg", cmyk[:adobe + 11] + b"\2" + cmyk[adobe + 12:])
    put("JPEG CMYK, YCCK", "jpeg-cmyk-without-adobe.jpg", cmyk[:adobe - 4] + cmyk[adobe + 12:])
    # Every kind of mixture of the four inks.
    inks = Image.frombytes("CMYK", (61, 43), np.random.default_rng(5).integers(0, 256, (43, 61, 4), dtype=np.uint8).tobytes())
    for name, options in (("444", {"quality": 100, "subsampling": 0}), ("420-progressive", {"quality": 90, "subsampling": 2, "progressive": True})):
        noise = saved(inks, "JPEG", **options)
        transform = noise.index(b"Adobe") + 11
        put("JPEG CMYK, YCCK", f"jpeg-cmyk-noise-{name}.jpg", noise)
        put("JPEG CMYK, YCCK", f"jpeg-ycck-noise-{name}.jpg", noise[:transform] + b"\2" + noise[transform + 1:])
    ycc = saved(IMAGE, "JPEG", quality=90, subsampling=0)
    marker = b"\xff\xee" + struct.pack(">H", 14) + b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 0)
    put("JPEG stored as RGB", "jpeg-rgb.jpg", ycc[:2] + marker + ycc[20:])
    exif = Image.Exif()
    exif[0x0112] = 6
    put("JPEG EXIF orientation", "jpeg-exif-6.jpg", saved(IMAGE, "JPEG", quality=90, exif=exif))
    put("JPEG ICC", "jpeg-icc.jpg", saved(IMAGE, "JPEG", quality=90, icc_profile=PROFILE))
    put("JPEG ICC", "jpeg-grey-icc.jpg", saved(IMAGE.convert("L"), "JPEG", quality=90, icc_profile=PROFILE))


def with_restarts():
    """PIL 9.4 has no option for it: twelve blocks of one tone each, with a marker after each, so that each tone is coded from 0."""
    flat = saved(Image.new("RGB", (48, 16)), "JPEG", quality=90, subsampling=0)
    scan = flat.index(b"\xff\xda")
    start = scan + 2 + struct.unpack_from(">H", flat, scan + 2)[0]
    blocks = []
    for i in range(12):
        # The standard tables: six bits of tone (1110), end of block (1010); twice no colour (00), end of block (00); ones to the byte.
        bits = f"1110{5 * i:06b}1010" + 2 * "0000" + "11"
        blocks.append(int(bits, 2).to_bytes(3, "big").replace(b"\xff", b"\xff\0"))
    data = b"".join(block + bytes([0xFF, 0xD0 + i % 8]) for i, block in enumerate(blocks[:-1])) + blocks[-1]
    return flat[:scan] + b"\xff\xdd" + struct.pack(">HH", 4, 1) + flat[scan:start] + data + b"\xff\xd9"


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, TRUE, PALETTE, GREY_ALPHA, TRUE_ALPHA = 0, 2, 3, 4, 6


def png(width, height, depth, color, rows, extra=b"", interlace=0):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    return SIGNATURE + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b"")


def lines(array):
    """Rows of bytes; 16-bit samples most significant byte first."""
    array = array.astype(">u2") if array.dtype == np.uint16 else array
    return [row.tobytes() for row in array]


def adam7(array):
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    return [row for top, left, down, right in passes for row in lines(array[top::down, left::right]) if array[top::down, left::right].size]


def packed(indices, depth):
    """Samples of less than 8 bits, from the high bits on, rows filled up to bytes."""
    bits = np.unpackbits(indices.astype(np.uint8)[..., None], axis=-1)[..., 8 - depth:].reshape(len(indices), -1)
    return [row.tobytes() for row in np.packbits(bits, axis=-1)]


def make_png():
    put("PNG RGB", "png-rgb.png", saved(IMAGE, "PNG"))
    put("PNG RGBA, hidden colour", "png-rgba.png", saved(RGBA, "PNG"))
    quantized = IMAGE.quantize(64)
    put("PNG palette", "png-palette.png", saved(quantized, "PNG"))
    put("PNG palette", "png-palette-4.png", saved(IMAGE.quantize(13), "PNG", bits=4))
    put("PNG palette, tRNS", "png-palette-trns.png", saved(quantized, "PNG", transparency=3))
    put("PNG palette, tRNS", "png-palette-trns-many.png", saved(quantized, "PNG", transparency=bytes(range(0, 256, 4))))
    put("PNG 1 bit", "png-1.png", saved(IMAGE.convert("1"), "PNG"))
    for depth in (2, 4):
        put("PNG grey", f"png-grey-{depth}.png", png(WIDTH, HEIGHT, depth, GREY, packed(RGB[..., 0] >> (8 - depth), depth)))
    put("PNG grey", "png-grey.png", saved(IMAGE.convert("L"), "PNG"))
    put("PNG grey, tRNS", "png-grey-trns.png", png(WIDTH, HEIGHT, 8, GREY, lines(RGB[..., 0]), chunk(b"tRNS", struct.pack(">H", int(RGB[5, 5, 0])))))
    put("PNG RGB, tRNS", "png-rgb-trns.png", png(WIDTH, HEIGHT, 8, TRUE, lines(RGB), chunk(b"tRNS", struct.pack(">HHH", *map(int, RGB[5, 5])))))
    put("PNG grey and alpha", "png-grey-alpha.png", saved(RGBA.convert("LA"), "PNG"))
    deep = np.random.default_rng(4).integers(0, 65536, (HEIGHT, WIDTH, 4), dtype=np.uint16)
    put("PNG 16 bits RGB", "png-rgb-16.png", png(WIDTH, HEIGHT, 16, TRUE, lines(deep[..., :3])))
    put("PNG 16 bits RGBA", "png-rgba-16.png", png(WIDTH, HEIGHT, 16, TRUE_ALPHA, lines(deep)))
    put("PNG 16 bits grey and alpha", "png-grey-alpha-16.png", png(WIDTH, HEIGHT, 16, GREY_ALPHA, lines(deep[..., :2])))
    dark = (deep[..., 0] % 700).astype(np.uint16)
    put("PNG 16 bits grey", "png-grey-16.png", png(WIDTH, HEIGHT, 16, GREY, lines(deep[..., 0])))
    put("PNG 16 bits grey", "png-grey-16-dark.png", png(WIDTH, HEIGHT, 16, GREY, lines(dark)))
    put("PNG 16 bits grey", "png-grey-16-interlaced.png", png(WIDTH, HEIGHT, 16, GREY, adam7(dark), interlace=1))
    put("PNG 16 bits grey", "png-grey-16-trns.png", png(WIDTH, HEIGHT, 16, GREY, lines(dark), chunk(b"sBIT", b"\x0c") + chunk(b"tRNS", struct.pack(">H", int(dark[5, 5])))))
    put("PNG interlaced", "png-interlaced.png", png(WIDTH, HEIGHT, 8, TRUE, adam7(RGB), interlace=1))
    put("PNG interlaced", "png-interlaced-rgba.png", png(WIDTH, HEIGHT, 8, TRUE_ALPHA, adam7(np.array(RGBA)), interlace=1))
    put("PNG interlaced", "png-interlaced-1x1.png", png(1, 1, 8, TRUE, adam7(RGB[:1, :1]), interlace=1))
    for name, extra in (("gama", chunk(b"gAMA", struct.pack(">I", 100000))),
                        ("srgb-chrm", chunk(b"gAMA", struct.pack(">I", 45455))
                         + chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 15000, 6000, 30000, 60000, 64000, 33000)) + chunk(b"sRGB", b"\0")),
                        ("chrm", chunk(b"gAMA", struct.pack(">I", 45455))
                         + chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 15000, 6000, 30000, 60000, 64000, 33000)))):
        put("PNG gAMA, cHRM, sRGB", f"png-{name}.png", png(WIDTH, HEIGHT, 8, TRUE, lines(RGB), extra))
    put("PNG iCCP", "png-icc.png", saved(IMAGE, "PNG", icc_profile=PROFILE))
    put("PNG iCCP", "png-icc-palette.png", saved(quantized, "PNG", icc_profile=PROFILE))
    exif = Image.Exif()
    exif[0x0112] = 6
    put("PNG EXIF orientation", "png-exif-6.png", saved(IMAGE, "PNG", exif=exif))
    put("PNG animated", "png-animated.png", saved(IMAGE, "PNG", save_all=True, append_images=[IMAGE.rotate(180)]))
    put("PNG animated", "png-animated-default.png", saved(IMAGE, "PNG", save_all=True, default_image=True, append_images=[IMAGE.rotate(180), IMAGE.rotate(90)]))


def make_webp():
    put("WebP lossless", "webp-lossless.webp", saved(IMAGE, "WEBP", lossless=True))
    for quality in (30, 80):
        put("WebP lossy", f"webp-lossy-{quality}.webp", saved(IMAGE, "WEBP", quality=quality))
    put("WebP lossy", "webp-1x1.webp", saved(Image.fromarray(picture(1, 1)), "WEBP", quality=80))
    put("WebP alpha", "webp-alpha.webp", saved(RGBA, "WEBP", lossless=True, exact=True))
    put("WebP alpha", "webp-alpha-lossy.webp", saved(RGBA, "WEBP", quality=80, exact=True))
    put("WebP ICC", "webp-icc.webp", saved(IMAGE, "WEBP", lossless=True, icc_profile=PROFILE))
    exif = Image.Exif()
    exif[0x0112] = 6
    put("WebP EXIF orientation", "webp-exif-6.webp", saved(IMAGE, "WEBP", lossless=True, exif=exif))
    put("WebP animated", "webp-animated.webp", saved(IMAGE, "WEBP", lossless=True, save_all=True, append_images=[IMAGE.rotate(180)]))
    animated = saved(RGBA, "WEBP", lossless=True, exact=True, save_all=True, append_images=[RGBA.rotate(180)])
    put("WebP animated", "webp-animated-alpha.webp", animated)
    grown = bytearray(animated)  # VP8X has the canvas's width and height less 1, 24 bits each.
    grown[24], grown[27] = WIDTH + 6, HEIGHT + 4
    put("WebP animated, first frame smaller", "webp-animated-partial.webp", bytes(grown))


def bmp(width, height, bits, rows, palette=b"", compression=0, header=b""):
    """A Windows BMP with a header of 40 bytes and more."""
    size = 40 + len(header)
    offset = 14 + size + len(palette)
    information = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, len(rows), 2835, 2835, len(palette) // 4, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + information + header + palette + rows


def padded(rows):
    return b"".join(row + bytes(-len(row) % 4) for row in rows)


def make_bmp():
    put("BMP 24 bits", "bmp-24.bmp", saved(IMAGE, "BMP"))
    put("BMP 24 bits", "bmp-24-top-down.bmp", bmp(WIDTH, -HEIGHT, 24, padded(lines(RGB[..., ::-1]))))
    put("BMP palette, grey", "bmp-8.bmp", saved(IMAGE.quantize(64), "BMP"))
    put("BMP palette, grey", "bmp-grey.bmp", saved(IMAGE.convert("L"), "BMP"))
    put("BMP palette, grey", "bmp-1.bmp", saved(IMAGE.convert("1"), "BMP"))
    quantized = IMAGE.quantize(16)
    indices = np.array(quantized)
    colors = np.zeros((16, 4), np.uint8)
    used = np.array(quantized.getpalette()[:48], np.uint8).reshape(-1, 3)
    colors[:len(used), :3] = used[:, ::-1]
    put("BMP palette, grey", "bmp-4.bmp", bmp(WIDTH, HEIGHT, 4, padded(packed(indices[::-1], 4)), colors.tobytes()))
    rows = b"".join(b"".join(bytes([1, value]) for value in row) + b"\0\0" for row in indices[::-1]) + b"\0\1"
    put("BMP RLE8", "bmp-rle8.bmp", bmp(WIDTH, HEIGHT, 8, rows, colors.tobytes(), compression=1))
    put("BMP 32 bits", "bmp-32.bmp", saved(RGBA, "BMP"))
    bgra = np.array(RGBA)[::-1, :, [2, 1, 0, 3]]
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    put("BMP 32 bits with masks", "bmp-32-masks.bmp", bmp(WIDTH, HEIGHT, 32, bgra.tobytes(), compression=3, header=masks + b"BGRs" + bytes(48)))
    put("BMP 32 bits with masks", "bmp-32-masks-without-alpha.bmp",
        bmp(WIDTH, HEIGHT, 32, bgra.tobytes(), compression=3, header=masks[:12] + bytes(4) + b"BGRs" + bytes(48)))
    wide = RGB[::-1].astype(np.uint16)
    put("BMP 16 bits", "bmp-16-555.bmp", bmp(WIDTH, HEIGHT, 16, padded(
        [row.astype("<u2").tobytes() for row in (wide[..., 0] >> 3 << 10) | (wide[..., 1] >> 3 << 5) | (wide[..., 2] >> 3)])))
    put("BMP 16 bits", "bmp-16-565.bmp", bmp(WIDTH, HEIGHT, 16, padded(
        [row.astype("<u2").tobytes() for row in (wide[..., 0] >> 3 << 11) | (wide[..., 1] >> 2 << 5) | (wide[..., 2] >> 3)]),
        compression=3, header=struct.pack("<IIII", 0xF800, 0x7E0, 0x1F, 0) + b"BGRs" + bytes(48)))


def make_gif():
    quantized = IMAGE.quantize(64)
    put("GIF", "gif-plain.gif", saved(quantized, "GIF", interlace=0))
    put("GIF", "gif-grey.gif", saved(IMAGE.convert("L"), "GIF", interlace=0))
    put("GIF interlaced", "gif-interlaced.gif", saved(quantized, "GIF", interlace=1))
    transparent = saved(quantized, "GIF", transparency=2, interlace=0)
    put("GIF transparent", "gif-transparent.gif", transparent)
    put("GIF transparent", "gif-transparent-interlaced.gif", saved(quantized, "GIF", transparency=5, interlace=1))
    put("GIF animated", "gif-animated.gif", saved(quantized, "GIF", save_all=True, append_images=[quantized.rotate(180)], loop=0))
    put("GIF animated", "gif-animated-transparent.gif",
        saved(quantized, "GIF", save_all=True, append_images=[quantized.rotate(180)], transparency=2, disposal=2))
    plain = saved(quantized, "GIF", interlace=0)
    for name, file in (("", plain), ("-transparent", transparent)):
        put("GIF, first frame smaller", f"gif-partial{name}.gif", file[:6] + struct.pack("<HH", WIDTH + 7, HEIGHT + 5) + file[10:])
        put("GIF, first frame larger", f"gif-overhanging{name}.gif", file[:6] + struct.pack("<HH", WIDTH - 7, HEIGHT - 5) + file[10:])


def make_ppm():
    header = f"{WIDTH} {HEIGHT}\n"
    put("PPM", "ppm.ppm", f"P6\n{header}255\n".encode() + RGB.tobytes())
    put("PPM", "ppm-comment.ppm", f"P6\n# by hand\n{header}255\n".encode() + RGB.tobytes())
    put("PPM 16 bits, PGM", "ppm-100.ppm", b"P6\n9 7\n100\n" + picture(9, 7).tobytes())
    deep = np.random.default_rng(6).integers(0, 700, (7, 9), dtype=np.uint16)
    deep[0, :4] = (0, 1, 255, 65535)
    for maximum, samples in ((1, deep % 2), (100, deep % 128), (255, deep % 256), (300, deep), (40000, deep), (65535, deep)):
        put("PPM 16 bits, PGM", f"pgm-{maximum}.pgm", f"P5\n9 7\n{maximum}\n".encode() + samples.astype("u1" if maximum < 256 else ">u2").tobytes())
        put("PPM, PGM, plain", f"pgm-plain-{maximum}.pgm",
            f"P2 # by hand\n9 7\n{maximum}\n".encode() + " ".join(map(str, np.minimum(samples, maximum).ravel())).encode())
    put("PPM, PGM, plain", "ppm-plain.ppm", b"P3\n9 7 255\n# by hand\n" + "\n".join(map(str, picture(9, 7).ravel())).encode() + b"\n")
    put("PPM, PGM, plain", "ppm-plain-1000.ppm", b"P3\n9 7 1000\n" + "\n".join(map(str, picture(9, 7).ravel())).encode() + b"\n")
    put("PPM 16 bits, PGM", "ppm-16.ppm", b"P6\n9 7\n65535\n" + (picture(9, 7).astype(">u2") * 257).tobytes())
    for width in (8, 9):
        bits = (picture(width, 7)[..., 0] & 1).astype(np.uint8)
        put("PBM", f"pbm-{width}.pbm", f"P4\n{width} 7\n".encode() + np.packbits(bits, axis=1).tobytes())
    put("PBM", "pbm-plain.pbm", b"P1\n# by hand\n9 7\n" + b"\n".join(b" ".join(b"%d" % bit for bit in row) for row in bits) + b"\n")
    put("PBM", "pbm-plain-dense.pgm", b"P1 9 7\n" + b"\n".join(b"".join(b"%d" % bit for bit in row) for row in bits) + b"\n")
    put("PPM 16 bits, PGM", "pgm.pgm", f"P5\n{header}255\n".encode() + RGB[..., 0].tobytes())


def make_bad():
    for name, kind in (("jpeg-420-90.jpg", "JPEG"), ("jpeg-progressive-0.jpg", "JPEG"), ("png-rgb.png", "PNG"), ("png-interlaced.png", "PNG"),
                       ("webp-lossless.webp", "WebP"), ("webp-lossy-80.webp", "WebP"), ("webp-animated.webp", "WebP"), ("gif-plain.gif", "GIF"), ("bmp-24.bmp", "BMP"), ("ppm.ppm", "PPM")):
        whole = read(name)
        put(f"{kind} cut in half", f"bad-half-{name}", whole[:len(whole) // 2])
        put(f"{kind} cut by 12 bytes", f"bad-cut-{name}", whole[:-12])
    file = bytearray(read("png-rgb.png"))
    file[len(file) // 2] ^= 0xFF
    put("PNG wrong checksum", "bad-checksum.png", bytes(file))
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, TRUE, 0, 0, 0)
    put("PNG of 60,000 x 60,000", "bad-huge.png", SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))
    put("no image", "bad-empty.png", b"")
    put("no image", "bad-text.jpg", b"Hello, world\n")
    put("no image", "bad-signature-only.gif", b"GIF89a")
    whole = read("jpeg-420-90.jpg")
    for at in (len(whole) // 2, 3 * len(whole) // 4):
        file = bytearray(whole)
        file[at] ^= 0x55
        put("JPEG with a byte flipped", f"bad-flip-{at}.jpg", bytes(file))
    put("JPEG with bytes after its end", "jpeg-trailing.jpg", whole + b"more")
    put("PNG with bytes after its end", "png-trailing.png", read("png-rgb.png") + b"more")


def read(name):
    with open(os.path.join(FOLDER, name), "rb") as file:
        return file.read()


def pixels(path):
    try:
        with Image.open(path) as image:
            rgb = image.convert("RGB")
    except Exception as error:  # whatever PIL raises is its refusal
        return {"refused": str(error).replace(path, os.path.basename(path))}
    return {"width": rgb.width, "height": rgb.height, "sha256": hashlib.sha256(rgb.tobytes()).hexdigest()}


def faces():
    root = os.path.join(os.environ.get("DEEPDEFENSE_DATA", os.path.join(HERE, "..", "..", "..", "shared", "data")), "faces")
    names = sorted(os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names if name.endswith(".jpg"))
    return {name: pixels(os.path.join(root, name)) for name in sorted(random.Random(1).sample(names, 300))}


warnings.simplefilter("ignore")
os.makedirs(FOLDER, exist_ok=True)
for make in (make_jpeg, make_png, make_webp, make_bmp, make_gif, make_ppm, make_bad):
    make()
files = {name: {"kind": kind, **pixels(os.path.join(FOLDER, name))} for name, kind in KINDS.items()}
with open(os.path.join(HERE, "images.json"), "w") as output:
    sections = {"files": files, "faces": faces()}
    output.write("{\n" + ",\n".join(f'  "{key}": {{\n' + ",\n".join(f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items()) + "\n  }"
                                    for key, rows in sections.items()) + "\n}\n")
