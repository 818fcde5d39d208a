/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: place
 *
 * Facilities of a view: centres, stations and points of Party-mass service, what they offer, and how far they are.
 *
 * Facilities of the day count. One without degrees stands at the middle of its area, or, where that has none, of the nearest area above
 * that has, up to its township; else it is nowhere. Distances are great circles on a sphere of 6,371.0088 km (the mean radius of IUGG),
 * in metres; the earth is flatter, which makes up to 0.6 %. In a restated view the day is that of its tree. All calls read the view
 * only and may be made from any thread.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/**
 * dj_great_circle:
 * @lon1: degrees, as the others
 *
 * Returns: metres between two points on the sphere (haversine); NaN where a degree is missing or infinite
 */
DJ_AVAILABLE_IN_0_1 double dj_great_circle (double lon1, double lat1, double lon2, double lat2);

/**
 * dj_view_facilities:
 * @service: (nullable): only those that offer it: a word of the column `services`, which blanks, `;`, `；`, `、`, `,` or `，` separate;
 *   %NULL for all
 *
 * The load of a facility: each unit belongs to the facilities of the smallest area around it that has any (of that service), and so
 * does each member, by the area where they live, or, where that is not known, where their organization is based. Of several
 * facilities in that area each carries an equal part, so units and people are real numbers, and in all facilities together no
 * unit or member counts more than once.
 *
 * Returns: (transfer full): facility, name, level, organization, area, lon, lat (where it stands, missing for nowhere), services, units,
 *   people. O(facilities + units + people + areas).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_facilities (DjView *view, const char *service);

/**
 * dj_view_nearest_facilities:
 * @lon: longitude in degrees
 * @lat: latitude in degrees
 * @k: how many at most; none for 0 and less
 * @service: (nullable): as for dj_view_facilities()
 * @error: %DJ_ERROR_FORMAT for degrees out of range
 *
 * Returns: (transfer full) (nullable): facility, name, level, area, services, metres; nearest first, of equals the
 *   first first; without those that are nowhere. O(facilities log facilities).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_nearest_facilities (DjView *view, double lon, double lat, int k,
                                                         const char *service, GError **error);

/**
 * dj_view_far_communities:
 * @radius: metres
 * @service: (nullable): as for dj_view_facilities()
 * @error: %DJ_ERROR_FORMAT for a radius that is negative, infinite or no number
 *
 * Returns: (transfer full) (nullable): communities and villages without a facility in the radius around their middle: area, name, facility
 *   (the nearest, however far), facility_name, metres. Those without degrees of their own are among them, with facility and metres
 *   missing, unless a facility stands within them.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_far_communities (DjView *view, double radius, const char *service, GError **error);

G_END_DECLS
