"""One small file per channel by which a message leaves."""
