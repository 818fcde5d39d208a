/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the product PostgreSQL share. */
#pragma once

#include <libpq-fe.h>

#include "store/store-private.h"

typedef struct DjPgStatement DjPgStatement;

typedef struct
{
  DjDatabase base;
  PGconn *connection; /* NULL, which libpq takes for a lost one, where what it led to was not what it should be */
  PGconn *listener;   /* hears of commits; made when somebody asks for it */
  char *address;      /* as it was given, with the password */
  char *schema;
  DjDatabaseMode mode;
  GCancellable *cancellable;
  GPollFD cancel_fd;
  gboolean has_cancel_fd;
  gboolean within; /* a transaction */
  DjTrouble trouble;
  DjPgStatement *active; /* what the connection is busy with; it does one thing at a time */
  GHashTable *prepared;  /* name that the server knows a statement by, "" for one that came once; by its SQL */
  guint n_names;
} DjPostgresql;

/* ---- Connection ----------------------------------------------------------------------------------------------------- */

/* A further connection to the same database. */
PGconn *dj_pg_open_connection (const char *address);
gboolean dj_pg_connect (DjPostgresql *db, GError **error);
/* Once more, where it was lost; what was begun is gone. */
gboolean dj_pg_reconnect (DjPostgresql *db, GError **error);
gboolean dj_pg_is_lost (const DjPostgresql *db);

/* Whether work may begin or go on: sets DJ_ERROR_CANCELLED if not. */
gboolean dj_pg_may_go_on (DjPostgresql *db, GError **error);
/* Waits for the server to say something. FALSE where the connection is lost. */
gboolean dj_pg_wait_for_input (DjPostgresql *db);
/* The next result of what was sent, waited for; NULL behind the last one. */
PGresult *dj_pg_next_result (DjPostgresql *db);
/* Asks the server to stop what it does. */
void dj_pg_stop (DjPostgresql *db);
/* Runs one or several statements without parameters and gives the last result, or NULL with an error. */
PGresult *dj_pg_query (DjPostgresql *db, const char *sql, GError **error);
/* Sets an error of what @result, or without one the connection, says; always FALSE. */
gboolean dj_pg_fail (DjPostgresql *db, const PGresult *result, GError **error);

/* An address for people, without passwords. */
char *dj_pg_show_address (const char *address);

/* ---- Statements ------------------------------------------------------------------------------------------------------- */

/* How many rows that nobody asked for are taken before the server is asked to stop. */
#define DJ_PG_LEAVINGS 100

typedef enum
{
  DJ_PG_QUERY,
  DJ_PG_ROWS_OUT, /* COPY from the server */
  DJ_PG_ROWS_IN,  /* COPY to it */
} DjPgForm;

typedef struct
{
  DjSqlKind kind;
  gint64 whole;
  double real;
  const char *text;
  gsize length;
  char *owned;
  char number[DJ_NUMBER_TEXT_SIZE];
} DjPgParameter;

typedef struct
{
  const char *bytes; /* NULL for none */
  int length;
} DjPgCell;

struct DjPgStatement
{
  DjStatement base;
  DjPgForm form;
  char *sql;
  DjPgParameter *parameters;
  int n_parameters;
  gboolean under_way;
  gboolean failed;
  gboolean begun; /* the head of a COPY was read */
  PGresult *result;
  char *line;
  Oid *types;
  DjPgCell *cells;
  int n_cells;
  gint64 n_changes;
  gint64 n_sent;
  GByteArray *out;
};

DjPgStatement *dj_pg_statement_new (DjDatabase *db, DjPgForm form, const char *sql);
/* Notes what columns a result has. */
void dj_pg_take_types (DjPgStatement *statement, const PGresult *result);
/* The first result of a command that gives no rows; the others are dropped. */
PGresult *dj_pg_finish_command (DjPostgresql *db);
void dj_pg_drop_row (DjPgStatement *statement);
/* Looks at the result in which a query has ended, and is done with it. */
gboolean dj_pg_end_query (DjPgStatement *statement, gboolean *row, GError **error);
gboolean dj_pg_cannot_read (DjPgStatement *statement, GError **error); /* sets an error; always FALSE */
/* Ends what the connection is busy with, so that it can do something else. */
void dj_pg_make_free (DjPostgresql *db);

/* COPY, from the server and to it. */
gboolean dj_pg_begin_rows_out (DjPgStatement *statement, GError **error);
gboolean dj_pg_next_of_rows (DjPgStatement *statement, gboolean *row, GError **error);
void dj_pg_drop_lines (DjPostgresql *db);
gboolean dj_pg_put_row (DjPgStatement *statement, GError **error);

/* ---- For the product ----------------------------------------------------------------------------------------------------- */

DjStatement *dj_pg_prepare (DjDatabase *db, const char *sql, GError **error);
DjStatement *dj_pg_prepare_rows (DjDatabase *db, const char *sql, GError **error);
DjStatement *dj_pg_begin_rows (DjDatabase *db, const char *table, const char *const *columns, guint n, GError **error);
gboolean dj_pg_end_rows (DjStatement *statement, GError **error);
void dj_pg_bind_null (DjStatement *statement, int place);
void dj_pg_bind_int (DjStatement *statement, int place, gint64 value);
void dj_pg_bind_real (DjStatement *statement, int place, double value);
void dj_pg_bind_text (DjStatement *statement, int place, const char *text, gssize length);
gboolean dj_pg_step (DjStatement *statement, gboolean *row, GError **error);
gint64 dj_pg_count_changes (DjStatement *statement);
void dj_pg_reset (DjStatement *statement);
void dj_pg_finalize (DjStatement *statement);
DjSqlKind dj_pg_get_value (DjStatement *statement, int column, DjSqlValue *value);
