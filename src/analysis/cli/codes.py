"""Exit codes; what they mean stands in `parser`."""

SUCCESS, SOME_FAILED, FAULT, INTERRUPTED = 0, 1, 3, 130
