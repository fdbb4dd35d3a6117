r"""What to type: lines of PyTorch, JAX and Keras that draw the weights and biases asked for.

:math:`\sigma_w^2` is the variance of a weight times the fan-in. Orthogonal initialisers make
:math:`W^\top W = g^2` where there are more outputs than inputs, and then the variance times the
fan-in is :math:`g^2 n_{in}/n_{out}`: the gain there is :math:`\sigma_w\sqrt{n_{out}/n_{in}}`.
"""

from math import sqrt

from freewidth.activations import known
from freewidth.arguments import checked
from freewidth.ensembles import EVERY, named
from freewidth.errors import InvalidInputError
from freewidth.initialisation._network import Initialisation
from freewidth.kinds import HAAR

DIGITS = 10


@checked
def lines(net: Initialisation) -> dict[str, tuple[str, ...]]:
    """Lines by framework; they use names that :data:`NEEDS` explains.

    Raises:
        InvalidInputError: the frameworks have no initialiser of these weights.

    Examples:
        >>> from freewidth import initialisation
        >>> net = initialisation.critical("relu", "gaussian", depth=50)
        >>> for line in initialisation.lines(net)["PyTorch"]:
        ...     print(line)
        nn.init.normal_(layer.weight, std=1.414213562 / layer.in_features ** 0.5)
        nn.init.kaiming_normal_(layer.weight, a=0, nonlinearity='leaky_relu')  # the same
        nn.init.zeros_(layer.bias)
    """
    style = _style(net)
    return {
        "PyTorch": (*_torch(net, style), _torch_bias(net)),
        "JAX": (_jax(net, style), _jax_bias(net)),
        "Keras": (_keras(net, style),),
    }


NEEDS = {
    "PyTorch": "from torch import nn; layer is an nn.Linear",
    "JAX": "import jax; key_w, key_b are keys; y = x @ W + b",
    "Keras": "import keras; n_in, n_out are sizes",
}


def _style(net):
    weights = named(net.ensemble)
    style = "orthogonal" if weights.kind is HAAR else EVERY.name_of(weights)
    if style not in ("orthogonal", "gaussian", "uniform"):
        raise InvalidInputError(
            f"PyTorch, JAX and Keras have no initialiser of {net.weights} weights; gaussian ones "
            f"have the same law if the {net.weights} ones are i.i.d."
        )
    return style


def _number(value):
    return f"{value:.{DIGITS}g}"


def _tall(net, outputs, inputs):
    """The gain, by the sizes of the layer."""
    return f"{_number(sqrt(net.sigma_w2))} * max(1.0, {outputs} / {inputs}) ** 0.5"


def _torch(net, style):
    weight = "layer.weight"
    if style == "orthogonal":
        gain = _tall(net, "layer.out_features", "layer.in_features")
        return (f"nn.init.orthogonal_({weight}, gain={gain})",)
    if style == "uniform":
        bound = f"({_number(3 * net.sigma_w2)} / layer.in_features) ** 0.5"
        return (f"nn.init.uniform_({weight}, -({bound}), {bound})",)
    std = f"{_number(sqrt(net.sigma_w2))} / layer.in_features ** 0.5"
    plain = f"nn.init.normal_({weight}, std={std})"
    return plain, *_kaiming(net)


def _kaiming(net):
    """PyTorch's shorthand for activations made of two rays, where it means the same."""
    phi = known(net.activation)
    if not phi.piecewise_linear or phi.kinks not in ((), (0.0,)) or phi.slopes[-1] != 1:
        return ()
    leak = phi.slopes[0]
    if abs(net.sigma_w2 * (1 + leak**2) - 2) > 1e-12:
        return ()
    return (
        f"nn.init.kaiming_normal_(layer.weight, a={_number(leak)}, nonlinearity='leaky_relu')"
        "  # the same",
    )


def _torch_bias(net):
    if net.sigma_b2 == 0:
        return "nn.init.zeros_(layer.bias)"
    return f"nn.init.normal_(layer.bias, std={_number(sqrt(net.sigma_b2))})"


def _jax(net, style):
    shape = "(key_w, (n_in, n_out))"
    if style == "orthogonal":
        return f"W = jax.nn.initializers.orthogonal(scale={_tall(net, 'n_out', 'n_in')}){shape}"
    law = {"gaussian": "normal", "uniform": "uniform"}[style]
    scale = _number(net.sigma_w2)
    return f"W = jax.nn.initializers.variance_scaling({scale}, 'fan_in', '{law}'){shape}"


def _jax_bias(net):
    if net.sigma_b2 == 0:
        return "b = jax.nn.initializers.zeros(key_b, (n_out,))"
    return f"b = jax.nn.initializers.normal({_number(sqrt(net.sigma_b2))})(key_b, (n_out,))"


def _keras(net, style):
    if style == "orthogonal":
        weights = f"Orthogonal(gain={_tall(net, 'n_out', 'n_in')})"
    else:
        law = {"gaussian": "untruncated_normal", "uniform": "uniform"}[style]
        weights = f"VarianceScaling({_number(net.sigma_w2)}, 'fan_in', '{law}')"
    bias = (
        f"keras.initializers.RandomNormal(stddev={_number(sqrt(net.sigma_b2))})"
        if net.sigma_b2
        else "'zeros'"
    )
    return (
        f"layer = keras.layers.Dense(n_out, kernel_initializer=keras.initializers.{weights}, "
        f"bias_initializer={bias})"
    )
