"""What ``freewidth explore`` shows: a network that is changed while its law is solved again.

``_start`` is the network and what may be changed of it, ``_curves`` what is drawn, ``_pictures``
how, and ``_page`` the page; the last two need Bokeh.
"""
