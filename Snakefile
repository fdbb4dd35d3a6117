# From weights to verdicts: sample -> theory -> compare -> figures, notebooks -> claims -> report.
# Stages live in workflow/rules, one file each; what is to be made is listed by workflow/plan.py.

from snakemake.utils import min_version

min_version("9.27")


configfile: f"{workflow.basedir}/config/default.yaml"


# ASSUME: used only with `--software-deployment-method apptainer`; build it with envs/Containerfile.
container: "envs/freewidth.sif"


include: "workflow/rules/common.smk"
include: "workflow/rules/spectra.smk"
include: "workflow/rules/laws.smk"
include: "workflow/rules/trained.smk"
include: "workflow/rules/experiments.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/sheets.smk"
include: "workflow/rules/publish.smk"
include: "workflow/rules/stability.smk"


rule all:
    default_target: True
    input:
        "results/verdicts.txt",
    message:
        "Everything is made."
