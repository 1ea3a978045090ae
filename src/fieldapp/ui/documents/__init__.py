"""The documents of a family: listed with thumbnails, added, shown in the window, opened outside.

tab.DocumentsTab           the tab of the dossier: drop, paste, Ctrl+Maj+N
add_dialog.AddDialog       title, nature, date, zone of what is added, with progress
edit_dialog.EditDialog     the same for one that is kept
viewer.DocumentDialog      PDF, image or text, from memory
dessin                     decoding pictures and pages within limits
reading                    what a drop or a paste brings, examined off the window's thread
outside                    another program, or a copy where one chooses
"""
