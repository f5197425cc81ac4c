// The least that a status can take: it asks the database named by its argument what a home shows, and prints it.
#include <sqlite3.h>
#include <stdio.h>

#define ROLLOUTS(states, index, limit)                                                                                \
    "SELECT r.status, r.name, f.version, r.n_total, r.n_succeeded, r.n_failed, r.n_silent, b.id, b.sequence,"         \
    "  o.display_name, (SELECT COALESCE(SUM(m.n_finished), 0) FROM update_batch_minutes AS m"                         \
    "    WHERE m.update_batch_id = b.id AND m.minute >= 0),"                                                          \
    "  (SELECT MIN(bd.silent_at) FROM update_batch_devices AS bd"                                                     \
    "    WHERE bd.update_batch_id = b.id AND bd.silent_at IS NOT NULL)"                                               \
    " FROM rollouts AS r INDEXED BY " index                                                                           \
    " JOIN update_batches AS b ON b.id = (SELECT latest.id FROM update_batches AS latest"                             \
    "   WHERE latest.rollout_id = r.id ORDER BY latest.sequence DESC LIMIT 1)"                                        \
    " JOIN firmware_releases AS f ON f.id = r.firmware_id"                                                            \
    " LEFT JOIN organizations AS o ON o.id = r.organization_id"                                                       \
    " WHERE r.status IN (" states ") ORDER BY r.id DESC LIMIT " limit

static const char *const queries[] = {
    ROLLOUTS("'draft', 'scheduled', 'pending', 'in_progress', 'paused', 'cancelling'", "rollouts_open", "201"),
    ROLLOUTS("'cancelled', 'completed', 'failed'", "rollouts_ended", "20"),
};

static int print(sqlite3 *database, const char *query)
{
    sqlite3_stmt *statement;
    int outcome = sqlite3_prepare_v2(database, query, -1, &statement, NULL);
    if (outcome != SQLITE_OK)
        return outcome;
    while ((outcome = sqlite3_step(statement)) == SQLITE_ROW)
        printf("%-16s %-40s %-10s %3lld of %3lld %6lld\n", (const char *)sqlite3_column_text(statement, 0),
               (const char *)sqlite3_column_text(statement, 1), (const char *)sqlite3_column_text(statement, 2),
               sqlite3_column_int64(statement, 4), sqlite3_column_int64(statement, 3),
               sqlite3_column_int64(statement, 5));
    sqlite3_finalize(statement);
    return outcome;
}

int main(int count, char *arguments[])
{
    sqlite3 *database = NULL;
    if (count != 2 || sqlite3_open_v2(arguments[1], &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return 1;
    for (unsigned i = 0; i < sizeof queries / sizeof *queries; i++)
        if (print(database, queries[i]) != SQLITE_DONE) {
            fprintf(stderr, "%s\n", sqlite3_errmsg(database));
            return 1;
        }
    return sqlite3_close(database) != SQLITE_OK;
}
