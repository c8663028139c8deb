#!/usr/bin/python3
"""Makes the numbers that the C# tests must reproduce, with plain PyTorch and plain Python.

Written with Python 3.11.2, torch 1.13.0 and numpy 1.24.2 (Debian 12: apt-get install python3-torch python3-numpy).
Run: /usr/bin/python3 tests/oracle/make_numbers.py
It writes modules.safetensors, optimizers.safetensors, schedules.safetensors, sharpness.safetensors, attention.safetensors, isolation.safetensors, unlearning.safetensors, margins.safetensors, random.json and one
network-*.safetensors a network, next to itself. No source of randomness but uniform() below, which the C# tests share: networks are filled by
the same formula on both sides, so that their initial parameters need no file. Everything is computed in float64 from
parameters that float32 holds exactly; what C# then computes in float32 differs by its own rounding alone.
Of a gradient the files hold every k-th element (SAMPLES at most) and the 2-norm.
"""
import copy
import hashlib
import json
import math
import os
import struct

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
SAMPLES = 256


# ---- files

def write_safetensors(name, tensors):
    """huggingface/safetensors, README.md ("Format"): length, JSON header, elements in order."""
    kinds = {np.dtype("float32"): "F32", np.dtype("float64"): "F64", np.dtype("int64"): "I64"}
    header, blobs, offset = {}, [], 0
    for key in sorted(tensors):
        array = np.asarray(tensors[key], order="C")
        blob = array.tobytes()
        header[key] = {"dtype": kinds[array.dtype], "shape": list(array.shape),
                       "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def f32(tensor):
    return tensor.detach().numpy().astype(np.float32)


def f64(tensor):
    return tensor.detach().numpy().astype(np.float64).copy()


# ---- the formula shared with C# (Numbers.Uniform): FNV-1a of the name, then the finalizer of splitmix64

def uniform(name, count):
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 & MASK
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2 ** 24


def signed(name, *shape):
    return torch.from_numpy(2 * uniform(name, math.prod(shape)) - 1).reshape(shape)


def fill(name, shape):
    """First values of a parameter or buffer, rounded to float32."""
    u = uniform(name, math.prod(shape))
    if name.endswith("running_var") or (name.endswith("weight") and len(shape) == 1):
        values = 0.5 + u
    elif name.endswith("running_mean") or name.endswith("bias"):
        values = 0.2 * (u - 0.5)
    else:
        values = (2 * u - 1) * math.sqrt(3 / math.prod(shape[1:]))
    return torch.from_numpy(values.astype(np.float32).astype(np.float64)).reshape(shape)


def state_of(module):
    return {k: v for k, v in module.state_dict().items() if not k.endswith("num_batches_tracked")}


def fill_module(module):
    with torch.no_grad():
        for name, tensor in state_of(module).items():
            tensor.copy_(fill(name, tuple(tensor.shape)))


# ---- modules

def modules():
    cases = {
        "conv_plain": (nn.Conv2d(3, 4, 3, bias=False), (2, 3, 6, 6)),
        "conv_strided": (nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), (2, 3, 7, 7)),
        "conv_grouped": (nn.Conv2d(6, 9, 3, padding=1, groups=3, bias=False), (2, 6, 5, 5)),
        "conv_biased": (nn.Conv2d(2, 3, 3), (2, 2, 5, 5)),
        "conv_all": (nn.Conv2d(4, 6, 5, stride=2, padding=2, groups=2), (2, 4, 9, 9)),
        "batchnorm_train": (nn.BatchNorm2d(4), (3, 4, 5, 5)),
        "batchnorm_eval": (nn.BatchNorm2d(4), (3, 4, 5, 5)),
        "linear": (nn.Linear(5, 4), (3, 5)),
    }
    out = {}
    for case, (module, shape) in cases.items():
        module.train(not case.endswith("_eval"))
        fill_module(module)
        for name, tensor in state_of(module).items():
            out[f"{case}/state/{name}"] = f32(tensor)
        images = signed(f"{case}/input", *shape).requires_grad_()
        output = module(images)
        direction = signed(f"{case}/direction", *output.shape)
        (output * direction).sum().backward()
        out[f"{case}/input"] = f32(images)
        out[f"{case}/direction"] = f32(direction)
        out[f"{case}/output"] = f32(output)
        out[f"{case}/grad/input"] = f32(images.grad)
        for name, parameter in module.named_parameters():
            out[f"{case}/grad/{name}"] = f32(parameter.grad)
        for name, tensor in state_of(module).items():
            out[f"{case}/after/{name}"] = f32(tensor)
    write_safetensors("modules.safetensors", out)


# ---- optimizers, clipping, schedules

def optimizers():
    makers = {
        "sgd": lambda groups: torch.optim.SGD(groups, lr=1),
        "sgd_momentum": lambda groups: torch.optim.SGD(groups, lr=1, momentum=0.9),
        "sgd_nesterov": lambda groups: torch.optim.SGD(groups, lr=1, momentum=0.8, nesterov=True),
        "adamw": lambda groups: torch.optim.AdamW(groups, lr=1),
        "adamw_other": lambda groups: torch.optim.AdamW(groups, lr=1, betas=(0.8, 0.95), eps=1e-3),
    }
    out = {}
    starts = {"a": signed("a", 5), "b": signed("b", 2, 3), "still": signed("still", 2)}
    for name, tensor in starts.items():
        out[f"start/{name}"] = f64(tensor)
    for case, make in makers.items():
        a, b, still = [tensor.clone().requires_grad_() for tensor in starts.values()]
        optimizer = make([{"params": [a, still], "weight_decay": 0.1}, {"params": [b], "weight_decay": 0.0}])
        for step, rate in enumerate([0.1, 0.05, 0.02], start=1):
            optimizer.zero_grad(set_to_none=True)
            optimizer.param_groups[0]["lr"] = rate
            optimizer.param_groups[1]["lr"] = 0.5 * rate
            ((a - 0.3) ** 2).sum().add(((b * b - 0.2) ** 2).sum()).backward()
            optimizer.step()
            for name, tensor in (("a", a), ("b", b), ("still", still)):
                out[f"{case}/{step}/{name}"] = f64(tensor)
    for case, limit in (("clipped", 1.0), ("untouched", 100.0)):
        a, b = torch.zeros(5, requires_grad=True), torch.zeros(2, 3, requires_grad=True)
        a.grad, b.grad = 3 * signed("a", 5), 3 * signed("b", 2, 3)
        out[f"{case}/norm"] = np.array([float(nn.utils.clip_grad_norm_([a, b], limit))])
        out[f"{case}/a"], out[f"{case}/b"] = f64(a.grad), f64(b.grad)
    write_safetensors("optimizers.safetensors", out)


def rates(make, count):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = make(optimizer)
    taken = []
    for step in range(count):
        taken.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < count - 1:
            schedule.step()
    return np.array(taken)


def schedules():
    lr = torch.optim.lr_scheduler
    write_safetensors("schedules.safetensors", {
        "onecycle": rates(lambda o: lr.OneCycleLR(o, 0.1, total_steps=20, cycle_momentum=False), 20),
        "onecycle_other": rates(lambda o: lr.OneCycleLR(o, 0.02, total_steps=13, pct_start=0.4, div_factor=10,
                                                        final_div_factor=50, cycle_momentum=False), 13),
        "cosine": rates(lambda o: lr.CosineAnnealingLR(o, 10, eta_min=0.001), 11),
        "multistep": rates(lambda o: lr.MultiStepLR(o, [4, 7]), 10),
        "inverse": np.array([0.01 * (1 + 0.0001 * step) ** -0.75 for step in range(0, 20000, 1000)]),
    })


# ---- sharpness-aware minimization: gradients of a copy of the network, at w + rho w^2 g / |w g|

def sharpness():
    images, labels, out = signed("sharpness/images", 6, 3, 5, 5), torch.arange(6) % 3, {}
    network = nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(36, 3))
    fill_module(network)
    for name, tensor in state_of(network).items():
        out[f"start/{name}"] = f64(tensor)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=0.05)
    for step in range(1, 4):
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(network(images), labels).backward()
        norm = torch.cat([(p * p.grad).detach().flatten() for p in network.parameters()]).norm()
        worst = copy.deepcopy(network)
        with torch.no_grad():
            for there, here in zip(worst.parameters(), network.parameters()):
                there += 2 * here ** 2 * here.grad / norm
        gradients = torch.autograd.grad(F.cross_entropy(worst(images), labels), list(worst.parameters()))
        for parameter, gradient in zip(network.parameters(), gradients):
            parameter.grad = gradient
        optimizer.step()
        for name, tensor in state_of(network).items():
            out[f"{step}/{name}"] = f64(tensor)
    write_safetensors("sharpness.safetensors", out)


# ---- attention maps of intermediate layers, and how far those of a student are from its teacher's

def attention():
    student, teacher = signed("attention/student", 3, 4, 2, 5).requires_grad_(), signed("attention/teacher", 3, 4, 2, 5)

    def attended(maps):
        summed = maps.abs().pow(2).sum(1).flatten(1)
        return summed / summed.norm(dim=1, keepdim=True)

    distance = ((attended(student) - attended(teacher)) ** 2).mean()
    distance.backward()
    write_safetensors("attention.safetensors", {"map": f64(attended(student)), "distance": f64(distance.reshape(1)), "gradient": f64(student.grad)})


# ---- losses of anti-backdoor learning before the turning epoch, on either side of their level

def isolation_losses():
    labels, out = torch.arange(6) % 4, {}
    for case, level in (("above", 0.5), ("below", 3.0)):
        for name in ("lga", "flooding"):
            logits = signed("isolation/logits", 6, 4).requires_grad_()
            mean = F.cross_entropy(logits, labels)
            assert (mean > level) == (case == "above")
            loss = torch.sign(mean - level) * mean if name == "lga" else (mean - level).abs() + level
            loss.backward()
            out[f"{name}/{case}/loss"], out[f"{name}/{case}/gradient"] = f64(loss.reshape(1)), f64(logits.grad)
    write_safetensors("isolation.safetensors", out)


# ---- what unlearning leaves of isolated labels

def unlearning_losses():
    labels, out = torch.arange(6) % 4, {}
    for name in ("bounded", "ascent"):
        logits = (6 * signed("unlearning/logits", 6, 4)).requires_grad_()
        likely = torch.softmax(logits, 1)[torch.arange(6), labels]
        above = torch.log(likely / (1 - likely)) + 2
        loss = F.softplus(above).mean() + F.softplus(-above).mean() if name == "bounded" else -F.cross_entropy(logits, labels)
        loss.backward()
        out[f"{name}/loss"], out[f"{name}/gradient"] = f64(loss.reshape(1)), f64(logits.grad)
    write_safetensors("unlearning.safetensors", out)


# ---- what margins of poisoned images cost above those of the clean ones

def margin_penalties():
    labels, poisoned, out = torch.arange(8) % 4, torch.tensor([True, False, True, False, True, False, False, True]), {}
    for case, lift in (("sure", 4), ("unsure", -4)):  # of the clean images: the mean of their margins is above what costs nothing, or below
        raised = 4 * signed("margins/logits", 8, 4) + F.one_hot(labels, 4) * torch.where(poisoned, 6, lift)[:, None]
        logits = raised.requires_grad_()
        rows = torch.arange(8)
        others = torch.stack([torch.cat([row[:label], row[label + 1:]]).max() for row, label in zip(logits, labels)])
        margins = logits[rows, labels] - others
        level = max(float(margins[~poisoned].mean()), 0.5)
        assert (level > 0.5) == (case == "sure")
        loss = sum(torch.clamp(margin - level, min=0) for margin in margins[poisoned]) / 8
        assert float(loss) > 0
        loss.backward()
        out[f"{case}/logits"], out[f"{case}/margins"], out[f"{case}/loss"], out[f"{case}/gradient"] = f64(logits), f64(margins), f64(loss.reshape(1)), f64(logits.grad)
    write_safetensors("margins.safetensors", out)


# ---- networks

def conv3(inputs, outputs, stride=1):
    return nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)


class PreActBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv3(inputs, outputs, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(outputs), conv3(outputs, outputs)
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False))

    def forward(self, x):
        active = F.relu(self.bn1(x))
        shortcut = self.shortcut(active) if hasattr(self, "shortcut") else x
        return self.conv2(F.relu(self.bn2(self.conv1(active)))) + shortcut


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = conv3(inputs, outputs, stride), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = conv3(outputs, outputs), nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + identity)


class Residual(nn.Module):
    """18 layers; head is the name of the last."""

    def __init__(self, block, width, classes, head, first_norm):
        super().__init__()
        self.conv1 = conv3(3, width)
        self.bn1 = nn.BatchNorm2d(width) if first_norm else None
        inputs = width
        for number, (outputs, stride) in enumerate([(width, 1), (2 * width, 2), (4 * width, 2), (8 * width, 2)]):
            stage = nn.Sequential(block(inputs, outputs, stride), block(outputs, outputs, 1))
            setattr(self, f"layer{number + 1}", stage)
            inputs = outputs
        setattr(self, head, nn.Linear(inputs, classes))
        self.head = head

    def forward(self, x):
        x = self.conv1(x)
        if self.bn1 is not None:
            x = F.relu(self.bn1(x))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return getattr(self, self.head)(x.mean(dim=(2, 3)))


class WiserNet(nn.Module):
    """prior-art: Zeng et al. 2019 after tansq/WISERNet, with the widths of width / 72."""

    def __init__(self, width, high, composed):
        super().__init__()
        self.high, self.composed = high, composed
        full = [800 * width // 72, 400 * width // 72, 200 * width // 72]
        self.conv1 = nn.Conv2d(3, 90, 5, padding=2, groups=3, bias=False)
        self.conv2 = nn.Conv2d(90, width, 5, stride=1 if high else 2, padding=2, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv4, self.bn4 = conv3(width, 4 * width), nn.BatchNorm2d(4 * width)
        self.conv6, self.bn6 = conv3(4 * width, 16 * width), nn.BatchNorm2d(16 * width)
        self.ip31, self.ip32 = nn.Linear(16 * width, full[0]), nn.Linear(full[0], full[1])
        self.ip33, self.ip3 = nn.Linear(full[1], full[2]), nn.Linear(full[2], 2)

    def bottom(self, x):
        if not self.composed:
            return self.conv2(self.conv1(x))
        # Kernel of kernel, shift by shift: 5 x 5 taps of the second over the first.
        bands = []
        for band in range(3):
            of_band = slice(30 * band, 30 * band + 30)
            first, second = self.conv1.weight[of_band, 0], self.conv2.weight[:, of_band]
            kernel = 0
            for i in range(5):
                for j in range(5):
                    tap = torch.einsum("of,fkl->okl", second[:, :, i, j], first)
                    kernel = kernel + F.pad(tap, (j, 4 - j, i, 4 - i))
            bands.append(kernel)
        return F.conv2d(x, torch.stack(bands, dim=1), stride=self.conv2.stride, padding=4)

    def forward(self, x):
        x = torch.tanh(self.bn2(self.bottom(x).abs()))
        x = F.avg_pool2d(x, 5, 2, 1, ceil_mode=True)
        x = F.relu(self.bn4(self.conv4(x)))
        x = F.avg_pool2d(x, 3, 2, 1) if self.high else F.avg_pool2d(x, 5, 4, ceil_mode=True)
        x = F.relu(self.bn6(self.conv6(x))).mean(dim=(2, 3))
        return self.ip3(F.relu(self.ip33(F.relu(self.ip32(F.relu(self.ip31(x)))))))


class StegaEncoder(nn.Module):
    """prior-art 2.3.1: StegaStamp's U-Net; a secret map of a quarter of the side, no ReLU on it, a bounded residual."""

    def __init__(self, width, bits, side, bound):
        super().__init__()
        self.side, self.bound = side, bound
        self.secret = nn.Linear(bits, 3 * (side // 4) ** 2)
        sizes = {"conv1": (6, 1), "conv2": (width, 1), "conv3": (width, 2), "conv4": (2 * width, 4), "conv5": (4 * width, 8)}
        for name, (inputs, factor) in sizes.items():
            setattr(self, name, nn.Conv2d(inputs, factor * width, 3, 1 if name == "conv1" else 2, 1))
        for level, (inputs, outputs) in {6: (8, 4), 7: (4, 2), 8: (2, 1), 9: (1, 1)}.items():
            joined = 2 * outputs * width + (6 if level == 9 else 0)
            setattr(self, f"up{level}", nn.Conv2d(inputs * width, outputs * width, 2))
            setattr(self, f"conv{level}", nn.Conv2d(joined, outputs * width, 3, 1, 1))
        self.residual = nn.Conv2d(width, 3, 1)

    def forward(self, images, bits):
        spread = self.secret(2 * bits - 1).reshape(-1, 3, self.side // 4, self.side // 4)
        inputs = torch.cat([images - 0.5, F.interpolate(spread, scale_factor=4)], dim=1)
        down = [inputs]
        for level in range(1, 6):
            down.append(F.relu(getattr(self, f"conv{level}")(down[-1])))
        x = down[5]
        for level, skipped in {6: [down[4]], 7: [down[3]], 8: [down[2]], 9: [down[1], inputs]}.items():
            large = F.pad(F.interpolate(x, scale_factor=2), (0, 1, 0, 1))
            x = F.relu(getattr(self, f"conv{level}")(torch.cat([*skipped, F.relu(getattr(self, f"up{level}")(large))], 1)))
        return torch.clamp(images + self.bound * torch.tanh(self.residual(x)), 0, 1)


class EmbeddedMean(nn.Module):
    """Mean colour of images with a secret in them: logits of three classes, for network()."""

    def __init__(self, encoder, bits):
        super().__init__()
        self.encoder, self.bits = encoder, bits

    def forward(self, images):
        return self.encoder(images, self.bits).mean(dim=(2, 3))


class StegaDecoder(nn.Module):
    def __init__(self, width, bits, side):
        super().__init__()
        for level, (inputs, outputs, stride) in enumerate(
                [(3, width, 1), (width, width, 2), (width, 2 * width, 1), (2 * width, 2 * width, 2)], start=1):
            setattr(self, f"conv{level}", conv3(inputs, outputs, stride))
            setattr(self, f"bn{level}", nn.BatchNorm2d(outputs))
        self.bits = nn.Linear(2 * width * (side // 4) ** 2, bits)

    def forward(self, images):
        x = images - 0.5
        for level in range(1, 5):
            x = F.relu(getattr(self, f"bn{level}")(getattr(self, f"conv{level}")(x)))
        return self.bits(x.flatten(1))


def network(name, module, images, classes):
    fill_module(module)
    labels = torch.arange(len(images)) % classes
    out = {}
    optimizer = torch.optim.SGD(module.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)
    for step in range(3):
        logits = module(images)
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(logits, labels).backward()
        if step == 0:
            out["logits"] = f32(logits)
            for key, parameter in module.named_parameters():
                flat = parameter.grad.reshape(-1)
                out[f"grad/{key}"] = f32(flat[::-(-len(flat) // SAMPLES)])
                out[f"norm/{key}"] = np.array([float(flat.norm())])
        optimizer.step()
    module.eval()
    out["trained/eval"] = f32(module(images))
    module.train()
    out["trained/train"] = f32(module(images))
    write_safetensors(f"network-{name}.safetensors", out)


def networks():
    images = signed("input", 8, 3, 16, 16)
    network("preactresnet", Residual(PreActBlock, 4, 10, "linear", first_norm=False), images, 10)
    network("resnet", Residual(BasicBlock, 4, 10, "fc", first_norm=True), images, 10)
    pixels = torch.from_numpy(np.floor(256 * uniform("input", 4 * 3 * 32 * 32))).reshape(4, 3, 32, 32)
    for high in (False, True):
        for composed in (False, True):
            name = f"wisernet-{'high' if high else 'published'}-{'composed' if composed else 'separate'}"
            network(name, WiserNet(9, high, composed), pixels, 2)
    unit = torch.from_numpy(uniform("input", 4 * 3 * 32 * 32)).reshape(4, 3, 32, 32)
    bits = torch.from_numpy(np.floor(2 * uniform("secrets", 4 * 50))).reshape(4, 50)
    network("stega-encoder", EmbeddedMean(StegaEncoder(4, 50, 32, 0.15), bits), unit, 3)
    network("stega-decoder", StegaDecoder(4, 50, 32), unit, 50)


# ---- random numbers: ours in Python's own integers, first weights by PyTorch

class Xoshiro:
    """Blackman and Vigna: xoshiro256**, filled by splitmix64 (prng.di.unimi.it)."""

    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + GOLDEN) & MASK
            z = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9 & MASK
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
            self.s.append(z ^ (z >> 31))

    @staticmethod
    def rotate(x, by):
        return (x << by | x >> (64 - by)) & MASK

    def next(self):
        s = self.s
        result = self.rotate(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = self.rotate(s[3], 45)
        return result

    def double(self):
        return (self.next() >> 11) / 2 ** 53

    def below(self, bound):
        while True:
            product = self.next() * bound
            if (product & MASK) >= (1 << 64) % bound:
                return product >> 64

    def gaussian(self):
        radius = math.sqrt(-2 * math.log(1 - self.double()))
        return radius * math.cos(2 * math.pi * self.double())

    def permutation(self, count):
        order = []
        for i in range(count):
            j = self.below(i + 1)
            order.append(i)
            order[i], order[j] = order[j], order[i]
        return order


def child(seed, purpose):
    return int.from_bytes(hashlib.sha256(struct.pack("<Q", seed) + purpose.encode()).digest()[:8], "little")


def bits(tensor):
    return hashlib.sha256(tensor.numpy().tobytes()).hexdigest()


def weights(draw, seed, *shape):
    return bits(draw(torch.empty(shape, dtype=torch.float32), torch.Generator().manual_seed(seed)))


def within(bound):
    return lambda tensor, generator: tensor.uniform_(-bound, bound, generator=generator)


def normal(tensor, generator):
    return tensor.normal_(0, 1, generator=generator)


def random_numbers():
    def taken(seed, take, count):
        stream = Xoshiro(seed)
        return [take(stream) for _ in range(count)]

    numbers = {
        "bits": {str(seed): [str(n) for n in taken(seed, Xoshiro.next, 6)] for seed in (0, 1, 42, MASK)},
        "doubles": taken(42, Xoshiro.double, 6),
        "below10": taken(42, lambda s: s.below(10), 20),
        "below2000000000": taken(42, lambda s: s.below(2_000_000_000), 20),
        "gaussians": taken(42, Xoshiro.gaussian, 6),
        "permutation": Xoshiro(42).permutation(12),
        "children": [{"seed": str(seed), "purpose": purpose, "child": str(child(seed, purpose))}
                     for seed in (0, 42, MASK) for purpose in ("poison-selection", "epoch:7", "", "größe")],
        # SHA-256 of float32 weights: libtorch fills fewer than 16 normal ones in another way.
        "uniformWeights": {str(seed): weights(within(1), seed, 1000) for seed in (0, 7, MASK >> 1, MASK)},
        "normalWeights": {str(seed): weights(normal, seed, 1000) for seed in (0, 7, MASK >> 1, MASK)},
        "fewNormalWeights": {str(seed): weights(normal, seed, 7) for seed in (0, 7, MASK >> 1, MASK)},
        "layers": {
            "conv2d.weight": weights(within(1 / math.sqrt(27)), child(42, "weight"), 8, 3, 3, 3),
            "conv2d.bias": weights(within(1 / math.sqrt(27)), child(42, "bias"), 8),
            "linear.weight": weights(within(1 / math.sqrt(5)), child(42, "weight"), 4, 5),
            "linear.bias": weights(within(1 / math.sqrt(5)), child(42, "bias"), 4),
        },
    }
    with open(os.path.join(HERE, "random.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump(numbers, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    modules()
    optimizers()
    schedules()
    sharpness()
    attention()
    isolation_losses()
    unlearning_losses()
    margin_penalties()
    networks()
    random_numbers()
