"""An artist's change of zone, and what becomes of their bookings."""
