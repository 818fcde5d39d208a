/* SPDX-License-Identifier: Apache-2.0 */
/* Branches that units without one could form: what is asked, and the frame of the answer. */
#include "coverage/coverage-private.h"

/* ---- Who may be joined ---------------------------------------------------------------------------------------------------------- */

static gboolean are_options_sound (const DjProposalOptions *options, GError **error)
{
  const char *trouble = NULL;
  if (options->least_members < 1)
    trouble = DJ_SAY ("党支部至少要有 1 名正式党员", "A branch needs one formal member at least");
  else if (options->most_units < 1)
    trouble = DJ_SAY ("党支部至少要有 1 个单位", "A branch has one unit at least");
  else if ((int)options->within < DJ_NEARNESS_NONE || options->within > DJ_NEARNESS_BEYOND)
    trouble = DJ_SAY ("没有这样的远近", "There is no such nearness");
  if (trouble)
    g_set_error_literal (error, DJ_ERROR, DJ_ERROR_FORMAT, trouble);
  return trouble == NULL;
}

/* Formal members by the unit where they work. */
static gint64 *count_formal (DjView *view, const DjUnits *units)
{
  gint64 *formal = g_new0 (gint64, (gsize)units->n + 1);
  const gint32 *employers = dj_table_texts (view->home->state->tables[DJ_TABLE_PERSON], DJ_COLUMN_PERSON_EMPLOYER);
  for (gint32 person = 0; employers && person < view->n_persons; person++)
  {
    if (view->affiliation[person] < 0 || dj_view_status_of_row (view, person) != DJ_STATUS_FORMAL)
      continue;
    gint32 unit = dj_units_find (units, employers[person]);
    if (unit >= 0)
      formal[unit]++;
  }
  return formal;
}

static gint32 collect_joiners (DjView *view, const DjUnits *units, DjJoiner *joiners)
{
  g_autofree gint64 *formal = count_formal (view, units);
  gint32 n = 0;
  for (gint32 unit = 0; unit < units->n; unit++)
  {
    if (units->best[unit] == DJ_COVERAGE_OWN || units->best[unit] == DJ_COVERAGE_JOINT)
      continue;
    joiners[n++] = (DjJoiner){ .unit = unit,
                               .area = units->area[unit],
                               .industry = dj_unit_get_code (units, unit, DJ_COLUMN_UNIT_INDUSTRY),
                               .formal = formal[unit],
                               .group = -1 };
  }
  return n;
}

/* ---- Branches ---------------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const DjUnits *units;
  DjJoiner *joiners;
  gint32 n;
  gint32 n_groups;
  gint32 least_members;
  DjLinks branches; /* joiners by branch, in order of their first units; those left over are the last */
} Proposal;

static void add_own_branches (Proposal *proposal)
{
  for (gint32 i = 0; i < proposal->n; i++)
    if (proposal->joiners[i].formal >= proposal->least_members)
      proposal->joiners[i].group = proposal->n_groups++;
}

static void number_branches (Proposal *proposal)
{
  gint32 n_branches = 0;
  g_autofree gint32 *number = g_new (gint32, (gsize)proposal->n_groups + 1);
  g_autofree gint32 *branch_of = g_new (gint32, (gsize)proposal->n + 1);
  g_autofree gint32 *joiners = g_new (gint32, (gsize)proposal->n + 1);
  for (gint32 group = 0; group < proposal->n_groups; group++)
    number[group] = -1;
  for (gint32 i = 0; i < proposal->n; i++)
  {
    gint32 group = proposal->joiners[i].group;
    if (group >= 0 && number[group] < 0)
      number[group] = n_branches++;
    branch_of[i] = group < 0 ? proposal->n_groups : number[group];
    joiners[i] = i;
  }
  dj_links_fill (&proposal->branches, proposal->n_groups + 1, branch_of, joiners, proposal->n);
}

typedef enum
{
  PROPOSAL_BRANCH,
  PROPOSAL_MANNER,
  PROPOSAL_UNIT,
  PROPOSAL_NAME,
  PROPOSAL_AREA,
  PROPOSAL_INDUSTRY,
  PROPOSAL_FORMAL,
  PROPOSAL_MEMBERS,
  PROPOSAL_UNITS,
} ProposalColumn;

static DjFrame *new_proposal (void)
{
  DjFrame *frame = dj_frame_new ();
  dj_frame_add_number (frame, "branch", "支部序号", "branch");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_COVERAGE, DJ_COLUMN_COVERAGE_MANNER));
  dj_frame_add_text (frame, "unit", "单位", "unit");
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_NAME));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_AREA));
  dj_frame_add_declared (frame, dj_column_of (DJ_TABLE_UNIT, DJ_COLUMN_UNIT_INDUSTRY));
  dj_frame_add_number (frame, "formal", "正式党员", "formal members");
  dj_frame_add_number (frame, "members", "支部正式党员", "formal members of the branch");
  dj_frame_add_number (frame, "units", "支部单位数", "units of the branch");
  return frame;
}

/* The branch's number is -1 for what is left over. */
static void append_branch (const Proposal *proposal, gint32 branch, gint32 number, DjFrame *frame)
{
  const DjUnits *units = proposal->units;
  const DjLinks *branches = &proposal->branches;
  gint64 n_units = dj_links_count (branches, branch), members = 0;
  for (gint32 i = branches->start[branch]; i < branches->start[branch + 1]; i++)
    members += proposal->joiners[branches->to[i]].formal;
  for (gint32 i = branches->start[branch]; i < branches->start[branch + 1]; i++)
  {
    const DjJoiner *joiner = &proposal->joiners[branches->to[i]];
    int manner = n_units > 1 ? DJ_COVERAGE_JOINT : DJ_COVERAGE_OWN;
    dj_frame_append_int (frame, PROPOSAL_BRANCH, number < 0 ? DJ_INT_NONE : number);
    dj_frame_append_code (frame, PROPOSAL_MANNER, number < 0 ? (int)DJ_COVERAGE_NONE : manner);
    dj_frame_append_text (frame, PROPOSAL_UNIT, dj_unit_get_text (units, joiner->unit, DJ_COLUMN_UNIT_CODE));
    dj_frame_append_text (frame, PROPOSAL_NAME, dj_unit_get_text (units, joiner->unit, DJ_COLUMN_UNIT_NAME));
    dj_frame_append_text (frame, PROPOSAL_AREA, dj_unit_get_text (units, joiner->unit, DJ_COLUMN_UNIT_AREA));
    dj_frame_append_code (frame, PROPOSAL_INDUSTRY, joiner->industry);
    dj_frame_append_int (frame, PROPOSAL_FORMAL, joiner->formal);
    dj_frame_append_int (frame, PROPOSAL_MEMBERS, number < 0 ? DJ_INT_NONE : members);
    dj_frame_append_int (frame, PROPOSAL_UNITS, number < 0 ? DJ_INT_NONE : n_units);
  }
}

DjFrame *dj_view_propose_branches (DjView *view, const DjProposalOptions *options, GError **error)
{
  g_return_val_if_fail (view != NULL, NULL);
  DjProposalOptions chosen = DJ_PROPOSAL_OPTIONS_INIT;
  if (options)
    chosen = *options;
  if (!are_options_sound (&chosen, error))
    return NULL;
  if (chosen.within == DJ_NEARNESS_NONE)
    chosen.within = DJ_NEARNESS_COMMUNITY;
  const DjUnits *units = dj_tree_get_units (view->tree);
  g_autofree DjJoiner *joiners = g_new0 (DjJoiner, (gsize)units->n + 1);
  Proposal proposal = { .units = units, .joiners = joiners, .least_members = chosen.least_members };
  proposal.n = collect_joiners (view, units, joiners);
  proposal.n_groups = dj_join (view->tree, &chosen, joiners, proposal.n);
  add_own_branches (&proposal);
  number_branches (&proposal);
  DjFrame *frame = new_proposal ();
  for (gint32 branch = 0; branch < proposal.n_groups; branch++)
    append_branch (&proposal, branch, branch + 1, frame);
  append_branch (&proposal, proposal.n_groups, -1, frame);
  dj_links_clear (&proposal.branches);
  return dj_frame_finish (frame);
}
