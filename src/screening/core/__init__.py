"""The words everybody shares: ids, severity, tiers, roles, errors. Imports nothing of ours."""
