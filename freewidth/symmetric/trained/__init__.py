"""Small trained networks: data, training, exact curvature, and what of it is trivially zero."""
