"""Printed documents: a document model in, the bytes of an accessible PDF out, never a file."""
