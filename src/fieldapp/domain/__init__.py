"""Facts and rules of the trade: standard library only, no storage, no screen."""
