"""The French user guide, shown by Maj+F1 from ``resources/aide``."""
