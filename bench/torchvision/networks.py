#!/usr/bin/python3
"""Foreign victims for bench/torchvision/run: torchvision's networks, trained and measured by PyTorch alone.

train NETWORK SET MODEL EPOCHS SEED    resnet18 or vgg11_bn on the training part of SET (CIFAR-10's binary layout, with the
                                       poison.json of deepdefense poison), flips only; writes TorchScript and its contract
measure SET MODEL [MODEL ...]          CA, ASR and RA of TorchScript files on the test part, in percent

Debian 12: apt-get install python3-torch python3-torchvision
"""
import json
import pathlib
import sys

import numpy as np
import torch
import torchvision
from torch import nn

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.247, 0.243, 0.261)


def read(folder, pattern):
    records = np.concatenate([np.fromfile(path, np.uint8).reshape(-1, 3073) for path in sorted(folder.glob(pattern))])
    return torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy()), torch.from_numpy(records[:, 0].astype(np.int64))


def normalised(pixels):
    return (pixels.float() / 255 - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)


def build(name, classes):
    """At 32 pixels: ResNet with a 3x3 stem and no max-pool, VGG with one linear layer behind its last 1x1 map."""
    network = getattr(torchvision.models, name)(weights=None, num_classes=classes)
    if name == "resnet18":
        network.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        network.maxpool = nn.Identity()
    else:
        network.avgpool = nn.AdaptiveAvgPool2d(1)
        network.classifier = nn.Sequential(nn.Dropout(0.5), nn.Linear(512, classes))
    return network


def train(name, data, path, epochs, seed):
    torch.manual_seed(int(seed))
    data, epochs = pathlib.Path(data), int(epochs)
    images, labels = read(data, "data_batch_*.bin")
    names = (data / "batches.meta.txt").read_text().split("\n")[: int(labels.max()) + 1]
    network = build(name, len(names)).to(memory_format=torch.channels_last)
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
    torch.jit.script(network.to(memory_format=torch.contiguous_format).eval()).save(path)
    contract = {"image-size": [32, 32], "channels": "rgb", "range": 1, "mean": MEAN, "std": STD, "output": "logits", "classes": names}
    pathlib.Path(path).with_suffix(".yaml").write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in contract.items()))


def triggered(pixels, trigger):
    assert trigger["attack"] == "badnets" and trigger["shape"] == "square" and trigger["position"] == "lower-right", trigger
    side = trigger["side"] or 3  # 1 % of 32 x 32
    stamped = pixels.clone()
    stamped[:, :, -side:, -side:] = torch.tensor([trigger["color"][c] for c in ("red", "green", "blue")], dtype=torch.uint8).view(1, 3, 1, 1)
    return stamped


def measure(data, *paths):
    data = pathlib.Path(data)
    manifest = json.loads((data / "poison.json").read_text())
    images, labels = read(data, "test_batch.bin")
    target = manifest["poisoning"]["target"]
    others = labels != target
    for path in paths:
        network = torch.jit.load(path).eval()

        def classes(pixels):
            with torch.no_grad():
                return torch.cat([network(normalised(part)).argmax(1) for part in pixels.split(256)])

        attacked = classes(triggered(images[others], manifest["trigger"]))
        rates = (classes(images) == labels, attacked == target, attacked == labels[others])
        print(path, *(f"{name} {100 * rate.float().mean().item():.2f}" for name, rate in zip(("CA", "ASR", "RA"), rates)), sep="\t")


if __name__ == "__main__":
    {"train": train, "measure": measure}[sys.argv[1]](*sys.argv[2:])
