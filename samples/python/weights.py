"""Reads the models that deepdefense writes, with plain PyTorch: a state dict (.pth), safetensors by 20 lines of Python, TorchScript (.pt).

    python3 weights.py purified-model.safetensors [more files]
"""
import json, struct, sys
import torch

TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64, "I32": torch.int32, "U8": torch.uint8, "BOOL": torch.bool}


def read_safetensors(path):
    """The tensors of a file by name, and what stands beside them. The format: 8 bytes with the length of a JSON header, the header, the values."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        values = bytearray(file.read())
    beside = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        kind = TYPES[entry["dtype"]]
        tensor = torch.frombuffer(values, dtype=kind, count=(end - start) // torch.empty(0, dtype=kind).element_size(), offset=start) if end > start else torch.empty(0, dtype=kind)
        tensors[name] = tensor.reshape(entry["shape"])
    return tensors, beside


def read(path):
    """The tensors of a model by name, whatever of the three it is."""
    if path.endswith(".safetensors"):
        return read_safetensors(path)[0]
    try:
        return dict(torch.jit.load(path, map_location="cpu").state_dict())
    except RuntimeError:  # no TorchScript
        saved = torch.load(path, map_location="cpu")
        return dict(saved.get("state_dict", saved))


if __name__ == "__main__":
    for path in sys.argv[1:]:
        tensors = read(path)
        total = sum(float(tensor.double().sum()) for tensor in tensors.values())
        print(f"{path}: {len(tensors)} tensors, {sum(tensor.numel() for tensor in tensors.values())} numbers, sum {total:.6f}")
