/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the CSV file of a table: the first byte picks the table and whether reading is lenient. The parser and the
 * cutting of plain lines must make the same of it, and what is read must come back the same from what is written. */
#include <stdint.h>

#include "io/io-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static DjReadOptions options = DJ_READ_OPTIONS_INIT;

static GString *write_table (const DjState *state, int table)
{
  DjOutput output = { .text = g_string_new (NULL), .descriptor = -1 };
  g_assert_true (dj_csv_write_table (state->tables[table], state->texts, &output, NULL));
  return output.text;
}

static gboolean by_parser;

static void feed (DjLoader *loader, int table, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  DjReading reading = {
    .options = &options,
    .size = (gint64)length,
    .total = (gint64)length,
    .by_parser = by_parser,
  };
  if (!dj_csv_read (loader, (DjTable)table, "fuzz.csv", text, length, &reading, &error))
    g_assert_error (error, DJ_ERROR, DJ_ERROR_LIMIT);
}

static void tell_issues (GString *told, const DjIssues *issues)
{
  for (guint i = 0; i < dj_issues_get_n (issues); i++)
  {
    const DjIssue *issue = dj_issues_get (issues, i);
    g_string_append_printf (told, "%d:%d:%d:%d %s %s\n", issue->table, issue->row, issue->line, issue->column,
                            issue->rule, issue->message_en);
  }
}

/* @told (nullable) gets all issues. */
static DjRegister *finish (DjLoader *loader, GString *told)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_loader_finish (loader, options.lenient, &error);
  g_assert_true ((reg != NULL) == (error == NULL));
  const DjIssues *issues = reg ? dj_register_get_issues (reg) : dj_error_get_issues (error);
  if (told && issues)
    tell_issues (told, issues);
  dj_loader_free (loader);
  return reg;
}

/* Writes every table, reads all of it strictly, and writes it again. */
static void check_round (DjRegister *reg)
{
  const DjState *state = dj_register_get_state (reg);
  GString *written[DJ_N_TABLES] = { NULL };
  DjLoader *loader = dj_loader_new ();
  options.lenient = FALSE;
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!dj_table_is_written (state->tables[t]))
      continue;
    written[t] = write_table (state, t);
    feed (loader, t, written[t]->str, written[t]->len);
  }
  g_autoptr (DjRegister) again = finish (loader, NULL);
  g_assert_nonnull (again);
  for (int t = 0; t < DJ_N_TABLES; t++)
  {
    if (!written[t])
      continue;
    GString *text = write_table (dj_register_get_state (again), t);
    g_assert_cmpstr (text->str, ==, written[t]->str);
    g_string_free (text, TRUE);
    g_string_free (written[t], TRUE);
  }
}

static DjRegister *read_input (const uint8_t *data, size_t size, GString *told)
{
  DjLoader *loader = dj_loader_new ();
  options.lenient = (data[0] & 0x80) != 0;
  feed (loader, (data[0] & 0x7f) % DJ_N_TABLES, (const char *)data + 1, size - 1);
  DjRegister *reg = finish (loader, told);
  for (int t = 0; reg && t < DJ_N_TABLES; t++)
  {
    GString *text = write_table (dj_register_get_state (reg), t);
    g_string_append_len (told, text->str, (gssize)text->len);
    g_string_free (text, TRUE);
  }
  return reg;
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  g_autoptr (GString) parsed = g_string_new (NULL);
  g_autoptr (GString) cut = g_string_new (NULL);
  by_parser = TRUE;
  g_autoptr (DjRegister) slow = read_input (data, size, parsed);
  by_parser = FALSE;
  g_autoptr (DjRegister) reg = read_input (data, size, cut);
  g_assert_true ((slow == NULL) == (reg == NULL) && g_string_equal (parsed, cut));
  if (reg)
    check_round (reg);
  return 0;
}
