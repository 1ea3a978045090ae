"""The file of a family: its thread, its people, its orientations, and what to know before a visit.

page.DossierPage           head, safety banner, tabs, right pane
fil.FilTab                 the always-visible quick note and the thread under it
foyer_tab.FoyerTab         people, address, safe contact, follow-ups
orientations_tab           the orientations of this family
                           (Évaluation, Engagements, Démarches: ui/evaluation, contrat, demarches)
avant_visite.VisitPane     what to know before knocking at the door
"""
