"""Weights as people save them, of networks under the names that torchvision, BackdoorBench, kuangliu and WRN's ports give them, and what PyTorch itself answers.

make FOLDER            writes NAME.pth (torch.save of a state dict) and NAME.npy.raw (float32 (4, 10) logits of pixels.raw / 255), and one network in the containers that are in use
same ONE OTHER         ends with 1 where two files that torch.load reads differ in a name, a kind of number or a bit
"""
import collections
import json
import struct
import sys

import torch
from torch import nn

F = nn.functional
CLASSES = 10


def conv(inputs, outputs, kernel, stride=1, padding=0, groups=1, bias=False):
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=bias)


class Block(nn.Module):
    """Basic block or bottleneck; the shortcut's name is torchvision's or kuangliu's."""

    def __init__(self, inputs, planes, stride, bottleneck, shortcut):
        super().__init__()
        outputs = 4 * planes if bottleneck else planes
        if bottleneck:
            self.conv1, self.bn1 = conv(inputs, planes, 1), nn.BatchNorm2d(planes)
            self.conv2, self.bn2 = conv(planes, planes, 3, stride, 1), nn.BatchNorm2d(planes)
            self.conv3, self.bn3 = conv(planes, outputs, 1), nn.BatchNorm2d(outputs)
        else:
            self.conv1, self.bn1 = conv(inputs, planes, 3, stride, 1), nn.BatchNorm2d(planes)
            self.conv2, self.bn2 = conv(planes, planes, 3, 1, 1), nn.BatchNorm2d(planes)
        self.name = shortcut if stride != 1 or inputs != outputs else None
        if self.name:
            setattr(self, shortcut, nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs)))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if hasattr(self, "conv3"):
            y = self.bn3(self.conv3(F.relu(y)))
        return F.relu(y + (getattr(self, self.name)(x) if self.name else x))


class ResNet(nn.Module):
    def __init__(self, blocks, bottleneck=False, small=False, width=64, shortcut="downsample", head="fc"):
        super().__init__()
        self.small, self.head = small, head
        self.conv1 = conv(3, width, 3, 1, 1) if small else conv(3, width, 7, 2, 3)
        self.bn1 = nn.BatchNorm2d(width)
        inputs, grows = width, 4 if bottleneck else 1
        for stage, count in enumerate(blocks):
            planes, layers = width << stage, []
            for index in range(count):
                layers.append(Block(inputs, planes, 2 if stage and not index else 1, bottleneck, shortcut))
                inputs = planes * grows
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        setattr(self, head, nn.Linear(inputs, CLASSES))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if not self.small:
            x = F.max_pool2d(x, 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return getattr(self, self.head)(x.mean([2, 3]))


class PreActBlock(nn.Module):
    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv(inputs, planes, 3, stride, 1)
        self.bn2, self.conv2 = nn.BatchNorm2d(planes), conv(planes, planes, 3, 1, 1)
        if stride != 1 or inputs != planes:
            self.shortcut = nn.Sequential(conv(inputs, planes, 1, stride))

    def forward(self, x):
        y = F.relu(self.bn1(x))
        shortcut = self.shortcut(y) if hasattr(self, "shortcut") else x
        return self.conv2(F.relu(self.bn2(self.conv1(y)))) + shortcut


class PreActResNet18(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, inputs = conv(3, width, 3, 1, 1), width
        for stage in range(4):
            planes = width << stage
            setattr(self, f"layer{stage + 1}", nn.Sequential(PreActBlock(inputs, planes, 2 if stage else 1), PreActBlock(planes, planes, 1)))
            inputs = planes
        self.linear = nn.Linear(inputs, CLASSES)

    def forward(self, x):
        return self.linear(self.layer4(self.layer3(self.layer2(self.layer1(self.conv1(x))))).mean([2, 3]))


class WideBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv(inputs, outputs, 3, stride, 1)
        self.bn2, self.conv2 = nn.BatchNorm2d(outputs), conv(outputs, outputs, 3, 1, 1)
        self.convShortcut = conv(inputs, outputs, 1, stride) if inputs != outputs else None

    def forward(self, x):
        y = F.relu(self.bn1(x))
        return self.conv2(F.relu(self.bn2(self.conv1(y)))) + (x if self.convShortcut is None else self.convShortcut(y))


class WideStage(nn.Module):
    def __init__(self, inputs, outputs, depth, stride):
        super().__init__()
        self.layer = nn.Sequential(*[WideBlock(outputs if i else inputs, outputs, 1 if i else stride) for i in range(depth)])

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    def __init__(self, depth, width):
        super().__init__()
        blocks = (depth - 4) // 6
        self.conv1 = conv(3, 16, 3, 1, 1)
        self.block1, self.block2, self.block3 = WideStage(16, 16 * width, blocks, 1), WideStage(16 * width, 32 * width, blocks, 2), WideStage(32 * width, 64 * width, blocks, 2)
        self.bn1, self.fc = nn.BatchNorm2d(64 * width), nn.Linear(64 * width, CLASSES)

    def forward(self, x):
        return self.fc(F.relu(self.bn1(self.block3(self.block2(self.block1(self.conv1(x)))))).mean([2, 3]))


class VggForCifar(nn.Module):
    """kuangliu's: VGG11 with batch norm and one linear layer."""

    def __init__(self):
        super().__init__()
        layers, inputs = [], 3
        for item in [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]:
            if item == "M":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(inputs, item, 3, padding=1), nn.BatchNorm2d(item), nn.ReLU()]
                inputs = item
        self.features, self.classifier = nn.Sequential(*layers), nn.Linear(512, CLASSES)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, stride, expand):
        super().__init__()
        hidden = inputs * expand
        layers = [] if expand == 1 else [activated(inputs, hidden, 1)]
        self.conv = nn.Sequential(*layers, activated(hidden, hidden, 3, stride, 1, hidden), conv(hidden, outputs, 1), nn.BatchNorm2d(outputs))
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.adds else self.conv(x)


def activated(inputs, outputs, kernel, stride=1, padding=0, groups=1):
    return nn.Sequential(conv(inputs, outputs, kernel, stride, padding, groups), nn.BatchNorm2d(outputs), nn.ReLU6())


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        layers, inputs = [activated(3, 32, 3, 2, 1)], 32
        for expand, outputs, count, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
            for index in range(count):
                layers.append(Inverted(inputs, outputs, 1 if index else stride, expand))
                inputs = outputs
        self.features = nn.Sequential(*layers, activated(320, 1280, 1))
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, CLASSES))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))


NETWORKS = {
    "resnet18": lambda: ResNet([2, 2, 2, 2]),
    "resnet50-small": lambda: ResNet([3, 4, 6, 3], bottleneck=True, small=True, shortcut="shortcut", head="linear"),
    "kuangliu": lambda: ResNet([2, 2, 2, 2], small=True, width=8, shortcut="shortcut", head="linear"),
    "small": lambda: ResNet([2, 2, 2, 2], small=True, width=8),
    "preactresnet18": lambda: PreActResNet18(8),
    "wrn16_1": lambda: WideResNet(16, 1),
    "vgg11_bn": lambda: VggForCifar(),
    "mobilenet_v2": lambda: MobileNetV2(),
}


def used(network):
    """With statistics and scales that differ from channel to channel, so that none can be left out unseen."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.1)
            module.num_batches_tracked.fill_(7)
    return network.eval()


def safetensors(path, state):
    header, offset, parts = {"__metadata__": {"format": "pt"}}, 0, []
    for name, tensor in state.items():
        data = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
        parts.append(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def make(folder):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    pixels = torch.randint(0, 256, (4, 3, 32, 32), dtype=torch.uint8)
    with open(f"{folder}/pixels.raw", "wb") as file:
        file.write(pixels.numpy().tobytes())
    for name, build in NETWORKS.items():
        network = used(build())
        torch.save(network.state_dict(), f"{folder}/{name}.pth")
        with torch.no_grad(), open(f"{folder}/{name}.raw", "wb") as file:
            file.write(network(pixels.float() / 255).numpy().tobytes())
        if name == "kuangliu":
            containers(folder, network)
    whole = used(NETWORKS["small"]())
    torch.save(nn.Sequential(whole), f"{folder}/whole.pth")


def containers(folder, network):
    state = network.state_dict()
    torch.save(state, f"{folder}/stream.pth", _use_new_zipfile_serialization=False)
    torch.save({"net": state, "acc": 93.1, "epoch": 199}, f"{folder}/net.pth")
    optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9)
    parallel = collections.OrderedDict(("module." + name, tensor) for name, tensor in state.items())
    torch.save({"epoch": 3, "state_dict": parallel, "optimizer": optimizer.state_dict(), "best_prec": torch.tensor(93.5)}, f"{folder}/parallel.tar", _use_new_zipfile_serialization=False)
    torch.save({name: nn.Parameter(tensor) if tensor.is_floating_point() else tensor for name, tensor in state.items()}, f"{folder}/parameters.pth")
    torch.save({name: tensor for name, tensor in state.items() if "num_batches" not in name}, f"{folder}/uncounted.pth")
    torch.save({name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in state.items()}, f"{folder}/half.pth")
    everything = torch.cat([tensor.flatten() for tensor in state.values() if tensor.is_floating_point()])
    views, start = {}, 0
    for name, tensor in state.items():
        if tensor.is_floating_point():
            views[name] = everything[start:start + tensor.numel()].view(tensor.shape)
            start += tensor.numel()
    torch.save(views, f"{folder}/views.pth")
    safetensors(f"{folder}/model.safetensors", state)
    try:
        import numpy
        poisoned = numpy.zeros(50)
    except ImportError:
        poisoned = None
    images = {"bd_data_container": {"data_dict": {0: {"path": "bd_train_dataset/0/0.png", "other_info": {"label": 3}}}, "save_folder": "record/badnet"}, "getitem_all": True, "poison_indicator": poisoned}
    torch.save({"model_name": "resnet18", "num_classes": CLASSES, "model": state, "data_path": "data/cifar10", "img_size": (32, 32, 3), "clean_data": "cifar10", "bd_train": images, "bd_test": images}, f"{folder}/attack_result.pt")


def flat(value, place=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{place}/{key}")
    else:
        yield place, value


def same(one, other):
    first, second = dict(flat(torch.load(one))), dict(flat(torch.load(other)))
    assert list(first) == list(second), "names"
    for place, value in first.items():
        if isinstance(value, torch.Tensor):
            assert value.dtype == second[place].dtype and torch.equal(value, second[place]), place


if __name__ == "__main__":
    {"make": make, "same": same}[sys.argv[1]](*sys.argv[2:])
