/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: coverage
 *
 * The two coverages of a view: which units have a Party organization, alone or jointly, and which are reached by Party work in
 * another named way; which are not, and who could take them.
 *
 * Units of the day count. A coverage counts where its row holds, and unit and organization exist. A unit is covered in the best
 * manner of its rows: own, joint, area, industry, fallback, guide. An organization based on the unit (column `base_unit`) covers it
 * as its own without a row. A row without a manner counts as `area`. In a restated view the day is that of its tree. All calls read
 * the view only and may be made from any thread.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/**
 * DjCoverageBy: what rows stand for.
 * @DJ_COVERAGE_BY_ALL: one row for all
 * @DJ_COVERAGE_BY_AREA: one for each area of a level, with the units within it
 * @DJ_COVERAGE_BY_KIND: one for each kind of unit
 * @DJ_COVERAGE_BY_INDUSTRY: one for each industry
 */
typedef enum
{
  DJ_COVERAGE_BY_ALL,
  DJ_COVERAGE_BY_AREA,
  DJ_COVERAGE_BY_KIND,
  DJ_COVERAGE_BY_INDUSTRY,
} DjCoverageBy;

/**
 * dj_view_coverage:
 * @by: what rows stand for
 * @level: an area kind, for %DJ_COVERAGE_BY_AREA
 *
 * Returns: (transfer full): by (code of the area, English name of the kind or industry; missing for units without one and for all),
 *   name (of the area; Chinese label of the kind or industry), units, own, joint, area, industry, fallback, guide, none, organized
 *   (own + joint + area + industry: organizational coverage), reached (all but none: organizational or working coverage), own_rate
 *   (own ÷ units), reached_rate (reached ÷ units), non_public (units that are non-public or platform enterprises), coverage_rate
 *   ((own + joint) ÷ units, of the non-public alone), single_rate (own ÷ units, of the non-public alone). Rates are missing where
 *   there is nothing to divide by. Areas in preorder, those without units too; kinds and industries in order of their lists, those
 *   without units left out; units without one stand last. O(units + coverages + areas). (中办发〔2012〕11号)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_coverage (DjView *view, DjCoverageBy by, DjAreaKind level);

/**
 * dj_view_coverage_of:
 * @unit: (nullable): code of a unit, %NULL for all
 *
 * Returns: (transfer full): one row a coverage that counts: unit, name, organization, organization_name, manner, best (whether it is
 *   the one that counts: of several in the best manner the first), since, until. Those without a row follow the rows of their unit,
 *   with the period of the organization. A code that is no unit of the day gives an empty frame.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_coverage_of (DjView *view, const char *unit);

/**
 * dj_view_blind_spots:
 *
 * Units that nothing covers, and the nearest organization that could take each: of those that cover another unit or lead in an area,
 * one in the same building, courtyard, park or other functional area; else in the same community, the same township, the same
 * district. Of several at one nearness that which is nearest by great circle, then one that covers a unit of the same industry, then
 * the first. A unit stands where its area does and an organization where its base area does (see dj_view_facilities()); what
 * stands nowhere is farther than what stands somewhere.
 *
 * Returns: (transfer full): unit, name, kind, area, industry, headcount, nearest (organization; missing where the district has none),
 *   nearest_name, nearness. O(units + coverages + organizations), and for each area with blind spots the organizations of the
 *   smallest area around it that has any.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_blind_spots (DjView *view);

/**
 * dj_view_covered_on_paper:
 *
 * Returns: (transfer full): coverages whose row holds on the day while their unit or their organization has ended: unit, name,
 *   organization, manner, ended (`unit` or `organization`; of both the one that ended first), on (the day it ended)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_covered_on_paper (DjView *view);

/**
 * DjProposalOptions: what a joint branch must satisfy.
 * @least_members: formal members it needs, 1 or more (3: 党支部工作条例第五条)
 * @most_units: units it may join, 1 or more (5)
 * @within: how near any two of its units must be; %DJ_NEARNESS_NONE for the same community
 * @like_trade: whether two units of the same industry may also be one step farther apart
 */
typedef struct
{
  int least_members;
  int most_units;
  DjNearness within;
  gboolean like_trade;
} DjProposalOptions;

/** DJ_PROPOSAL_OPTIONS_INIT: 3 formal members, 5 units, the same community, or like trade one step further. */
#define DJ_PROPOSAL_OPTIONS_INIT                                                                                       \
  {                                                                                                                    \
    3, 5, DJ_NEARNESS_COMMUNITY, TRUE                                                                                  \
  }

/**
 * dj_view_propose_branches:
 * @options: (nullable): what must be satisfied
 * @error: %DJ_ERROR_FORMAT for options out of range
 *
 * Groups units that have no organization of their own, nor a joint one, into joint branches: formal members who work there (column
 * `employer`) count. A unit that has enough by itself is proposed a branch of its own, and is joined to no other. Units without
 * members fill up branches that have room. Every group satisfies the options by construction; the number of units reached is as
 * great as the heuristic finds it, not the greatest there is. It begins with what is nearest, so that branches are compact.
 *
 * Returns: (transfer full) (nullable): one row a unit: branch (number from 1), manner (own or joint), unit, name, area, industry,
 *   formal (its formal members), members (of the whole branch), units (of the whole branch), branches in the order of their first
 *   units; then the units left over, with branch, manner, members and units missing. O(people + areas + units log units).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_propose_branches (DjView *view, const DjProposalOptions *options, GError **error);

G_END_DECLS
