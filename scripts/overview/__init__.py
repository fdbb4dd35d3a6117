"""The one figure about all studies together."""
