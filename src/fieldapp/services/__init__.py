"""One function per act of a worker: asks the right, applies the rules, writes one transaction."""
