"""Settings of Sphinx: pages in Markdown, names from docstrings, examples run on the way."""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS.parent), str(DOCS / "_extensions")]

import freewidth  # noqa: E402  # found by the lines above

project = "freewidth"
author = "The freewidth authors"
copyright = author
version = release = freewidth.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "api_pages",
    "claim_pages",
    "mathml",
    "repository_pages",
    "rule_graph",
    "signatures",
]
exclude_patterns = ["_build", "gallery", "examples/*.ipynb", "sg_execution_times.rst"]
root_doc = "index"

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3  # links such as solver.md#the-equation, as repositories show them
myst_dmath_double_inline = True
html_math_renderer = "mathml"

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 90
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
add_module_names = False
suppress_warnings = ["ref.python"]  # words in lists of attributes that several classes have

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "examples",
    "filename_pattern": r"plot_",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "min_reported_time": 1e9,  # pages do not change with the speed of a machine
    "write_computation_times": False,
    "show_memory": False,
    "download_all_examples": False,
    "remove_config_comments": True,
    "doc_module": ("freewidth",),
    "image_scrapers": ("matplotlib", "figure_scraper.scrape"),
    "image_srcset": ["2x"],
    "copyfile_regex": r"",
}

html_theme = "pydata_sphinx_theme"
html_title = "freewidth"
html_static_path = ["_static"]
html_css_files = ["freewidth.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "logo": {"text": "freewidth"},
    "header_links_before_dropdown": 6,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": ["sphinx-version"],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars = {"index": [], "claims": [], "mathematics": [], "statements/**": []}
