# The door: the workflow is workflow/Snakefile.


include: "workflow/Snakefile"
