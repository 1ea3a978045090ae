"""Headquarters: it founds the space, enrols posts, takes in their work, relays it, exports it."""
