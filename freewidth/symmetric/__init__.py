"""Symmetric matrices like Hessians: limit laws, sampled matrices, and networks that are trained."""
