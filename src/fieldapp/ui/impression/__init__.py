"""Before printing: the sheets as they will be, to whom, and how confidential.

preview.PrintPreview         the dialog, for any document
document.Document            what the dialog needs to know of one
synthese.SyntheseDocument    the case summary of a family
fiche.FicheDocument          the sheet of a saved orientation
printing.print_pdf           PDF bytes to a printer, never through a clear file
"""
