"""Which claims the figures on all spectra are about."""

from claims import CLAIMS

ABOUT = {
    "breadth": (
        "pastur2020_gaussian_limit",
        "pastur2022_haar_limit",
        "pastur2023_iid_limit",
        "pastur2023_rectangular_limit",
        "pastur2023_bias_limit",
        "pastur2022_bias_limit",
    ),
    "universality": (
        "pastur2023_universality",
        "fourth_cumulant_correction",
        "student_t3_weak_limit",
    ),
    "forecast": ("width_forecast",),
    "power": tuple(
        name
        for name, claim in CLAIMS.items()
        if claim.family == "jacobian" and claim.should == "refuted"
    ),
}
