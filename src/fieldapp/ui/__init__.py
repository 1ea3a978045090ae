"""The window: the only part of Fieldapp that knows Qt.

Read in this order: `theme` (colours, sizes, fonts), `icons`, `form` (every form row), `widgets`
(what screens are made of), `tasks` (the one bridge to the store), `page` and `navigator` (what
a screen is and how it moves on), then `main_window`.
"""

from fieldapp.ui.reference_counts import give_spare_references

give_spare_references()
