#pragma once
#include <sys/types.h>

/// A program that runs on three pipes. All descriptors close on exec, and none of them blocks.
typedef struct {
    pid_t program;
    int input;
    int output;
    int errors;
    /// Becomes readable when the program has ended (`pidfd_open`), whatever its own children still hold open.
    int end;
} child_process;

/// Starts the program at `path` with exactly these arguments and this environment, both ended by NULL.
/// Returns 0 or an errno.
int child_process_start(const char *path, char *const arguments[], char *const environment[], child_process *process);

/// A new descriptor that counts what is written to it (`eventfd`), to wake a thread that polls; -1 and errno on failure.
int wakeup_open(void);

/// Whether a wait status, as `waitpid` gives it, says that a signal ended the program, and its number or the exit status.
int wait_status_is_signal(int status);
int wait_status_number(int status);
