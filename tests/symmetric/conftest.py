"""Small results, made by the steps of the workflow themselves."""

import json
import os

import pytest

from scripts import index, lanczos, matrices, sweep, tables, trained, trials
from workflow import hessians

NETWORK = {"data": "wine", "hidden": [6], "activation": "tanh"}
CONFIG = {
    "seed": 5,
    "batch": 4,
    "trained": {
        "networks": [NETWORK, {**NETWORK, "activation": "relu"}],
        "runs": 3,
        "epochs": [0, 60],
        "rate": 0.1,
        "families": {
            "wigner": {},
            "wishart": {"ratio": [0.5, 2.0]},
            "wigner_product": {"factors": [1, 2]},
            "sandwich": {"ratio": [0.8]},
        },
        "removed": [0.0, 0.05],
        "draws": {"matrices": 3, "spectra": 12},
        "controls": {
            "laws": {
                "wigner": {},
                "wishart": {"ratio": 0.5},
                "diluted_wigner": {"kept": 0.5},
                "percolated_wigner": {"degree": 2.0},
            },
            "size": 160,
            "count": 8,
        },
        "sweep": {
            "data": "digits",
            "activation": "tanh",
            "hidden": [[6]],
            "samples": [8, 12],
            "epochs": 3,
        },
        "lanczos": {
            name: {
                "case": {**NETWORK, "samples": None},
                "exact": name == "exact",
                "epochs": 10,
                "ways": {
                    "plain": {"probes": 8, "steps": 25, "deflate": 0},
                    "deflated": {"probes": 8, "steps": 25, "deflate": 12},
                },
            }
            for name in ("exact", "large")
        },
    },
}


def make():
    """Every artifact about trained networks, below the working directory."""
    part, seed = CONFIG["trained"], CONFIG["seed"]
    cases = hessians.cases(CONFIG)
    listing = hessians.index(CONFIG)
    families = hessians.families(CONFIG)
    trained.main(
        cases=dict(zip(hessians.runs(cases), cases.values(), strict=True)),
        runs=part["runs"],
        epochs=part["epochs"],
        rate=part["rate"],
        seed=seed,
    )
    solved = listing["tables"]
    tables.main(families={f: {"shapes": s, "path": solved[f]} for f, s in families.items()})
    matrices.main(**part["controls"], seed=seed, path=listing["study"]["sampled"])
    trials.main(
        sources=hessians.trial_jobs(hessians.tried(CONFIG)),
        laws=solved,
        removed=part["removed"],
        draws=part["draws"],
        seed=seed,
    )
    sweep.main(
        cases=hessians.sweep(CONFIG),
        epochs=part["sweep"]["epochs"],
        rate=part["rate"],
        seed=seed,
        path=listing["study"]["sweep"],
    )
    networks = {listing["lanczos"][name]: each for name, each in part["lanczos"].items()}
    lanczos.main(networks=networks, rate=part["rate"], seed=seed)
    index.main(content=listing, path=f"{hessians.FOLDER}/index.json")
    return json.loads(json.dumps(listing))


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A folder that holds ``results`` as the workflow makes them."""
    pytest.importorskip("sklearn")
    folder, before = tmp_path_factory.mktemp("trained"), os.getcwd()
    os.chdir(folder)
    try:
        make()
    finally:
        os.chdir(before)
    return folder
