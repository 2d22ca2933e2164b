"""What is prepared for the hub: enrolment, sealed events, files on their way."""
