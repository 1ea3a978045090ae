"""Opening a post: the lock page, the first start, and what they ask of the store."""
