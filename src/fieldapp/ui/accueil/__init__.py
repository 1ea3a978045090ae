"""Welcoming somebody without a file: a need, an answer, a commune, from anywhere (Ctrl+Maj+A)."""
