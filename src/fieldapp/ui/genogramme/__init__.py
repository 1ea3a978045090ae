"""The génogramme of a family: the drawing, the same content as a list, and the form of a link."""
