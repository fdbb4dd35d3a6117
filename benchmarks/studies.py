"""How often a user's own study is wrong: made-up studies of networks that have a law.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.studies 0 100      # the first hundred

Architecture, variances, widths and numbers of networks are drawn; every network has a law, so that
none may be refuted, and every control must be. Widths are 16 and more.
"""

import json
import os
import random
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from scripts import ledger
from scripts.study import compare, judge, law, sample
from workflow.study.plan import planned

ENSEMBLES = ("gaussian", "orthogonal", "uniform", "rademacher", "laplace", "student_t5")
SLOPES = ("tanh", "erf", "hardtanh", "relu", "gelu", "silu", "softplus", "sin")
WIDTHS = ([16, 24, 32], [16, 32, 64], [24, 48, 96], [32, 64, 128], [20, 30, 40, 60])

WRONG = {("theorem", "refuted"), ("control", "supported")}


def study(number: int) -> dict[str, Any]:
    """Two or three initialisations of one architecture."""
    rng = random.Random(f"study {number}")
    depth = rng.randint(1, 6)
    layers = [rng.choice(SLOPES) for _ in range(depth)]
    architecture: dict[str, Any] = {"sigma_b2": rng.choice([0.0, 0.05, 0.3])}
    architecture["activation"] = layers if rng.random() < 0.5 else layers[0]
    if isinstance(architecture["activation"], str):
        architecture["depth"] = depth
    if rng.random() < 0.3:
        architecture["ratios"] = [rng.choice([1, 2]) for _ in range(depth + 1)]
    initialisations = {
        f"{name}_{k}": {"ensemble": name, "sigma_w2": round(rng.uniform(0.7, 2.0), 2)}
        for k, name in enumerate(rng.sample(ENSEMBLES, rng.randint(2, 3)))
    }
    return {
        "seed": number,
        "architecture": architecture,
        "initialisations": initialisations,
        "widths": rng.choice(WIDTHS),
        "networks": rng.choice([60, 120, 300]),
    }


def verdicts(number: int) -> list[tuple[str, str, str]]:
    """(role, verdict, what) of every network and control of a study."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        path = Path("mine.yaml")
        path.write_text(json.dumps(study(number)))
        plan = planned(json.loads(path.read_text()), [path])
        compared = []
        for name in plan.networks:
            at = {s: f"results/{s}/{name}.npz" for s in ("spectra", "laws", "compare")}
            seed = str(plan.config["seed"])
            sample.main(
                [at["spectra"], *plan.words(name), *plan.sizes, "--seed", seed, "--code", "x"]
            )
            law.main([at["laws"], "--mistakes", *plan.mistakes, *plan.words(name)])
            compare.main([at["compare"], "--spectra", at["spectra"], "--law", at["laws"]])
            compared.append(at["compare"])
        said = ["results/verdicts.json", "--figure", "figures/together.png", "--others"]
        judge.main([*said, "--comparisons", *compared])
        entries = ledger.read_json("results/verdicts.json")["judged"]["entries"]
        os.chdir("/")
    return [(entry["role"], entry["verdict"], entry["name"]) for entry in entries]


def main(first: int, count: int) -> None:
    """Print the counts as they grow, and every verdict that is wrong."""
    os.environ.pop("FREEWIDTH_CACHE", None)  # what is counted is made by the code that lies here
    counts: Counter[str] = Counter()
    for number in range(first, first + count):
        try:
            with redirect_stdout(None):
                found = verdicts(number)
        except Exception as error:  # such as a law that the solver refuses
            os.chdir("/")
            counts["not run"] += 1
            print(f"study {number}: {type(error).__name__}: {error}", flush=True)
            continue
        for role, verdict, what in found:
            counts[f"{role} {verdict}"] += 1
            if (role, verdict) in WRONG:
                print(f"study {number}: {role} {verdict}: {what}", flush=True)
        print(number, dict(counts), file=sys.stderr, flush=True)
    print(json.dumps(dict(counts), indent=1))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
