#ifndef CSQLITESETTINGS_H
#define CSQLITESETTINGS_H

/* Swift cannot call `sqlite3_config`, whose arguments vary.

   Ends the count of the memory that SQLite has (https://www.sqlite.org/c3ref/c_config_covering_index_scan.html,
   SQLITE_CONFIG_MEMSTATUS), for all connections of the process. Gives SQLITE_OK, or SQLITE_MISUSE where SQLite is in use
   already, and then it goes on counting. */
int sqlite_count_no_memory(void);

#endif
