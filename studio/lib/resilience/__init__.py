"""How long anybody waits for the database, how much of it one studio may use, and what they are told then."""
