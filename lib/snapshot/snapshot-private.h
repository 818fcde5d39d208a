/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Snapshot room: a sealed view and its register as one file.
 *
 * The file is one GVariant of the type below: a magic number, the version of the form, and a list of columns. A column is its name, its
 * array in a variant, and the SHA-256 of name, NUL, type, NUL and the bytes of the array. Columns stand in one order, see arrays.c; one
 * that nothing is in is left out. Numbers are in the order of bytes of the machine that wrote it.
 */
#pragma once

#include <dangjian/snapshot.h>

#include "io/io-private.h"
#include "view/view-private.h"

#define DJ_SNAPSHOT_TYPE "(tua(svay))"
#define DJ_SNAPSHOT_COLUMNS_TYPE "a(svay)"

/* The bytes "\x89DJV\r\n\x1a\n" on a machine that begins with the lowest byte: text conversion of any kind spoils them. */
#define DJ_SNAPSHOT_MAGIC G_GUINT64_CONSTANT (0x0A1A0A0D564A4489)

/* Another form, another hash of texts, or anything that sealing makes otherwise than before. */
#define DJ_SNAPSHOT_VERSION 1

/* Bytes before the columns. */
#define DJ_SNAPSHOT_HEAD 16

#define DJ_SNAPSHOT_DIGEST 32

/* ---- What is saved ------------------------------------------------------------------------------------------------ */

/* What an array has to do with the pool of texts, where not all of it is saved. */
typedef enum
{
  DJ_SAVED_PLAIN,   /* nothing */
  DJ_SAVED_TEXTS,   /* it holds numbers of texts */
  DJ_SAVED_BY_TEXT, /* it has an element for each text */
} DjSavedKind;

typedef struct
{
  const char *name;
  DjSavedKind kind;
  char type;         /* GVariant's letter of an element */
  gsize n;           /* elements */
  gpointer place;    /* the address of the pointer to them */
  gboolean optional; /* not in the file where the pointer is NULL or there are no elements */
  gboolean of_view;  /* belongs to the view, … */
  gboolean of_tree;  /* … or to its tree, and is made by sealing */
} DjSavedArray;

/* Numbers that say how long arrays are, and the day. */
typedef enum
{
  DJ_COUNT_DAY,
  DJ_COUNT_SEED, /* of the hash table of texts: any number */
  DJ_COUNT_TEXTS,
  DJ_COUNT_TEXT_BYTES,
  DJ_COUNT_BUCKETS,
  DJ_COUNT_OF_VIEW, /* those of the view from here on, see arrays.c */
} DjCount;

#define DJ_MAX_COUNTS 32

/* Further columns of a table: as many columns as a file can bring. */
#define DJ_FURTHER_MAX DJ_COLUMNS_MAX

/* Of each table. */
typedef struct
{
  gint32 n_rows;
  gint32 present;
  gint32 n_order;       /* columns in the order of writing */
  gint32 n_further;     /* further columns, */
  gint32 further_bytes; /* and their names, each with its NUL */
} DjTableShape;

#define DJ_SHAPE_MEMBERS (sizeof (DjTableShape) / sizeof (gint32))

/* A view with what is in its file besides its own arrays. */
typedef struct
{
  DjView *view; /* not NULL, but for dj_snapshot_list_head() */
  DjState *state;
  gint64 *counts;
  DjTableShape *shapes;
  char *further[DJ_N_TABLES]; /* names */
  gint32 *orders[DJ_N_TABLES];
  DjPackedTexts texts;
  gint32 *
      numbers; /* where texts are left out on saving: of each known to the state, its number in the file or DJ_TEXT_NONE */
  GArray *arrays; /* DjSavedArray, in the order of the file */
  GStringChunk *names;
} DjSnapshot;

void dj_snapshot_init (DjSnapshot *snapshot);
void dj_snapshot_clear (DjSnapshot *snapshot);

/* These put arrays into the list. The first is of fixed length; the second needs shapes, the third all counts and columns. */
void dj_snapshot_list_head (DjSnapshot *snapshot);
void dj_snapshot_list_further (DjSnapshot *snapshot);
void dj_snapshot_list_rest (DjSnapshot *snapshot);

/* How many counts there are; and between them and the view. */
gsize dj_snapshot_get_n_counts (void);
void dj_snapshot_read_counts (const DjView *view, gint64 *counts);
gboolean dj_snapshot_set_counts (DjView *view, const gint64 *counts);

gpointer dj_saved_array_get (const DjSavedArray *array);
void dj_saved_array_set (const DjSavedArray *array, gconstpointer data);
gsize dj_saved_array_get_size (const DjSavedArray *array); /* in bytes */
/* As GVariant writes it. */
void dj_saved_array_get_type (const DjSavedArray *array, char type[3]);
gboolean dj_saved_array_is_left_out (const DjSavedArray *array);

/* Sets the numbers, where the state knows texts that no cell of it has. */
gboolean dj_snapshot_number_texts (DjSnapshot *snapshot, GCancellable *cancellable, GError **error);

/* Puts NULL where the arrays of a tree, or of a view, are kept. */
void dj_snapshot_forget_tree (gpointer tree);
void dj_snapshot_forget_view (gpointer view);

/* ---- Reading a file ------------------------------------------------------------------------------------------------ */

/* One column as it lies in a file. Nothing of it has been checked but that it lies there. */
typedef struct
{
  const char *name;
  char type[4]; /* its beginning, where it is longer than any of ours */
  const guint8 *data;
  gsize size;
  const guint8 *digest;
} DjSavedColumn;

/* The list of columns of a file. */
GVariant *dj_snapshot_read_columns (GBytes *mapping);
/* FALSE where it does not lie in the file as it should. */
gboolean dj_snapshot_read_column (GVariant *columns, gsize index, GBytes *mapping, DjSavedColumn *column);

GChecksum *dj_snapshot_begin_digest (const char *name, const char *type);

/* DJ_ERROR_FORMAT: what the column, or where it is NULL or without a name the snapshot, has or is. Returns FALSE. */
gboolean dj_snapshot_fail (GError **error, const char *column, const char *zh, const char *en);

/* ---- Validating ---------------------------------------------------------------------------------------------------- */

gboolean dj_snapshot_is_stopped (GCancellable *cancellable, GError **error);

/* Texts as bytes, texts with their hash table, then cells: after that nothing in the tables leads out of its bounds. */
gboolean dj_snapshot_check_bytes (const DjPackedTexts *texts, GCancellable *cancellable, GError **error);
gboolean dj_snapshot_check_texts (const DjTexts *texts, GCancellable *cancellable, GError **error);
gboolean dj_snapshot_check_tables (const DjState *state, GCancellable *cancellable, GError **error);
