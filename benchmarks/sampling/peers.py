"""What a user would write in PyTorch or JAX, where these are installed (extra ``peers``)."""

from importlib import import_module

import numpy as np

from benchmarks.sampling.clock import race
from freewidth import sample
from freewidth.network import Network
from freewidth.rng import stream


def rows(n: int = 1024, depth: int = 8, rounds: int = 3) -> dict[str, dict[str, float]]:
    """Processor time over ours, for the eigenvalues of one network in double precision."""
    functions = {}
    for name in ("gaussian", "orthogonal"):
        net = Network(name, "tanh", depth, sigma_b2=0.1)
        functions[name] = lambda net=net: sample.spectrum(net, n, stream(0), floor=1e-9)
        for library, build in (("torch", _torch), ("jax", _jax)):
            try:
                import_module(library)
            except ImportError:
                continue
            functions[f"{name}, {library}"] = build(name, n, depth)
            functions[f"{name}, {library}"]()  # compiles
    times = race(functions, rounds)
    return {"time / ours": {k: t / times[k.split(",")[0]] for k, t in times.items()}}


def _torch(name, n, depth):
    import torch

    torch.set_num_threads(1)
    layers = [torch.nn.Linear(n, n, dtype=torch.float64) for _ in range(depth)]
    net = torch.nn.Sequential(*(m for layer in layers for m in (layer, torch.nn.Tanh())))

    def function():
        for layer in layers:
            if name == "gaussian":
                torch.nn.init.normal_(layer.weight, std=n**-0.5)
            else:
                torch.nn.init.orthogonal_(layer.weight)
            torch.nn.init.normal_(layer.bias, std=0.1**0.5)
        x = torch.randn(n, dtype=torch.float64)
        jacobian = torch.func.jacrev(net)(x)
        return torch.linalg.svdvals(jacobian) ** 2

    return function


def _jax(name, n, depth):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    @jax.jit
    def draw(key):
        if name == "gaussian":
            return jax.random.normal(key, (depth, n, n)) / np.sqrt(n)
        return jax.random.orthogonal(key, n, (depth,))

    def output(weights, bias, x):
        for w, b in zip(weights, bias, strict=True):
            x = jnp.tanh(w @ x + b)
        return x

    @jax.jit
    def values(weights, bias, x):
        jacobian = jax.jacfwd(output, argnums=2)(weights, bias, x)
        return jnp.linalg.svd(jacobian, compute_uv=False) ** 2

    def function():
        keys = jax.random.split(jax.random.key(0), 3)
        bias = 0.1**0.5 * jax.random.normal(keys[1], (depth, n))
        x = jax.random.normal(keys[2], (n,))
        return values(draw(keys[0]), bias, x).block_until_ready()

    return function
