"""How rows are painted: shared brushes (`paint`), the two-line row, the badge of a table cell."""
