"""How runs grow: plans, cores, core-hours, and networks too wide for a matrix; see README.md."""
