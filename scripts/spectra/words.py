"""Networks in the words of captions: names, sizes, parameters."""

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import EVERY


def ensembles(comparisons):
    return listed(dict.fromkeys(EVERY[c.net.ensemble].label for c in comparisons))


def activations(comparisons):
    return listed(dict.fromkeys(ACTIVATIONS[c.net.activation].label for c in comparisons))


def law(nets):
    """What the law is that spectra are compared with."""
    reasons = dict.fromkeys(net.ensembles[0].no_law for net in nets)
    if not any(reasons):
        return "limit law"
    return f"law of i.i.d. weights of the same scale (not their limit: {listed(reasons)})"


def sizes(comparisons):
    """Largest width and number of networks there, the same for all or a range."""
    width = between(c.widths[-1] for c in comparisons)
    return (
        f"{width} ({between(len(c.kolmogorov[c.widths[-1]]) for c in comparisons)} networks each)"
    )


def parameters(comparisons):
    nets = [c.net for c in comparisons]
    fixed = {
        "σ_w²": {net.sigma_w2 for net in nets},
        "σ_b²": {net.sigma_b2 for net in nets},
        "q_0": {net.q0 for net in nets},
    }
    text = ", ".join(f"{name} = {between(values)}" for name, values in fixed.items())
    ratios = {net.ratios for net in nets}
    square = all(len(set(r)) == 1 for r in ratios)
    shapes = "; ".join(":".join(f"{size:g}" for size in r) for r in sorted(ratios, key=len))
    text += f"; {'square layers' if square else f'layers of sizes {shapes}'}"
    biases = sorted({net.bias for net in nets} - {"gaussian"})
    return f"{text}; {', '.join(biases)} biases." if biases else f"{text}."


def between(values):
    low, high = min(values := set(values)), max(values)
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def listed(values):
    return ", ".join(str(value) for value in values)
