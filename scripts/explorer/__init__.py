"""The explorer: a page with limit laws of a lattice of networks, solved before, and samples."""
