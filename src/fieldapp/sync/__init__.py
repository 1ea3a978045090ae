"""The exchange with headquarters: sealed bundles, the shared folder, enrolment."""
