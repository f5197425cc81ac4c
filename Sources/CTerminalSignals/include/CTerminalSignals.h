#pragma once
#include <stddef.h>

/* What reaches the pipe: one byte a signal. */
enum {
    terminal_signal_resized = 'w',
    terminal_signal_continued = 'c',
    terminal_signal_stop = 'z',
    terminal_signal_hung_up = 'h',
    terminal_signal_terminate = 't'
};

/* A pipe whose ends neither block nor survive exec; returns 0, or -1 with errno set. */
int terminal_signals_pipe(int ends[2]);

/* Remembers the modes of the terminal: before ncurses starts, which changes them while it opens. */
void terminal_modes_remember(void);

/* From now on reports WINCH, CONT, TSTP, TERM, HUP and INT as bytes written to the descriptor. A fatal signal first
   writes the bytes given, restores the terminal and standard error, and then takes its former course. Returns 0, or -1 with errno set. */
int terminal_signals_install(int pipe, const char *restore, size_t restore_length);

/* Puts every handler back. */
void terminal_signals_remove(void);

/* Stops this process as ctrl-z would in a program without handlers; returns after it continues. */
void terminal_signals_stop(void);

/* Sends standard error to the file; returns 0, or -1 where it cannot be opened. */
int terminal_errors_redirect(const char *path);
void terminal_errors_restore(void);

/* Columns and rows of standard output; 0 where it has none. */
void terminal_size(int *columns, int *rows);

/* A file in memory that does not survive exec; -1 where the system has none to give. */
int terminal_memory_file(void);

/* Makes the descriptor lead where the other one leads; it does not survive exec. Returns 0, or -1 with errno set. */
int terminal_descriptor_lead(int descriptor, int other);
