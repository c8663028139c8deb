"""Foreign networks for the tests, and what PyTorch itself answers with them.

make FOLDER                                            writes the networks, each as torch saves it
answer MODEL PIXELS OUT H W ORDER RANGE MEAN STD       pixels: uint8 (N, 3, H, W); out: float32 (N, K)
"""
import os
import struct
import sys
import zipfile
from typing import Dict, List, NamedTuple, Optional, Tuple

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


class Tiny(nn.Module):
    """What the odd ones below are made of: a convolution, a batch norm, a linear layer."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, stride=2)
        self.norm = nn.BatchNorm2d(6)
        self.head = nn.Linear(6, 10)

    def features(self, x):
        return torch.relu(self.norm(self.conv(x))).mean([2, 3])

    def forward(self, x):
        return self.head(self.features(x))


class Several(NamedTuple):
    features: torch.Tensor
    logits: torch.Tensor
    auxiliary: Optional[torch.Tensor]


class GivesNamedTuple(Tiny):
    def forward(self, x):
        features = self.features(x)
        return Several(features, self.head(features), None)


class GivesDictionary(Tiny):
    def forward(self, x) -> Dict[str, torch.Tensor]:
        features = self.features(x)
        return {"features": features, "logits": self.head(features)}


class GivesOneInDictionary(Tiny):
    def forward(self, x) -> Dict[str, torch.Tensor]:
        return {"prediction": self.head(self.features(x))}


class GivesList(Tiny):
    def forward(self, x) -> List[torch.Tensor]:
        return [x, self.head(self.features(x))]


class GivesTuple(Tiny):
    def forward(self, x) -> Tuple[Optional[torch.Tensor], Tuple[torch.Tensor, int]]:
        auxiliary: Optional[torch.Tensor] = None
        return auxiliary, (self.head(self.features(x)), 3)


class GivesNothing(Tiny):
    def forward(self, x) -> Tuple[torch.Tensor, int]:
        return self.conv(x), 3


class DropsAlways(Tiny):
    def forward(self, x):
        return self.head(nn.functional.dropout(self.features(x)))


class DropsNever(Tiny):
    def forward(self, x):
        features = self.features(x)
        if self.training:
            features = torch.dropout(features, 0.5, True)
        return self.head(features)


class StandardisesWeights(Tiny):
    """As timm's BiT networks do: a batch norm in training, of weights."""

    def forward(self, x):
        weight = nn.functional.batch_norm(self.conv.weight.reshape(1, 6, -1), None, None, training=True).reshape_as(self.conv.weight)
        return self.head(torch.relu(nn.functional.conv2d(x, weight, stride=2)).mean([2, 3]))


class TakesABatch(Tiny):
    def __init__(self, batch):
        super().__init__()
        self.batch = batch
        self.head = nn.Linear(6 * 15 * 15, 10)

    def forward(self, x):
        return self.head(torch.relu(self.norm(self.conv(x))).view(self.batch, -1))


class Squeezes(Tiny):
    """One image loses the axis of images, too."""

    def forward(self, x):
        return self.head(self.features(x).unsqueeze(2).squeeze()).log_softmax(1)


class GivesOptional(Tiny):
    def forward(self, x) -> Optional[torch.Tensor]:
        return self.head(self.features(x)) if x.numel() > 0 else None


class TakesChannelsLast(Tiny):
    def forward(self, x):
        return self.head(self.features(x.permute(0, 3, 1, 2)))


class MixesNumbers(Tiny):
    """What autocast makes bfloat16 goes into float32 without a cast."""

    def forward(self, x):
        features = self.conv(x).mean([2, 3])
        kept = torch.zeros(features.size(0), 6)
        kept.index_copy_(0, torch.arange(features.size(0)), features)
        return self.head(kept)


class LosesNumbers(Tiny):
    """NaN for images whose first pixel is bright."""

    def forward(self, x):
        return self.head(self.features(x)) + torch.where(x[:, 0, 0, 0] > 0.5, float("nan") * torch.ones(1), torch.zeros(1)).unsqueeze(1)


def make_odd(folder):
    networks = {
        "named-tuple": GivesNamedTuple(), "dictionary": GivesDictionary(), "one-in-dictionary": GivesOneInDictionary(), "list": GivesList(),
        "tuple": GivesTuple(), "nothing": GivesNothing(), "drops-always": DropsAlways(), "drops-never": DropsNever(), "standardises": StandardisesWeights(),
        "mixes": MixesNumbers(), "nan": LosesNumbers(), "scripted-one": TakesABatch(1), "double": Tiny().double(), "half": Tiny().half(),
        "squeezes": Squeezes(), "optional": GivesOptional(), "channels-last": TakesChannelsLast(),
    }
    for name, network in networks.items():
        torch.jit.script(network.eval()).save(f"{folder}/{name}.pt")
    for batch in [1, 2, 4]:
        torch.jit.trace(TakesABatch(batch).eval(), torch.rand(batch, 3, 32, 32)).save(f"{folder}/traced-{batch}.pt")
    torch.jit.trace(StandardisesWeights().eval(), torch.rand(2, 3, 32, 32)).save(f"{folder}/traced-standardises.pt")
    torch.jit.trace(TakesABatch(1).train(), torch.rand(1, 3, 32, 32), check_trace=False).save(f"{folder}/train-trace-1.pt")


def make_foreign(folder):
    """The beginnings of files of other programs, as far as tell them."""
    header = b'{"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    for name, start in {
        "keras.h5": b"\x89HDF\r\n\x1a\n", "saved_model.pb": b"\x08\x01\x12\x80\x01\x0a\x10",
        "model.tflite": b"\x1c\0\0\0TFL3", "pointer.pt": b"version https://git-lfs.github.com/spec/v1\n", "page.pt": b"<!DOCTYPE html><html>",
    }.items():
        open(f"{folder}/{name}", "wb").write(start + bytes(100))
    open(f"{folder}/other.safetensors", "wb").write(struct.pack("<Q", len(header)) + header + bytes(4))
    os.mkdir(f"{folder}/saved")
    open(f"{folder}/saved/saved_model.pb", "wb").write(b"\x08\x01\x12\0")
    for name, entries in {
        "model.keras": ["metadata.json", "config.json", "model.weights.h5"], "old.pt2": ["serialized_exported_program.json", "version"],
        "new.pt2": ["model/archive_format", "model/models/model.json"], "weights.npz": ["a.npy", "b.npy"],
    }.items():
        with zipfile.ZipFile(f"{folder}/{name}", "w") as archive:
            for entry in entries:
                archive.writestr(entry, "{}")


def logits_in(answers):
    """The one that is meant, by its name or its place."""
    if isinstance(answers, dict):
        return answers["logits"] if "logits" in answers else answers["prediction"]
    if hasattr(answers, "logits"):
        return answers.logits
    if isinstance(answers, list):
        return answers[1]
    return answers[1][0] if isinstance(answers, tuple) else answers


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
    make_odd(folder)
    make_foreign(folder)


def answer(model, pixels, out, height, width, order, value_range, mean, std):
    def channels(text):
        return torch.tensor([float(number) for number in text.split(",")]).view(1, 3, 1, 1)

    images = torch.frombuffer(bytearray(open(pixels, "rb").read()), dtype=torch.uint8).view(-1, 3, int(height), int(width))
    if order == "bgr":
        images = images[:, [2, 1, 0]]
    network = torch.jit.load(model)
    with torch.no_grad():
        taken = (images.float() / 255 * float(value_range) - channels(mean)) / channels(std)
        taken = taken.to(next(iter(network.parameters()), taken).dtype)
        name = os.path.basename(model)
        if name == "traced-1.pt":
            answers = torch.cat([network(image) for image in taken.split(1)])
        elif name in ["traced-2.pt", "traced-4.pt"]:
            answers = torch.cat([network(torch.cat([image] * int(name[7])))[:1] for image in taken.split(1)])
        else:
            answers = logits_in(network(taken)).float()
    open(out, "wb").write(answers.contiguous().numpy().tobytes())


if __name__ == "__main__":
    {"make": make, "answer": answer}[sys.argv[1]](*sys.argv[2:])
