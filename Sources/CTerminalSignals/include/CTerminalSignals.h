#pragma once
#include <stddef.h>

/* What reaches the pipe: one byte a signal. */
enum {
    terminal_signal_resized = 'w',
    terminal_signal_continued = 'c',
    terminal_signal_stop = 'z',
    terminal_signal_terminate = 't'
};

/* Remembers the terminal as it is, and from then on reports WINCH, CONT, TSTP, TERM, HUP and INT as bytes written to
   the descriptor. A fatal signal first writes the bytes given, restores the terminal and standard error, and then takes
   its former course. Returns 0, or -1 with errno set. */
int terminal_signals_install(int pipe, const char *restore, size_t restore_length);

/* Puts every handler back and forgets the terminal. */
void terminal_signals_remove(void);

/* Stops this process as ctrl-z would in a program without handlers; returns after it continues. */
void terminal_signals_stop(void);

/* Sends standard error to the file; returns 0, or -1 where it cannot be opened. */
int terminal_errors_redirect(const char *path);
void terminal_errors_restore(void);

/* Columns and rows of standard output; 0 where it has none. */
void terminal_size(int *columns, int *rows);
