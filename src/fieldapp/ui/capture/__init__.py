"""Noting a contact: the row of Aujourd’hui, the block of a dossier, and the dialog elsewhere.

draft.Draft                    what is being typed, journaled within a second
family_field.FamilyField       a family found by name, number or phone while typing
contact_fields.ContactFields   every field of a contact, from and to a `SaisieContact`
quick_capture.QuickCapture     the four-field row of Aujourd’hui
capture_dialog.CaptureDialog   the same, over any screen (Ctrl+N)
edit_dialog.EditContactDialog  correcting a contact (F2)
undo.undo_last                 what « Annuler » does after a save
"""
