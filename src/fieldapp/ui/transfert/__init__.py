"""Families that change hands: to another antenna, or to a colleague during an absence."""
