#include "CLibPQ.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

/* libpq brings TLS, LDAP and Kerberos along: loading them takes longer than all else that a command on a file does. So
   it is loaded at the first call of one of its functions, each of which stands here under its own name. */

static const char library_name[] = "libpq.so.5";
static pthread_once_t opened = PTHREAD_ONCE_INIT;
static void *library;

/* Where the library is missing, the program ends as if it had been linked to it. */
static void give_up(void) {
    const char *reason = dlerror();
    fprintf(stderr, "PostgreSQL cannot be used: %s\n", reason ? reason : library_name);
    _exit(127);
}

static void open_library(void) {
    library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (!library) give_up();
}

static void *look_up(_Atomic(void *) *known, const char *name) {
    void *function = atomic_load_explicit(known, memory_order_acquire);
    if (function) return function;
    pthread_once(&opened, open_library);
    function = dlsym(library, name);
    if (!function) give_up();
    atomic_store_explicit(known, function, memory_order_release);
    return function;
}

/* Hidden, so that the library goes on calling its own functions. */
#define FORWARD(result, name, parameters, arguments)                          \
    __attribute__((visibility("hidden"))) result name parameters {            \
        static _Atomic(void *) known;                                         \
        return ((result (*) parameters) look_up(&known, #name)) arguments;    \
    }

/* Connections */
FORWARD(PQconninfoOption *, PQconninfoParse, (const char *text, char **fault), (text, fault))
FORWARD(void, PQconninfoFree, (PQconninfoOption *options), (options))
FORWARD(PGconn *, PQconnectStartParams, (const char *const *names, const char *const *values, int expands),
        (names, values, expands))
FORWARD(PostgresPollingStatusType, PQconnectPoll, (PGconn *connection), (connection))
FORWARD(PGconn *, PQconnectdb, (const char *text), (text))
FORWARD(void, PQfinish, (PGconn *connection), (connection))
FORWARD(PQconninfoOption *, PQconninfo, (PGconn *connection), (connection))
FORWARD(ConnStatusType, PQstatus, (const PGconn *connection), (connection))
FORWARD(PGTransactionStatusType, PQtransactionStatus, (const PGconn *connection), (connection))
FORWARD(char *, PQerrorMessage, (const PGconn *connection), (connection))
FORWARD(char *, PQhost, (const PGconn *connection), (connection))
FORWARD(int, PQsocket, (const PGconn *connection), (connection))
FORWARD(int, PQbackendPID, (const PGconn *connection), (connection))
FORWARD(int, PQconnectionNeedsPassword, (const PGconn *connection), (connection))
FORWARD(int, PQsetnonblocking, (PGconn *connection, int flag), (connection, flag))
FORWARD(PGVerbosity, PQsetErrorVerbosity, (PGconn *connection, PGVerbosity verbosity), (connection, verbosity))
FORWARD(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn *connection, PQnoticeProcessor processor, void *context),
        (connection, processor, context))

/* Statements */
FORWARD(PGresult *, PQexec, (PGconn *connection, const char *sql), (connection, sql))
FORWARD(int, PQsendQuery, (PGconn *connection, const char *sql), (connection, sql))
FORWARD(int, PQsendQueryParams,
        (PGconn *connection, const char *sql, int count, const Oid *types, const char *const *values,
         const int *lengths, const int *formats, int format),
        (connection, sql, count, types, values, lengths, formats, format))
FORWARD(int, PQsendPrepare, (PGconn *connection, const char *name, const char *sql, int count, const Oid *types),
        (connection, name, sql, count, types))
FORWARD(int, PQsendQueryPrepared,
        (PGconn *connection, const char *name, int count, const char *const *values, const int *lengths,
         const int *formats, int format),
        (connection, name, count, values, lengths, formats, format))
FORWARD(int, PQenterPipelineMode, (PGconn *connection), (connection))
FORWARD(int, PQexitPipelineMode, (PGconn *connection), (connection))
FORWARD(int, PQpipelineSync, (PGconn *connection), (connection))
FORWARD(int, PQsendFlushRequest, (PGconn *connection), (connection))
FORWARD(int, PQflush, (PGconn *connection), (connection))
FORWARD(int, PQconsumeInput, (PGconn *connection), (connection))
FORWARD(int, PQisBusy, (PGconn *connection), (connection))
FORWARD(PGresult *, PQgetResult, (PGconn *connection), (connection))
FORWARD(PGcancel *, PQgetCancel, (PGconn *connection), (connection))
FORWARD(int, PQcancel, (PGcancel *cancel, char *fault, int size), (cancel, fault, size))
FORWARD(void, PQfreeCancel, (PGcancel *cancel), (cancel))

/* Results */
FORWARD(ExecStatusType, PQresultStatus, (const PGresult *result), (result))
FORWARD(char *, PQresultErrorMessage, (const PGresult *result), (result))
FORWARD(char *, PQresultErrorField, (const PGresult *result, int field), (result, field))
FORWARD(char *, PQcmdStatus, (PGresult *result), (result))
FORWARD(char *, PQcmdTuples, (PGresult *result), (result))
FORWARD(int, PQntuples, (const PGresult *result), (result))
FORWARD(int, PQnfields, (const PGresult *result), (result))
FORWARD(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column))
FORWARD(int, PQgetlength, (const PGresult *result, int row, int column), (result, row, column))
FORWARD(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column))
FORWARD(void, PQclear, (PGresult *result), (result))
