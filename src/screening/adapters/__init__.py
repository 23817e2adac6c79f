"""The outside world: database, survey files, keys, mail, chat, cluster."""
