"""Maps of numbers as pictures: laid out, painted, pointed at, typed over; and their colours."""
