"""Pictures of all networks together."""
