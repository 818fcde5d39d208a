/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the CSV file of a table: the first byte picks the table and whether reading is lenient. What is read
 * must come back the same from what is written. */
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

static void feed (DjLoader *loader, int table, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  DjReading reading = { .options = &options, .size = (gint64)length, .total = (gint64)length };
  if (!dj_csv_read (loader, (DjTable)table, "fuzz.csv", text, length, &reading, &error))
    g_assert_error (error, DJ_ERROR, DJ_ERROR_LIMIT);
}

static DjRegister *finish (DjLoader *loader)
{
  g_autoptr (GError) error = NULL;
  DjRegister *reg = dj_loader_finish (loader, options.lenient, &error);
  g_assert_true ((reg != NULL) == (error == NULL));
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
  g_autoptr (DjRegister) again = finish (loader);
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

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  DjLoader *loader = dj_loader_new ();
  options.lenient = (data[0] & 0x80) != 0;
  feed (loader, (data[0] & 0x7f) % DJ_N_TABLES, (const char *)data + 1, size - 1);
  g_autoptr (DjRegister) reg = finish (loader);
  if (reg)
    check_round (reg);
  return 0;
}
