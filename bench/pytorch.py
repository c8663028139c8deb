"""The workloads of DeepDefense.Bench in plain PyTorch. Prints: form, workload, images, median seconds.

Usage: python3 bench/pytorch.py THREADS SECONDS   (Debian: python3-torch, 1.13)
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1, self.bn2 = nn.BatchNorm2d(inputs), nn.BatchNorm2d(outputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        changes = stride != 1 or inputs != outputs
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if changes else None

    def forward(self, x):
        active = F.relu(self.bn1(x))
        shortcut = self.shortcut(active) if self.shortcut is not None else x
        return self.conv2(F.relu(self.bn2(self.conv1(active)))) + shortcut


class PreActResNet18(nn.Module):
    def __init__(self, width):
        super().__init__()
        w = width
        self.conv = nn.Conv2d(3, w, 3, 1, 1, bias=False)
        self.stages = nn.Sequential(Block(w, w, 1), Block(w, w, 1), Block(w, 2 * w, 2), Block(2 * w, 2 * w, 1),
                                    Block(2 * w, 4 * w, 2), Block(4 * w, 4 * w, 1), Block(4 * w, 8 * w, 2), Block(8 * w, 8 * w, 1))
        self.linear = nn.Linear(8 * w, 10)

    def forward(self, x):
        return self.linear(F.adaptive_avg_pool2d(self.stages(self.conv(x)), 1).flatten(1))


class WiserNet(nn.Module):
    """High resolution, width 72, layers one after the other."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 90, 5, 1, 2, groups=3, bias=False)
        self.conv2, self.bn2 = nn.Conv2d(90, 72, 5, 1, 2, bias=False), nn.BatchNorm2d(72)
        self.conv4, self.bn4 = nn.Conv2d(72, 288, 3, 1, 1, bias=False), nn.BatchNorm2d(288)
        self.conv6, self.bn6 = nn.Conv2d(288, 1152, 3, 1, 1, bias=False), nn.BatchNorm2d(1152)
        self.full = nn.Sequential(nn.Linear(1152, 800), nn.ReLU(), nn.Linear(800, 400), nn.ReLU(),
                                  nn.Linear(400, 200), nn.ReLU(), nn.Linear(200, 2))

    def forward(self, x):
        x = torch.tanh(self.bn2(self.conv2(self.conv1(x)).abs()))
        x = F.relu(self.bn4(self.conv4(F.avg_pool2d(x, 5, 2, 1, ceil_mode=True))))
        x = F.relu(self.bn6(self.conv6(F.avg_pool2d(x, 3, 2, 1))))
        return self.full(F.adaptive_avg_pool2d(x, 1).flatten(1))


def measure(form, name, batch, training, network, layout, budget):
    network = network.to(memory_format=layout).train(training)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9, nesterov=True, weight_decay=5e-4)
    images = torch.randint(0, 256, (batch, 3, 32, 32), dtype=torch.uint8)
    labels = torch.zeros(batch, dtype=torch.long)

    def once():
        start = time.perf_counter()
        x = images.float().contiguous(memory_format=layout)
        if training:
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(network(x), labels)
            loss.backward()
            optimizer.step()
        else:
            with torch.no_grad():
                network(x)
        return time.perf_counter() - start

    once()
    seconds, start = [], time.perf_counter()
    while len(seconds) < 3 or time.perf_counter() - start < budget:
        seconds.append(once())
    print(f"{form}\t{name}\t{batch}\t{statistics.median(seconds)!r}", flush=True)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    budget = float(sys.argv[2])
    for form, layout in (("fp32-nchw", torch.contiguous_format), ("fp32-nhwc", torch.channels_last)):
        measure(form, "preactresnet18-64 train", 128, True, PreActResNet18(64), layout, budget)
        measure(form, "preactresnet18-32 train", 128, True, PreActResNet18(32), layout, budget)
        measure(form, "wisernet train", 64, True, WiserNet(), layout, budget)
        measure(form, "preactresnet18-64 infer", 256, False, PreActResNet18(64), layout, budget)
        measure(form, "wisernet infer", 256, False, WiserNet(), layout, budget)


main()
