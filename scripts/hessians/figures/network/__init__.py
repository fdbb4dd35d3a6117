"""Pictures of one network, drawn for each."""
