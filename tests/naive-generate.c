/* SPDX-License-Identifier: Apache-2.0 */
/* Random registers that keep every invariant by construction.
 *
 * Time is cut by the ticks into slots: slot 0 before the first tick, slot k from tick k on. The life of a code is a
 * set of slots, one bit each, and so is the period of a row: that a row lies within a life, or touches it, can be
 * seen from the bits. */
#include "naive.h"

#include <stdio.h>
#include <string.h>

#define MOST_CODES 400

/* Slots from @from up to, not including, @to. */
typedef struct
{
  int from;
  int to;
} Span;

typedef struct
{
  char text[12];
  DjTable table;
  guint64 life;
} Code;

typedef struct
{
  NaiveChance chance;
  NaiveRegister *reg;
  NaiveTicks *ticks;
  NaiveSize size;
  Code codes[MOST_CODES];
  int n_codes;
} Maker;

static int slots (const Maker *m) { return m->ticks->n + 1; }

static guint64 bits (Span span)
{
  guint64 set = 0;
  for (int slot = span.from; slot < span.to; slot++)
    set |= G_GUINT64_CONSTANT (1) << slot;
  return set;
}

static gboolean has_slot (guint64 life, int slot) { return (life >> slot & 1) != 0; }

static int first_slot (const Maker *m, guint64 life)
{
  int slot = 0;
  while (slot < slots (m) && !has_slot (life, slot))
    slot++;
  return slot;
}

static Span always (const Maker *m) { return (Span){ 0, slots (m) }; }

/* Any stretch of slots that is not empty, long ones more often. */
static Span random_span (Maker *m)
{
  if (naive_percent (&m->chance, 30))
    return always (m);
  Span span = { naive_number (&m->chance, slots (m)), slots (m) };
  if (naive_percent (&m->chance, 60))
    span.to = span.from + 1 + naive_number (&m->chance, slots (m) - span.from);
  return span;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

static void set_slot_day (Maker *m, NaiveRow *row, int column, int slot)
{
  gboolean given = slot > 0 && slot < slots (m);
  naive_set_day (m->reg, row, column, given ? m->ticks->days[slot - 1] : DJ_DATE_NONE);
}

static NaiveRow *begin_row (Maker *m, DjTable table, Span span)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  NaiveRow *row = naive_add (m->reg, table);
  if (info->since >= 0)
    set_slot_day (m, row, info->since, span.from);
  if (info->until >= 0)
    set_slot_day (m, row, info->until, span.to);
  return row;
}

static void drop_last_row (Maker *m, DjTable table)
{
  g_array_set_size (m->reg->tables[table], (guint)naive_n_rows (m->reg, table) - 1);
}

/* Whether a row of that period may refer to the code. A row without a beginning begins when the code does, but it must
 * hold together with it on a day if it holds on any. */
static gboolean suits (const Maker *m, const Code *code, const DjColumnInfo *column, Span span)
{
  guint64 period = bits (span);
  if (code->life == 0 || !(column->references & DJ_TABLE_BIT (code->table)))
    return FALSE;
  if (period != 0 && (period & code->life) == 0)
    return FALSE;
  if (!(column->flags & DJ_COLUMN_WITHIN))
    return TRUE;
  if (span.from == 0)
    period &= ~bits ((Span){ 0, first_slot (m, code->life) });
  return (period & ~code->life) == 0;
}

/* One of the codes numbered below @below that suit, NULL where there are none. */
static const Code *pick (Maker *m, const DjColumnInfo *column, Span span, int below)
{
  const Code *found[MOST_CODES];
  int n = 0;
  for (int i = 0; i < below; i++)
    if (suits (m, &m->codes[i], column, span))
      found[n++] = &m->codes[i];
  return n > 0 ? found[naive_number (&m->chance, n)] : NULL;
}

static void random_text (Maker *m, char out[32])
{
  static const char *const some[] = { "朝阳", "三里屯", "a,b", "\"q\"", "", "支部", "x y", "𠀀", "é" };
  g_snprintf (out, 32, "%s%d", some[naive_number (&m->chance, (int)G_N_ELEMENTS (some))],
              naive_number (&m->chance, 50));
}

static void random_value (Maker *m, NaiveRow *row, int c, const DjColumnInfo *column)
{
  char text[32] = "";
  if (column->type == DJ_TYPE_TEXT)
    random_text (m, text);
  if (column->type == DJ_TYPE_INT)
    g_snprintf (text, sizeof text, "%d", naive_number (&m->chance, (int)MIN (column->maximum, 5000) + 1));
  if (column->type == DJ_TYPE_REAL)
    g_snprintf (text, sizeof text, "%d.%d", naive_number (&m->chance, 90), naive_number (&m->chance, 9) + 1);
  const DjCodeList *list = column->codes;
  naive_set (m->reg, row, c, list ? list->codes[naive_number (&m->chance, list->n_codes)].name : text);
}

/* The day of birth of who comes to a band of ages on a tick, or on the day before or after. */
static DjDate birthday (Maker *m)
{
  int year, month, day;
  dj_date_split (m->ticks->days[naive_number (&m->chance, m->ticks->n)], &year, &month, &day);
  DjDate born = dj_date (year - 31 - 5 * naive_number (&m->chance, 7), month, MIN (day, 28));
  return born + naive_number (&m->chance, 3) - 1;
}

/* A day of the last century; where another date may not be later, a day after that. */
static void random_date (Maker *m, NaiveRow *row, int c, DjTable table, const DjColumnInfo *column)
{
  static const DjDate round[] = { -3593, -10898, -7610, 10956 }; /* 1960-02-29, 1940-03-01, 1949-03-01, 1999-12-31 */
  DjDate day = naive_percent (&m->chance, 20) ? round[naive_number (&m->chance, (int)G_N_ELEMENTS (round))]
                                              : -15000 + naive_number (&m->chance, 25000);
  if (table == DJ_TABLE_PERSON && naive_percent (&m->chance, 50))
    day = birthday (m);
  int earlier = column->not_before ? dj_table_find_column (table, column->not_before) : -1;
  DjDate least = earlier >= 0 ? naive_day (row->cells[earlier]) : DJ_DATE_NONE;
  naive_set_day (m->reg, row, c, least == DJ_DATE_NONE ? day : least + naive_number (&m->chance, 300));
}

/* Gives values to the columns that have none yet; FALSE where a required one can have none. */
static gboolean fill_row (Maker *m, DjTable table, NaiveRow *row, Span span)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  for (int c = 0; c < info->n_columns; c++)
  {
    const DjColumnInfo *column = &info->columns[c];
    gboolean required = (column->flags & DJ_COLUMN_REQUIRED) != 0;
    gboolean person_day = table == DJ_TABLE_PERSON && column->type == DJ_TYPE_DATE && c != DJ_COLUMN_PERSON_BORN;
    if (row->cells[c] || c == info->since || c == info->until || person_day
        || (!required && naive_percent (&m->chance, 35)))
      continue;
    const Code *code = column->type == DJ_TYPE_REFERENCE ? pick (m, column, span, m->n_codes) : NULL;
    if (column->type == DJ_TYPE_REFERENCE && !code && required)
      return FALSE;
    if (column->type == DJ_TYPE_REFERENCE)
      naive_set (m->reg, row, c, code ? code->text : NULL);
    else if (column->type == DJ_TYPE_DATE)
      random_date (m, row, c, table, column);
    else
      random_value (m, row, c, column);
  }
  return TRUE;
}

static void add_random_rows (Maker *m, DjTable table, int n)
{
  for (int i = 0; i < n; i++)
  {
    gboolean dated = dj_schema_get_table (table)->since >= 0;
    Span span = dated ? random_span (m) : always (m);
    if (dated && span.from > 0 && naive_percent (&m->chance, 4))
      span.to = span.from;
    if (!fill_row (m, table, begin_row (m, table, span), span))
      drop_last_row (m, table);
  }
}

/* ---- Codes ------------------------------------------------------------------------------------------------------ */

static int add_code (Maker *m, DjTable table, guint64 life)
{
  static const char *const letters = "azuosgcpmtelskimnAtf";
  Code *code = &m->codes[m->n_codes];
  g_snprintf (code->text, sizeof code->text, "%c%d-%d", letters[table], (int)table, m->n_codes);
  code->table = table;
  code->life = life;
  return m->n_codes++;
}

/* Cuts the life of a code into the periods of its rows: one, or several, with or without a time between. */
static int cut_life (Maker *m, Span out[4])
{
  if (naive_percent (&m->chance, 45))
  {
    out[0] = random_span (m);
    return 1;
  }
  int n = 0;
  int slot = naive_percent (&m->chance, 60) ? 0 : naive_number (&m->chance, slots (m));
  while (slot < slots (m) && n < 4)
  {
    int to = slot + 1 + naive_number (&m->chance, slots (m) - slot);
    if (n == 0 || naive_percent (&m->chance, 85))
      out[n++] = (Span){ slot, to };
    slot = to;
  }
  if (n < 4 && naive_percent (&m->chance, 6)) /* a row that holds on no day */
  {
    int empty = 1 + naive_number (&m->chance, m->ticks->n);
    out[n++] = (Span){ empty, empty };
  }
  return n;
}

/* A code with its rows. Areas, units and alliances refer to what is numbered before them: none is a part of itself. */
static void add_coded (Maker *m, DjTable table, gboolean for_ever)
{
  const DjTableInfo *info = dj_schema_get_table (table);
  Span spans[4] = { always (m) };
  int n = for_ever || info->since < 0 ? 1 : cut_life (m, spans);
  guint64 life = 0;
  for (int i = 0; i < n; i++)
    life |= bits (spans[i]);
  int before = m->n_codes;
  Code *code = &m->codes[add_code (m, table, life)];
  for (int i = 0; i < n; i++)
  {
    NaiveRow *row = begin_row (m, table, spans[i]);
    naive_set (m->reg, row, info->key, code->text);
    m->n_codes = table == DJ_TABLE_ORGANIZATION ? before + 1 : before;
    gboolean filled = fill_row (m, table, row, spans[i]);
    m->n_codes = before + 1;
    if (filled)
      continue;
    drop_last_row (m, table);
    code->life &= ~bits (spans[i]);
  }
}

static void add_all_coded (Maker *m, DjTable table, int n, gboolean for_ever)
{
  for (int i = 0; i < n; i++)
    add_coded (m, table, for_ever);
}

/* ---- Subordination ---------------------------------------------------------------------------------------------- */

/* A superior has a lower rank, so there is no cycle; ranks change between eras, so what was above may come to be
 * below. */
static void draw_ranks (Maker *m, int rank[MOST_CODES])
{
  for (int i = 0; i < m->n_codes; i++)
  {
    int other = naive_number (&m->chance, i + 1);
    rank[i] = rank[other];
    rank[other] = i;
  }
}

/* In a chain the nearest rank above is taken, else any. */
static const Code *pick_superior (Maker *m, int code, Span span, const int rank[MOST_CODES], gboolean chain)
{
  const DjColumnInfo *column = &dj_schema_get_table (DJ_TABLE_SUBORDINATION)->columns[DJ_COLUMN_SUBORDINATION_SUPERIOR];
  const Code *found[MOST_CODES];
  int n = 0;
  int nearest = -1;
  for (int i = 0; i < m->n_codes; i++)
  {
    if (rank[i] >= rank[code] || !suits (m, &m->codes[i], column, span))
      continue;
    found[n++] = &m->codes[i];
    nearest = nearest < 0 || rank[i] > rank[nearest] ? i : nearest;
  }
  if (n == 0)
    return NULL;
  return chain ? &m->codes[nearest] : found[naive_number (&m->chance, n)];
}

static void add_subordination (Maker *m, int code, Span span, const int rank[MOST_CODES], gboolean chain)
{
  const Code *superior = pick_superior (m, code, span, rank, chain);
  if (!superior)
    return;
  NaiveRow *row = begin_row (m, DJ_TABLE_SUBORDINATION, span);
  naive_set (m->reg, row, DJ_COLUMN_SUBORDINATION_ORGANIZATION, m->codes[code].text);
  naive_set (m->reg, row, DJ_COLUMN_SUBORDINATION_SUPERIOR, superior->text);
}

/* Walks through the era and gives the organization a superior, then another, with or without a time between. */
static void subordinate (Maker *m, int code, Span era, const int rank[MOST_CODES], gboolean chain)
{
  guint64 life = m->codes[code].life;
  int slot = era.from;
  while (slot < era.to)
  {
    int to = slot;
    while (to < era.to && has_slot (life, to) && (to == slot || chain || naive_percent (&m->chance, 85)))
      to++;
    Span span = { slot, to };
    if (slot == first_slot (m, life) && era.from == 0 && naive_percent (&m->chance, 30))
      span.from = 0;
    if (to > slot && (chain || naive_percent (&m->chance, 80)))
      add_subordination (m, code, span, rank, chain);
    slot = MAX (to, slot + 1);
  }
}

static void subordinate_all (Maker *m, gboolean chain)
{
  int turn = chain || naive_percent (&m->chance, 40) ? slots (m) : naive_number (&m->chance, slots (m));
  Span eras[] = { { 0, turn }, { turn, slots (m) } };
  for (gsize e = 0; e < G_N_ELEMENTS (eras); e++)
  {
    int rank[MOST_CODES] = { 0 };
    draw_ranks (m, rank);
    for (int code = 0; code < m->n_codes; code++)
      if (m->codes[code].table == DJ_TABLE_ORGANIZATION)
        subordinate (m, code, eras[e], rank, chain);
  }
}

/* ---- People ----------------------------------------------------------------------------------------------------- */

static void add_affiliation (Maker *m, const char *person, const char *organization, Span span)
{
  NaiveRow *row = begin_row (m, DJ_TABLE_MEMBERSHIP, span);
  naive_set (m->reg, row, DJ_COLUMN_MEMBERSHIP_PERSON, person);
  naive_set (m->reg, row, DJ_COLUMN_MEMBERSHIP_ORGANIZATION, organization);
  naive_set (m->reg, row, DJ_COLUMN_MEMBERSHIP_KIND, "affiliation");
}

static const Code *organization_in (Maker *m, int slot)
{
  const DjColumnInfo *column = &dj_schema_get_table (DJ_TABLE_MEMBERSHIP)->columns[DJ_COLUMN_MEMBERSHIP_ORGANIZATION];
  for (int attempt = 0; attempt < 3; attempt++)
  {
    const Code *code = pick (m, column, (Span){ slot, slot + 1 }, m->n_codes);
    if (code && has_slot (code->life, slot))
      return code;
  }
  return NULL;
}

/* Affiliations one after the other that fill @span; with gaps where they are allowed. FALSE where they cannot. */
static gboolean affiliate (Maker *m, const char *person, Span span, gboolean gaps)
{
  int slot = span.from;
  while (slot < span.to)
  {
    const Code *code = organization_in (m, slot);
    if (!code && !gaps)
      return FALSE;
    int to = slot + 1;
    while (code && to < span.to && has_slot (code->life, to) && naive_percent (&m->chance, 80))
      to++;
    Span part = { slot, to };
    if (code && slot == span.from && first_slot (m, code->life) == slot && naive_percent (&m->chance, 40))
      part.from = 0;
    if (code && to == span.to && !(~code->life & bits ((Span){ to, slots (m) })) && naive_percent (&m->chance, 10))
      part.to = slots (m); /* goes on after leaving: a finding, but not one that stops */
    if (code && (!gaps || naive_percent (&m->chance, 80)))
      add_affiliation (m, person, code->text, part);
    slot = to;
  }
  return TRUE;
}

static void set_person_days (Maker *m, NaiveRow *row, Span span, gboolean admitted, gboolean left)
{
  if (admitted)
    set_slot_day (m, row, DJ_COLUMN_PERSON_ADMITTED, span.from);
  if (left)
    set_slot_day (m, row, DJ_COLUMN_PERSON_LEFT, span.to);
  int from = MAX (span.from, 1);
  if (naive_percent (&m->chance, 60))
    set_slot_day (m, row, DJ_COLUMN_PERSON_FULL, from + naive_number (&m->chance, slots (m) - from));
  static const int before[] = { DJ_COLUMN_PERSON_APPLIED, DJ_COLUMN_PERSON_ACTIVIST, DJ_COLUMN_PERSON_TARGET };
  for (int i = 0; i < 3; i++)
    if (naive_percent (&m->chance, 30))
      naive_set_day (m->reg, row, before[i], 3650 + 1000 * i + naive_number (&m->chance, 900));
}

static void add_person (Maker *m)
{
  const char *code = m->codes[add_code (m, DJ_TABLE_PERSON, bits (always (m)))].text;
  gboolean admitted = naive_percent (&m->chance, 75);
  gboolean left = naive_percent (&m->chance, 35);
  Span span = { 0, slots (m) };
  if (admitted)
    span.from = 1 + naive_number (&m->chance, m->ticks->n);
  if (left)
    span.to = span.from + naive_number (&m->chance, slots (m) - span.from);
  left = left && span.to > 0 && span.to < slots (m);
  guint had = m->reg->tables[DJ_TABLE_MEMBERSHIP]->len;
  if (!affiliate (m, code, span, !admitted))
  {
    g_array_set_size (m->reg->tables[DJ_TABLE_MEMBERSHIP], had);
    admitted = FALSE;
  }
  NaiveRow *row = naive_add (m->reg, DJ_TABLE_PERSON);
  naive_set (m->reg, row, DJ_COLUMN_PERSON_CODE, code);
  set_person_days (m, row, span, admitted, left);
  fill_row (m, DJ_TABLE_PERSON, row, always (m));
}

/* Taking part in any way but affiliation. */
static void add_participations (Maker *m, int n)
{
  for (int i = 0; i < n; i++)
  {
    Span span = random_span (m);
    if (span.from > 0 && naive_percent (&m->chance, 4))
      span.to = span.from;
    NaiveRow *row = begin_row (m, DJ_TABLE_MEMBERSHIP, span);
    int kind = naive_number (&m->chance, DJ_MEMBERSHIP_VOLUNTEER) + 1;
    const DjColumnInfo *column = &dj_schema_get_table (DJ_TABLE_MEMBERSHIP)->columns[DJ_COLUMN_MEMBERSHIP_KIND];
    gboolean missing = kind == DJ_MEMBERSHIP_AFFILIATION;
    row->cells[DJ_COLUMN_MEMBERSHIP_KIND] = missing ? "attachment" : column->codes->codes[kind - 1].name;
    gboolean filled = fill_row (m, DJ_TABLE_MEMBERSHIP, row, span);
    if (missing)
      row->cells[DJ_COLUMN_MEMBERSHIP_KIND] = NULL;
    if (!filled)
      drop_last_row (m, DJ_TABLE_MEMBERSHIP);
  }
}

/* ---- Registers -------------------------------------------------------------------------------------------------- */

/* Steps of a day now and then, so that the day after one boundary is the next. */
static void draw_ticks (Maker *m, int n)
{
  DjDate day = 10957 + naive_number (&m->chance, 1000);
  m->ticks->n = n;
  for (int i = 0; i < n; i++)
  {
    m->ticks->days[i] = day;
    day += naive_percent (&m->chance, 30) ? 1 : 2 + naive_number (&m->chance, 700);
  }
}

static void shuffle (Maker *m, DjTable table)
{
  for (int i = 1; i < naive_n_rows (m->reg, table); i++)
  {
    NaiveRow *here = naive_row (m->reg, table, i);
    NaiveRow *there = naive_row (m->reg, table, naive_number (&m->chance, i + 1));
    NaiveRow row = *here;
    *here = *there;
    *there = row;
  }
}

static void make_bodies (Maker *m, gboolean chain)
{
  const NaiveSize *size = &m->size;
  int most = naive_number (&m->chance, size->organizations + 1);
  add_all_coded (m, DJ_TABLE_AREA, naive_number (&m->chance, size->organizations * 2 / 3 + 1), chain);
  add_all_coded (m, DJ_TABLE_UNIT, naive_number (&m->chance, 5), FALSE);
  add_all_coded (m, DJ_TABLE_ORGANIZATION, chain ? size->organizations * 8 / 5 : most, chain);
  subordinate_all (m, chain);
  add_all_coded (m, DJ_TABLE_ALLIANCE, naive_number (&m->chance, 4), FALSE);
}

static void make_rest (Maker *m)
{
  int most = m->size.persons;
  int persons = naive_number (&m->chance, most + 1);
  for (int i = 0; i < persons; i++)
    add_person (m);
  add_participations (m, naive_number (&m->chance, most + 1));
  add_random_rows (m, DJ_TABLE_GUIDANCE, naive_number (&m->chance, m->size.organizations + 1));
  add_random_rows (m, DJ_TABLE_POST, naive_number (&m->chance, most + 1));
  add_all_coded (m, DJ_TABLE_CHECKLIST, naive_number (&m->chance, 3), FALSE);
  add_all_coded (m, DJ_TABLE_ITEM, naive_number (&m->chance, 3), FALSE);
  add_all_coded (m, DJ_TABLE_ACTIVITY, naive_number (&m->chance, 3), FALSE);
  add_all_coded (m, DJ_TABLE_FACILITY, naive_number (&m->chance, 3), FALSE);
  static const DjTable others[] = { DJ_TABLE_AREA_PART,  DJ_TABLE_COVERAGE, DJ_TABLE_TRANSFER,  DJ_TABLE_SEAT,
                                    DJ_TABLE_ASSIGNMENT, DJ_TABLE_MATCH,    DJ_TABLE_ATTENDANCE };
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    add_random_rows (m, others[i], naive_number (&m->chance, 4));
}

NaiveRegister *naive_generate (guint64 seed, const NaiveSize *size, NaiveTicks *ticks)
{
  Maker *m = g_new0 (Maker, 1);
  m->chance.state = seed;
  m->reg = naive_register_new ();
  m->ticks = ticks;
  m->size = *size;
  draw_ticks (m, size->ticks);
  make_bodies (m, naive_percent (&m->chance, 8));
  make_rest (m);
  gboolean mixed = naive_percent (&m->chance, 60);
  for (int t = 0; mixed && t < DJ_N_TABLES; t++)
    shuffle (m, (DjTable)t);
  NaiveRegister *reg = m->reg;
  g_free (m);
  return reg;
}
