"""« Conservation »: the files that come to the end of their retention, and their list on paper."""
