/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: match
 *
 * Bringing needs and resources together, and guides and enterprises.
 *
 * A need is an open item of a checklist of the kind `need` or `problem`, a resource an open one of the kind `resource` or `space` (see
 * duty.h for what is open). Its area is the item's, else that of the body that raised it, else that of the checklist's owner; one whose
 * area is not known is beyond the district of any. An empty category or measure counts as missing.
 *
 * What rows of the table `match` that hold have already given away counts no more, on both sides; a row without a quantity stands for as
 * much as its need and its resource have left. Quantities are taken to three decimals.
 *
 * In a restated view the day is that of its tree. All calls read the view only and may be made from any thread; the same rows in the same
 * order give the same answer.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/**
 * DjMatchOptions: which needs go with which resources.
 * @category: (nullable): only items of this category
 * @farthest: the farthest that a resource may be; %DJ_NEARNESS_NONE for any
 */
typedef struct
{
  const char *category;
  DjNearness farthest;
} DjMatchOptions;

/** DJ_MATCH_OPTIONS_INIT: all categories, however far. */
#define DJ_MATCH_OPTIONS_INIT                                                                                          \
  {                                                                                                                    \
    NULL, DJ_NEARNESS_NONE                                                                                             \
  }

/**
 * dj_view_match:
 * @options: (nullable): which
 * @error: %DJ_ERROR_LIMIT for a quantity above 2^51 thousandths (some two million million), from which on three decimals cannot be kept
 *
 * A resource may serve a need where they have the same category (both given), the same measure (or one of them has none), a day in common
 * in their periods from `opened` to `due` (a missing one being without bound), and are not farther from one another than allowed. A need
 * or resource without quantity counts as 1 where its measure is missing too; else it is not matched.
 *
 * The answer is optimal: the greatest quantity served in all, and of all ways to serve that much one of the nearest in all (quantity × 0
 * for the same building, 1 community, 2 subdistrict, 3 district, 4 beyond). Where several are equally near, which of them it is depends on
 * nothing but the rows and their order in the register. Minimum-cost flow by the primal-dual method (Ford and Fulkerson 1958).
 *
 * Memory is O(items + rows of the answer). Time is that of some passes, tens in practice; of a category each is O((needs × depth of
 * areas + resources) log resources), up to O(needs × resources) where most periods are short and past. 5,000 needs and as many resources
 * of one category take less than a second in the first case, a few in the second.
 *
 * Returns: (transfer full) (nullable): need, need_title, resource, resource_title, category, measure (of the two the one that is given),
 *   quantity, nearness; in order of needs and resources
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_match (DjView *view, const DjMatchOptions *options, GError **error);

/**
 * dj_view_unmatched:
 * @options: (nullable): which
 * @error: as for dj_view_match()
 *
 * Needs that dj_view_match() leaves unserved in part or whole, and why: the first that is true of no_quantity, no_resource (none of its
 * category and measure was ever offered), period (none in its period), too_far (none near enough) and exhausted (all that there was is
 * given to others).
 *
 * Returns: (transfer full) (nullable): need, title, category, measure, quantity, served (by dj_view_match() and by rows that hold),
 *   missing, reason; the three numbers are missing where the need has no quantity
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_unmatched (DjView *view, const DjMatchOptions *options, GError **error);

/**
 * dj_view_match_guides:
 * @category: category of the items, such as `guide`
 * @error: as for dj_view_match()
 *
 * Guides and enterprises by two-way choice. A resource of the category is a guide (or a station of guides), its quantity how many
 * enterprises it takes (whole ones; 1 where missing); a need of the category is an enterprise. Measures and periods do not matter. Each row
 * of the table `match` that holds takes one place of its guide, and an enterprise that has one does not choose again.
 *
 * The further column `prefers` of an item lists codes of items of the other side, best first, with blanks between. Who lists nobody takes
 * anybody, the nearest first, and of those the first in the register; who lists somebody takes nobody else. A code that is none of an open
 * item of the other side takes its place in the list and is passed over; of a code that stands there twice the first counts.
 *
 * The match is stable: no enterprise and guide would both rather have each other than what they have; of the stable ones it is the best
 * for every enterprise (Gale and Shapley 1962). O(enterprises × (enterprises + guides)) at most.
 *
 * Returns: (transfer full) (nullable): need, need_title, raised_by, resource (missing for who remains alone), resource_title, need_choice
 *   and resource_choice (place of the other in its list, from 1; missing where it has none), nearness; in order of needs
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_match_guides (DjView *view, const char *category, GError **error);

/**
 * dj_change_add_matches:
 * @matches: a frame of dj_view_match() or dj_view_match_guides()
 * @on: the first day on which they hold
 * @error: %DJ_ERROR_FORMAT for a frame without the columns need and resource, else as for dj_change_add()
 *
 * Writes the rows as rows of the table `match`; those without a resource are left out. O(rows).
 *
 * Returns: whether it was done; if not, the change is as before
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_add_matches (DjChange *change, const DjFrame *matches, DjDate on,
                                                    GError **error);

G_END_DECLS
