#define _GNU_SOURCE
#include "terminal_session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

// Where the supervisor keeps its ends; everything above is closed, for it never execs.
enum { EVENTS = 3, COMMANDS = 4, STARTED = 5, FIRST_UNUSED = 6 };

// What the supervisor says once: the program's id, or why it could not be started.
typedef struct {
    pid_t program;
    int failure;
} start_report;

static volatile pid_t supervised;

// Between fork and exec only async-signal-safe functions may be called: the test process has threads.

static void reset_signals(void)
{
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void take_foreground(pid_t group)
{
    // A background group that asks for the foreground would be stopped.
    signal(SIGTTOU, SIG_IGN);
    tcsetpgrp(STDIN_FILENO, group);
    signal(SIGTTOU, SIG_DFL);
}

static pid_t start_program(const char *path, char *const arguments[], char *const environment[], int *failure)
{
    int outcome[2];
    *failure = 0;
    if (pipe2(outcome, O_CLOEXEC) != 0) {
        *failure = errno;
        return -1;
    }
    pid_t program = fork();
    if (program == 0) {
        setpgid(0, 0);
        take_foreground(getpid());
        close(EVENTS);
        close(COMMANDS);
        close(STARTED);
        execve(path, arguments, environment);
        int reason = errno;
        (void)!write(outcome[1], &reason, sizeof reason);
        _exit(127);
    }
    if (program < 0)
        *failure = errno;
    close(outcome[1]);
    // Exec closes the other end without a word.
    if (program > 0 && read(outcome[0], failure, sizeof *failure) > 0)
        waitpid(program, NULL, 0);
    close(outcome[0]);
    return program;
}

static void pass_on_hangup(int number)
{
    kill(-supervised, number);
    kill(-supervised, SIGCONT);
}

/// As a shell does: a lost connection is passed on to the program, and nothing that is typed hits the supervisor.
static void handle_signals(pid_t program)
{
    struct sigaction action = {.sa_handler = pass_on_hangup, .sa_flags = SA_RESTART};
    supervised = program;
    sigaction(SIGHUP, &action, NULL);
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);
}

_Noreturn static void supervise(const char *path, char *const arguments[], char *const environment[])
{
    start_report report = {0, 0};
    report.program = start_program(path, arguments, environment, &report.failure);
    if (report.failure == 0)
        handle_signals(report.program);
    // Last, for the test may take the connection away as soon as it knows.
    (void)!write(STARTED, &report, sizeof report);
    close(STARTED);
    if (report.failure != 0)
        _exit(127);

    for (;;) {
        terminal_event event;
        char command;
        if (waitpid(report.program, &event.status, WUNTRACED) < 0)
            _exit(1);
        take_foreground(getpid());
        (void)!write(STDOUT_FILENO, TERMINAL_SESSION_MARK, sizeof TERMINAL_SESSION_MARK - 1);
        (void)!write(EVENTS, &event, sizeof event);
        if (read(COMMANDS, &command, 1) <= 0)
            _exit(0);
        take_foreground(report.program);
        kill(-report.program, SIGCONT);
    }
}

_Noreturn static void become_supervisor(int line, int ends[3], const char *path, char *const arguments[],
                                        char *const environment[])
{
    reset_signals();
    setsid();
    // Out of the way first, so that no dup2 below closes what a later one needs.
    int moved_line = fcntl(line, F_DUPFD_CLOEXEC, 64);
    for (int i = 0; i < 3; i++)
        ends[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, 64);
    ioctl(moved_line, TIOCSCTTY, 0);
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        dup2(moved_line, descriptor);
    for (int i = 0; i < 3; i++)
        dup2(ends[i], EVENTS + i);
    close_range(FIRST_UNUSED, ~0U, 0);
    supervise(path, arguments, environment);
}

static int open_terminal(int columns, int rows, int *terminal, int *line)
{
    char name[64];
    *terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*terminal < 0 || grantpt(*terminal) != 0 || unlockpt(*terminal) != 0)
        return errno;
    int failure = ptsname_r(*terminal, name, sizeof name);
    if (failure != 0)
        return failure;
    *line = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return *line < 0 ? errno : terminal_session_resize(*terminal, columns, rows);
}

int terminal_session_start(const char *path, char *const arguments[], char *const environment[], int columns, int rows,
                           terminal_session *session)
{
    int line = -1, terminal = -1;
    int events[2] = {-1, -1}, commands[2] = {-1, -1}, started[2] = {-1, -1};
    pid_t supervisor = -1;
    start_report report = {-1, 0};
    struct termios initial;
    int failure = open_terminal(columns, rows, &terminal, &line);
    if (failure == 0 && tcgetattr(line, &initial) != 0)
        failure = errno;
    if (failure == 0
        && (pipe2(events, O_CLOEXEC) != 0 || pipe2(commands, O_CLOEXEC) != 0 || pipe2(started, O_CLOEXEC) != 0
            || (supervisor = fork()) < 0))
        failure = errno;
    if (supervisor == 0)
        become_supervisor(line, (int[]){events[1], commands[0], started[1]}, path, arguments, environment);

    const int theirs[] = {line, events[1], commands[0], started[1]};
    for (int i = 0; i < 4; i++)
        if (theirs[i] >= 0)
            close(theirs[i]);
    if (failure == 0)
        failure = read(started[0], &report, sizeof report) == sizeof report ? report.failure : EIO;
    if (started[0] >= 0)
        close(started[0]);
    if (failure != 0) {
        const int ours[] = {terminal, events[0], commands[1]};
        for (int i = 0; i < 3; i++)
            if (ours[i] >= 0)
                close(ours[i]);
        if (supervisor > 0)
            waitpid(supervisor, NULL, 0);
        return failure;
    }
    *session = (terminal_session){supervisor, report.program, terminal, events[0], commands[1], initial};
    return 0;
}

int terminal_session_resize(int terminal, int columns, int rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return ioctl(terminal, TIOCSWINSZ, &size) == 0 ? 0 : errno;
}

int wait_status_is_stop(int status)
{
    return WIFSTOPPED(status);
}
