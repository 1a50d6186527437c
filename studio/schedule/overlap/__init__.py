"""The working hours of several artists on one day, and where they overlap."""
