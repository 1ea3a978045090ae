"""The agenda: a day, a week, a month, drawn or as a list; one key tells what became of a visit."""
