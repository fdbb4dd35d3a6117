"""From results to readers: figures, notebooks, verdicts, the report, the list of checksums."""
