"""Limit laws: cost, accuracy, and whether random networks are solved or refused."""
