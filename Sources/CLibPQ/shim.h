#pragma once
#include <libpq-fe.h>

/* Swift does not import macros that are characters. */
static inline const char *shim_sql_state(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SQLSTATE); }
