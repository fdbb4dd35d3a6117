"""What claims are judged by: one file per family, ``study`` reads it from results."""
