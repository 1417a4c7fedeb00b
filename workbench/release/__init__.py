"""The way out: plan the boxes, burn the copy, prove it clean, write the log."""
