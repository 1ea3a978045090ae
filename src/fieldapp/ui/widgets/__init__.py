"""What screens are made of.

text.Text, text.ElidedText            a label in a role of the type scale
icon_label.IconLabel                  a decorative icon that follows the theme
card.Card(title, flush=), card.line   a surface: `.body` to fill, `.aside` at the right of the title
buttons.Button(text, icon, keys, kind)  a button with key caps; kind "primary" once per area
buttons.LinkButton, IconButton, SearchButton
badge.Badge(BadgeSpec(text, tone, icon))   tones late warn ok info reserve primaire neutre
key_caps.KeyCaps("Ctrl", "K")         key caps alone
chips.ChipBar(title, options, exclusive=, maximum=)   `.changed`, `.selected()`, `.add(Chip(…))`
segmented.SegmentedControl(name, [Option(key, text, icon)])   `.changed`, `.value()`
option_card.OptionCard(text, second, icon)   a radio button drawn as a card; use a QButtonGroup
combo.CodeCombo(options, search=)     a combo that speaks codes: `.code()`, `.set_code()`, `.chosen`
text_area.TextArea(lines)             a longer text; Tab leaves it
date_field.DateField, TimeField       free typing, echo in words: `.value()`, `.iso()`, `.error()`
rows.RowList(name, empty)             list of `delegates.row.Row`: `.set_rows()`, `.opened(key)`
table.Table(name)                     whole-row table: `.set_widths()`, `.row_opened(n)`
empty_state.EmptyState(text, action)  what an empty list shows: `.acted`
message_bar.MessageBar                `.show_message(text, tone, action, act)` inside a page
toast.Toast                           belongs to the window: use `navigator.toast(text, undo)`
safety_banner.SafetyBanner            `.set_contact(masked, full, rest)`, `.announce_now()`
paper_preview.PaperPreview            `.show_pdf(bytes)`, `.pages`, `.text()`
flow.FlowLayout                       widgets side by side that wrap like words
folding.FoldingRow                    a row that becomes a column when room is short
current_stack.CurrentStack            a stack as large as the page it shows

Delegates share `delegates.paint`: paint_badge, paint_key_caps, paint_knot, text_layout,
paint_elided; and `delegates.row`: Row, RowDelegate, paint_row_ground; `delegates.badge`.
Sizes are written in px of the design and scaled by `theme().px(n)`; colours are token names.
"""
