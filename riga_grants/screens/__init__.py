"""What the commands around imports show, as text for a terminal and as JSON."""
