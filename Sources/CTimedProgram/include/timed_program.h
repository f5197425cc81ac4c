#pragma once
#include <sys/types.h>

/// Starts the program at `path` with exactly these arguments and this environment, both ended by NULL, and nothing open
/// but its three standard descriptors: a terminal of which it leads the session, or without one nothing to read and a
/// file to append to. Returns 0 or an errno.
int timed_program_start(const char *path, char *const arguments[], char *const environment[], const char *terminal,
                        const char *log, pid_t *program);

/// Opens a terminal of this size, whose name goes to `name`. Returns the descriptor that reads what is written to it and
/// writes what is typed, and does not block; or -1 and errno.
int timed_terminal_open(int columns, int rows, char *name, size_t capacity);
