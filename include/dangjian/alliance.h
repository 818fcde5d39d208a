/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: alliance
 *
 * Alliances of a view: hyperedges whose seats are held by organizations, units and other alliances, with roles.
 *
 * An alliance, a seat and a body count where they exist on the view's day; a body that does not exist takes its seat with it. Two seats of
 * one body in one alliance are one place in the graph, and both are listed as seats. The *graph* of alliances has a node for each body with
 * a seat and for each alliance, and an edge for each body in an alliance; an alliance that has a seat in another is one node, in
 * both its parts. Being part of another alliance (`parent`) is no edge.
 *
 * In a restated view the day is that of its tree. All calls read the view only and may be made from any thread. The graph is made when it is first asked for: O(seats + alliances). A code
 * that does not exist on the day gives an empty frame, or none.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/**
 * dj_view_alliances:
 *
 * Returns: (transfer full): one row an alliance, each after the one it is part of: alliance, name, kind, parent, depth, lead (the body that
 *   leads: the column `lead` where it exists on the day, else the first seat with that role), seats, bodies (distinct), line and area (seats that come from line
 *   and from area, see dj_view_alliance_seats()), lowest (the lowest area that holds all bodies whose
 *   area is known; missing where there is none), level (its kind), component (number from 0, in order of the first alliance). O(seats × depth of areas).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliances (DjView *view);

/**
 * dj_view_alliance_seats:
 * @alliance: (nullable): code of an alliance, %NULL for all
 *
 * A seat comes from line (条) where its body is an organization guided by line, or of the form `industry` or `industry_chain`, or a unit
 * covered in the manner `industry`; all others come from area (块); a seat of an alliance from neither. A body is where its column
 * `base_area` or `area` says; an organization without one is where its nearest superior is.
 *
 * Returns: (transfer full): alliance, body, table (of the body), name, role, origin (`line` or `area`, missing for an alliance), area (where
 *   the body is based), since, until
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliance_seats (DjView *view, const char *alliance);
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliance_seats_many (DjView *view, const char *const *alliances, gsize n);

/**
 * dj_view_alliances_of:
 * @body: code of an organization, unit or alliance
 *
 * Returns: (transfer full): one row a seat: body, alliance, name, kind, role, since, until
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliances_of (DjView *view, const char *body);
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliances_of_many (DjView *view, const char *const *bodies, gsize n);

/**
 * dj_view_shared_seats:
 *
 * Returns: (transfer full): alliance, other, shared (bodies with a seat in both), each pair once, in order of alliances; O(sum over bodies
 *   of alliances squared)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_shared_seats (DjView *view);

/**
 * dj_view_alliance_components:
 *
 * Returns: (transfer full): connected parts of the graph: component, alliances, bodies (that are no alliance), first (code of its first alliance), most
 *   nodes first, of equals the first first
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliance_components (DjView *view);

/**
 * dj_view_alliance_bridges:
 *
 * Nodes of the graph without which their part of it would fall into two or more parts (articulation points; Tarjan 1972). Parts of a
 * single body that sits nowhere else count too, so an alliance with such a body and any other node is one: `holding` tells those that
 * hold other alliances together.
 *
 * Returns: (transfer full): node, table (organization, unit or alliance), name, parts (after taking it away), holding (parts of these with
 *   an alliance in them); in order of tables and rows. O(seats).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliance_bridges (DjView *view);

/** dj_view_isolated: Returns: (transfer full): organizations without a seat in any alliance: organization, name, kind, area */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_isolated (DjView *view);

/**
 * dj_view_alliances_crossing:
 * @level: an area kind
 *
 * Returns: (transfer full): alliances with seats in two or more areas of that kind: alliance, name, kind, areas (how many), lowest, level
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliances_crossing (DjView *view, DjAreaKind level);

/**
 * dj_view_alliance_matrix:
 * @level: an area kind
 *
 * Returns: (transfer full): area, other, alliances (that join the two), each pair once in order of areas, those of 0 left out
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliance_matrix (DjView *view, DjAreaKind level);

/**
 * dj_view_alliance_distance:
 * @from: code of a body
 * @to: code of a body
 *
 * An end that is an alliance lies on the way: an alliance is 1 from each of its bodies, and 2 from another alliance that shares a body
 * with it or has a seat in it.
 *
 * Returns: how many alliances lie on the shortest way from one to the other, 0 for the same, -1 where there is none; O(seats)
 */
DJ_AVAILABLE_IN_0_1 gint32 dj_view_alliance_distance (DjView *view, const char *from, const char *to);
DJ_AVAILABLE_IN_0_1 void dj_view_alliance_distance_many (DjView *view, const char *const *from, const char *const *to,
                                                         gsize n, gint32 *out);

/**
 * dj_view_alliance_path:
 *
 * Returns: (transfer full): a shortest way: step (from 0), body, name, alliance (through which it was reached; missing for the first); as
 *   many rows after the first as dj_view_alliance_distance() says. Where one alliance sits in the next, that one is the body; at an end
 *   that is an alliance, itself. Of several ways the one through the first alliances. No rows where there is none.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_alliance_path (DjView *view, const char *from, const char *to);

/**
 * dj_view_ties:
 *
 * How tight alliances are, from a friendship in name to a tie that works; each part stands by itself.
 *
 * Items count that stand in a checklist which the alliance owns on the day, were opened by then and are not cancelled.
 *
 * - mechanisms: those with a recurrence other than `once` that are not closed
 * - expected: occurrences of those within a year up to the day: calendar periods (weeks from Monday, months, quarters, half-years, years)
 *   from the one of the item's opening on whose last day lies in it; what is done as needed expects none. held: those in whose period the
 *   alliance hosted an activity of the item; cadence: held ÷ expected, missing where none is expected
 * - projects: those of checklists of the kind `project` that are shared, that is had been assigned to two or more bodies by the day; results: those of
 *   them that are resolved, rated or closed, not later than the day; yield: results ÷ projects, missing where there are none
 * - tightness: 0 loose (none of the following), and 1 more for each of: has a mechanism; cadence ≥ 1/2; yield ≥ 1/2
 *
 * Returns: (transfer full): alliance, name, mechanisms, expected, held, cadence, projects, results, yield, tightness
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_ties (DjView *view);

/* ---- Exchange ------------------------------------------------------------------------------------------------- */

/**
 * dj_view_write_hif:
 * @out: where to
 * @error: %DJ_ERROR_FILE
 *
 * Writes the alliances in the Hypergraph Interchange Format 0.1 (github.com/pszufe/HIF-standard): alliances are edges, bodies nodes; role,
 * since and until of a seat are attributes of the incidence. Being part of another alliance, lead and area are not written. What is
 * imported and written again has the same bytes.
 *
 * Returns: whether all was written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_write_hif (DjView *view, FILE *out, GError **error);

/**
 * dj_change_import_hif:
 * @text: (array length=length): a HIF document
 * @length: its length in bytes, or -1 where NUL ends it
 * @name: (nullable): what issues call it
 * @make_bodies: whether to make an organization (kind `branch`) of each node that is no body of the register
 * @error: %DJ_ERROR_DATA with every issue
 *
 * Adds the edges as alliances and the incidences as seats; attributes `name`, `kind`, `role`, `since`, `until` are taken where they are
 * there; an alliance without them is called by its code, and of the kind `alliance`. Ids that are whole numbers are written out. A node
 * may be an edge of the document: an alliance with a seat. Weights and other attributes are left out; a directed hypergraph is an issue.
 * An edge whose id is a code of the register already is an issue. On any issue nothing is added.
 *
 * Returns: whether it was done
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_change_import_hif (DjChange *change, const char *text, gssize length, const char *name,
                                                   gboolean make_bodies, GError **error);

/**
 * dj_view_write_dot:
 * @out: where to
 * @language: of labels
 * @error: %DJ_ERROR_FILE
 *
 * Writes the graph in the DOT language of Graphviz: alliances as boxes, bodies as ellipses, an edge for each seat, labelled with its role.
 *
 * Returns: whether all was written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_write_dot (DjView *view, FILE *out, DjLanguage language, GError **error);

/**
 * dj_view_write_geojson:
 * @out: where to
 * @error: %DJ_ERROR_FILE
 *
 * Writes a GeoJSON FeatureCollection (RFC 7946): a point for each body whose area, or the nearest above it, has degrees; a line string
 * for each alliance with two such bodies, a multi-point for each with more.
 *
 * Returns: whether all was written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_write_geojson (DjView *view, FILE *out, GError **error);

G_END_DECLS
