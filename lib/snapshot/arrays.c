/* SPDX-License-Identifier: Apache-2.0 */
/* What is in a snapshot: every array with its name, type, place and length, in the order of the file. Saving, opening, validating and
 * giving up a view all go by these lists. */
#include "snapshot/snapshot-private.h"

#include <stddef.h>
#include <string.h>

/* ---- Of views ------------------------------------------------------------------------------------------------------ */

static gsize n_organization_rows (const DjView *view) { return (gsize)view->tree->organizations.n_rows; }
static gsize n_organizations (const DjView *view) { return (gsize)view->tree->organizations.n; }
static gsize n_organization_sums (const DjView *view) { return (gsize)view->tree->organizations.n + 1; }
static gsize n_area_rows (const DjView *view) { return (gsize)view->tree->areas.n_rows; }
static gsize n_areas (const DjView *view) { return (gsize)view->tree->areas.n; }
static gsize n_persons (const DjView *view) { return (gsize)view->n_persons; }
static gsize n_members (const DjView *view) { return (gsize)view->n_members; }
static gsize n_profiles (const DjView *view) { return (gsize)view->n_profiles; }
static gsize n_parts (const DjView *view) { return (gsize)view->n_parts * (sizeof (DjPart) / sizeof (gint32)); }

/* Of the members of each organization, and of others. */
static gsize n_part_groups (const DjView *view) { return (gsize)view->tree->organizations.n + 2; }

/* An array of a view or of its tree. To save another one, add its line; where it has a length of its own, that to VIEW_COUNTS too. */
typedef struct
{
  const char *name;
  char type;
  gboolean of_tree;
  gsize offset;
  gsize (*length) (const DjView *view);
} ViewArray;

#define OF_TREE(member) TRUE, offsetof (DjTree, member)
#define OF_VIEW(member) FALSE, offsetof (DjView, member)

static const ViewArray VIEW_ARRAYS[] = {
  { "organizations.id_of_row", 'i', OF_TREE (organizations.id_of_row), n_organization_rows },
  { "organizations.row", 'i', OF_TREE (organizations.row), n_organizations },
  { "organizations.superior", 'i', OF_TREE (organizations.superior), n_organizations },
  { "organizations.end", 'i', OF_TREE (organizations.end), n_organizations },
  { "organizations.depth", 'i', OF_TREE (organizations.depth), n_organizations },
  { "organizations.kind", 'y', OF_TREE (organizations.kind), n_organizations },
  { "areas.id_of_row", 'i', OF_TREE (areas.id_of_row), n_area_rows },
  { "areas.row", 'i', OF_TREE (areas.row), n_areas },
  { "areas.superior", 'i', OF_TREE (areas.superior), n_areas },
  { "areas.end", 'i', OF_TREE (areas.end), n_areas },
  { "areas.depth", 'i', OF_TREE (areas.depth), n_areas },
  { "areas.kind", 'y', OF_TREE (areas.kind), n_areas },
  { "base_area", 'i', OF_TREE (base_area), n_organizations },
  { "leading", 'i', OF_TREE (leading), n_areas },
  { "affiliation", 'i', OF_VIEW (affiliation), n_persons },
  { "member", 'i', OF_VIEW (member), n_members },
  { "profiles", 'q', OF_VIEW (profiles), n_members },
  { "profile_of", 'q', OF_VIEW (profile_of), n_profiles },
  { "start", 'i', OF_VIEW (start), n_organization_sums },
  { "formal", 'i', OF_VIEW (formal), n_organization_sums },
  { "probationary", 'i', OF_VIEW (probationary), n_organization_sums },
  { "parts", 'i', OF_VIEW (parts), n_parts },
  { "part_start", 'i', OF_VIEW (part_start), n_part_groups },
};

/* Lengths that the tables do not tell: gint32 members of the view or its tree. */
typedef struct
{
  gboolean of_tree;
  gsize offset;
} ViewCount;

static const ViewCount VIEW_COUNTS[] = {
  { OF_TREE (organizations.n) }, { OF_TREE (areas.n) }, { OF_VIEW (n_members) },
  { OF_VIEW (n_profiles) },      { OF_VIEW (n_parts) },
};

G_STATIC_ASSERT (DJ_COUNT_OF_VIEW + G_N_ELEMENTS (VIEW_COUNTS) <= DJ_MAX_COUNTS);

static gpointer at_offset (const DjView *view, gboolean of_tree, gsize offset)
{
  return (of_tree ? (char *)view->tree : (char *)view) + offset;
}

gsize dj_snapshot_get_n_counts (void) { return DJ_COUNT_OF_VIEW + G_N_ELEMENTS (VIEW_COUNTS); }

void dj_snapshot_read_counts (const DjView *view, gint64 *counts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (VIEW_COUNTS); i++)
  {
    gint32 value;
    memcpy (&value, at_offset (view, VIEW_COUNTS[i].of_tree, VIEW_COUNTS[i].offset), sizeof value);
    counts[DJ_COUNT_OF_VIEW + i] = value;
  }
}

gboolean dj_snapshot_set_counts (DjView *view, const gint64 *counts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (VIEW_COUNTS); i++)
  {
    gint64 count = counts[DJ_COUNT_OF_VIEW + i];
    gint32 value = (gint32)CLAMP (count, 0, G_MAXINT32);
    if (value != count)
      return FALSE;
    memcpy (at_offset (view, VIEW_COUNTS[i].of_tree, VIEW_COUNTS[i].offset), &value, sizeof value);
  }
  return TRUE;
}

static void forget (gpointer owner, gboolean is_tree)
{
  gpointer nothing = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (VIEW_ARRAYS); i++)
    if (VIEW_ARRAYS[i].of_tree == is_tree)
      memcpy ((char *)owner + VIEW_ARRAYS[i].offset, &nothing, sizeof nothing);
}

void dj_snapshot_forget_tree (gpointer tree) { forget (tree, TRUE); }

void dj_snapshot_forget_view (gpointer view) { forget (view, FALSE); }

/* ---- One array ----------------------------------------------------------------------------------------------------- */

gpointer dj_saved_array_get (const DjSavedArray *array)
{
  gpointer data;
  memcpy (&data, array->place, sizeof data);
  return data;
}

void dj_saved_array_set (const DjSavedArray *array, gconstpointer data) { memcpy (array->place, &data, sizeof data); }

static gsize get_width (char type)
{
  switch (type)
  {
  case 'y':
    return 1;
  case 'q':
    return 2;
  case 'i':
  case 'u':
    return 4;
  default:
    return 8;
  }
}

gsize dj_saved_array_get_size (const DjSavedArray *array) { return array->n * get_width (array->type); }

void dj_saved_array_get_type (const DjSavedArray *array, char type[3])
{
  type[0] = 'a';
  type[1] = array->type;
  type[2] = '\0';
}

gboolean dj_saved_array_is_left_out (const DjSavedArray *array)
{
  return array->optional && (array->n == 0 || !dj_saved_array_get (array));
}

/* ---- The list ------------------------------------------------------------------------------------------------------ */

void dj_snapshot_init (DjSnapshot *snapshot)
{
  *snapshot
      = (DjSnapshot){ .arrays = g_array_new (FALSE, FALSE, sizeof (DjSavedArray)), .names = g_string_chunk_new (1024) };
}

void dj_snapshot_clear (DjSnapshot *snapshot)
{
  g_array_unref (snapshot->arrays);
  g_string_chunk_free (snapshot->names);
  g_free (snapshot->numbers);
}

static DjSavedArray *add (DjSnapshot *snapshot, const char *name, char type, gsize n, gpointer place)
{
  DjSavedArray array = { .name = name, .type = type, .n = n, .place = place };
  g_array_append_val (snapshot->arrays, array);
  return &g_array_index (snapshot->arrays, DjSavedArray, snapshot->arrays->len - 1);
}

static const char *make_name (DjSnapshot *snapshot, int table, const char *of)
{
  g_autofree char *name = g_strconcat (dj_schema_get_table ((DjTable)table)->name, ".", of, NULL);
  return g_string_chunk_insert (snapshot->names, name);
}

static DjSavedArray *add_of_table (DjSnapshot *snapshot, int table, const char *of, char type, gsize n, gpointer place)
{
  DjSavedArray *added = add (snapshot, make_name (snapshot, table, of), type, n, place);
  added->optional = TRUE;
  return added;
}

void dj_snapshot_list_head (DjSnapshot *snapshot)
{
  add (snapshot, "counts", 'x', dj_snapshot_get_n_counts (), &snapshot->counts);
  add (snapshot, "tables", 'i', DJ_N_TABLES * DJ_SHAPE_MEMBERS, &snapshot->shapes);
}

void dj_snapshot_list_further (DjSnapshot *snapshot)
{
  for (int t = 0; t < DJ_N_TABLES; t++)
    add_of_table (snapshot, t, "further", 'y', (gsize)snapshot->shapes[t].further_bytes, &snapshot->further[t]);
}

static void list_texts (DjSnapshot *snapshot)
{
  DjPackedTexts *texts = &snapshot->texts;
  add (snapshot, "texts.blocks", 't', DJ_TEXTS_BLOCKS (texts->n), &texts->blocks);
  add (snapshot, "texts.starts", 'u', (gsize)texts->n, &texts->starts);
  add (snapshot, "texts.bytes", 'y', texts->n_bytes, &texts->bytes);
  add (snapshot, "texts.buckets", 'u', texts->n_buckets * (sizeof (DjTextBucket) / sizeof (gint32)), &texts->buckets);
}

static char get_letter (DjType type)
{
  switch (type)
  {
  case DJ_TYPE_INT:
    return 'x';
  case DJ_TYPE_REAL:
    return 'd';
  case DJ_TYPE_CODE:
    return 'y';
  case DJ_TYPE_TEXT:
  case DJ_TYPE_DATE:
  case DJ_TYPE_REFERENCE:
  default:
    return 'i';
  }
}

/* Further columns go by number: their names are anything. */
static void list_columns (DjSnapshot *snapshot, DjTableData *table)
{
  for (int column = 0; column < (int)table->columns->len; column++)
  {
    char number[16];
    g_snprintf (number, sizeof number, "+%d", column - table->info->n_columns);
    const char *name = column < table->info->n_columns ? dj_table_get_name (table, column) : number;
    DjType type = dj_table_get_type (table, column);
    DjSavedArray *added = add_of_table (snapshot, (int)table->id, name, get_letter (type), (gsize)table->n_rows,
                                        dj_table_get_cells (table, column));
    added->kind = type == DJ_TYPE_TEXT || type == DJ_TYPE_REFERENCE ? DJ_SAVED_TEXTS : DJ_SAVED_PLAIN;
  }
}

static void list_tables (DjSnapshot *snapshot)
{
  DjState *state = snapshot->state;
  add (snapshot, "codes.table", 'y', (gsize)snapshot->texts.n, &state->code_table)->kind = DJ_SAVED_BY_TEXT;
  add (snapshot, "codes.row", 'i', (gsize)snapshot->texts.n, &state->code_row)->kind = DJ_SAVED_BY_TEXT;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    gsize n_rows = (gsize)state->tables[t]->n_rows;
    add_of_table (snapshot, t, "order", 'i', (gsize)snapshot->shapes[t].n_order, &snapshot->orders[t]);
    list_columns (snapshot, state->tables[t]);
    add_of_table (snapshot, t, "next", 'i', n_rows, &state->next_row[t]);
  }
}

void dj_snapshot_list_rest (DjSnapshot *snapshot)
{
  list_texts (snapshot);
  list_tables (snapshot);
  for (gsize i = 0; i < G_N_ELEMENTS (VIEW_ARRAYS); i++)
  {
    const ViewArray *array = &VIEW_ARRAYS[i];
    DjSavedArray *added = add (snapshot, array->name, array->type, array->length (snapshot->view),
                               at_offset (snapshot->view, array->of_tree, array->offset));
    added->of_tree = array->of_tree;
    added->of_view = !array->of_tree;
  }
}

/* ---- Telling ------------------------------------------------------------------------------------------------------- */

DjFrame *dj_view_list_arrays (DjView *view)
{
  g_return_val_if_fail (view != NULL, NULL);
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_text (frame, "array", "数组", "array");
  dj_frame_add_number (frame, "elements", "元素数", "elements");
  dj_frame_add_number (frame, "width", "每元素字节", "bytes of one");
  dj_frame_add_number (frame, "bytes", "字节", "bytes");
  for (gsize i = 0; i < G_N_ELEMENTS (VIEW_ARRAYS); i++)
  {
    gsize n = VIEW_ARRAYS[i].length (view), width = get_width (VIEW_ARRAYS[i].type);
    dj_frame_append_text (frame, 0, VIEW_ARRAYS[i].name);
    dj_frame_append_int (frame, 1, (gint64)n);
    dj_frame_append_int (frame, 2, (gint64)width);
    dj_frame_append_int (frame, 3, (gint64)(n * width));
  }
  return dj_frame_finish (frame);
}
