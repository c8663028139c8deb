"""What a model lies in: how Python writes and loads it, and its hostile twins."""
import collections
import dataclasses
import json
import sys

import torch

from damage import cut, put, replaced
from damage_of_models import Endless, ReadsFile, bomb, calling, claims, evil_stream, foreign_operator, in_pickle, onnx_changed, outside, script_of, whole_module, write_header
from fitted import MEAN, STD
from layouts_of_others import attack_result, evil_zip
from program import ROOT
from rows import Twin

sys.path.append(str(ROOT / "bench" / "torchvision"))
from networks import read_safetensors, write_safetensors  # noqa: E402


@dataclasses.dataclass(frozen=True)
class Container:
    name: str
    file: str
    write: callable  # (path, network, its name, images)
    twins: list
    load: callable = None  # (path, network): the network with what the file holds; None: not written
    contents: callable = None  # (path): all that stands in it, by place


def contract(path, network, images):
    told = {"image-size": [32, 32], "channels": "rgb", "range": 1, "mean": MEAN, "std": STD, "output": "logits", "classes": images.names}
    path.with_suffix(".yaml").write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in {**told, **({"architecture": network} if network else {})}.items()))


def saved(wrap, says=True, **options):
    """torch.save of what wrap makes of the state dict."""
    def write(path, network, name, images):
        torch.save(wrap(network.state_dict(), name, images), path, **options)
        if says:
            contract(path, name, images)
    return write


def loaded(unwrap):
    def load(path, network):
        network.load_state_dict(unwrap(torch.load(path)), strict=True)
        return network.eval()
    return load


def flat(value, place=""):
    """Everything in nested dictionaries and lists, by place."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else None
    return {place: value} if inner is None else {key: leaf for name, part in inner for key, leaf in flat(part, f"{place}/{name}").items()}


def parallel(state, *_):
    """As a training script saves its state: behind DataParallel, beside the optimizer's."""
    moments = {number: {"momentum_buffer": torch.full((2, 2), 0.5)} for number in range(2)}
    return {"epoch": 12, "arch": "net", "state_dict": collections.OrderedDict((f"module.{key}", value) for key, value in state.items()),
            "best_acc1": torch.tensor(47.5), "optimizer": {"state": moments, "param_groups": [{"lr": 0.1, "momentum": 0.9, "nesterov": False, "params": [0, 1]}]}}


def unparallel(content):
    return {key.removeprefix("module."): value for key, value in content["state_dict"].items()}


def write_script(path, network, name, images):
    torch.jit.script(network).save(str(path))
    contract(path, "", images)


def write_hub(path, network, name, images):
    write_safetensors(path, network.state_dict())
    prepared = {"input_size": [3, 32, 32], "interpolation": "bilinear", "mean": MEAN, "std": STD, "num_classes": len(images.names)}
    path.with_name("config.json").write_text(json.dumps({"architecture": name, "num_classes": len(images.names), "label_names": images.names, "pretrained_cfg": prepared}))


def write_onnx(path, network, name, images):
    torch.onnx.export(network, torch.zeros(2, 3, 32, 32), str(path), input_names=["image"], output_names=["logits"], dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}})
    contract(path, "", images)


STATE = (loaded(lambda content: content), lambda path: flat(torch.load(path)))
LARGE = b"J\xff\xff\xff\x7fK\x03K"  # 2^31 - 1 filters of a first convolution of three channels

SCRIPT = Container("TorchScript `.pt`", "model.pt", write_script, [
    Twin("cut short", "model.pt", cut), Twin("reads a file", "model.pt", script_of(ReadsFile())), Twin("os.system", "model.pt", calling),
    Twin("endless loop", "model.pt", script_of(Endless()), seconds=8)],
    lambda path, _: torch.jit.load(str(path)).eval(), lambda path: dict(torch.jit.load(str(path)).state_dict()))
STATE_DICT = Container("state dict `.pth` (zip)", "model.pth", saved(lambda state, *_: state), [
    Twin("cut short", "model.pth", cut), Twin("lying shape", "model.pth", in_pickle(b"K@K\x03K", LARGE)), Twin("os.system", "model.pth", evil_zip), Twin("a class", "model.pth", whole_module),
    Twin("bomb of 300 MB", "model.pth", bomb)], *STATE)
STREAM = Container("older stream `.pth`", "model.pth", saved(lambda state, *_: state, _use_new_zipfile_serialization=False), [
    Twin("cut short", "model.pth", cut), Twin("lying shape", "model.pth", replaced(b"K@K\x03K", LARGE, first=True)), Twin("os.system", "model.pth", evil_stream)], *STATE)
NESTED = Container("`.tar` with nested dictionaries", "model.tar", saved(parallel), [Twin("cut short", "model.tar", cut), Twin("os.system", "model.tar", evil_zip)], loaded(unparallel), lambda path: flat(torch.load(path)))
NESTED_STREAM = Container("`.tar`, nested, older stream", "model.tar", saved(parallel, _use_new_zipfile_serialization=False), [Twin("os.system", "model.tar", evil_stream)], loaded(unparallel), lambda path: flat(torch.load(path)))
BENCH = Container("BackdoorBench's `attack_result.pt`", "attack_result.pt", saved(lambda state, name, images: attack_result(state, name, images.numbers(images.train)), says=False), [
    Twin("cut short", "attack_result.pt", cut), Twin("lying shape", "attack_result.pt", in_pickle(b"K@K\x03K", LARGE)), Twin("os.system", "attack_result.pt", evil_zip)],
    loaded(lambda content: content["model"]), lambda path: {key: value for key, value in flat(torch.load(path)).items()})
HUB = Container("`model.safetensors` + `config.json`", "model.safetensors", write_hub, [
    Twin("cut short", "model.safetensors", cut), Twin("lying length", "model.safetensors", put(0, b"\xff" * 7 + b"\x3f")), Twin("lying offsets", "model.safetensors", write_header(lambda entry: entry.update(data_offsets=[0, 1 << 50]))),
    Twin("lying shape", "model.safetensors", write_header(lambda entry: entry.update(shape=[1 << 40, 1 << 40]))), Twin("cut configuration", "config.json", cut)],
    lambda path, network: (network.load_state_dict(read_safetensors(path), strict=True), network.eval())[1], read_safetensors)
ONNX = Container("ONNX", "model.onnx", write_onnx, [
    Twin("cut short", "model.onnx", cut), Twin("elements in /etc/passwd", "model.onnx", onnx_changed(outside)), Twin("foreign operator", "model.onnx", onnx_changed(foreign_operator)), Twin("lying shape", "model.onnx", onnx_changed(claims))])


def again(container, *names):
    """With other networks; the twins of the first are enough."""
    return [(dataclasses.replace(container, twins=[]), name) for name in names]


ROWS = [
    (STATE_DICT, "resnet18"), *again(STATE_DICT, "vgg11_bn", "mobilenet_v2", "preactresnet18", "vgg19_bn", "wrn16_1"), (STREAM, "resnet18"), *again(STREAM, "wrn16_1"), (NESTED, "mobilenet_v2"), (NESTED_STREAM, "vgg11_bn"),
    (BENCH, "preactresnet18"), *again(BENCH, "vgg19_bn"), (HUB, "resnet18"), (SCRIPT, "resnet18"), *again(SCRIPT, "mobilenet_v2"), (ONNX, "resnet18"), *again(ONNX, "wrn16_1"),
]
