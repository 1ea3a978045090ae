"""The list of families, and opening a new one."""
