/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: place
 *
 * Facilities of a view: centres, stations and points of Party-mass service, what they offer, and how far they are.
 *
 * Facilities of the day count. One without degrees stands at the middle of its area, or of the nearest above it that has degrees up to its township; else it is
 * nowhere. Distances are great circles on a sphere of 6,371.0088 km (the mean radius of IUGG), in metres. In a restated view the day is that
 * of its tree. All calls read the view only and may be made from any thread.
 */
#pragma once

#include <dangjian/view.h>

G_BEGIN_DECLS

/**
 * dj_great_circle:
 * @lon1: degrees, as the others
 *
 * Returns: metres between two points on the sphere (haversine); NaN where a degree is missing
 */
DJ_AVAILABLE_IN_0_1 double dj_great_circle (double lon1, double lat1, double lon2, double lat2);

/**
 * dj_view_facilities:
 * @service: (nullable): only those that offer it: a word of the column `services`, which blanks, `;`, `、` or `，` separate; %NULL for all
 *
 * Returns: (transfer full): facility, name, level, organization, area, lon, lat (where it stands, missing for nowhere), services, units (that its load counts), people.
 *   The load of a facility are the units, and the members who live or are affiliated there, of the area in which it stands, shared with no facility further down: each belongs to the facilities of
 *   the smallest area around it that has any; with several there, to each in equal parts, so that units and people are real numbers.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_facilities (DjView *view, const char *service);

/**
 * dj_view_nearest_facilities:
 * @lon: longitude in degrees
 * @lat: latitude in degrees
 * @k: how many at most
 * @service: (nullable): as for dj_view_facilities()
 * @error: %DJ_ERROR_FORMAT for degrees out of range
 *
 * Returns: (transfer full) (nullable): facility, name, level, area, services, metres; nearest first, of equals the first first. O(facilities log facilities).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_nearest_facilities (DjView *view, double lon, double lat, int k,
                                                         const char *service, GError **error);

/**
 * dj_view_far_communities:
 * @radius: metres
 * @service: (nullable): as for dj_view_facilities()
 * @error: %DJ_ERROR_FORMAT for a radius that is negative or no number
 *
 * Returns: (transfer full) (nullable): communities and villages without a facility in the radius: area, name, facility (nearest), facility_name, metres; those without degrees stand in
 *   with their metres missing and the facility missing, unless a facility stands within them
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_far_communities (DjView *view, double radius, const char *service, GError **error);

G_END_DECLS
