/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: match
 *
 * Bringing needs and resources together, and guides and enterprises.
 *
 * A need is an open item of a checklist of the kind `need` or `problem`, a resource an open one of the kind `resource` or `space` (see duty.h for what is open). What
 * rows of the table `match` that hold have already given away counts no more, on both sides. Quantities are taken to three decimals. In a restated view the day is
 * that of its tree. All calls read the view only and may be made from any thread; the same view gives the same answer.
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
 * @error: %DJ_ERROR_LIMIT where quantities add up to more than can be counted
 *
 * Matches by category (the same, both given), measure (the same, or missing on one side), period (the days from `opened` to `due` of the two have one in common, a missing
 * one being without bound) and nearness of their areas (the item's, else that of the body that raised it, else that of the checklist's
 * owner; one whose area is not known is beyond). Optimal: the greatest quantity served in all, of those the one nearest in all (quantity × 0 for the same building, 1 community, 2
 * subdistrict, 3 district, 4 beyond), of those the one in order of the register. A need or resource without quantity counts as 1 where its
 * measure is missing too; else it is not matched. Minimum-cost flow (Ford and Fulkerson 1958; Edmonds and Karp 1972).
 *
 * Returns: (transfer full) (nullable): need, need_title, resource, resource_title, category, measure, quantity, nearness; in order of needs and resources
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_match (DjView *view, const DjMatchOptions *options, GError **error);

/**
 * dj_view_unmatched:
 *
 * Returns: (transfer full) (nullable): needs that dj_view_match() leaves unserved in part or whole: need, title, category, measure, quantity, served, missing, reason
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_unmatched (DjView *view, const DjMatchOptions *options, GError **error);

/**
 * dj_view_match_guides:
 * @category: category of the items, such as `guide`
 * @error: %DJ_ERROR_LIMIT
 *
 * Guides and enterprises by two-way choice. A resource of the category is a guide (or a station of guides), its quantity how many enterprises it
 * takes (1 where missing); a need of the category is an enterprise. The further column `prefers` of an item lists codes of items of the other side, best first, with
 * blanks between; who lists nobody takes anybody, nearest first; who lists somebody takes nobody else. The match is stable: no enterprise and guide would both rather
 * have each other than what they have; of the stable ones it is the best for the enterprises (Gale and Shapley 1962).
 *
 * Returns: (transfer full) (nullable): need, need_title, raised_by, resource (missing for who remains alone), resource_title, need_choice and resource_choice (place of
 *   the other in its list, from 1; missing where it has none), nearness; in order of needs
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_match_guides (DjView *view, const char *category, GError **error);

/**
 * dj_change_add_matches:
 * @matches: a frame of dj_view_match() or dj_view_match_guides()
 * @on: the first day on which they hold
 * @error: %DJ_ERROR_FORMAT for a frame without the columns, else as for dj_change_add()
 *
 * Writes the rows as rows of the table `match`; those without a resource are left out.
 *
 * Returns: whether it was done; if not, the change is as before
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_add_matches (DjChange *change, const DjFrame *matches, DjDate on,
                                                    GError **error);

G_END_DECLS
