"""SQLAlchemy behind the ports: the only room that knows tables."""
