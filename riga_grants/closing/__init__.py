"""What becomes of costs after they are booked: control, periods that close, reopening, the final settlement."""
