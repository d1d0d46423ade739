"""Sources of time: what hears or leads another clock, in a process of its own, and says where that clock stands."""
