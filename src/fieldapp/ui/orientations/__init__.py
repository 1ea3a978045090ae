"""Orientations: making one on one screen, and following what became of them all.

orienter_page.OrienterPage         seven fields and the sheet that would leave
page.OrientationsPage              every orientation, by state
table.OrientationsTable            the table of both this page and the dossier
statut_dialog.StatutDialog         moving one to its next state
"""
