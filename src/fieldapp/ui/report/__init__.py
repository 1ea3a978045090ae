"""Reporting elsewhere: the lines to copy into another system, and what is left to report."""
