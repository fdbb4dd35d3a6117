"""False: that the limit law holds for every input of the right length. One entry is too few."""

import numpy as np

from claims._base import Claim, Source
from claims._ensembles import iid
from claims._papers import PASTUR2023
from claims.finite._experiments import cases, entry
from claims.finite._flaws import noticed
from freewidth import genus
from freewidth.limits import localised_input_moments as signed
from freewidth.network import Network
from freewidth.stats import at_infinite_width

NAMES = ("m_1", "m_2")
NEITHER = "phi' of either sign adds up to the same: nothing to notice"
SIGNED = "y^1 = +- sigma_w |x^0|/sqrt(n) + b"


def entries(study):
    """Gaussian and Haar weights, which do not mind, and signs, which do."""
    draws = cases(study, "flaws").get("localised_input")
    for group, by_width in draws.observed.items() if draws else ():
        ensemble, activation = group.split("/")
        net = network(draws, ensemble, activation)
        rivals = {SIGNED: signed(net)} if iid(net.ensembles[0]) else {}
        evidence = at_infinite_width(NAMES, by_width, genus.moments(net, 2), rivals)
        sound = draws.observed[f"gaussian/{activation}"]
        note = ""
        if ensemble == "rademacher":
            same = np.allclose(signed(net), genus.moments(net, 2))
            note = NEITHER if same else noticed(NAMES, by_width, sound)
        role = "theorem" if ensemble == "rademacher" else "empirical"  # true of the others
        yield entry(draws, group, role, evidence, note)
        if ensemble == "rademacher":
            own = at_infinite_width(
                NAMES, by_width, signed(net), {"the law": genus.moments(net, 2)}
            )
            note = f"against its own limit, {SIGNED}"
            yield entry(draws, f"{group}, own limit", "empirical", own, note)


def network(draws, ensemble, activation):
    """The network of one group."""
    settings = draws.settings
    numbers = settings["depth"], settings["sigma_w2"], settings["sigma_b2"]
    return Network(ensemble, activation, *numbers)


claim = Claim(
    statement=(
        "Networks with i.i.d. or Haar weights have the limit law for every input x^0 of the given "
        "length, be it a single entry."
    ),
    formula=(
        r"|x^0|^2 = n q_0 \;\Rightarrow\; \nu_{JJ^\top} \to \nu_{q_0} \qquad "
        r"\text{even for } x^0 = \sqrt{n q_0}\,e_1"
    ),
    source=Source(
        "ours",
        (PASTUR2023,),
        "false: denies that the input matters; the paper assumes n^{-2} sum_j (x^0_j)^4 -> 0 (from"
        " memory)",
    ),
    hypotheses={
        "any x^0: this is what is wrong (Gaussian and Haar weights do not mind, others do)": "ours",
    },
    rival="pre-activations of the first layer that take two values plus the bias",
    entries=entries,
    should="refuted",
)
