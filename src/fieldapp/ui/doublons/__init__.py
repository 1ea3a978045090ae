"""Look-alikes: the warning while one types, two files side by side, the list of pairs."""
