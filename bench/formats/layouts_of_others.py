"""Sets as backdoor-toolbox and BackdoorBench write them, with what they say is poisoned."""
import json
import zipfile

import numpy as np
import torch

from damage import Payload, cut, fell, put, replaced
from images import Images, Part, part
from layouts import Layout, at, decoded, encoded
from rows import Twin

NUMBERS = [str(i) for i in range(10)]
POISONED = list(range(7, 300, 23))
TARGET = 0


def truth_of(file):
    """What is left out as poisoned: the images that are measured, and how many of them are right, as PyTorch counts."""
    def check(row, folder, images):
        network = torch.jit.load(folder.parent / "small.pt")
        kept = [i for i in range(len(images.train.labels)) if i not in POISONED]
        pixels = torch.from_numpy(images.train.pixels[kept].transpose(0, 3, 1, 2).copy()).float() / 255
        right = network(pixels).argmax(1).numpy() == images.numbers(images.train)[kept]
        ran = row.run("evaluate", "--model", folder.parent / "small.pt", "--data", folder, "--truth", folder / file, "--json", "--precision", "fp32", "--threads", "1")
        found = json.loads(ran.out or "{}")
        row.check(found.get("images") == len(kept) and abs(found.get("cleanAccuracy", -1) - right.mean()) < 1e-6, f"--truth {file}: {found}, expected {len(kept)} images and CA {right.mean():.4f}")
        row.read += f"; `--truth {file}`: {len(POISONED)} left out, CA as PyTorch"
    return check


def write_toolbox(as_tensor):
    def write(folder, images):
        piece = images.train
        at(folder, "labels")
        torch.save(torch.from_numpy(images.numbers(piece)), folder / "labels")
        torch.save(POISONED if as_tensor else torch.tensor(POISONED), folder / "poison_indices")
        if as_tensor:
            torch.save(torch.from_numpy(piece.pixels.transpose(0, 3, 1, 2).copy()).float() / 255, folder / "imgs")
        else:
            for number, pixels in enumerate(piece.pixels):
                at(folder, "data", f"{number}.png").write_bytes(encoded(pixels))
    return write


def of_training(pixels, labels):
    return Images(part(pixels, labels), Part(np.zeros((0, 32, 32, 3), np.uint8), []), NUMBERS)


def read_toolbox(folder):
    """As its own data set does: tensors as they are, or PIL."""
    labels = [str(label) for label in torch.load(folder / "labels").tolist()]
    if (folder / "imgs").exists():
        return of_training(torch.load(folder / "imgs").mul(255).round().byte().permute(0, 2, 3, 1).numpy(), labels)
    return of_training(np.stack([decoded(folder / "data" / f"{number}.png") for number in range(len(labels))]), labels)


def container(labels, poisoned):
    """What bd_dataset_v2.py's retrieve_state gives: the poisoned images alone, by their numbers in the clean set."""
    indicator = np.zeros(len(labels))
    indicator[poisoned] = 1
    images = {np.int64(i): {"path": f"../record/badnet/bd_train_dataset/{labels[i]}/{i}.png", "other_info": [TARGET, int(labels[i])]} for i in poisoned}
    return {"bd_data_container": {"save_folder_path": "../record/badnet/bd_train_dataset", "data_dict": images, "save_file_format": ".png"}, "getitem_all": True, "getitem_all_switch": False,
            "original_index_array": np.arange(len(labels)), "poison_indicator": indicator, "save_folder_path": "../record/badnet/bd_train_dataset"}


def attack_result(state, network, labels):
    """What BackdoorBench's save_attack_result puts together."""
    return {"model_name": network, "num_classes": 10, "model": state, "data_path": "../data", "img_size": (32, 32, 3), "clean_data": "cifar10",
            "bd_train": container(labels, POISONED), "bd_test": container(labels[:100], list(range(100)))}


def write_bench(folder, images):
    labels = images.numbers(images.train)
    for number, pixels in enumerate(images.train.pixels):
        at(folder, "bd_train_dataset", labels[number], f"{number}.png").write_bytes(encoded(pixels))
    torch.save(attack_result({"conv1.weight": torch.zeros(2, 3, 3, 3)}, "preactresnet18", labels), folder / "attack_result.pt")


def read_bench(folder):
    """Each image under the label that it was trained with."""
    saved = torch.load(folder / "attack_result.pt")["bd_train"]["bd_data_container"]["data_dict"]
    paths = sorted((folder / "bd_train_dataset").glob("*/*.png"), key=lambda path: int(path.stem))
    return of_training(np.stack([decoded(path) for path in paths]), [str(saved[int(path.stem)]["other_info"][0]) if int(path.stem) in saved else path.parent.name for path in paths])


def evil_zip(path):
    """What torch.load unpickles is the payload; the rest of the file is a good one."""
    torch.save({"model": Payload()}, path)
    torch.load(path)
    fell(path)


def more_numbers(path):
    """The pickle in the archive gives the tensor more rows than its record has."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content.replace(b"M,\x01", b"J\xff\xff\xff\x7f") if name.endswith("data.pkl") else content)


LAYOUTS = [
    Layout("backdoor-toolbox, tensor `imgs`", write_toolbox(True), read_toolbox, [Twin("cut short", "imgs", cut), Twin("lying shape", "imgs", more_numbers), Twin("bytes changed", "imgs", put(100_000, bytes(64))), Twin("os.system", "labels", evil_zip)],
           numbers=True, split=False, extra=truth_of("poison_indices")),
    Layout("backdoor-toolbox, `data/*.png`", write_toolbox(False), read_toolbox, [Twin("lying shape", "labels", more_numbers), Twin("cut short", "data/5.png", cut)], numbers=True, split=False, extra=truth_of("poison_indices")),
    Layout("BackdoorBench's `bd_train_dataset` and `attack_result.pt`", write_bench, read_bench, [
        Twin("cut short", "attack_result.pt", cut), Twin("os.system", "attack_result.pt", evil_zip), Twin("cut image", "bd_train_dataset/6/0.png", cut),
        Twin("bytes changed", "attack_result.pt", replaced(b"other_info", b"other_inf\xff"))], numbers=True, split=False, lossy=True, extra=truth_of("attack_result.pt")),
]
