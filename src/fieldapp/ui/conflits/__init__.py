"""Deciding what to keep of two versions of one thing."""
