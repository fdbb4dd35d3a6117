"""What sampling costs and how right it is, as ratios measured in one run. See README.md."""
