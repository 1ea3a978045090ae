"""The synchronisation screen: what is here only, what left, what came back, what is refused."""
