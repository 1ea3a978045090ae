"""The landing screen: noting at once, what was noted today, what is late, what comes."""
