#define _GNU_SOURCE
#include "timed_program.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int timed_program_start(const char *path, char *const arguments[], char *const environment[], const char *terminal,
                        const char *log, pid_t *program)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    if (terminal != NULL) {
        // The first terminal that the leader of a session opens is its own.
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0);
        posix_spawn_file_actions_adddup2(&actions, 0, 1);
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    }
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    int failure = posix_spawn(program, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

int timed_terminal_open(int columns, int rows, char *name, size_t capacity)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (terminal >= 0
        && (grantpt(terminal) != 0 || unlockpt(terminal) != 0 || ptsname_r(terminal, name, capacity) != 0
            || ioctl(terminal, TIOCSWINSZ, &size) != 0)) {
        int failure = errno;
        close(terminal);
        errno = failure;
        return -1;
    }
    return terminal;
}
