#pragma once
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

/* Swift does not import macros that are characters. */
static inline const char *shim_sql_state(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SQLSTATE); }
