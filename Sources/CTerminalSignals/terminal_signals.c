#define _GNU_SOURCE
#include "CTerminalSignals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static const int reported[] = {SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT};
static const int fatal[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE};
enum { reported_count = sizeof reported / sizeof *reported, fatal_count = sizeof fatal / sizeof *fatal };

static volatile sig_atomic_t installed = 0;
static volatile sig_atomic_t report_pipe = -1;
static volatile sig_atomic_t saved_errors = -1;
static char restore_bytes[512];
static size_t restore_count = 0;
static struct termios saved_modes;
static int has_saved_modes = 0;
static struct sigaction former_reported[reported_count];
static struct sigaction former_fatal[fatal_count];

static void report(int signal) {
    int saved = errno;
    char byte = terminal_signal_terminate;
    if (signal == SIGWINCH) byte = terminal_signal_resized;
    if (signal == SIGCONT) byte = terminal_signal_continued;
    if (signal == SIGTSTP) byte = terminal_signal_stop;
    if (signal == SIGHUP) byte = terminal_signal_hung_up;
    if (report_pipe >= 0) {
        ssize_t ignored = write(report_pipe, &byte, 1);
        (void)ignored;
    }
    errno = saved;
}

/* Only what POSIX allows in a handler: write, tcsetattr, dup2, sigaction, raise. */
static void die(int signal) {
    ssize_t ignored = write(STDOUT_FILENO, restore_bytes, restore_count);
    (void)ignored;
    if (has_saved_modes) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
    if (saved_errors >= 0) dup2(saved_errors, STDERR_FILENO);
    for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &former_fatal[i], NULL);
    raise(signal);
}

int terminal_signals_pipe(int ends[2]) {
    return pipe2(ends, O_NONBLOCK | O_CLOEXEC);
}

void terminal_modes_remember(void) {
    has_saved_modes = tcgetattr(STDIN_FILENO, &saved_modes) == 0;
}

int terminal_signals_install(int pipe, const char *restore, size_t restore_length) {
    if (installed) return 0;
    restore_count = restore_length < sizeof restore_bytes ? restore_length : sizeof restore_bytes;
    memcpy(restore_bytes, restore, restore_count);
    report_pipe = pipe;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = report;
    action.sa_flags = SA_RESTART;
    for (int i = 0; i < reported_count; i++) {
        if (sigaction(reported[i], &action, &former_reported[i]) != 0) return -1;
    }
    action.sa_handler = die;
    action.sa_flags = SA_ONSTACK;
    for (int i = 0; i < fatal_count; i++) {
        if (sigaction(fatal[i], &action, &former_fatal[i]) != 0) return -1;
    }
    installed = 1;
    return 0;
}

void terminal_signals_remove(void) {
    if (!installed) return;
    for (int i = 0; i < reported_count; i++) sigaction(reported[i], &former_reported[i], NULL);
    for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &former_fatal[i], NULL);
    report_pipe = -1;
    installed = 0;
}

void terminal_signals_stop(void) {
    struct sigaction action, former;
    sigset_t mask, former_mask;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &action, &former);
    sigemptyset(&mask);
    sigaddset(&mask, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &mask, &former_mask);
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &former_mask, NULL);
    sigaction(SIGTSTP, &former, NULL);
}

int terminal_errors_redirect(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    if (saved_errors < 0) saved_errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int result = dup2(file, STDERR_FILENO);
    close(file);
    return result < 0 ? -1 : 0;
}

void terminal_errors_restore(void) {
    if (saved_errors < 0) return;
    dup2(saved_errors, STDERR_FILENO);
    close(saved_errors);
    saved_errors = -1;
}

void terminal_size(int *columns, int *rows) {
    struct winsize size;
    *columns = 0;
    *rows = 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return;
    *columns = size.ws_col;
    *rows = size.ws_row;
}

int terminal_memory_file(void) { return memfd_create("slipway", MFD_CLOEXEC); }

int terminal_descriptor_lead(int descriptor, int other) { return dup3(other, descriptor, O_CLOEXEC) < 0 ? -1 : 0; }
