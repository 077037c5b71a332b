"""What starts runs without a person: the calendar of schedules, and the sensor that waits for deliveries."""
