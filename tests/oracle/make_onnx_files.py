"""ONNX files for the tests, and what PyTorch answers: /usr/bin/python3 make_onnx_files.py FOLDER (python3-torch 1.13, python3-onnx 1.12; the checked-in files are in onnx/).

NAME.onnx          networks that torch.onnx.export writes
answers.json       logits of PyTorch for images of pixels (7 i + 3 n) % 256, i counted over (3, 16, 16) and n over images, divided by 255
odd-NAME.onnx      graphs that are refused, or run in a way of their own
"""
import json
import os
import sys

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

FOLDER = sys.argv[1]
SIDE, CLASSES, IMAGES = 16, 4, 5


class Small(nn.Module):
    """Convolutions, batch norm, a shortcut, dropout."""

    def __init__(self):
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.body, self.second = nn.Conv2d(4, 6, 3, 2, 1, bias=False), nn.BatchNorm2d(6)
        self.shortcut, self.drop, self.head = nn.Conv2d(4, 6, 1, 2), nn.Dropout(0.3), nn.Linear(6, CLASSES)

    def forward(self, x):
        x = torch.relu(self.norm(self.stem(x)))
        x = torch.relu(self.second(self.body(x)) + self.shortcut(x))
        return self.head(self.drop(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1)))


class Several(nn.Module):
    """Features, logits and a mean."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        logits = self.network(x)
        return x.flatten(1), logits, logits.mean(1)


class Softmax(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return torch.softmax(self.network(x), 1)


def path(name):
    return os.path.join(FOLDER, name + ".onnx")


def export(network, name, dynamic=("N",), batch=2, outputs=("logits",), side=SIDE, **more):
    axes = {"image": dict(enumerate(dynamic)) if dynamic == ("N",) else {0: "N", 2: "H", 3: "W"}} if dynamic else {}
    if dynamic:
        axes.update({output: {0: "N"} for output in outputs})
    torch.onnx.export(network, torch.zeros(batch, 3, side, side), path(name), input_names=["image"], output_names=list(outputs), dynamic_axes=axes, **more)


def graph(name, nodes, inputs=None, outputs=None, tensors=(), opsets=(("", 14),), functions=()):
    inputs = inputs or [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIDE, SIDE])]
    outputs = outputs or [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", CLASSES])]
    model = helper.make_model(helper.make_graph(nodes, "odd", inputs, outputs, list(tensors)), opset_imports=[helper.make_opsetid(*opset) for opset in opsets], functions=list(functions), ir_version=8)
    with open(path("odd-" + name), "wb") as file:
        file.write(model.SerializeToString())
    return model


def weights(shape, name="w"):
    return numpy_helper.from_array(numpy.linspace(-1, 1, int(numpy.prod(shape)), dtype=numpy.float32).reshape(shape), name)


def head(source="image", weight="w"):
    """Means over pixels, and a linear layer."""
    return [helper.make_node("GlobalAveragePool", [source], ["mean"]), helper.make_node("Flatten", ["mean"], ["flat"]), helper.make_node("MatMul", ["flat", weight], ["logits"])]


def external(name, location, offset=None, length=None):
    model = graph(name, head(), tensors=[weights((3, CLASSES))])
    tensor = model.graph.initializer[0]
    data = tensor.raw_data
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", offset), ("length", length)):
        if value is not None:
            tensor.external_data.add(key=key, value=str(value))
    with open(path("odd-" + name), "wb") as file:
        file.write(model.SerializeToString())
    return data


def main():
    torch.manual_seed(0)
    network = Small().train()
    for _ in range(4):
        network(torch.randn(8, 3, SIDE, SIDE) * 2 + 1)
    network.eval()
    export(network, "small")
    export(network, "any-size", dynamic=("N", "H", "W"))
    export(network, "one", dynamic=None, batch=1)
    export(network, "three", dynamic=None, batch=3)
    export(Several(network).eval(), "several", outputs=("features", "logits", "mean"))
    export(Softmax(network).eval(), "softmax", outputs=("probabilities",))
    pixels = (7 * torch.arange(3 * SIDE * SIDE)[None] + 3 * torch.arange(IMAGES)[:, None]) % 256
    with torch.no_grad():
        answers = network(pixels.reshape(IMAGES, 3, SIDE, SIDE).float() / 255)
    with open(os.path.join(FOLDER, "answers.json"), "w") as file:
        json.dump({"torch": torch.__version__, "logits": answers.tolist()}, file)

    # Last of these: it changes what batch norms keep.
    export(network, "training", training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False)

    value = helper.make_tensor_value_info
    graph("own-operator", [helper.make_node("Magic", ["image"], ["m"], domain="com.example"), *head("m")], tensors=[weights((3, CLASSES))], opsets=(("", 14), ("com.example", 1)))
    body = helper.make_graph([helper.make_node("Identity", ["c"], ["d"]), helper.make_node("Identity", ["x"], ["y"])], "body",
                             [value("i", TensorProto.INT64, []), value("c", TensorProto.BOOL, []), value("x", TensorProto.FLOAT, None)], [value("d", TensorProto.BOOL, []), value("y", TensorProto.FLOAT, None)])
    graph("loop", [helper.make_node("Loop", ["", "forever", "image"], ["m"], body=body), *head("m")], tensors=[weights((3, CLASSES)), numpy_helper.from_array(numpy.array(True), "forever")])
    own = helper.make_function("local", "Twice", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 14)])
    graph("function", [helper.make_node("Twice", ["image"], ["m"], domain="local"), *head("m")], tensors=[weights((3, CLASSES))], opsets=(("", 14), ("local", 1)), functions=[own])
    old = graph("old", head(), tensors=[weights((3, CLASSES))], inputs=[value("image", TensorProto.FLOAT, ["N", 3, SIDE, SIDE]), value("w", TensorProto.FLOAT, [3, CLASSES])])
    assert len(old.graph.input) == 2
    graph("two-inputs", [helper.make_node("Add", ["image", "other"], ["m"]), *head("m")], tensors=[weights((3, CLASSES))],
          inputs=[value(name, TensorProto.FLOAT, ["N", 3, SIDE, SIDE]) for name in ("image", "other")])
    graph("channels-last", [helper.make_node("Transpose", ["image"], ["m"], perm=[0, 3, 1, 2]), *head("m")], tensors=[weights((3, CLASSES))], inputs=[value("image", TensorProto.FLOAT, ["N", SIDE, SIDE, 3])])
    graph("half", [helper.make_node("Cast", ["image"], ["m"], to=TensorProto.FLOAT), *head("m")], tensors=[weights((3, CLASSES))], inputs=[value("image", TensorProto.FLOAT16, ["N", 3, SIDE, SIDE])])
    graph("one-number", head(), tensors=[weights((3, 1))], outputs=[value("logits", TensorProto.FLOAT, ["N", 1])])
    graph("random", [helper.make_node("RandomNormalLike", ["image"], ["m"]), *head("m")], tensors=[weights((3, CLASSES))])
    graph("huge", [helper.make_node("ConstantOfShape", ["sizes"], ["zeros"]), helper.make_node("ReduceSum", ["zeros"], ["zero"]), helper.make_node("Add", ["image", "zero"], ["m"]), *head("m")],
          tensors=[weights((3, CLASSES)), numpy_helper.from_array(numpy.array([1 << 20, 1 << 14], numpy.int64), "sizes")])
    graph("unknown-operator", [helper.make_node("NoSuchOperator", ["image"], ["m"]), *head("m")], tensors=[weights((3, CLASSES))])
    data = external("beside", "weights.bin", 4, 48)
    with open(os.path.join(FOLDER, "weights.bin"), "wb") as file:
        file.write(b"\0\0\0\0" + data)
    for name, location, offset, length in (("outside", "../weights.bin", 0, 48), ("absolute", "/etc/passwd", 0, 48), ("missing", "nothing.bin", 0, 48), ("short", "weights.bin", 8, 48), ("memory", "*/_ORT_MEM_ADDR_/*", 4096, 48), ("nowhere", None, None, None)):
        external(name, location, offset, length)


main()
