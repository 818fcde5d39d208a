/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: duty
 *
 * Responsibilities of a view: the items of checklists, who answers for them, what is missing, late or claimed twice.
 *
 * An item *counts* on the view's day where its checklist exists on that day and the item was opened by then, or has no day of opening. It is
 * *done* where its day `closed` has come, or where it has none and its state is resolved, rated, closed or cancelled; else it is *open*.
 * Its area is the column `area`; where that is missing or does not exist on the day, the area in which its checklist's owner is based.
 * Assignments count where they hold and their body exists. A *need* is an item of a checklist of the kind `need` or `problem`; a *duty* is an
 * item of any other kind than `need`, `problem`, `resource`, `space` and the two ledgers.
 *
 * In a restated view the day is that of its tree. All calls read the view only and may be made from any thread. A code that does not exist on the
 * day gives an empty frame.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/* ---- Items and assignments ------------------------------------------------------------------------------------ */

/**
 * dj_view_items:
 *
 * Returns: (transfer full): one row an item that counts, in the order of the register: item, title, checklist, list (kind of the
 *   checklist), owner, category, state, quantity, measure, area, raised_by, route, recurrence, accountable (the first body so assigned),
 *   bodies (how many are assigned, in any role), opened, due, closed, overdue (days from `due` to the view's day of an open item, missing
 *   where it is not late), rating. O(items + assignments).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_items (DjView *view);

/**
 * dj_view_duties_of:
 * @body: (nullable): code of an organization, unit or alliance; %NULL for all
 *
 * Returns: (transfer full): one row an assignment that counts, in the order of the register: body, name, role, item, title, checklist,
 *   category, state, due, overdue. O(items + assignments).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_duties_of (DjView *view, const char *body);
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_duties_of_many (DjView *view, const char *const *bodies, gsize n);

/**
 * dj_view_check_duties:
 *
 * What is wrong with open duties and with needs, as findings:
 *
 * - `duty-accountable`: nobody accountable for an open duty or a need that was taken; or two or more for an open duty or need
 * - `duty-support`: an open duty with an accountable body, and nobody in support (may)
 * - `duty-body`: a body whose assignment to an open duty or need still holds has ended
 * - `duty-area`: a body accountable for an open duty or need, or supporting it, that is based neither within the item's area, nor in an area
 *   that contains it, nor within one that is part of it by `area_part`, nor in a zone that has a part which contains it
 * - `duty-due`: an open duty or need past its day
 * - `duty-result`: an item of a plan, project, task, problem or need list that is done and was never resolved, rated or cancelled, and by
 *   the day has no match of the need, no activity of the item and no rating
 * - `duty-inherited`: all other organizations of one kind and form under a superior, two at least, own a checklist of some kind, and one
 *   that began later than they all does not
 * - `need-state`: a need that is resolved, rated or closed without a day; rated without a rating; with a rating before resolution; routed,
 *   taken, resolved, rated or closed without a route
 *
 * Returns: (transfer full): the findings, each with table, row and subject (the item's code, or that of the
 *   organization that has no checklist); O(items + assignments + activities + matches + organizations log organizations)
 */
DJ_AVAILABLE_IN_0_1 DjIssues *dj_view_check_duties (DjView *view);

/* ---- Who answers ---------------------------------------------------------------------------------------------- */

/**
 * DJ_RESORT_ORDER: the order of resort where none is given.
 *
 * Steps of the code list `resort_step`, each once, commas between; steps with `+` between are asked together. The first of these that
 * names anybody settles it; the later ones are not asked.
 *
 * - `assignment`: bodies accountable for an open duty whose category is the matter and that stands for the unit: raised by the unit, or by
 *   a unit it belongs to (`host`, the nearest first); or else, where it is raised by no unit, of an area that contains the unit (by `parent`,
 *   the smallest first). The first of these whose items name anybody settles it. Not asked without a matter
 * - `line`: who covers the unit in the manner `industry`; and who guides, by the line or by attachment, an organization of the unit's own
 *   (based on it, or covering it in the manner `own` or `joint`)
 * - `area`: who covers it in the manner `area`; where nobody does, who guides an organization of the unit's own by the area; where nobody
 *   does, who leads in the smallest functional area (grid, building, courtyard, business district, park, block, zone) around it, by `parent`,
 *   then by `area_part`, that is led
 * - `lead`: who leads an alliance in which the unit, or an organization of its own, has a seat (column `lead`, else the first seat with that
 *   role), where that is a unit or an organization based on one
 * - `community`: who leads in the community around it
 * - `subdistrict`: who covers it in the manner `fallback`; where nobody does, who leads in the township or subdistrict around it
 *
 * The unit itself and its own organizations are never an answer, nor do they keep a step from asking further: they would answer for
 * themselves. (行业推进、区域统筹、龙头带动、街道兜底)
 */
#define DJ_RESORT_ORDER "assignment,line+area,lead,community,subdistrict"

/**
 * dj_view_who_answers:
 * @matter: (nullable): category of items, such as `safety`; %NULL for none in particular
 * @unit: code of a unit
 * @order: (nullable): order of resort, %NULL for %DJ_RESORT_ORDER
 * @error: %DJ_ERROR_FORMAT for an order that is none
 *
 * Returns: (transfer full) (nullable): one row a body that answers, each once, by the first way that leads to it: unit, matter, body, table,
 *   name, step, via (codes on the way from the unit to the body, both included, ` > ` between), reason_zh, reason_en (sentences that tell the
 *   way). No rows where nobody does, or for an unknown unit. O(items + guidances + seats) once for all units, and O(depth) a unit.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_who_answers (DjView *view, const char *matter, const char *unit, const char *order,
                                                  GError **error);
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_who_answers_many (DjView *view, const char *matter, const char *const *units,
                                                       gsize n, const char *order, GError **error);

/**
 * dj_view_overlaps:
 *
 * Returns: (transfer full) (nullable): the rows of dj_view_who_answers() of every unit for which two or more bodies answer, with `bodies`
 *   (how many) behind; one pass over all units, O(units × depth + items + seats)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_overlaps (DjView *view, const char *matter, const char *order, GError **error);

/** dj_view_gaps: Returns: (transfer full) (nullable): the units for which nobody answers: unit, name, kind, area, matter; one pass */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_gaps (DjView *view, const char *matter, const char *order, GError **error);

/* ---- Cadence -------------------------------------------------------------------------------------------------- */

/**
 * dj_view_cadence:
 * @since: occurrences due on this day or later count; %DJ_DATE_NONE for a year up to the view's day
 *
 * What open duties with a recurrence expect against the activities held for them, by whomever. A period is a calendar week from Monday, month,
 * quarter, half-year or year, from the one in which the item was opened on; it is due on its last day, and counts where that day has come and
 * is not before @since. A period in which an activity of the item was held is *held*. An activity that is the second or a further one of its
 * period, be it a running one, makes up for the earliest period before it that counts, was not held and is not made up for yet: that is *late*.
 * What is left is *missed*. Items done once or as needed expect nothing. Without @since there is one end of a year, four of quarters and twelve
 * of months in the year, leap years and all.
 *
 * Returns: (transfer full): one row an item: item, title, body (accountable, else the checklist's owner), recurrence, expected, held, late,
 *   missed, last (day of the last activity up to the view's day, counted or not), next (last day of the period in which the view's day is).
 *   O(items + activities log activities), however long the periods go back.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_cadence (DjView *view, DjDate since);

/**
 * dj_view_cadence_of_bodies:
 * @since: as for dj_view_cadence()
 *
 * Returns: (transfer full): the same added up by body, in order of first items; one row has no body where an item has none: body, name, items,
 *   expected, held, late, missed
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_cadence_of_bodies (DjView *view, DjDate since);

/* ---- Flow of a need ------------------------------------------------------------------------------------------- */

/**
 * dj_need_may_become:
 *
 * The steps of a need: raised → routed → taken → resolved → rated → closed; resolved → closed; routed → raised and taken → routed (sent back or on);
 * resolved → taken and rated → taken (taken up again); raised, routed, taken → cancelled. A need without a state may be raised.
 *
 * Returns: whether a need may go from the one state to the other
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_need_may_become (DjItemState from, DjItemState to);

/**
 * dj_change_advance_need:
 * @item: code of an item
 * @to: the state it gets
 * @on: the day; it becomes the day of closing of what is resolved or cancelled. What is taken up again loses that day, and its rating
 * @error: %DJ_ERROR_NOT_FOUND for no such item, %DJ_ERROR_FORMAT for a step that is not allowed, for routing an item without a `route`, and for no day
 *
 * Returns: whether it was done; if not, the change is as before
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_advance_need (DjChange *change, const char *item, DjItemState to, DjDate on,
                                                     GError **error);

/**
 * DjFlowBy: what needs are told apart by.
 * @DJ_FLOW_BY_ALL: one row for all
 * @DJ_FLOW_BY_CATEGORY: their category
 * @DJ_FLOW_BY_ROUTE: the way out
 * @DJ_FLOW_BY_BODY: the accountable body
 * @DJ_FLOW_BY_AREA: the area of a level that contains theirs
 */
typedef enum
{
  DJ_FLOW_BY_ALL,
  DJ_FLOW_BY_CATEGORY,
  DJ_FLOW_BY_ROUTE,
  DJ_FLOW_BY_BODY,
  DJ_FLOW_BY_AREA,
} DjFlowBy;

/**
 * dj_view_flow:
 * @by: what rows stand for
 * @level: an area kind, for %DJ_FLOW_BY_AREA
 *
 * Returns: (transfer full): by (code or text, missing for needs without), name (of a category its text, of a route its Chinese label), needs,
 *   raised, routed, taken (open ones by state; those of another state, such as resolved with a day still to come, are among `needs` alone),
 *   resolved (those that are done and not cancelled), cancelled, overdue (open ones past their day), late (resolved after it), closing_rate
 *   (resolved ÷ (needs − cancelled)), days (mean of the resolved from opening to closing, where both are known), rating (mean of the resolved
 *   that have one), rated (how many have). Rates are missing where there is nothing to divide by. In order of first needs; of all there is one
 *   row even without needs. O(items + assignments + areas).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_flow (DjView *view, DjFlowBy by, DjAreaKind level);

/**
 * dj_view_escalations:
 * @grace: days that each step up is given; less than 1 is taken for 1
 *
 * Open needs and duties past their day go to the superior of the accountable body: one superior further for every @grace days begun. Where nobody
 * is accountable, it begins from the checklist's owner. A unit is taken for the organization that covers it best, the first based on it before
 * others, or else leads around it; an alliance for its lead. Who has no superior keeps it, and so does a unit or alliance that no organization
 * stands for.
 *
 * Returns: (transfer full): item, title, body (accountable, missing where nobody is), due, overdue, steps (superiors gone up, no more than there
 *   are), to (who should see to it now, missing where there is neither body nor owner), to_name. O(items × depth + seats).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_escalations (DjView *view, int grace);

G_END_DECLS
