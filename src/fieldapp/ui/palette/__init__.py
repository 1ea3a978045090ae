"""The palette (Ctrl+K): one box for families, notes, structures and commands."""
