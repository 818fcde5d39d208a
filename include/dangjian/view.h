/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: view
 *
 * The register sealed as of one day: constant, atomically counted, readable from any thread without a lock. (Only looking something up
 * by its code holds off, for a moment, new texts coming into the register.)
 *
 * Organizations are numbered in preorder from 0: an organization's subtree is the ids from its own up to, not including,
 * dj_view_get_end(). Ids hold for one view only; -1 (%DJ_NONE) is none. An organization stands under its superior if both exist and the
 * subordination holds on the day; else it is a root. Roots and the subordinates of one superior keep the order of the register.
 *
 * A member is a person with an affiliation that holds, whose day of admission, if known, has come and whose day of leaving, if known,
 * has not. People are members and all others who take part somewhere; who has left takes part no more, whatever the rows say.
 *
 * Every call on one id is the `_many` call on one. For %DJ_NONE, and for any number that is no id of the view, the answer is none or 0.
 */
#pragma once

#include <dangjian/register.h>

G_BEGIN_DECLS

typedef struct _DjView DjView;

/** DjOrganizationId: an organization of a view, 0 to n - 1 in preorder. */
typedef gint32 DjOrganizationId;
/** DjAreaId: an area of a view, 0 to n - 1 in preorder. */
typedef gint32 DjAreaId;
/** DjPersonId: a row of the table person. */
typedef gint32 DjPersonId;

/** DJ_NONE: no organization, area or person. */
#define DJ_NONE (-1)

/** DJ_STATUS_ANY: members of either status, and those whose status is not known. */
#define DJ_STATUS_ANY DJ_STATUS_NONE

#define DJ_TYPE_VIEW (dj_view_get_type ())
DJ_AVAILABLE_IN_0_1 GType dj_view_get_type (void);

/**
 * dj_register_seal:
 * @on: the day
 * @error: %DJ_ERROR_FORMAT where @on is no day of dj_date()
 *
 * Returns: (transfer full): the register as of @on. O(rows), shared out between threads; about 45 bytes an organization, 10 a member and
 *   8 a participation.
 */
DJ_AVAILABLE_IN_0_1 DjView *dj_register_seal (DjRegister *reg, DjDate on, GError **error);

/**
 * dj_view_restate:
 * @past: a view
 * @today: another view of the same register, mostly of a later day
 * @error: %DJ_ERROR_FORMAT where they are of two registers
 *
 * Rolls up 'as is': the members and participations of @past over the tree of @today. (A view alone rolls up 'as was'.) Who was in an
 * organization that @today no longer has counts for the nearest superior it had in @past that @today still has; where none is left,
 * dj_view_get_n_unplaced() counts them.
 *
 * Returns: (transfer full): a view with the organizations, areas and guidance of @today and the people and posts of @past; ages and
 *   statuses are those of @past's day. O(organizations + people + participations).
 */
DJ_AVAILABLE_IN_0_1 DjView *dj_view_restate (DjView *past, DjView *today, GError **error);

/** dj_view_ref: Returns: (transfer full): @view, with one reference more */
DJ_AVAILABLE_IN_0_1 DjView *dj_view_ref (DjView *view);

/** dj_view_unref: gives up one reference; the last one frees. */
DJ_AVAILABLE_IN_0_1 void dj_view_unref (DjView *view);

/** dj_view_get_date: Returns: the day of its people, and of its tree unless restated */
DJ_AVAILABLE_IN_0_1 DjDate dj_view_get_date (DjView *view);

/** dj_view_get_n_organizations: Returns: how many organizations exist on the day */
DJ_AVAILABLE_IN_0_1 gint32 dj_view_get_n_organizations (DjView *view);

/** dj_view_get_n_areas: Returns: how many areas exist on the day */
DJ_AVAILABLE_IN_0_1 gint32 dj_view_get_n_areas (DjView *view);

/** dj_view_get_n_members: Returns: how many members there are on the day */
DJ_AVAILABLE_IN_0_1 gint64 dj_view_get_n_members (DjView *view);

/** dj_view_get_n_unplaced: Returns: members that a restated view could not place, not in dj_view_get_n_members(); 0 for others */
DJ_AVAILABLE_IN_0_1 gint64 dj_view_get_n_unplaced (DjView *view);

/* ---- Organizations -------------------------------------------------------------------------------------------- */

/**
 * DjOrganization: an organization on the day. Texts live as long as the view and are %NULL where missing.
 */
typedef struct
{
  const char *code;
  const char *name;
  const char *short_name;
  DjOrganizationKind kind;
  DjOrganizationForm form;
  DjOrganizationMode mode;
  const char *base_unit;
  const char *base_area;
  DjYesNo may_admit;
  const char *approved_by;
  gint64 term_years;
  DjDate term_ends;
  DjDate since;
  DjDate until;
} DjOrganization;

/**
 * dj_view_organization:
 * @code: code of an organization, or of an area: then the organization that leads there, see dj_view_get_leading()
 *
 * Returns: its id, or %DJ_NONE; O(1)
 */
DJ_AVAILABLE_IN_0_1 DjOrganizationId dj_view_organization (DjView *view, const char *code);

/**
 * dj_view_organization_many:
 * @codes: (array length=n): codes
 * @out: (out caller-allocates) (array length=n): ids
 */
DJ_AVAILABLE_IN_0_1 void dj_view_organization_many (DjView *view, const char *const *codes, gsize n,
                                                    DjOrganizationId *out);

/**
 * dj_view_get_organization:
 * @out: (out caller-allocates): the organization
 *
 * Returns: %FALSE for %DJ_NONE
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_get_organization (DjView *view, DjOrganizationId id, DjOrganization *out);

/** dj_view_get_organization_many: the same for n; those of %DJ_NONE are all missing. */
DJ_AVAILABLE_IN_0_1 void dj_view_get_organization_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                                        DjOrganization *out);

/** dj_view_get_superior: Returns: its superior, %DJ_NONE for a root. O(1). */
DJ_AVAILABLE_IN_0_1 DjOrganizationId dj_view_get_superior (DjView *view, DjOrganizationId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_superior_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                                    DjOrganizationId *out);

/** dj_view_get_depth: Returns: 0 for a root, one more for each superior, -1 for %DJ_NONE. O(1). */
DJ_AVAILABLE_IN_0_1 gint32 dj_view_get_depth (DjView *view, DjOrganizationId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_depth_many (DjView *view, const DjOrganizationId *ids, gsize n, gint32 *out);

/** dj_view_get_end: Returns: the id after the last of its subtree; the subtree is `id … end - 1`. O(1). */
DJ_AVAILABLE_IN_0_1 DjOrganizationId dj_view_get_end (DjView *view, DjOrganizationId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_end_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                               DjOrganizationId *out);

/** dj_view_is_under: Returns: whether @below is @above or in its subtree. O(1). */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_is_under (DjView *view, DjOrganizationId below, DjOrganizationId above);
DJ_AVAILABLE_IN_0_1 void dj_view_is_under_many (DjView *view, const DjOrganizationId *below,
                                                const DjOrganizationId *above, gsize n, guint8 *out);

/** dj_view_get_common_superior: Returns: the lowest organization that both are in the subtree of, or %DJ_NONE. O(depth). */
DJ_AVAILABLE_IN_0_1 DjOrganizationId dj_view_get_common_superior (DjView *view, DjOrganizationId a, DjOrganizationId b);
DJ_AVAILABLE_IN_0_1 void dj_view_get_common_superior_many (DjView *view, const DjOrganizationId *a,
                                                           const DjOrganizationId *b, gsize n, DjOrganizationId *out);

/**
 * dj_view_list_ancestors:
 * @out: (nullable) (out caller-allocates) (array length=size): its superior, that one's superior, … up to the root
 * @size: how many @out can take
 *
 * Returns: how many there are, even where @out takes fewer; O(depth)
 */
DJ_AVAILABLE_IN_0_1 gsize dj_view_list_ancestors (DjView *view, DjOrganizationId id, DjOrganizationId *out, gsize size);

/**
 * dj_view_list_ancestors_many:
 * @starts: (nullable) (out caller-allocates): n + 1 places; the ancestors of ids[i] are out[starts[i]] … out[starts[i + 1] - 1]
 *
 * Returns: how many there are in all, even where @out takes fewer
 */
DJ_AVAILABLE_IN_0_1 gsize dj_view_list_ancestors_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                                       gsize *starts, DjOrganizationId *out, gsize size);

/** dj_view_list_subordinates: the same for direct subordinates, in order. */
DJ_AVAILABLE_IN_0_1 gsize dj_view_list_subordinates (DjView *view, DjOrganizationId id, DjOrganizationId *out,
                                                     gsize size);
DJ_AVAILABLE_IN_0_1 gsize dj_view_list_subordinates_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                                          gsize *starts, DjOrganizationId *out, gsize size);

/**
 * dj_view_get_table:
 * @table: a table
 *
 * Returns: (transfer full): the rows of the table that hold on the view's day, in the order of the register, further columns included; of a
 *   table without a period all rows. O(cells).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_get_table (DjView *view, DjTable table);

/**
 * dj_view_find_code:
 * @code: a code, blanks around it not left out
 *
 * Tells a code that has nothing to show from one that does not exist.
 *
 * Returns: the table that the code is of, on the view's day or any other, or -1; O(1)
 */
DJ_AVAILABLE_IN_0_1 int dj_view_find_code (DjView *view, const char *code);

/**
 * dj_view_diff:
 * @before: another view, of the same register or of another one
 *
 * What is different in @view: rows that hold on its day and have no counterpart in @before, and the other way round, and values that are
 * not the same. Rows are the same by their code; in a table without codes by all its required columns, several such rows in order.
 *
 * Returns: (transfer full): table, subject (the code, or the required values, ` > ` between), difference (added, removed, changed), column,
 *   before, now (as they stand in files; missing but for what changed). In order of tables; of each the rows of @view, then those that are
 *   gone. O(cells), and O(1) for tables that two views of one day share.
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_diff (DjView *view, DjView *before);

/**
 * dj_view_events:
 * @before: another view, of another day, of the same register, of what it was on another commit, or of another register
 * @error: %DJ_ERROR_LIMIT for want of memory
 *
 * What became of things between two views, in words of the field: dj_view_diff() says which rows and values are different, this says what
 * that means. Only what stands on either day is compared: what came and went, or went and came again, in between is no event. Nothing else that
 * is different on the two days is left out.
 *
 * What is compared are rows that stand on the day of their view: those of which the period has the day. A row of a table without codes
 * stands only while what it follows or lies within (columns marked so in `docs/tables.md`) exists; a membership only until the person has
 * left, and an affiliation only from the person's admission on. Rows of tables without a period stand on every day. Rows that are equal in
 * all cells are no event. Of the others those are about the same thing that have the same code; in tables without codes the same organization
 * (subordination), person (affiliations), or else the same person, organization and kind (membership), zone and area, organization, guide and
 * kind (guidance), unit and organization (coverage), person, from and to (transfer), person, body and role (post), alliance and body (seat),
 * item and body (assignment), need, resource and project (match), activity and participant (attendance); several such rows in order. Texts,
 * not numbers, decide, so that the views may be of registers that have nothing to do with each other.
 *
 * - What stands in @view alone came, what stands in @before alone went: `founded` and `dissolved` areas, units, organizations, alliances and
 *   facilities; `joined` and `left`, affiliations; `participation_begun` and `…_ended`, other memberships; `post_begun`, `seat_taken`,
 *   `guidance_begun`, `coverage_begun`, `duty_begun` (assignments), `part_added` (areas of a zone) and their contraries; `added` and `removed`,
 *   all else. Subordinations of organizations that were founded or dissolved are told by these, in `other`.
 * - Each column of a row that stands in both with another value: `moved` (an organization has another superior, or one where it had none, or
 *   none any more; an area or alliance has another parent), `transferred` (an affiliation to another organization), `renamed` (the name) and
 *   `retyped` (the kind) of what has a code, else `changed`.
 * - `since` and `until` are `changed` where the two periods have a day in common and are not the same. Of things of which there is one row at
 *   most on any day (what has a code, subordinations, affiliations) the period is that of all rows that follow one another without a gap, so that a
 *   row that was cut in two is no event but for what is different from then on.
 *
 * Columns: event; table; code and name of the subject (the person, organization, unit, body, …; of an item its title); other and other_name:
 * what stands at the other end of the row (superior, organization, guide, body, alliance, item, zone, owner, host, resource, activity that was
 * attended, organization that receives; of organizations their superior); kind (the row's kind, role, manner, level or state); column, before
 * and after where a value changed (as in files); day. What went has subject, other and kind as they were before, all else as they are now.
 *
 * The day is that on which it came about by what @view's register knows, and missing where it does not: for what came the first day of the
 * stretch of rows in which it stands; for what went the last end of such a row up to @view's day and after the beginning of the one in @before,
 * else the end that @before's register has, where that is not later than @view's day; for a value the day since which it has been this in one
 * stretch, where that is later than the beginning of the row in @before (what was put right has no day); none for `since` and `until`. Where
 * @view's day is the earlier of the two, it is told backwards.
 *
 * Of a restated view its tree's register and day count. From any thread.
 *
 * Returns: (transfer full) (nullable): one row an event, in order of tables; of each the rows of @view, then those that are gone. O(cells) where
 *   registers are different, O(rows) for two days of one; O(events log events) for days
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_events (DjView *view, DjView *before, GError **error);

/**
 * dj_view_get_register:
 *
 * Returns: (transfer full): a register with what the view was sealed from (of a restated view its tree), whatever became of the
 *   register since. O(1): it shares the tables.
 */
DJ_AVAILABLE_IN_0_1 DjRegister *dj_view_get_register (DjView *view);

/* ---- Areas ---------------------------------------------------------------------------------------------------- */

/** DjArea: an area on the day. Texts live as long as the view and are %NULL where missing; missing degrees are NaN. */
typedef struct
{
  const char *code;
  const char *name;
  DjAreaKind kind;
  DjAreaClass area_class;
  const char *parent;
  double lon;
  double lat;
  DjDate since;
  DjDate until;
} DjArea;

/** dj_view_area: Returns: the area of that code, or %DJ_NONE. O(1). */
DJ_AVAILABLE_IN_0_1 DjAreaId dj_view_area (DjView *view, const char *code);
DJ_AVAILABLE_IN_0_1 void dj_view_area_many (DjView *view, const char *const *codes, gsize n, DjAreaId *out);

/** dj_view_get_area: Returns: %FALSE for %DJ_NONE */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_get_area (DjView *view, DjAreaId id, DjArea *out);
DJ_AVAILABLE_IN_0_1 void dj_view_get_area_many (DjView *view, const DjAreaId *ids, gsize n, DjArea *out);

/** dj_view_get_area_parent: Returns: the area it is part of, or %DJ_NONE. O(1). */
DJ_AVAILABLE_IN_0_1 DjAreaId dj_view_get_area_parent (DjView *view, DjAreaId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_area_parent_many (DjView *view, const DjAreaId *ids, gsize n, DjAreaId *out);

/** dj_view_get_area_end: Returns: the id after the last area within it; those within are `id … end - 1`. O(1). */
DJ_AVAILABLE_IN_0_1 DjAreaId dj_view_get_area_end (DjView *view, DjAreaId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_area_end_many (DjView *view, const DjAreaId *ids, gsize n, DjAreaId *out);

/** dj_view_get_base_area: Returns: the area an organization is based in, its nearest superior's where it has none of its own */
DJ_AVAILABLE_IN_0_1 DjAreaId dj_view_get_base_area (DjView *view, DjOrganizationId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_base_area_many (DjView *view, const DjOrganizationId *ids, gsize n, DjAreaId *out);

/** dj_view_get_leading: Returns: of the organizations based in exactly that area the highest, the first of equals, or %DJ_NONE */
DJ_AVAILABLE_IN_0_1 DjOrganizationId dj_view_get_leading (DjView *view, DjAreaId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_leading_many (DjView *view, const DjAreaId *ids, gsize n, DjOrganizationId *out);

/* ---- People --------------------------------------------------------------------------------------------------- */

/** DjPerson: a person. Texts live as long as the view and are %NULL where missing. All persons of our data are synthetic. */
typedef struct
{
  const char *code;
  const char *name;
  DjSex sex;
  DjDate born;
  DjEducation education;
  const char *employer;
  const char *residence;
  DjMemberClass member_class;
  DjDate applied;
  DjDate activist;
  DjDate target;
  DjDate admitted;
  DjDate full;
  DjDate left;
  DjLeftHow left_how;
  DjOccupation occupation;
} DjPerson;

/** dj_view_person: Returns: the person of that code, or %DJ_NONE. O(1). */
DJ_AVAILABLE_IN_0_1 DjPersonId dj_view_person (DjView *view, const char *code);
DJ_AVAILABLE_IN_0_1 void dj_view_person_many (DjView *view, const char *const *codes, gsize n, DjPersonId *out);

/** dj_view_get_person: Returns: %FALSE for %DJ_NONE */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_get_person (DjView *view, DjPersonId id, DjPerson *out);
DJ_AVAILABLE_IN_0_1 void dj_view_get_person_many (DjView *view, const DjPersonId *ids, gsize n, DjPerson *out);

/** dj_view_get_affiliation: Returns: the organization a member is affiliated to, %DJ_NONE for others. O(1). */
DJ_AVAILABLE_IN_0_1 DjOrganizationId dj_view_get_affiliation (DjView *view, DjPersonId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_affiliation_many (DjView *view, const DjPersonId *ids, gsize n,
                                                       DjOrganizationId *out);

/** dj_view_get_status: Returns: formal or probationary, %DJ_STATUS_NONE for non-members and where no day is known. O(1). */
DJ_AVAILABLE_IN_0_1 DjMemberStatus dj_view_get_status (DjView *view, DjPersonId id);
DJ_AVAILABLE_IN_0_1 void dj_view_get_status_many (DjView *view, const DjPersonId *ids, gsize n, DjMemberStatus *out);

/**
 * dj_view_get_members:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): the members affiliated to the organization itself; O(1), no copy
 */
DJ_AVAILABLE_IN_0_1 const DjPersonId *dj_view_get_members (DjView *view, DjOrganizationId id, gsize *n);

/** dj_view_get_subtree_members: the same for the organization and all under it. O(1), no copy. */
DJ_AVAILABLE_IN_0_1 const DjPersonId *dj_view_get_subtree_members (DjView *view, DjOrganizationId id, gsize *n);

/**
 * dj_view_get_members_many:
 * @subtree: whether to take all under the organization too
 * @starts: (out caller-allocates) (array length=n): place of the first member in the array returned
 * @lengths: (out caller-allocates) (array length=n): how many
 *
 * Returns: (transfer none): all members of the view, clustered by organization
 */
DJ_AVAILABLE_IN_0_1 const DjPersonId *dj_view_get_members_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                                                gboolean subtree, gsize *starts, gsize *lengths);

/** dj_view_count_members: Returns: members in the organization's subtree, of one status or %DJ_STATUS_ANY. O(1). */
DJ_AVAILABLE_IN_0_1 gint64 dj_view_count_members (DjView *view, DjOrganizationId id, DjMemberStatus status);
DJ_AVAILABLE_IN_0_1 void dj_view_count_members_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                                     DjMemberStatus status, gint64 *out);

/**
 * dj_view_count_people:
 *
 * Distinct people in the organization's subtree by affiliation or participation, each counted once. All organizations are counted in
 * one pass when it is first asked; after that O(1).
 *
 * Returns: how many
 */
DJ_AVAILABLE_IN_0_1 gint64 dj_view_count_people (DjView *view, DjOrganizationId id);
DJ_AVAILABLE_IN_0_1 void dj_view_count_people_many (DjView *view, const DjOrganizationId *ids, gsize n, gint64 *out);

/**
 * dj_view_list_wrong_size:
 * @kind: of organizations
 * @status: whom to count in an organization's subtree; %DJ_STATUS_ANY for all members
 * @least: the fewest that are right
 * @most: the most that are right; -1 for any number
 * @out: (nullable) (out caller-allocates) (array length=size): the organizations of @kind with fewer or more, in preorder
 * @size: how many @out can take
 *
 * For instance the Party branches with fewer than 3 full members (党章 art. 30), or with more than 50 members.
 *
 * Returns: how many there are, even where @out takes fewer; O(organizations)
 */
DJ_AVAILABLE_IN_0_1 gsize dj_view_list_wrong_size (DjView *view, DjOrganizationKind kind, DjMemberStatus status,
                                                   gint64 least, gint64 most, DjOrganizationId *out, gsize size);

/* ---- Tables of counts ----------------------------------------------------------------------------------------- */

/**
 * DjCountBy: what a table of counts is broken down by.
 * @DJ_BY_SEX: sex
 * @DJ_BY_AGE: age band in full years on the day (bands of the 中国共产党党内统计公报); who was born on 29 February reaches an age on
 *   1 March where the year has no such day
 * @DJ_BY_EDUCATION: education
 * @DJ_BY_STATUS: formal or probationary
 * @DJ_BY_CLASS: class of member
 */
typedef enum
{
  DJ_BY_NONE = 0,
  DJ_BY_SEX = 1 << 0,
  DJ_BY_AGE = 1 << 1,
  DJ_BY_EDUCATION = 1 << 2,
  DJ_BY_STATUS = 1 << 3,
  DJ_BY_CLASS = 1 << 4,
} DjCountBy;

/**
 * DjCountOptions: what to count.
 * @level: one row for each area of this kind, counting what is based in it; %DJ_AREA_NONE for none
 * @kind: one row for each organization of this kind, counting its subtree; %DJ_ORGANIZATION_NONE for none
 * @every: one row for each organization
 * @by: further rows for each combination that occurs
 * @distinct: also count distinct people over affiliation and participations; not together with @by
 *
 * At most one of @level, @kind and @every; with none of them one row, for the root.
 */
typedef struct
{
  DjAreaKind level;
  DjOrganizationKind kind;
  gboolean every;
  DjCountBy by;
  gboolean distinct;
} DjCountOptions;

/** DJ_COUNT_OPTIONS_INIT: one row with the totals. */
#define DJ_COUNT_OPTIONS_INIT                                                                                          \
  {                                                                                                                    \
    DJ_AREA_NONE, DJ_ORGANIZATION_NONE, FALSE, DJ_BY_NONE, FALSE                                                       \
  }

/**
 * dj_view_count:
 * @root: count within this organization's subtree; %DJ_NONE for all
 * @options: (nullable): what to count
 * @error: %DJ_ERROR_FORMAT for options that exclude each other or are in no code list, %DJ_ERROR_LIMIT for want of memory
 *
 * Without `by`: columns area or organization, name, kind, class (areas), organizations, members, formal, probationary, and people with
 * `distinct`; every area or organization has its row, in preorder. With `by`: area or organization, name, a column for each breakdown,
 * members; one row for each combination that occurs. With a root and a level, the areas are those within the root's area and
 * those where anything of its subtree is based; what is based above the level, or nowhere, is in no row. Rows of one area or organization
 * stand in order of the values, missing ones last.
 *
 * Returns: (transfer full) (nullable): the table; O(members + organizations + areas)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_count (DjView *view, DjOrganizationId root, const DjCountOptions *options,
                                            GError **error);

/** dj_view_count_many: the same for n roots, of which none need contain another; a column `root` stands first. Each costs a table. */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_count_many (DjView *view, const DjOrganizationId *roots, gsize n,
                                                 const DjCountOptions *options, GError **error);

/**
 * dj_view_count_as_of:
 * @day: the view's day, or one up to 40,000 days (109 years) before it
 * @error: as for dj_view_count(); %DJ_ERROR_FORMAT too for another @day, a restated view, and for `distinct`
 *
 * Counts the members of @day over the view's organizations and areas ('as is'), without sealing that day: the answer is dj_view_count() of
 * what dj_view_restate() would make. Ages and statuses are those of @day. Who was in an organization that is gone, and all of whose
 * superiors are, is in no row, as there. What is asked first makes a history of the view's affiliations, 10 bytes each; then a table is
 * one scan of it.
 *
 * Returns: (transfer full) (nullable): the table; O(affiliations + organizations + areas)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_count_as_of (DjView *view, DjOrganizationId root, DjDate day,
                                                  const DjCountOptions *options, GError **error);

/** dj_view_count_as_of_many: the same for n roots, of which none need contain another; a column `root` stands first. */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_count_as_of_many (DjView *view, const DjOrganizationId *roots, gsize n, DjDate day,
                                                       const DjCountOptions *options, GError **error);

/**
 * dj_view_count_outside:
 * @level: an area kind
 * @error: %DJ_ERROR_FORMAT where it is none, %DJ_ERROR_LIMIT for want of memory
 *
 * Members who take part outside their own area of that kind (the 'many participations' that cross districts). An organization is in the area
 * of the kind that its base area is or is within, the nearest where such areas lie within one another; a member's own area is that of the
 * affiliation. Who or what is in no area of the kind is
 * left out.
 *
 * Returns: (transfer full) (nullable): one row for each area of the kind, in preorder: area, name, members, outside (of them, those who take
 *   part in an organization of another area, each once), received (members of other areas who take part here, each once);
 *   O(organizations + participations + areas)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_count_outside (DjView *view, DjAreaKind level, GError **error);

/**
 * dj_view_tree:
 * @root: where to begin; %DJ_NONE for all roots
 * @depth: how many levels below the root, -1 for all
 *
 * Returns: (transfer full): one row an organization in preorder: organization, name, kind, depth (from the root), superior, members and
 *   people (of its subtree), and of itself posts, full_time (posts held full-time), enterprise (posts filled from enterprises)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_tree (DjView *view, DjOrganizationId root, int depth);

/** dj_view_tree_many: the same for n roots, of which none need contain another; a column `root` stands first. */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_tree_many (DjView *view, const DjOrganizationId *roots, gsize n, int depth);

/* ---- Guidance by line and by area ----------------------------------------------------------------------------- */

/**
 * dj_view_guides:
 *
 * Returns: (transfer full): who guides the organization, of those that exist on the day: organization, guide, table, name, kind, since
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_guides (DjView *view, DjOrganizationId id);
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_guides_many (DjView *view, const DjOrganizationId *ids, gsize n);

/**
 * dj_view_guidance_chain:
 * @kind: by line or by area
 *
 * Follows the guide of @kind where there is one (the earliest, of equals the first), else the superior, up to a body with neither, or
 * until an organization would come twice. Step 0 is the organization itself.
 *
 * Returns: (transfer full): step, organization, name, by (a guidance kind, missing for a step to the superior)
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_guidance_chain (DjView *view, DjOrganizationId id, DjGuidanceKind kind);
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_guidance_chain_many (DjView *view, const DjOrganizationId *ids, gsize n,
                                                          DjGuidanceKind kind);

/**
 * dj_view_double_guidance:
 *
 * Returns: (transfer full): organizations guided by two or more bodies in the same matter (the same kind of guidance), one row a guide:
 *   organization, name, kind, guides (how many), guide. O(guidance rows log guidance rows).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_double_guidance (DjView *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DjView, dj_view_unref)

G_END_DECLS
