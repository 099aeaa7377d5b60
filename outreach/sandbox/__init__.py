"""A world to try the program in, on one machine: servers, a CRM, people who answer."""
