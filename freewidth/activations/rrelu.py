"""Randomised leaky ReLU after training: the mean 11/48 of slopes between 1/8 and 1/3."""

from dataclasses import replace

from freewidth.activations.leaky_relu import leaky_relu

activation = replace(
    leaky_relu(11 / 48), label="RReLU", source="Xu et al. (2015), arXiv:1505.00853"
)
