"""The road sheet: its preview before the visits, its capture screen after them."""
