"""The steps of a family: who acts, by when, where it stands.

tab.DemarchesTab        adding in place, the table, next steps of the thread to promote
model, table            the rows, and the keys that act on them
dialog.DemarcheDialog   every field of one step, its papers included
"""
