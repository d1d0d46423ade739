"""What do people mean by a line, as a small network learnt it from lines with the commands that each means?"""
