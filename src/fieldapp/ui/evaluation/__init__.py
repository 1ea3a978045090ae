"""The social assessment of a family: chapters, versions side by side, needs noted over time.

tab.EvaluationTab     versions, and the three views below
chapitres             the 12 chapters at the left, the fields of one at the right
comparaison           two versions side by side, differences marked by signs and not by colour alone
evolution             how many needs each version notes per chapter: bars, or the same as a table
document              what the print preview shows: the shared part alone
"""
