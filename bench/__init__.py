"""Figures, never asserted in a test: ratios within one run, since machines are noisy. `python -m bench.circle` prints them."""
