/* SPDX-License-Identifier: Apache-2.0 */
/* Random needs and resources, and the best match of them worked out as simply as can be. */
#include "naive-match.h"

#include <stdio.h>
#include <string.h>

#define FAR 1000000

/* ---- Places: a park within a subdistrict that is larger than its community is among them ------------------------------------- */

static const struct
{
  const char *code, *kind, *parent;
  int up, distance; /* distance of two whose lowest common area this is */
} places[] = {
  { "p0", "province", NULL, -1, 4 },  { "p1", "county", "p0", 0, 3 },    { "p2", "county", "p0", 0, 3 },
  { "p3", "township", "p1", 1, 2 },   { "p4", "community", "p3", 3, 1 }, { "p5", "community", "p3", 3, 1 },
  { "p6", "building", "p4", 4, 0 },   { "p7", "courtyard", "p4", 4, 0 }, { "p8", "park", "p3", 3, 0 },
  { "p9", "community", "p8", 8, 1 },  { "p10", "building", "p9", 9, 0 }, { "p11", "building", "p8", 8, 0 },
  { "p12", "province", NULL, -1, 4 },
};

#define N_PLACES ((int)G_N_ELEMENTS (places))

static gboolean place_is_in (int place, int area)
{
  while (place >= 0 && place != area)
    place = places[place].up;
  return place >= 0;
}

int market_distance (const MarketParty *need, const MarketParty *resource)
{
  for (int area = need->place; area >= 0; area = places[area].up)
    if (place_is_in (resource->place, area))
      return places[area].distance;
  return 4;
}

gboolean market_may_serve (const MarketParty *need, const MarketParty *resource, int farthest)
{
  gboolean measure = need->measure == resource->measure || need->measure < 0 || resource->measure < 0;
  gboolean begun = resource->due == DJ_DATE_NONE || need->opened == DJ_DATE_NONE || need->opened <= resource->due;
  gboolean waits = need->due == DJ_DATE_NONE || resource->opened == DJ_DATE_NONE || resource->opened <= need->due;
  return need->category >= 0 && need->category == resource->category && measure && begun && waits
         && market_distance (need, resource) <= farthest;
}

/* ---- A random market ------------------------------------------------------------------------------------------------------------ */

static void add (DjChange *change, DjTable table, const char *const *names, const char *const *values)
{
  GError *error = NULL;
  if (dj_change_add_row (change, table, names, values, g_strv_length ((char **)names), &error) < 0)
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

static void add_places (DjChange *change)
{
  static const char *const names[] = { "code", "name", "kind", "parent", NULL };
  static const char *const unit_names[] = { "code", "name", "kind", "area", NULL };
  for (int i = 0; i < N_PLACES; i++)
  {
    const char *values[] = { places[i].code, places[i].code, places[i].kind, places[i].parent };
    add (change, DJ_TABLE_AREA, names, values);
  }
  for (int i = -1; i < N_PLACES; i++)
  {
    char code[8];
    g_snprintf (code, sizeof code, "u%d", i + 1);
    const char *values[] = { code, code, "organ", i < 0 ? NULL : places[i].code };
    add (change, DJ_TABLE_UNIT, unit_names, values);
  }
}

static int random_place (Market *market)
{
  return naive_percent (&market->chance, 10) ? -1 : naive_number (&market->chance, N_PLACES);
}

static void random_period (Market *market, MarketParty *party)
{
  party->opened = party->due = DJ_DATE_NONE;
  if (naive_percent (&market->chance, 70))
    party->opened = market->on + 5 - naive_number (&market->chance, 120);
  if (naive_percent (&market->chance, 50))
    party->due
        = (party->opened == DJ_DATE_NONE ? market->on - 100 : party->opened) + naive_number (&market->chance, 150);
  party->counts = party->opened == DJ_DATE_NONE || party->opened <= market->on;
}

static const char *quantity_text (int quantity, char out[16])
{
  if (quantity < 0)
    return NULL;
  g_snprintf (out, 16, "%d.%03d", quantity / 1000, quantity % 1000);
  return out;
}

/* On the checklist @list, the owner of which is at the place @owner. */
static MarketParty add_party (Market *market, DjChange *change, const char *code, const char *list, int owner)
{
  static const char *const names[] = { "code",   "checklist", "title", "category",  "measure", "quantity",
                                       "opened", "due",       "area",  "raised_by", "state",   NULL };
  static const char *const categories[] = { "", "a", "b" }, *const measures[] = { NULL, "hour", "seat" };
  char quantity[16], opened[DJ_DATE_TEXT_SIZE], due[DJ_DATE_TEXT_SIZE], raised_by[8];
  NaiveChance *chance = &market->chance;
  MarketParty party = { .category = naive_percent (chance, 95) ? naive_number (chance, 4) / 3 : -1,
                        .measure = naive_number (chance, 3) - 1,
                        .quantity = naive_percent (chance, 85) ? naive_number (chance, 4) * market->unit : -1,
                        .open = !naive_percent (chance, 8) };
  int own = naive_percent (chance, 70) ? random_place (market) : -1, raised = random_place (market);
  gboolean has_raised = naive_percent (chance, 60);
  random_period (market, &party);
  party.place = own >= 0 ? own : has_raised && raised >= 0 ? raised : owner;
  party.open &= party.counts;
  party.left = party.quantity >= 0 ? party.quantity : party.measure < 0 ? 1000 : 0;
  g_snprintf (raised_by, sizeof raised_by, "u%d", raised + 1);
  const char *values[] = { code,
                           list,
                           code,
                           categories[party.category + 1],
                           measures[party.measure + 1],
                           quantity_text (party.quantity, quantity),
                           party.opened == DJ_DATE_NONE ? NULL : dj_date_format (party.opened, opened),
                           party.due == DJ_DATE_NONE ? NULL : dj_date_format (party.due, due),
                           own < 0 ? NULL : places[own].code,
                           has_raised ? raised_by : NULL,
                           party.open || !party.counts ? "raised" : "cancelled" };
  add (change, DJ_TABLE_ITEM, names, values);
  return party;
}

/* A row without a quantity is as much as both have left. */
static void give_away (MarketParty *need, MarketParty *resource, int quantity)
{
  int most = MIN (need->counts ? need->left : G_MAXINT, resource->counts ? resource->left : G_MAXINT);
  int given = quantity < 0 ? most : quantity;
  need->left = MAX (0, need->left - given);
  resource->left = MAX (0, resource->left - given);
}

static void add_row (Market *market, DjChange *change)
{
  static const char *const names[] = { "need", "resource", "quantity", "since", "until", NULL };
  NaiveChance *chance = &market->chance;
  int need = naive_number (chance, market->n_needs), resource = naive_number (chance, market->n_resources);
  int quantity = naive_percent (chance, 80) ? naive_number (chance, 3) * market->unit : -1;
  gboolean over = naive_percent (chance, 20);
  char codes[2][8], text[16], days[2][DJ_DATE_TEXT_SIZE];
  g_snprintf (codes[0], sizeof codes[0], "n%d", need);
  g_snprintf (codes[1], sizeof codes[1], "r%d", resource);
  const char *values[] = { codes[0], codes[1], quantity_text (quantity, text), dj_date_format (market->on - 9, days[0]),
                           over ? dj_date_format (market->on, days[1]) : NULL };
  add (change, DJ_TABLE_MATCH, names, values);
  if (!over)
    give_away (&market->needs[need], &market->resources[resource], quantity);
}

void market_make (Market *market, guint64 seed, int most, gboolean rows)
{
  GError *error = NULL;
  *market = (Market){ .chance = { seed }, .reg = dj_register_new (), .on = dj_date (2024, 8, 26) };
  NaiveChance *chance = &market->chance;
  g_autoptr (DjChange) change = dj_register_begin (market->reg, "a market");
  int owner = random_place (market);
  char code[8];
  market->unit = naive_percent (chance, 50) ? 1000 : 500;
  market->n_needs = 1 + naive_number (chance, most);
  market->n_resources = 1 + naive_number (chance, most);
  g_snprintf (code, sizeof code, "u%d", owner + 1);
  add_places (change);
  ck_assert (dj_change_add (change, DJ_TABLE_CHECKLIST, NULL, "code", "needs", "name", "x", "kind",
                            naive_percent (chance, 50) ? "need" : "problem", "owner", code, NULL));
  ck_assert (dj_change_add (change, DJ_TABLE_CHECKLIST, NULL, "code", "resources", "name", "x", "kind",
                            naive_percent (chance, 50) ? "resource" : "space", "owner", code, NULL));
  for (int i = 0; i < market->n_needs; i++)
  {
    g_snprintf (code, sizeof code, "n%d", i);
    market->needs[i] = add_party (market, change, code, "needs", owner);
  }
  for (int i = 0; i < market->n_resources; i++)
  {
    g_snprintf (code, sizeof code, "r%d", i);
    market->resources[i] = add_party (market, change, code, "resources", owner);
  }
  for (int i = rows ? naive_number (chance, 5) : 0; i > 0; i--)
    add_row (market, change);
  for (int i = 0; i < market->n_needs; i++)
    market->needs[i].left *= market->needs[i].open;
  for (int i = 0; i < market->n_resources; i++)
    market->resources[i].left *= market->resources[i].open;
  if (!dj_change_commit (change, &error))
    ck_abort_msg ("%s: %s", naive_where, error->message);
}

void market_free (Market *market) { dj_register_unref (market->reg); }

DjUnmetReason market_reason (const Market *market, const MarketParty *need, int farthest)
{
  DjUnmetReason reason = DJ_UNMET_NO_RESOURCE;
  if (need->quantity < 0 && need->measure >= 0)
    return DJ_UNMET_NO_QUANTITY;
  for (int r = 0; r < market->n_resources; r++)
  {
    MarketParty resource = market->resources[r], always = resource;
    always.opened = always.due = DJ_DATE_NONE;
    if (!resource.open || (resource.quantity < 0 && resource.measure >= 0) || !market_may_serve (need, &always, 4))
      continue;
    if (market_may_serve (need, &resource, farthest))
      return DJ_UNMET_EXHAUSTED;
    if (market_may_serve (need, &resource, 4))
      reason = DJ_UNMET_TOO_FAR;
    else if (reason == DJ_UNMET_NO_RESOURCE)
      reason = DJ_UNMET_PERIOD;
  }
  return reason;
}

/* ---- Every way ------------------------------------------------------------------------------------------------------------------ */

#define STATES 1024 /* five resources with up to three units each */

typedef struct
{
  const Market *market;
  int farthest;
  gboolean known[6][STATES];
  MarketTotal best[6][STATES]; /* for the needs from one on, with what resources have left */
} Trying;

static gboolean is_better (MarketTotal a, MarketTotal b)
{
  return a.served > b.served || (a.served == b.served && a.cost < b.cost);
}

static MarketTotal try_needs (Trying *trying, int need, int state);

/* Shares out what the need wants from its resource @resource on; two bits of the state are a resource's units. */
static MarketTotal try_resources (Trying *trying, int need, int wanted, int resource, int state)
{
  const Market *market = trying->market;
  if (resource == market->n_resources)
    return try_needs (trying, need + 1, state);
  MarketTotal best = { -1, 0 };
  int left = (state >> (2 * resource)) & 3;
  gboolean may = market_may_serve (&market->needs[need], &market->resources[resource], trying->farthest);
  for (int units = 0; units <= (may ? MIN (left, wanted) : 0); units++)
  {
    MarketTotal total = try_resources (trying, need, wanted - units, resource + 1, state - (units << (2 * resource)));
    total.served += units;
    total.cost += units * market_distance (&market->needs[need], &market->resources[resource]);
    if (is_better (total, best))
      best = total;
  }
  return best;
}

static MarketTotal try_needs (Trying *trying, int need, int state)
{
  if (need == trying->market->n_needs)
    return (MarketTotal){ 0, 0 };
  if (!trying->known[need][state])
    trying->best[need][state]
        = try_resources (trying, need, trying->market->needs[need].left / trying->market->unit, 0, state);
  trying->known[need][state] = TRUE;
  return trying->best[need][state];
}

MarketTotal market_try_all (const Market *market, int farthest)
{
  g_autofree Trying *trying = g_new0 (Trying, 1);
  int state = 0;
  ck_assert (market->n_needs <= 5 && market->n_resources <= 5);
  trying->market = market;
  trying->farthest = farthest;
  for (int i = 0; i < market->n_resources; i++)
    state |= market->resources[i].left / market->unit << (2 * i);
  MarketTotal total = try_needs (trying, 0, state);
  return (MarketTotal){ total.served * market->unit, total.cost * market->unit };
}

/* ---- Shortest ways -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  int needs[MARKET_MOST], resources[MARKET_MOST]; /* left */
  int moved[MARKET_MOST][MARKET_MOST];
  int to_need[MARKET_MOST], to_resource[MARKET_MOST]; /* distance */
  int before_need[MARKET_MOST], before_resource[MARKET_MOST];
} Ways;

static gboolean relax (const Market *market, int farthest, Ways *ways)
{
  gboolean better = FALSE;
  for (int n = 0; n < market->n_needs; n++)
    for (int r = 0; r < market->n_resources; r++)
    {
      int cost = market_distance (&market->needs[n], &market->resources[r]);
      if (!market_may_serve (&market->needs[n], &market->resources[r], farthest))
        continue;
      if (ways->to_need[n] + cost < ways->to_resource[r])
      {
        ways->to_resource[r] = ways->to_need[n] + cost;
        ways->before_resource[r] = n;
        better = TRUE;
      }
      if (ways->moved[n][r] > 0 && ways->to_resource[r] - cost < ways->to_need[n])
      {
        ways->to_need[n] = ways->to_resource[r] - cost;
        ways->before_need[n] = r;
        better = TRUE;
      }
    }
  return better;
}

/* The nearest resource with something left, or -1. */
static int find_way (const Market *market, int farthest, Ways *ways)
{
  int nearest = -1;
  for (int n = 0; n < market->n_needs; n++)
  {
    ways->to_need[n] = ways->needs[n] > 0 ? 0 : FAR;
    ways->before_need[n] = -1;
  }
  for (int r = 0; r < market->n_resources; r++)
    ways->to_resource[r] = FAR;
  while (relax (market, farthest, ways))
    ;
  for (int r = 0; r < market->n_resources; r++)
    if (ways->resources[r] > 0 && ways->to_resource[r] < FAR / 2
        && (nearest < 0 || ways->to_resource[r] < ways->to_resource[nearest]))
      nearest = r;
  return nearest;
}

static int follow (Ways *ways, int resource, int quantity)
{
  int last = resource, need = ways->before_resource[resource];
  int most = MIN (ways->resources[resource], quantity);
  for (;; resource = ways->before_need[need], need = ways->before_resource[resource])
  {
    ways->moved[need][resource] += quantity == G_MAXINT ? 0 : quantity;
    if (ways->before_need[need] < 0)
      break;
    most = MIN (most, ways->moved[need][ways->before_need[need]]);
    ways->moved[need][ways->before_need[need]] -= quantity == G_MAXINT ? 0 : quantity;
  }
  most = MIN (most, ways->needs[need]);
  if (quantity == G_MAXINT)
    return most;
  ways->needs[need] -= quantity;
  ways->resources[last] -= quantity;
  return quantity;
}

MarketTotal market_augment (const Market *market, int farthest)
{
  g_autofree Ways *ways = g_new0 (Ways, 1);
  MarketTotal total = { 0, 0 };
  for (int n = 0; n < market->n_needs; n++)
    ways->needs[n] = market->needs[n].left;
  for (int r = 0; r < market->n_resources; r++)
    ways->resources[r] = market->resources[r].left;
  for (int resource; (resource = find_way (market, farthest, ways)) >= 0;)
  {
    int quantity = follow (ways, resource, G_MAXINT);
    total.served += quantity;
    total.cost += (gint64)quantity * ways->to_resource[resource];
    follow (ways, resource, quantity);
  }
  return total;
}
