"""Measured comparisons on a large encrypted store; never timed tests."""
