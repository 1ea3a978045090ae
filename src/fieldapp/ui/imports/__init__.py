"""Importing files: a caseload or a directory, read for trial first, then taken."""
