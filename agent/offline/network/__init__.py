"""What do people mean by a line, as a small network learnt it from lines with the commands that each means?"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small products: further threads only take time from the player
