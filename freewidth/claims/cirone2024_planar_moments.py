"""Moments of Jacobian spectra are sums over planar gluings (P5)."""

from dataclasses import replace

from freewidth import genus
from freewidth.claims._base import Claim, entry
from freewidth.claims._experiments import SOURCE
from freewidth.network import shifted

KINDS = {"iid": "gaussian", "haar": "orthogonal"}
NO_VARIANCE = "heavy tails: m_1 alone has a variance, and one gluing has no rival"


def entries(study):
    """Every network with true D, its moments against the sum over non-crossing partitions."""
    for key in sorted(study):
        comparison = study[key]
        net = comparison.net
        evidence = [item for item in comparison.evidence() if item.what.startswith("m_")]
        if key[-1] != "true" or not evidence:
            continue
        other = KINDS["haar" if net.ensembles[0].kind == "iid" else "iid"]
        predictions = {
            "the sum for the other kind of weights": replace(net, ensemble=other),
            "every variance off by one": shifted(net),
        }
        expected, rivals = _sum(net), {name: _sum(n) for name, n in predictions.items()}
        own = [_against(item, expected, rivals) for item in evidence]
        if [item.what for item in own] == ["m_1"]:
            yield entry(comparison, "empirical", own, NO_VARIANCE)
        else:
            yield entry(comparison, "theorem", own)
            wrong = rivals["the sum for the other kind of weights"]
            note = "tested against the sum for the other kind of weights"
            yield entry(comparison, "control", [_against(i, wrong, {}) for i in evidence], note)


def _sum(net):
    return {f"m_{k}": float(m) for k, m in enumerate(genus.moments(net, 4), 1)}


def _against(item, expected, rivals):
    value = expected[item.what]
    apart = {
        name: values[item.what]
        for name, values in rivals.items()
        if abs(values[item.what] - value) > 1e-6 * abs(value)
    }
    return replace(item, expected=value, rivals=apart)


claim = Claim(
    statement=(
        "The moments of the spectrum of J J^T converge to sums over non-crossing partitions and "
        "their Kreweras complements: only gluings of genus 0 survive."
    ),
    source=SOURCE,
    hypotheses="i.i.d. weights with finite moments (here: up to order 4k for m_k), or Haar weights",
    rival="the sum for the other kind of weights; every layer variance off by one",
    entries=entries,
    family="planar",
)
