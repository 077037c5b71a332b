"""The invoicing system's extracts: supplier and customer invoices, administrators' hours, customers.

``targets.csv`` says what the rows add up to and where the report prints it; the other tables list
the customers with their agreements, the administrators with their posts, the suppliers that send
Svefaktura, and the add-on services. ``volumes`` splits the counts and hours over months,
``suppliers`` says who sends what, ``invoices`` and ``administration`` make the rows.

The report says "2013 blev resultatet 63 000 fakturor" of Svefaktura, and that the fifty suppliers
have a volume of 225 000 a year. Both hold here: so many invoices came from those suppliers in 2013,
as many of them as Svefaktura; a supplier once connected moves over little by little.
"""

from orchestration.simulator.invoicing.deliveries import deliveries

__all__ = ["deliveries"]
