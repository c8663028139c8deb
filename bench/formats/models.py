"""Rows of models: answers beside PyTorch's, and what a purified model is in Python."""
import copy
import json

import numpy as np
import torch
from PIL import Image

import damage
from containers import ROWS, read_safetensors
from fitted import FITTED_ON, answers, fitted
from images import Images, Part
from layouts_of_records import write_npy
from program import deepdefense
from rows import Row, Twin, shortened

FLAGS = ("--precision", "fp32", "--threads", "1")
CLOSE = 1e-4  # of probabilities and logits
SMALL = 1 << 20  # bytes of a model that is written as TorchScript too
OWN = "DeepDefense's own `.safetensors`, preactresnet18"


def answered(images, numbers):
    """The test images under the classes that Python's network gives them: who is right on all of them answers alike on each. To prune by, the images that it is right on."""
    return Images(Part(images.train.pixels[:FITTED_ON], images.train.labels[:FITTED_ON]), Part(images.test.pixels, [images.names[number] for number in numbers]), images.names)


def check_answers(row, place, path, logits, images, what):
    """Each answer of evaluate, and the probabilities that inspect has of one image."""
    write_npy(place, answered(images, logits.argmax(1).tolist()))
    ran = row.run("evaluate", "--model", path, "--data", place, "--json", *FLAGS)
    right = json.loads(ran.out or "{}").get("cleanAccuracy", -1)
    row.check(right == 1, f"{what}: {right:.2%} of the answers are those of Python")
    return f"{int(round(max(right, 0) * len(logits)))} of {len(logits)} answers equal"


def check_image(row, place, path, logits, images):
    picture = place / "one.png"
    Image.fromarray(images.test.pixels[0]).save(picture)
    ran = row.run("inspect", path, "--image", picture, "--json", *FLAGS)
    found = dict(classes_of(json.loads(ran.out or "{}")))
    probabilities = torch.softmax(logits[0], 0).tolist()
    expected = dict(zip([*images.names, *map(str, range(len(images.names)))], probabilities * 2))  # BackdoorBench's file has no names
    apart = max((abs(value - expected[name]) for name, value in found.items()), default=1)
    row.check(apart < CLOSE, f"inspect: probabilities {apart:.1e} apart")
    return f"probabilities of one to {apart:.0e}"


def classes_of(inspection):
    return [(pair["key"], pair["value"]) for pair in inspection.get("answer", {}).get("classes", [])]


def check_written(row, container, path, folder, network, images, place):
    """Fine-pruning without training writes it back; Python loads it by its own line, names and kinds as they were."""
    written = folder.with_name("written") / path.name
    written.parent.mkdir()
    also = ("--also", "torchscript") if path.stat().st_size < SMALL else ()
    ran = row.run("defend", "fine-prune", "--preset", "paper", "--model", path, "--clean", place, "--out", written, *also, *FLAGS)
    if ran.code != 0:
        return "failed"
    before, after = container.contents(path), container.contents(written)
    tensors = [key for key, value in before.items() if isinstance(value, torch.Tensor)]
    row.check(list(before) == list(after), "names or their order changed")
    row.check(all(before[key].dtype == after[key].dtype and before[key].shape == after[key].shape for key in tensors), "kinds of numbers or shapes changed")
    row.check(all(np.array_equal(before[key], after[key]) for key in before if key not in tensors), "what stands beside the weights changed")
    changed = sum(not torch.equal(before[key], after[key]) for key in tensors)
    row.check(changed > 0, "nothing changed")
    logits = answers(container.load(written, network), images.test.pixels)
    told = check_answers(row, place.with_name("answers-written"), written, logits, images, "written")
    if also:
        exported = of_pixels(written.with_suffix(".torchscript.pt"), images)
        told += f"; `--also torchscript` to {float((exported - logits).abs().max()):.0e}"
        row.check(torch.allclose(exported, logits, atol=CLOSE), "--also torchscript answers otherwise")
    return f"loads strictly, {len(tensors)} tensors of the same names and kinds, {changed} changed; {told}"


def of_pixels(path, images):
    """Logits of a network that DeepDefense wrote as TorchScript: it takes pixels in [0, 255]."""
    with torch.no_grad():
        return torch.jit.load(str(path))(torch.from_numpy(images.test.pixels.transpose(0, 3, 1, 2).copy()))


def of_own(work, images):
    """What train writes, and export of it."""
    row, folder, place = Row(OWN), work / "model", work / "answers"
    folder.mkdir()
    path, exported = folder / "own.safetensors", folder / "own.pt"
    write_npy(work / "set", images)
    row.run("train", "--data", work / "set", "--out", path, "--epochs", 1, "--width", 8, *FLAGS)
    row.run("export", "--model", path, "--out", exported)
    tensors, program = read_safetensors(path), torch.jit.load(str(exported)).state_dict()
    row.written = f"{len(tensors)} tensors read; `export`: {len(program)} in `torch.jit.load`, equal"
    row.check(all(torch.equal(tensors[name].float(), value.float()) for name, value in program.items() if name in tensors) and set(program) & set(tensors), "the exported tensors are others")
    row.read = check_answers(row, place, path, of_pixels(exported, images), images, "in")
    for twin in (Twin("cut short", path.name, damage.cut), Twin("lying length", path.name, damage.put(0, b"\xff" * 7 + b"\x3f"))):
        row.refuse(twin, folder, damage.MARKER, lambda copy: ("inspect", copy / path.name, "--json", *FLAGS))
    return row


def of_network(container, name, network, work, images):
    row, folder = Row(title(container, name)), work / "model"
    folder.mkdir()
    path, place = folder / container.file, work / "answers"
    container.write(path, network, name, images)
    logits = answers(network, images.test.pixels)
    row.read = f"{check_answers(row, place, path, logits, images, 'in')}, {check_image(row, place, path, logits, images)}"
    if container.load:
        row.written = check_written(row, container, path, folder, copy.deepcopy(network), images, place)
    else:
        ran = deepdefense("defend", "fine-prune", "--model", path, "--clean", place, "--out", work / "written.onnx", *FLAGS)
        row.written = f"not written: {ran.code}, {shortened(ran.message.replace(f'{folder}/', ''))}"
        row.check(ran.code == 2, "weights of a graph were changed")
    for twin in container.twins:
        row.refuse(twin, folder, damage.MARKER, lambda twin: ("inspect", twin / container.file, "--json", *FLAGS))
    return row


def title(container, name):
    return f"{container.name}, {name}"


def checks(images):
    networks = {}

    def network(name):
        if name not in networks:
            networks[name] = fitted(name, images)
        return networks[name]

    return [(OWN, lambda work: of_own(work, images)), *((title(container, name), lambda work, container=container, name=name: of_network(container, name, network(name), work, images)) for container, name in ROWS)]
