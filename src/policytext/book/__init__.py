"""Sphinx extensions of the book: what Jupyter Book lacks for figures that can be cited."""
