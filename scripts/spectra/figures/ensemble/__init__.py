"""Figures, one file each; the folder says what each of them is drawn for."""
