"""The tenant wall: roles, grants and policies in the database, how they are put up and how they are checked."""
