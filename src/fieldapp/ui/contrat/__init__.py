"""Engagements: the follow-up and the offer it came from, the contract and its versions.

tab.ContratTab          the follow-up strip, the versions, the table, the acts of each state
suivi_card              the open follow-up, offers that wait for an answer, colleagues invited
offre_dialogs           proposing an offer, the family's answer, dates, inviting a colleague
dialogs                 an objective, a commitment, the dates of a contract, its end
signature_pad, signature_dialog   signing on the screen or on paper
versions                what each state allows, and what is said of a version
document                what the print preview shows
"""
