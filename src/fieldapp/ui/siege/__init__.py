"""The pages of headquarters: what arrived, who is invited, what is exported; never a family."""
