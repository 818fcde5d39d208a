/* SPDX-License-Identifier: Apache-2.0 */
/* docs/rules.md: every rule of data/rules, covered or not. Run at the top of the tree.
 *
 *   rules-print   > docs/rules.md */
#include <dangjian/dangjian.h>

#include <stdlib.h>
#include <string.h>

static const char *text_at (const DjFrame *frame, gint64 row, const char *column)
{
  return dj_frame_get_text (frame, row, dj_frame_find_column (frame, column));
}

/* A cell of Markdown. */
static void print_cell (const char *text)
{
  for (; text && *text; text++)
  {
    if (*text == '|' || *text == '<')
      putchar ('\\');
    putchar (*text);
  }
}

/* ---- Which rules ------------------------------------------------------------------------------------------------- */

static gint compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* national, practice, and every scheme of a place. */
static GPtrArray *list_sets (void)
{
  GPtrArray *sets = g_ptr_array_new_with_free_func (g_free);
  GDir *folder = g_dir_open ("data/rules/local", 0, NULL);
  const char *name;
  while (folder && (name = g_dir_read_name (folder)))
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (sets, g_strdup_printf ("local/%.*s", (int)strlen (name) - 5, name));
  if (folder)
    g_dir_close (folder);
  g_ptr_array_sort (sets, compare_names);
  g_ptr_array_insert (sets, 0, g_strdup ("practice"));
  g_ptr_array_insert (sets, 0, g_strdup ("national"));
  g_ptr_array_add (sets, NULL);
  return sets;
}

static DjFrame *read_rules (void)
{
  g_autoptr (GPtrArray) sets = list_sets ();
  g_autoptr (GError) error = NULL;
  g_setenv ("DANGJIAN_DATA", "data", TRUE);
  g_autoptr (DjRules) rules = dj_rules_read ((const char *const *)sets->pdata, &error);
  if (!rules)
    exit (dj_complain (error));
  return dj_rules_list (rules);
}

/* ---- How each is covered ----------------------------------------------------------------------------------------- */

typedef enum
{
  COVER_CHECKED,
  COVER_RESTATED,
  COVER_KEPT,
  COVER_NONE,
  N_COVERS,
} Cover;

static Cover get_cover (const DjFrame *list, gint64 row)
{
  return text_at (list, row, "uncovered_en") ? COVER_NONE
         : text_at (list, row, "invariant")  ? COVER_KEPT
         : text_at (list, row, "restates")   ? COVER_RESTATED
                                             : COVER_CHECKED;
}

static void print_cover (const DjFrame *list, gint64 row)
{
  switch (get_cover (list, row))
  {
  case COVER_RESTATED:
    printf ("as `%s`", text_at (list, row, "restates"));
    break;
  case COVER_KEPT:
    printf ("kept by every register: `%s`", text_at (list, row, "invariant"));
    break;
  case COVER_NONE:
    printf ("**no**: ");
    print_cell (text_at (list, row, "uncovered_en"));
    printf (" · ");
    print_cell (text_at (list, row, "uncovered_zh"));
    break;
  default:
    printf ("each `%s`", text_at (list, row, "subject"));
  }
}

static void print_rule (const DjFrame *list, gint64 row)
{
  printf ("| `%s` | ", text_at (list, row, "rule"));
  print_cell (text_at (list, row, "title_zh"));
  printf ("<br>");
  print_cell (text_at (list, row, "title_en"));
  printf (" | %s | ", text_at (list, row, "severity"));
  print_cell (text_at (list, row, "article"));
  printf (" | %s | ", text_at (list, row, "confirmed"));
  print_cover (list, row);
  printf (" |\n");
}

/* ---- The page ---------------------------------------------------------------------------------------------------- */

static void print_heading (const DjFrame *list, gint64 row)
{
  printf ("\n## %s\n\n", text_at (list, row, "instrument"));
  g_autofree char *name = g_path_get_basename (text_at (list, row, "file"));
  g_autofree char *folder = g_path_get_dirname (text_at (list, row, "file"));
  g_autofree char *set = g_path_get_basename (folder);
  printf ("`%s/%s`\n\n", set, name);
  printf ("| rule | demands | severity | article | confirmed | checked of |\n| --- | --- | --- | --- | --- | --- |\n");
}

static gboolean begins_table (const DjFrame *list, gint64 row)
{
  return row == 0 || strcmp (text_at (list, row, "instrument"), text_at (list, row - 1, "instrument")) != 0
         || strcmp (text_at (list, row, "file"), text_at (list, row - 1, "file")) != 0;
}

static void print_introduction (const DjFrame *list)
{
  gint64 n[N_COVERS] = { 0 }, all = dj_frame_get_n_rows (list);
  for (gint64 row = 0; row < all; row++)
    n[get_cover (list, row)]++;
  printf (
      "<!-- SPDX-License-Identifier: Apache-2.0 -->\n<!-- Made by rules-print from data/rules; do not edit. -->\n# "
      "Rules\n\n"
      "Every rule of the field that was found, with what it demands, where it stands and how firmly that is known.\n"
      "[rule-sets.md](rule-sets.md) says what the files hold and how to write rules of one's own.\n\n"
      "Of %" G_GINT64_FORMAT " rules %" G_GINT64_FORMAT " are covered: %" G_GINT64_FORMAT
      " are checked, %" G_GINT64_FORMAT " say the same as one of these in another\ninstrument, %" G_GINT64_FORMAT
      " are kept by every register at every date. %" G_GINT64_FORMAT " are not covered, each with the reason.\n\n",
      all, all - n[COVER_NONE], n[COVER_CHECKED], n[COVER_RESTATED], n[COVER_KEPT], n[COVER_NONE]);
  printf ("Confirmed: F full text read, E excerpt with its article, V value known but not the article, M from memory, "
          "X sources\n"
          "conflict (a parameter), L a scheme of one place. F and E are in the set `national`, V, M and X in "
          "`practice`, L in\n"
          "`local/…`. Samples that keep and break each rule are in `tests/rules/`.\n");
}

int main (void)
{
  g_autoptr (DjFrame) list = read_rules ();
  print_introduction (list);
  for (gint64 row = 0; row < dj_frame_get_n_rows (list); row++)
  {
    if (begins_table (list, row))
      print_heading (list, row);
    print_rule (list, row);
  }
  return EXIT_SUCCESS;
}
