"""Studies that are known to be wrong are refused in few words; right ones are not."""

import random

import pytest
import yaml
from snakemake.exceptions import WorkflowError

from tests.study.made import study
from tests.workflow import mutants
from workflow.reading import Unreadable, read
from workflow.study.plan import planned

SEED = 20261
EACH = 8
WHOLE = yaml.safe_load("""
title: A study
seed: 3
architecture: {activation: [tanh, tanh, linear], sigma_b2: 0.05, ratios: [1, 2, 2, 1], q0: 1.5}
initialisations:
  plain: {ensemble: gaussian, sigma_w2: 1.5}
  mixed: {ensemble: [orthogonal, gaussian, uniform], sigma_w2: [1.0, 2.0, 3.0], bias: laplace}
sweep: {input: [delocalised, x.npy]}
widths: [16, 32, 64]
networks: [30, 20, 10]
statistics: [moments, distances]
rivals: [others, shifted]
models:
  trained: {file: net.safetensors, activations: [tanh, linear], sigma_w2: [1.0, 2.0], networks: 59}
""")
WHOLE["architecture"].pop("q0")  # of a given input
KINDS = ("types", "not a number", "beyond", "truth", "syntax")


def unknown(rng):
    """A key or a name with two letters more."""
    keys, old = rng.choice([pair for pair in mutants.leaves(WHOLE) if isinstance(pair[1], str)
                            and pair[0][0] != "title"])  # fmt: skip
    if rng.random() < 0.5:
        return mutants.put(WHOLE, keys, f"{old}zz")
    inside = rng.choice(
        [(), ("architecture",), ("initialisations", "plain"), ("models", "trained")]
    )
    return mutants.put(WHOLE, (*inside, f"zz{rng.randrange(9)}"), 1)


def hostile(rng):
    """A name with something that a shell, a path or a terminal reads."""
    name = rng.choice(mutants.HOSTILE)
    keys = rng.choice([("initialisations",), ("models",), ("architecture", "activation", 0)])
    if len(keys) == 1:
        return mutants.put(WHOLE, (*keys, name), next(iter(WHOLE[keys[0]].values())))
    return mutants.put(WHOLE, keys, name)


def right(rng):
    """Other numbers within their limits, other order."""
    choices = [
        (("seed",), rng.choice([0, 2**63 - 1])), (("title",), "Ä title: 'of' $HOME"),
        (("widths",), [64, 16, 32]), (("networks",), rng.choice([2, [2, 3, 4]])),
        (("architecture", "sigma_b2"), rng.choice([0, 1e-9, [0, 0.1, 0]])),
        (("initialisations", "plain", "ensemble"), rng.choice(["cauchy", "student_t3"])),
        (("statistics",), ["moments"]), (("rivals",), []),
        (("sweep", "bias"), ["gaussian", "laplace"]),
    ]  # fmt: skip
    found = WHOLE
    for keys, value in rng.sample(choices, 3):
        found = mutants.put(found, keys, value)
    return dict(rng.sample(list(found.items()), len(found)))


def made(kind, rng):
    """The bytes of a file."""
    if kind in KINDS:
        return mutants.KINDS[kind](rng, WHOLE).content if kind == "syntax" else mutants.written(
            whole_of(mutants.KINDS[kind](rng, WHOLE).content)
        )  # fmt: skip
    return mutants.written({"unknown": unknown, "hostile": hostile, "right": right}[kind](rng))


def whole_of(content):
    """A change as mutants write it, laid over the whole."""

    def over(base, change):
        if not (isinstance(base, dict) and isinstance(change, dict)):
            return change
        return {**base, **{k: over(base.get(k), v) for k, v in change.items()}}

    return over(WHOLE, yaml.safe_load(content))


def outcome(path):
    """``accepted``, or what was said."""
    try:
        planned(read(path).data, [path])
    except (WorkflowError, Unreadable) as error:
        return str(error)
    return "accepted"


@pytest.mark.parametrize("kind", [*KINDS, "unknown", "hostile"])
def test_what_is_wrong_is_refused_in_few_words(kind, tmp_path, rng):
    path, chance = study(tmp_path, rng), random.Random(f"{SEED} {kind}")
    for _ in range(EACH):
        path.write_bytes(content := made(kind, chance))
        said = outcome(path)
        assert said != "accepted", content.decode(errors="replace")
        assert "mine.yaml" in said
        lines = said.splitlines()
        assert max(map(len, lines)) <= mutants.WIDE + 120  # the folder of a test has a long name
        assert len(lines) <= 3 * mutants.MOST + 2
        assert all(line.isascii() and line.isprintable() for line in lines), said


def test_what_is_right_is_accepted(tmp_path, rng):
    path, chance = study(tmp_path, rng), random.Random(SEED)
    for _ in range(EACH):
        path.write_bytes(content := made("right", chance))
        assert outcome(path) == "accepted", content.decode()
