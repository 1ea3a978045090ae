"""Useful numbers (F1): offline, also on the lock page, and without any trace of who looked."""
