#define _GNU_SOURCE
#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int spawn_on(const int input, const int output, const int errors, const char *path, char *const arguments[],
                    char *const environment[], pid_t *program)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    int failure = posix_spawn(program, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

int child_process_start(const char *path, char *const arguments[], char *const environment[], child_process *process)
{
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    int failure = 0;
    for (int i = 0; i < 3 && failure == 0; i++)
        if (pipe2(pipes[i], O_CLOEXEC) != 0)
            failure = errno;
    if (failure == 0)
        failure = spawn_on(pipes[0][0], pipes[1][1], pipes[2][1], path, arguments, environment, &process->program);

    // Our ends stay open on success: the writing one of the input, the reading ones of output and errors.
    for (int i = 0; i < 3; i++)
        for (int end = 0; end < 2; end++)
            if (pipes[i][end] >= 0 && (failure != 0 || (i == 0) == (end == 0)))
                close(pipes[i][end]);
    if (failure != 0)
        return failure;
    process->input = pipes[0][1];
    process->output = pipes[1][0];
    process->errors = pipes[2][0];
    fcntl(process->input, F_SETFL, O_NONBLOCK);
    fcntl(process->output, F_SETFL, O_NONBLOCK);
    fcntl(process->errors, F_SETFL, O_NONBLOCK);
    // No function in the libraries of older systems.
    process->end = (int)syscall(SYS_pidfd_open, process->program, 0);
    return process->end < 0 ? errno : 0;
}

int wakeup_open(void)
{
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

int wait_status_is_signal(int status)
{
    return WIFSIGNALED(status);
}

int wait_status_number(int status)
{
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}
