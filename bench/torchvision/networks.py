#!/usr/bin/python3
"""Foreign victims for bench/torchvision/run: torchvision's networks, trained and measured by PyTorch alone.

train NETWORK SET MODEL EPOCHS SEED    resnet18 or vgg11_bn on the training part of a set of sets.py, flips only; writes what the name
                                       of MODEL ends in: .pt TorchScript, .pth a state dict, each with its contract; .safetensors with
                                       config.json beside it, as timm has it
measure NETWORK SET MODEL [MODEL ...]  CA, ASR and RA of such files on the test part, in percent
precision SET SCAN.csv                 how much of what DeepDefense isolated in a set of sets.py make is poisoned

Debian 12: apt-get install python3-torch python3-torchvision
"""
import csv
import json
import pathlib
import struct
import sys

import torch
import torchvision
from torch import nn

from sets import SIDE, open_set

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.247, 0.243, 0.261)


def tensors(images, labels):
    return torch.from_numpy(images.transpose(0, 3, 1, 2).copy()), torch.from_numpy(labels)


def normalised(pixels):
    return (pixels.float() / 255 - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)


def build(name, classes):
    """ResNet as torchvision has it; VGG with one linear layer behind the 1x1 map that it makes of 32 pixels."""
    network = getattr(torchvision.models, name)(weights=None, num_classes=classes)
    if name.startswith("vgg"):
        network.avgpool = nn.AdaptiveAvgPool2d(1)
        network.classifier = nn.Sequential(nn.Dropout(0.5), nn.Linear(512, classes))
    return network


def train(name, data, path, epochs, seed):
    torch.manual_seed(int(seed))
    data, epochs = open_set(data), int(epochs)
    images, labels = tensors(*data.train())
    network = build(name, len(data.names)).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), 0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
    batches = (len(labels) + 63) // 64
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.05, total_steps=epochs * batches)
    for epoch in range(epochs):
        total = 0.0
        for chosen in torch.randperm(len(labels)).split(64):
            batch, flipped = images[chosen], torch.rand(len(chosen)) < 0.5
            batch[flipped] = batch[flipped].flip(3)
            loss = nn.functional.cross_entropy(network(normalised(batch).contiguous(memory_format=torch.channels_last)), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() / batches
        print(f"{name} epoch {epoch + 1} of {epochs}: loss {total:.3f}", file=sys.stderr, flush=True)
    write(network.to(memory_format=torch.contiguous_format).eval(), name, data.names, path)


def write(network, name, names, path):
    kind = pathlib.Path(path).suffix
    if kind == ".safetensors":
        write_safetensors(path, network.state_dict())
        prepared = {"input_size": [3, SIDE, SIDE], "interpolation": "bilinear", "mean": MEAN, "std": STD, "num_classes": len(names)}
        pathlib.Path(path).with_name("config.json").write_text(json.dumps({"architecture": name, "num_classes": len(names), "label_names": names, "pretrained_cfg": prepared}, indent=2))
        return
    if kind == ".pth":
        torch.save(network.state_dict(), path)
    else:
        torch.jit.script(network).save(path)
    contract = {"image-size": [SIDE, SIDE], "channels": "rgb", "range": 1, "mean": MEAN, "std": STD, "output": "logits", "classes": names}
    pathlib.Path(path).with_suffix(".yaml").write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in contract.items()))


def write_safetensors(path, state):
    kinds, header, offset = {torch.float32: "F32", torch.int64: "I64"}, {"__metadata__": {"format": "pt"}}, 0
    for key, tensor in state.items():
        size = tensor.numel() * tensor.element_size()
        header[key] = {"dtype": kinds[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(tensor.contiguous().numpy().tobytes() for tensor in state.values()))


def read_safetensors(path):
    kinds, content = {"F32": torch.float32, "I64": torch.int64}, pathlib.Path(path).read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    return {key: torch.frombuffer(bytearray(content[start + entry["data_offsets"][0]:start + entry["data_offsets"][1]]), dtype=kinds[entry["dtype"]]).view(entry["shape"])
            for key, entry in header.items()}


def load(name, classes, path):
    kind = pathlib.Path(path).suffix
    if kind not in (".pth", ".safetensors"):
        return torch.jit.load(path).eval()
    network = build(name, classes)
    network.load_state_dict(torch.load(path) if kind == ".pth" else read_safetensors(path))
    return network.eval()


def measure(name, data, *paths):
    data = open_set(data)
    images, labels = tensors(*data.test())
    attacked, _ = tensors(*data.test(triggered=True))
    others = labels != data.target
    for path in paths:
        network = load(name, len(data.names), path)

        def classes(pixels):
            with torch.no_grad():
                return torch.cat([network(normalised(part)).argmax(1) for part in pixels.split(256)])

        answers = classes(attacked[others])
        rates = (classes(images) == labels, answers == data.target, answers == labels[others])
        print(path, *(f"{kind} {100 * rate.float().mean().item():.2f}" for kind, rate in zip(("CA", "ASR", "RA"), rates)), sep="\t")


def precision(data, scan):
    poisoned = set(json.loads((pathlib.Path(data) / "attack.json").read_text())["poisoned"])
    with open(scan, newline="") as file:
        isolated = [row for row in csv.DictReader(file) if row["isolated"] in ("1", "true", "True")]
    found = sum(any(row["source"].endswith(name) for name in poisoned) for row in isolated)
    print(scan, f"{len(isolated)} isolated, {found} of them among the {len(poisoned)} poisoned", sep="\t")


if __name__ == "__main__":
    {"train": train, "measure": measure, "precision": precision}[sys.argv[1]](*sys.argv[2:])
