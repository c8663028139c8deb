"""Many images in one file: CIFAR's, NumPy's and MNIST's."""
import gzip
import pickle
import struct

import numpy as np

from damage import Payload, cut, evil_pickle, fell, inflated, put, replaced
from images import Images, Part, part
from layouts import Layout, at
from rows import Twin

RECORD = 3073


def planar(pixels):
    return pixels.transpose(0, 3, 1, 2)


def interleaved(planes):
    return planes.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


def write_cifar10(folder, images):
    for file, piece in (("data_batch_1.bin", images.train), ("test_batch.bin", images.test)):
        records = np.concatenate([images.numbers(piece).astype(np.uint8)[:, None], planar(piece.pixels).reshape(len(piece.labels), -1)], 1)
        records.tofile(at(folder, file))
    at(folder, "batches.meta.txt").write_text("\n".join(images.names) + "\n")


def read_cifar10(folder):
    names = (folder / "batches.meta.txt").read_text().split()

    def read(pattern):
        records = np.concatenate([np.fromfile(path, np.uint8).reshape(-1, RECORD) for path in sorted(folder.glob(pattern))])
        return part(interleaved(records[:, 1:]), [names[label] for label in records[:, 0]])

    return Images(read("data_batch_*.bin"), read("test_batch.bin"), names)


def write_cifar100(folder, images):
    for file, piece in (("train.bin", images.train), ("test.bin", images.test)):
        labels = images.numbers(piece).astype(np.uint8)[:, None]
        np.concatenate([255 - labels, labels, planar(piece.pixels).reshape(len(piece.labels), -1)], 1).tofile(at(folder, file))
    at(folder, "fine_label_names.txt").write_text("\n".join(images.names) + "\n")


def read_cifar100(folder):
    names = (folder / "fine_label_names.txt").read_text().split()

    def read(file):
        records = np.fromfile(folder / file, np.uint8).reshape(-1, RECORD + 1)
        return part(interleaved(records[:, 2:]), [names[label] for label in records[:, 1]])

    return Images(read("train.bin"), read("test.bin"), names)


def write_pickles(folder, images):
    for file, piece in (("data_batch_1", images.train), ("test_batch", images.test)):
        content = {"batch_label": file, "labels": images.numbers(piece).tolist(), "data": planar(piece.pixels).reshape(len(piece.labels), -1), "filenames": [f"{i}.png" for i in range(len(piece.labels))]}
        at(folder, file).write_bytes(pickle.dumps(content, protocol=2))
    at(folder, "batches.meta").write_bytes(pickle.dumps({"label_names": images.names}, protocol=2))


def read_pickles(folder):
    names = pickle.loads((folder / "batches.meta").read_bytes())["label_names"]

    def read(file):
        content = pickle.loads((folder / file).read_bytes())
        return part(interleaved(content["data"]), [names[label] for label in content["labels"]])

    return Images(read("data_batch_1"), read("test_batch"), names)


def write_npy(folder, images):
    for name, piece in images.parts():
        np.save(at(folder, f"{name}_images.npy"), piece.pixels)
        np.save(at(folder, f"{name}_labels.npy"), images.numbers(piece))
    (folder / "class_names.txt").write_text("\n".join(images.names) + "\n")


def read_npy(folder):
    names = (folder / "class_names.txt").read_text().split()

    def read(name):
        return part(np.load(folder / f"{name}_images.npy"), [names[label] for label in np.load(folder / f"{name}_labels.npy")])

    train = read("train")
    return Images(train, read("test") if (folder / "test_images.npy").exists() else Part(train.pixels[:0], []), names)


def write_npz(save, change=lambda pixels: pixels):
    def write(folder, images):
        arrays = {f"{letter}_{name}": change(piece.pixels) if letter == "x" else images.numbers(piece) for name, piece in images.parts() for letter in "xy"}
        save(at(folder, "set.npz"), **arrays)
    return write


def read_npz(change=lambda pixels: pixels):
    def read(folder):
        with np.load(folder / "set.npz") as arrays:
            return Images(*(part(change(arrays[f"x_{name}"]), map(str, arrays[f"y_{name}"])) for name in ("train", "test")), [str(i) for i in range(10)])
    return read


def objects(path):
    """Pickled values: numpy.load(allow_pickle=True) runs what is in them."""
    np.save(path, np.array([Payload()], object), allow_pickle=True)
    np.load(path, allow_pickle=True)
    fell(path)


def bomb(path):
    np.savez_compressed(path, x_train=np.zeros((60_000_000, 1, 1), np.uint8), y_train=np.zeros(60_000_000, np.uint8))


def write_idx(folder, images):
    for name, piece in (("train", images.train), ("t10k", images.test)):
        grey = piece.pixels[..., 1]
        with gzip.open(at(folder, f"{name}-images-idx3-ubyte.gz"), "wb") as file:
            file.write(struct.pack(">4I", 0x803, *grey.shape) + grey.tobytes())
        at(folder, f"{name}-labels-idx1-ubyte").write_bytes(struct.pack(">2I", 0x801, len(piece.labels)) + images.numbers(piece).astype(np.uint8).tobytes())


def read_idx(folder):
    def read(name):
        content = gzip.decompress((folder / f"{name}-images-idx3-ubyte.gz").read_bytes())
        labels = (folder / f"{name}-labels-idx1-ubyte").read_bytes()[8:]
        return part(np.frombuffer(content, np.uint8, offset=16).reshape(struct.unpack(">3I", content[4:16])), map(str, labels))

    return Images(read("train"), read("t10k"), [str(i) for i in range(10)])


NPY = Layout("NumPy arrays: pairs of .npy", write_npy, read_npy, [
    Twin("cut short", "train_images.npy", cut), Twin("lying shape", "train_images.npy", replaced(b"(300, 32, 32, 3), }    ", b"(9999999, 32, 32, 3), }")),
    Twin("pickled objects", "train_labels.npy", objects)], "npy")

LAYOUTS = [
    Layout("CIFAR-10 binary", write_cifar10, read_cifar10, [Twin("cut short", "data_batch_1.bin", cut), Twin("class that is none", "data_batch_1.bin", put(5 * RECORD, b"\xc8"))], "cifar10"),
    Layout("CIFAR-100 binary", write_cifar100, read_cifar100, [Twin("cut short", "train.bin", cut), Twin("class that is none", "train.bin", put(5 * (RECORD + 1) + 1, b"\xc8"))]),
    Layout("CIFAR-10 in Python (pickles)", write_pickles, read_pickles, [
        Twin("cut short", "data_batch_1", cut), Twin("lying shape", "data_batch_1", replaced(b"M,\x01M\x00\x0c\x86", b"J\xff\xff\xff\x7fM\x00\x0c\x86")), Twin("os.system", "data_batch_1", evil_pickle)]),
    NPY,
    Layout(".npz, stored", write_npz(np.savez), read_npz(), [Twin("cut short", "set.npz", cut), Twin("bytes changed", "set.npz", put(100_000, bytes(range(64))))], given="set.npz", numbers=True),
    Layout(".npz, packed, planar", write_npz(np.savez_compressed, lambda pixels: np.ascontiguousarray(planar(pixels))), read_npz(interleaved), [Twin("cut short", "set.npz", cut), Twin("bomb of 120 MB", "set.npz", bomb)], given="set.npz", numbers=True),
    Layout("MNIST (IDX), plain and .gz, grey", write_idx, read_idx, [
        Twin("cut short", "train-images-idx3-ubyte.gz", cut), Twin("lying count", "train-labels-idx1-ubyte", put(4, b"\x7f\xff\xff\xff")), Twin("bomb of 300 MB", "train-images-idx3-ubyte.gz", inflated)],
        numbers=True, lossy=True, says="grey"),
]
