# Where Snakemake looks first; the workflow is workflow/Snakefile.


include: "workflow/Snakefile"


workflow.default_target = "all"  # an included file cannot say so itself
