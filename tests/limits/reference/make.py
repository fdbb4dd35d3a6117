"""Limit kernels by another library: writes ``neural_tangents.json`` beside this file.

Not run by the tests: neural-tangents no longer imports with current JAX. In an environment of its
own,

    pip install "neural-tangents==0.6.5" "jax==0.4.23" "jaxlib==0.4.23" "numpy<2" "scipy<1.13"
    python tests/limits/reference/make.py

The library has closed forms for these activations: no quadrature is involved. Dense layers in NTK
parametrisation, the last one linear, as ours; ReLU's slope at 0 never matters.
"""

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import neural_tangents  # noqa: E402
import numpy as np  # noqa: E402
from neural_tangents import stax  # noqa: E402

ACTIVATIONS = {
    "relu": stax.Relu,
    "leaky_relu": lambda: stax.LeakyRelu(0.1),
    "erf": stax.Erf,
    "sin": stax.Sin,
    "gelu": stax.Gelu,
}
DEPTHS = (1, 2, 3, 6)
SIGMA_W2, SIGMA_B2 = 1.5, 0.1
INPUTS = [[1.0, -0.5, 2.0, 0.25], [0.5, 1.5, 1.0, -1.0], [-1.0, 0.75, -2.0, 0.0]]


def kernels(activation, depth):
    """Output covariance and tangent kernel at the inputs."""
    dense = stax.Dense(1, W_std=np.sqrt(SIGMA_W2), b_std=np.sqrt(SIGMA_B2))
    layers = [dense]
    for _ in range(depth - 1):
        layers += [ACTIVATIONS[activation](), dense]
    _, _, kernel = stax.serial(*layers)
    found = kernel(np.array(INPUTS), None, ("nngp", "ntk"))
    return {"nngp": np.asarray(found.nngp).tolist(), "ntk": np.asarray(found.ntk).tolist()}


def main():
    cases = {f"{a}/L{depth}": kernels(a, depth) for a in ACTIVATIONS for depth in DEPTHS}
    content = {
        "source": f"neural-tangents {neural_tangents.__version__}, jax {jax.__version__}",
        "sigma_w2": SIGMA_W2,
        "sigma_b2": SIGMA_B2,
        "inputs": INPUTS,
        "cases": cases,
    }
    path = Path(__file__).with_name("neural_tangents.json")
    text = json.dumps(content, indent=1).replace("\n     ", " ").replace("\n    ]", " ]")
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
