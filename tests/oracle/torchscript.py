"""Foreign networks for the tests, and what PyTorch itself answers with them.

make FOLDER                                            writes the networks, each as torch saves it
answer MODEL PIXELS OUT H W ORDER RANGE MEAN STD       pixels: uint8 (N, 3, H, W); out: float32 (N, K)
"""
import sys

import torch
from torch import nn


class Small(nn.Module):
    """Convolutions, batch norm, dropout, a narrow strided 1x1 shortcut, and a view() that needs plain strides."""

    def __init__(self, ending):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.body = nn.Sequential(nn.Conv2d(8, 12, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(12))
        self.shortcut = nn.Conv2d(8, 12, 1, stride=2)
        self.pool = nn.AdaptiveAvgPool2d(2)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(48, 10)
        self.ending = ending

    def forward(self, x):
        x = self.stem(x)
        x = self.pool(torch.relu(self.body(x) + self.shortcut(x)))
        return self.ending(self.head(self.drop(x.view(x.size(0), -1))))


def trained_a_little(network):
    with torch.no_grad():
        network.train()
        for _ in range(5):
            network(torch.rand(16, 3, 32, 32))
    return network.eval()


def make(folder):
    torch.manual_seed(1)
    small = trained_a_little(Small(nn.Identity()))
    example = torch.rand(2, 3, 32, 32)
    torch.jit.script(small).save(f"{folder}/script.pt")
    torch.jit.trace(small, example).save(f"{folder}/trace.pt")
    torch.jit.freeze(torch.jit.script(small)).save(f"{folder}/frozen.pt")
    torch.jit.script(trained_a_little(Small(nn.Softmax(1)))).save(f"{folder}/softmax.pt")
    torch.jit.script(trained_a_little(Small(nn.LogSoftmax(1)))).save(f"{folder}/log-softmax.pt")
    torch.jit.trace(small.train(), example, check_trace=False).save(f"{folder}/train-trace.pt")
    small.eval()
    torch.save(small.state_dict(), f"{folder}/state.pt")
    torch.save(small.state_dict(), f"{folder}/legacy.pt", _use_new_zipfile_serialization=False)
    torch.jit.script(nn.Sequential(nn.Flatten(), nn.Linear(3 * 28 * 28, 5))).save(f"{folder}/only28.pt")
    torch.jit.script(nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(4 * 26 * 26, 5))).save(f"{folder}/grey.pt")
    torch.jit.script(nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 1))).save(f"{folder}/one-logit.pt")
    shared = nn.Conv2d(3, 3, 3, padding=1)
    torch.jit.script(nn.Sequential(shared, shared, nn.Flatten(), nn.Linear(3 * 32 * 32, 4))).save(f"{folder}/shared.pt")


def answer(model, pixels, out, height, width, order, value_range, mean, std):
    def channels(text):
        return torch.tensor([float(number) for number in text.split(",")]).view(1, 3, 1, 1)

    images = torch.frombuffer(bytearray(open(pixels, "rb").read()), dtype=torch.uint8).view(-1, 3, int(height), int(width))
    if order == "bgr":
        images = images[:, [2, 1, 0]]
    network = torch.jit.load(model)
    with torch.no_grad():
        answers = network((images.float() / 255 * float(value_range) - channels(mean)) / channels(std))
    open(out, "wb").write(answers.contiguous().numpy().tobytes())


if __name__ == "__main__":
    {"make": make, "answer": answer}[sys.argv[1]](*sys.argv[2:])
