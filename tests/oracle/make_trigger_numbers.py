#!/usr/bin/python3
"""Makes triggers.json: what triggers make of images, which TriggerOracleTests must reproduce.

Run: /usr/bin/python3 tests/oracle/make_trigger_numbers.py   (Python 3.11.2, numpy 1.24.2, torch 1.13.1; a second)
Written after the papers. "wanet": PyTorch's bicubic upsampling and grid_sample. "bpp": Floyd-Steinberg on float64, pixel by pixel, pushed to
neighbours on a padded array. "ftrojan": to YUV, the DCT as a matrix, coefficients raised, and all the way back. Pixels are (N, 3, H, W).
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F


def images(count, height, width, seed):
    return np.random.default_rng(seed).integers(0, 256, (count, 3, height, width), dtype=np.uint8)


def flat(array):
    return [int(x) for x in np.asarray(array).ravel()]


def wanet(height, width, k, s, rescale, seed):
    x = images(2, height, width, seed)
    control = (np.random.default_rng(seed + 1).random((2, k, k)) * 2 - 1).astype(np.float32)
    ins = torch.tensor(control)[None]
    ins = ins / ins.abs().mean()
    field = F.interpolate(ins, size=(height, width), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    down, across = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
    identity = torch.stack((across, down), 2)[None]
    grid = torch.clamp((identity + s * field / torch.tensor([width, height])) * rescale, -1, 1)
    y = F.grid_sample(torch.tensor(x).float(), grid.repeat(2, 1, 1, 1), mode="bilinear", align_corners=True)
    return {"height": height, "width": width, "side": k, "strength": s, "rescale": rescale, "control": [float(c) for c in control.ravel()],
            "pixels": flat(x), "triggered": flat(torch.round(y).clamp(0, 255).numpy())}


def bpp(height, width, levels, dither, seed):
    x = images(1, height, width, seed)
    y = np.zeros((3, height, width))
    for band in range(3):
        padded = np.zeros((height + 1, width + 2))
        padded[:height, 1:-1] = x[0, band]
        for i in range(height):
            for j in range(1, width + 1):
                step = min(max(np.rint(padded[i, j] * (levels - 1) / 255), 0), levels - 1)
                level = step * 255 / (levels - 1)
                y[band, i, j - 1] = level
                if dither:
                    error = padded[i, j] - level
                    padded[i, j + 1] += error * 7 / 16
                    padded[i + 1, j - 1:j + 2] += error * np.array([3, 5, 1]) / 16
    return {"height": height, "width": width, "levels": levels, "dither": dither, "pixels": flat(x), "triggered": flat(np.rint(y))}


def ftrojan(height, width, side, magnitude, seed):
    # Middle brightness: what is clipped in RGB is not seen in YUV.
    x = images(1, height, width, seed) // 2 + 64
    r, g, b = x[0].astype(np.float64)
    y = 0.299 * r + 0.587 * g + 0.114 * b
    u, v = 0.492 * (b - y), 0.877 * (r - y)
    n = np.arange(side)
    dct = np.sqrt(2 / side) * np.cos(np.pi * (2 * n[None, :] + 1) * n[:, None] / (2 * side))
    dct[0] /= np.sqrt(2)
    for band in (u, v):
        for top in range(0, height - side + 1, side):
            for left in range(0, width - side + 1, side):
                block = band[top:top + side, left:left + side]
                coefficients = dct @ block @ dct.T
                for place in (side // 2 - 1, side - 1):
                    coefficients[place, place] += magnitude
                block[:] = dct.T @ coefficients @ dct
    r, b = y + v / 0.877, y + u / 0.492
    g = (y - 0.299 * r - 0.114 * b) / 0.587
    triggered = np.clip(np.rint(np.stack([r, g, b])), 0, 255)
    return {"height": height, "width": width, "magnitude": magnitude, "pixels": flat(x), "triggered": flat(triggered)}


numbers = {
    "wanet": [wanet(8, 8, 4, 0.5, 1, 1), wanet(10, 14, 3, 2.5, 0.9, 2)],
    "bpp": [bpp(7, 9, 8, True, 3), bpp(7, 9, 8, False, 4), bpp(6, 5, 2, True, 5)],
    "ftrojan": [ftrojan(32, 32, 32, 20, 6), ftrojan(16, 18, 16, 50, 7)],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "triggers.json"), "w") as file:
    file.write("{\n" + ",\n".join(f'"{name}": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
                                  for name, cases in numbers.items()) + "\n}\n")
