#pragma once
#include <sys/types.h>
#include <termios.h>

/// A program on a pseudoterminal, below a supervisor that stands where the shell stands for an operator: it leads the
/// session, puts the program into the foreground and outlives it. So what the program leaves behind in the terminal can
/// still be read after its end, which the kernel resets when a session leader exits.
typedef struct {
    pid_t supervisor;
    /// Leads a process group of its own.
    pid_t program;
    /// Reads what the program writes and writes what is typed; does not block.
    int terminal;
    /// Gives one `terminal_event` after another.
    int events;
    /// A byte written here continues a stopped program in the foreground. Closing it lets the supervisor end.
    int commands;
    /// What the line was like before the program started.
    struct termios initial;
} terminal_session;

/// What the supervisor writes to the terminal before it gives an event: all that the program wrote comes before it, which
/// the kernel would otherwise deliver some time later. An operating system command that no terminal knows.
#define TERMINAL_SESSION_MARK "\033]7777;\033\\"

/// A wait status of the program: it has stopped or ended.
typedef struct {
    int status;
} terminal_event;

/// Starts the program at `path` with exactly these arguments and this environment, both ended by NULL.
/// Returns 0 or an errno. All descriptors close on exec.
int terminal_session_start(const char *path, char *const arguments[], char *const environment[], int columns, int rows,
                           terminal_session *session);

/// Changes the size and so sends SIGWINCH to the foreground. Returns 0 or an errno.
int terminal_session_resize(int terminal, int columns, int rows);

/// Whether a wait status says that the program is stopped.
int wait_status_is_stop(int status);
