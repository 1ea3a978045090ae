"""Fieldapp: field social work on a laptop, without a network, and back to headquarters."""

__version__ = "0.1.0"
