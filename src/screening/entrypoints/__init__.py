"""Where the program starts: command line, scheduler, settings, wiring; the only place that reads the clock."""
