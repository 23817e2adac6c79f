"""The commands: each parses, calls one service, prints what a person wants to know."""
