"""The ALSA sequencer, whose queue in the kernel holds messages until they are due. Never tried on hardware."""
