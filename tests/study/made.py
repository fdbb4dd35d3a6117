"""Studies and models that tests make."""

import json
import struct
from itertools import pairwise

import numpy as np

TINY = """
seed: 3
architecture: {activation: [tanh, linear], sigma_b2: 0.05}
initialisations:
  gaussian: {ensemble: gaussian}
  heavy: {ensemble: cauchy}
  orthogonal: {ensemble: orthogonal, sigma_w2: 2}
widths: [12, 18, 24]
networks: 60
models:
  declared: {file: net.safetensors, activations: [tanh, linear], ensemble: gaussian, sigma_w2: 1.0,
             networks: 39}
"""
SIZES = (24, 32, 24)


def tensors(rng, sigma_w2=1.0):
    """Gaussian weights without biases, as a state dict."""
    pairs = enumerate(pairwise(SIZES))
    return {
        f"{2 * i}.weight": (sigma_w2 / a) ** 0.5 * rng.standard_normal((b, a))
        for i, (a, b) in pairs
    }


def safetensors(arrays):
    """The bytes of such a file."""
    head, data = {}, b""
    for name, values in arrays.items():
        part = values.astype("<f8").tobytes()
        span = [len(data), len(data) + len(part)]
        head[name] = {"dtype": "F64", "shape": list(values.shape), "data_offsets": span}
        data += part
    text = json.dumps(head).encode()
    return struct.pack("<Q", len(text)) + text + data


def study(folder, rng, text=TINY, sigma_w2=1.0):
    """A folder with a study and its model; the study's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "net.safetensors").write_bytes(safetensors(tensors(rng, sigma_w2)))
    np.save(folder / "x.npy", np.array([1.0, -2.0, 0.5, 0.0]))
    path = folder / "mine.yaml"
    path.write_text(text)
    return path
