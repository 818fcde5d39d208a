/* SPDX-License-Identifier: Apache-2.0 */
/* The tables. Each column: name, Chinese label, English label, what it means, then what it holds and what is asked of it.
 *
 * Tables and columns are numbered in this order, in <dangjian/tables.h> and in snapshot files: it is not changed lightly. */
#include "schema-private.h"

/* One column a line, however long. */
/* clang-format off */

#define TEXT .type = DJ_TYPE_TEXT
#define INT(least, greatest) .type = DJ_TYPE_INT, .minimum = (least), .maximum = (greatest)
#define REAL(least, greatest) .type = DJ_TYPE_REAL, .minimum = (least), .maximum = (greatest)
#define DATE .type = DJ_TYPE_DATE
#define DATE_FROM(column) .type = DJ_TYPE_DATE, .not_before = (column)
#define CODE(list) .type = DJ_TYPE_CODE, .codes = &dj_codes_##list
#define REFERENCE(tables) .type = DJ_TYPE_REFERENCE, .references = (tables)

#define AREA DJ_TABLE_BIT (DJ_TABLE_AREA)
#define UNIT DJ_TABLE_BIT (DJ_TABLE_UNIT)
#define ORGANIZATION DJ_TABLE_BIT (DJ_TABLE_ORGANIZATION)
#define PERSON DJ_TABLE_BIT (DJ_TABLE_PERSON)
#define ALLIANCE DJ_TABLE_BIT (DJ_TABLE_ALLIANCE)
#define CHECKLIST DJ_TABLE_BIT (DJ_TABLE_CHECKLIST)
#define ITEM DJ_TABLE_BIT (DJ_TABLE_ITEM)
#define ACTIVITY DJ_TABLE_BIT (DJ_TABLE_ACTIVITY)
#define BODY (ORGANIZATION | UNIT | ALLIANCE)

#define KEY .flags = DJ_COLUMN_KEY | DJ_COLUMN_REQUIRED
#define REQUIRED .flags = DJ_COLUMN_REQUIRED
#define WITHIN .flags = DJ_COLUMN_WITHIN
#define FOLLOWS .flags = DJ_COLUMN_REQUIRED | DJ_COLUMN_FOLLOWS
#define REQUIRED_WITHIN .flags = DJ_COLUMN_REQUIRED | DJ_COLUMN_WITHIN
#define FOLLOWS_WITHIN .flags = DJ_COLUMN_REQUIRED | DJ_COLUMN_WITHIN | DJ_COLUMN_FOLLOWS

#define PERIOD \
  { "since", "起始日期", "since", "First day on which the row holds; empty for always", DATE }, \
  { "until", "截止日期", "until", "First day on which the row holds no more; empty for open", DATE_FROM ("since") }

#define COLUMNS_OF(array) .columns = (array), .n_columns = (int)G_N_ELEMENTS (array)

/* ---- Areas and units -------------------------------------------------------------------------------------------- */

static const DjColumnInfo area[] = {
  { "code", "代码", "code", "Division code, or a code of one's own for a functional area", TEXT, KEY },
  { "name", "名称", "name", "Name of the area", TEXT, REQUIRED },
  { "kind", "区域种类", "kind", "Territorial level or sort of functional area", CODE (area_kind), REQUIRED },
  { "class", "区域类别", "class", "Class of a township-level or community-level area", CODE (area_class) },
  { "parent", "上级区域", "parent", "Area it is a part of", REFERENCE (AREA), WITHIN },
  { "lon", "经度", "longitude", "Longitude of its middle in degrees", REAL (-180, 180) },
  { "lat", "纬度", "latitude", "Latitude of its middle in degrees", REAL (-90, 90) },
  PERIOD,
};

static const DjColumnInfo area_part[] = {
  { "zone", "功能区", "zone", "Functional area that is made of several areas", REFERENCE (AREA), FOLLOWS },
  { "area", "组成区域", "area", "Area that is a part of it", REFERENCE (AREA), FOLLOWS },
  PERIOD,
};

static const DjColumnInfo unit[] = {
  { "code", "代码", "code", "Code of the unit", TEXT, KEY },
  { "name", "名称", "name", "Name of the unit", TEXT, REQUIRED },
  { "kind", "单位性质", "kind", "Sort of unit", CODE (unit_kind), REQUIRED },
  { "area", "所在区域", "area", "Area where it stands", REFERENCE (AREA) },
  { "host", "主管单位", "host unit", "Unit that it belongs to or that is in charge of it", REFERENCE (UNIT) },
  { "industry", "行业", "industry", "Section of its industry", CODE (industry) },
  { "credit_code", "统一社会信用代码", "unified social credit code", "Code of 18 characters after GB 32100-2015", TEXT },
  { "headcount", "职工人数", "headcount", "Number of people who work there", INT (0, G_MAXINT32) },
  PERIOD,
};

/* ---- Organizations ---------------------------------------------------------------------------------------------- */

static const DjColumnInfo organization[] = {
  { "code", "代码", "code", "Code of the organization", TEXT, KEY },
  { "name", "党组织名称", "name", "Full name", TEXT, REQUIRED },
  { "short_name", "简称", "short name", "Short name for tables and charts", TEXT },
  { "kind", "组织类别", "kind", "Committee, general branch, branch or another kind", CODE (organization_kind), REQUIRED },
  { "form", "组织形态", "form", "What sort of body it is", CODE (organization_form) },
  { "mode", "组建方式", "mode", "Way in which it was established", CODE (organization_mode) },
  { "base_unit", "所在单位", "base unit", "Unit on which it is based", REFERENCE (UNIT) },
  { "base_area", "所在区域", "base area", "Area on which it is based", REFERENCE (AREA) },
  { "may_admit", "审批预备党员权限", "may admit", "Whether it may approve probationary members", CODE (yes_no) },
  { "approved_by", "批准设立的党组织", "approved by", "Organization that approved its establishment", REFERENCE (ORGANIZATION) },
  { "term_years", "任期年限", "term in years", "Length of its committee's term", INT (0, 100) },
  { "term_ends", "届满日期", "end of term", "Day on which the present term expires", DATE },
  PERIOD,
};

static const DjColumnInfo subordination[] = {
  { "organization", "党组织", "organization", "Organization that is subordinate", REFERENCE (ORGANIZATION), FOLLOWS_WITHIN },
  { "superior", "上级党组织", "superior", "Its one superior", REFERENCE (ORGANIZATION), REQUIRED_WITHIN },
  PERIOD,
};

static const DjColumnInfo guidance[] = {
  { "organization", "党组织", "organization", "Organization that is guided", REFERENCE (ORGANIZATION), FOLLOWS },
  { "guide", "指导单位", "guide", "Body that guides it and is not its superior", REFERENCE (BODY), FOLLOWS },
  { "kind", "指导方式", "kind", "By the line, by the area, or by attachment", CODE (guidance_kind) },
  PERIOD,
};

static const DjColumnInfo coverage[] = {
  { "unit", "单位", "unit", "Unit that is covered", REFERENCE (UNIT), FOLLOWS },
  { "organization", "覆盖党组织", "organization", "Organization that covers it", REFERENCE (ORGANIZATION), FOLLOWS },
  { "manner", "覆盖方式", "manner", "How the organization covers the unit", CODE (coverage_manner) },
  PERIOD,
};

/* ---- Members ---------------------------------------------------------------------------------------------------- */

static const DjColumnInfo person[] = {
  { "code", "代码", "code", "Code of the person", TEXT, KEY },
  { "name", "姓名", "name", "Name of the person", TEXT },
  { "sex", "性别", "sex", "Sex", CODE (sex) },
  { "born", "出生日期", "born", "Day of birth", DATE },
  { "education", "学历", "education", "Highest level of education", CODE (education) },
  { "employer", "工作单位", "employer", "Unit where the person works", REFERENCE (UNIT) },
  { "residence", "居住地", "residence", "Area where the person lives", REFERENCE (AREA) },
  { "class", "党员类别", "class", "Class by which the member is led and looked after", CODE (member_class) },
  { "applied", "申请入党日期", "applied", "Day of the application for admission", DATE },
  { "activist", "列为积极分子日期", "activist", "Day of becoming an activist for admission", DATE_FROM ("applied") },
  { "target", "列为发展对象日期", "target", "Day of becoming a development target", DATE_FROM ("activist") },
  { "admitted", "入党日期", "admitted", "Day on which the branch admitted the person as a probationary member", DATE_FROM ("target") },
  { "full", "转正日期", "full", "Day of becoming a full member", DATE_FROM ("admitted") },
  { "left", "离开日期", "left", "First day on which the person is a member no more", DATE_FROM ("admitted") },
  { "left_how", "离开方式", "way of leaving", "How the membership ended", CODE (left_how) },
  { "occupation", "职业", "occupation", "Occupation as the published statistics have it", CODE (occupation) },
};

static const DjColumnInfo membership[] = {
  { "person", "党员", "person", "Member who takes part", REFERENCE (PERSON), REQUIRED },
  { "organization", "党组织", "organization", "Organization in which the member takes part", REFERENCE (ORGANIZATION), FOLLOWS_WITHIN },
  { "kind", "组织关系类别", "kind", "Affiliation, of which there is exactly one, or a way of taking part", CODE (membership_kind) },
  PERIOD,
};

static const DjColumnInfo transfer[] = {
  { "person", "党员", "person", "Member whose affiliation is transferred", REFERENCE (PERSON), REQUIRED },
  { "from", "转出党组织", "from", "Organization that sends", REFERENCE (ORGANIZATION) },
  { "to", "转入党组织", "to", "Organization that receives", REFERENCE (ORGANIZATION) },
  { "letter", "介绍信编号", "letter", "Number of the introduction letter", TEXT },
  { "issued", "开具日期", "issued", "Day on which the letter was issued", DATE },
  { "valid_until", "有效期至", "valid until", "Day on which the letter expires, as written on it", DATE_FROM ("issued") },
  { "received", "接收日期", "received", "Day on which the affiliation was received", DATE_FROM ("issued") },
  { "state", "转接状态", "state", "How far the transfer has come", CODE (transfer_state) },
};

static const DjColumnInfo post[] = {
  { "person", "人员", "person", "Person who holds the post", REFERENCE (PERSON), REQUIRED },
  { "body", "任职单位", "body", "Organization, unit or alliance in which the post is held", REFERENCE (BODY), FOLLOWS },
  { "role", "职务名称", "role", "Which post it is", CODE (post_role), REQUIRED },
  { "basis", "任职依据", "basis", "Ground on which the post is held", CODE (post_basis) },
  { "full_time", "是否专职", "full time", "Whether it is the person's main work", CODE (yes_no) },
  PERIOD,
};

/* ---- Alliances -------------------------------------------------------------------------------------------------- */

static const DjColumnInfo alliance[] = {
  { "code", "代码", "code", "Code of the alliance", TEXT, KEY },
  { "name", "名称", "name", "Name of the alliance", TEXT, REQUIRED },
  { "kind", "联盟种类", "kind", "Sort of alliance", CODE (alliance_kind), REQUIRED },
  { "parent", "上级联盟", "parent", "Alliance that it is a part of", REFERENCE (ALLIANCE) },
  { "lead", "牵头单位", "lead", "Body that leads it", REFERENCE (BODY) },
  { "area", "所在区域", "area", "Area for which it works", REFERENCE (AREA) },
  PERIOD,
};

static const DjColumnInfo seat[] = {
  { "alliance", "联盟", "alliance", "Alliance in which the seat is", REFERENCE (ALLIANCE), FOLLOWS },
  { "body", "成员单位", "body", "Organization, unit or alliance that has the seat", REFERENCE (BODY), FOLLOWS },
  { "role", "席位角色", "role", "Role of the body in the alliance", CODE (seat_role) },
  PERIOD,
};

/* ---- Responsibilities ------------------------------------------------------------------------------------------- */

static const DjColumnInfo checklist[] = {
  { "code", "代码", "code", "Code of the checklist", TEXT, KEY },
  { "name", "名称", "name", "Name of the checklist", TEXT, REQUIRED },
  { "kind", "清单种类", "kind", "What the checklist lists", CODE (checklist_kind), REQUIRED },
  { "owner", "责任主体", "owner", "Body that keeps the checklist", REFERENCE (BODY), REQUIRED },
  { "period", "所属时期", "period", "Year or quarter it was drawn up for: 2024 or 2024Q3", TEXT },
  PERIOD,
};

static const DjColumnInfo item[] = {
  { "code", "代码", "code", "Code of the item", TEXT, KEY },
  { "checklist", "所属清单", "checklist", "Checklist on which it stands", REFERENCE (CHECKLIST), REQUIRED },
  { "title", "事项名称", "title", "What is offered, needed or to be done", TEXT, REQUIRED },
  { "category", "事项类别", "category", "Subject by which items are sorted and matched", TEXT },
  { "state", "事项状态", "state", "How far it has come", CODE (item_state) },
  { "quantity", "数量", "quantity", "How much is offered or needed", REAL (0, G_MAXDOUBLE) },
  { "measure", "计量单位", "measure", "What the quantity counts", TEXT },
  { "opened", "提出日期", "opened", "Day on which it was raised", DATE },
  { "due", "办理期限", "due", "Day by which it is to be done", DATE_FROM ("opened") },
  { "closed", "办结日期", "closed", "Day on which it was done with", DATE_FROM ("opened") },
  { "area", "所在区域", "area", "Area that it is about", REFERENCE (AREA) },
  { "raised_by", "提出主体", "raised by", "Body that raised it", REFERENCE (BODY) },
  { "route", "办理途径", "route", "Way by which a need is dealt with", CODE (item_route) },
  { "recurrence", "周期", "recurrence", "How often it is to be done", CODE (recurrence) },
  { "rating", "评价得分", "rating", "How content those concerned are, from 0 to 100", INT (0, 100) },
};

static const DjColumnInfo assignment[] = {
  { "item", "事项", "item", "Item that is assigned", REFERENCE (ITEM), REQUIRED },
  { "body", "责任单位", "body", "Body that answers for it", REFERENCE (BODY), REQUIRED },
  { "role", "责任角色", "role", "What the body has to do for it", CODE (assignment_role) },
  PERIOD,
};

static const DjColumnInfo match[] = {
  { "need", "需求事项", "need", "Item that is needed", REFERENCE (ITEM), REQUIRED },
  { "resource", "资源事项", "resource", "Item that is offered", REFERENCE (ITEM) },
  { "project", "项目事项", "project", "Item that brings the two together", REFERENCE (ITEM) },
  { "quantity", "对接数量", "quantity", "How much of the resource goes to the need", REAL (0, G_MAXDOUBLE) },
  PERIOD,
};

/* ---- Activities and facilities ---------------------------------------------------------------------------------- */

static const DjColumnInfo activity[] = {
  { "code", "代码", "code", "Code of the activity", TEXT, KEY },
  { "kind", "活动种类", "kind", "Sort of meeting or activity", CODE (activity_kind), REQUIRED },
  { "host", "主办单位", "host", "Body that holds it", REFERENCE (BODY), REQUIRED },
  { "date", "活动日期", "date", "Day on which it was held", DATE },
  { "headcount", "参加人数", "headcount", "Number of people who took part", INT (0, G_MAXINT32) },
  { "item", "相关事项", "item", "Item that it serves", REFERENCE (ITEM) },
};

static const DjColumnInfo attendance[] = {
  { "activity", "活动", "activity", "Activity that was attended", REFERENCE (ACTIVITY), REQUIRED },
  { "participant", "出席者", "participant", "Person or body that attended", REFERENCE (PERSON | BODY), REQUIRED },
  PERIOD,
};

static const DjColumnInfo facility[] = {
  { "code", "代码", "code", "Code of the facility", TEXT, KEY },
  { "name", "名称", "name", "Name of the facility", TEXT, REQUIRED },
  { "level", "阵地层级", "level", "Level of the centre, station or point", CODE (facility_level) },
  { "organization", "管理党组织", "organization", "Organization that runs it", REFERENCE (ORGANIZATION) },
  { "area", "所在区域", "area", "Area where it stands", REFERENCE (AREA) },
  { "lon", "经度", "longitude", "Longitude in degrees", REAL (-180, 180) },
  { "lat", "纬度", "latitude", "Latitude in degrees", REAL (-90, 90) },
  { "services", "服务内容", "services", "What one can do there", TEXT },
  PERIOD,
};

/* ---- Shorthands ------------------------------------------------------------------------------------------------- */

static const DjShorthand superior_of_organization = {
  .column = { "superior", "上级党组织", "superior", "Its superior as long as the organization exists", REFERENCE (ORGANIZATION) },
  .table = DJ_TABLE_SUBORDINATION,
  .subject = DJ_COLUMN_SUBORDINATION_ORGANIZATION,
  .object = DJ_COLUMN_SUBORDINATION_SUPERIOR,
  .kind = -1,
  .since = DJ_COLUMN_ORGANIZATION_SINCE,
  .until = DJ_COLUMN_ORGANIZATION_UNTIL,
};

static const DjShorthand affiliation_of_person = {
  .column = { "affiliation", "所在党支部", "affiliation", "Organization of affiliation from admission to leaving", REFERENCE (ORGANIZATION) },
  .table = DJ_TABLE_MEMBERSHIP,
  .subject = DJ_COLUMN_MEMBERSHIP_PERSON,
  .object = DJ_COLUMN_MEMBERSHIP_ORGANIZATION,
  .kind = DJ_COLUMN_MEMBERSHIP_KIND,
  .kind_value = DJ_MEMBERSHIP_AFFILIATION,
  .since = DJ_COLUMN_PERSON_ADMITTED,
  .until = DJ_COLUMN_PERSON_LEFT,
};

/* ---- The tables ------------------------------------------------------------------------------------------------- */

#define HAS_PERIOD(table) .since = DJ_COLUMN_##table##_SINCE, .until = DJ_COLUMN_##table##_UNTIL
#define HOLDS_ALWAYS .since = -1, .until = -1

const DjTableInfo dj_tables[DJ_N_TABLES] = {
  [DJ_TABLE_AREA] = {
    .name = "area", .label_zh = "区域", .label_en = "Areas",
    .description = "An area: a territorial division, a grid or a functional area",
    .source = "GB/T 2260, GB/T 10114; Opinion on Urban Grass-roots Party Building",
    COLUMNS_OF (area), .key = DJ_COLUMN_AREA_CODE, HAS_PERIOD (AREA),
  },
  [DJ_TABLE_AREA_PART] = {
    .name = "area_part", .label_zh = "区域组成", .label_en = "Parts of areas",
    .description = "An area is part of a functional area",
    .source = "usage of the field",
    COLUMNS_OF (area_part), .key = -1, HAS_PERIOD (AREA_PART),
  },
  [DJ_TABLE_UNIT] = {
    .name = "unit", .label_zh = "单位", .label_en = "Units",
    .description = "A unit: an organ, an institution, an enterprise, a social organization, a committee of residents or owners",
    .source = "Party Constitution art 30; GB 32100-2015; GB/T 4754-2017",
    COLUMNS_OF (unit), .key = DJ_COLUMN_UNIT_CODE, HAS_PERIOD (UNIT),
  },
  [DJ_TABLE_ORGANIZATION] = {
    .name = "organization", .label_zh = "党组织", .label_en = "Organizations",
    .description = "A Party organization",
    .source = "Party Constitution arts 30, 31, 34; Branch Work Regulations arts 4, 5, 6",
    COLUMNS_OF (organization), .key = DJ_COLUMN_ORGANIZATION_CODE, HAS_PERIOD (ORGANIZATION),
    .shorthand = &superior_of_organization,
  },
  [DJ_TABLE_SUBORDINATION] = {
    .name = "subordination", .label_zh = "隶属关系", .label_en = "Subordinations",
    .description = "An organization is subordinate to its one superior",
    .source = "Party Constitution arts 10, 13",
    COLUMNS_OF (subordination), .key = -1, HAS_PERIOD (SUBORDINATION),
  },
  [DJ_TABLE_GUIDANCE] = {
    .name = "guidance", .label_zh = "指导关系", .label_en = "Guidances",
    .description = "An organization is guided by a body other than its superior",
    .source = "usage of the field (条块结合)",
    COLUMNS_OF (guidance), .key = -1, HAS_PERIOD (GUIDANCE),
  },
  [DJ_TABLE_COVERAGE] = {
    .name = "coverage", .label_zh = "覆盖关系", .label_en = "Coverages",
    .description = "A unit is covered by an organization",
    .source = "Branch Work Regulations art 5; 中办发〔2012〕11号",
    COLUMNS_OF (coverage), .key = -1, HAS_PERIOD (COVERAGE),
  },
  [DJ_TABLE_PERSON] = {
    .name = "person", .label_zh = "党员", .label_en = "Persons",
    .description = "A person: a member, or somebody on the way to admission or holding a post",
    .source = "Party Constitution arts 1, 5, 7, 9; Admission Rules",
    COLUMNS_OF (person), .key = DJ_COLUMN_PERSON_CODE, HOLDS_ALWAYS,
    .shorthand = &affiliation_of_person,
  },
  [DJ_TABLE_MEMBERSHIP] = {
    .name = "membership", .label_zh = "组织关系", .label_en = "Memberships",
    .description = "A member is affiliated to an organization or takes part in it",
    .source = "Party Constitution art 8; Branch Work Regulations arts 8, 10, 16",
    COLUMNS_OF (membership), .key = -1, HAS_PERIOD (MEMBERSHIP),
  },
  [DJ_TABLE_TRANSFER] = {
    .name = "transfer", .label_zh = "关系转接", .label_en = "Transfers",
    .description = "A member's affiliation is transferred by an introduction letter",
    .source = "Member Education and Management Regulations art 25; 组通字〔2015〕33号",
    COLUMNS_OF (transfer), .key = -1, HOLDS_ALWAYS,
  },
  [DJ_TABLE_POST] = {
    .name = "post", .label_zh = "职务", .label_en = "Posts",
    .description = "A person holds a post in a body",
    .source = "Party Constitution arts 13, 30, 31; Branch Work Regulations",
    COLUMNS_OF (post), .key = -1, HAS_PERIOD (POST),
  },
  [DJ_TABLE_ALLIANCE] = {
    .name = "alliance", .label_zh = "联盟", .label_en = "Alliances",
    .description = "An alliance of bodies, which is nobody's superior",
    .source = "Opinion on Urban Grass-roots Party Building; usage of the field",
    COLUMNS_OF (alliance), .key = DJ_COLUMN_ALLIANCE_CODE, HAS_PERIOD (ALLIANCE),
  },
  [DJ_TABLE_SEAT] = {
    .name = "seat", .label_zh = "席位", .label_en = "Seats",
    .description = "A body has a seat in an alliance",
    .source = "Opinion on Urban Grass-roots Party Building; usage of the field",
    COLUMNS_OF (seat), .key = -1, HAS_PERIOD (SEAT),
  },
  [DJ_TABLE_CHECKLIST] = {
    .name = "checklist", .label_zh = "清单", .label_en = "Checklists",
    .description = "A checklist or ledger that a body keeps",
    .source = "Opinion on Urban Grass-roots Party Building (three lists); usage of the field",
    COLUMNS_OF (checklist), .key = DJ_COLUMN_CHECKLIST_CODE, HAS_PERIOD (CHECKLIST),
  },
  [DJ_TABLE_ITEM] = {
    .name = "item", .label_zh = "事项", .label_en = "Items",
    .description = "An item of a checklist",
    .source = "Opinion on Urban Grass-roots Party Building (three lists); usage of the field",
    COLUMNS_OF (item), .key = DJ_COLUMN_ITEM_CODE, HOLDS_ALWAYS,
  },
  [DJ_TABLE_ASSIGNMENT] = {
    .name = "assignment", .label_zh = "责任分工", .label_en = "Assignments",
    .description = "A body answers for an item",
    .source = "usage of the field",
    COLUMNS_OF (assignment), .key = -1, HAS_PERIOD (ASSIGNMENT),
  },
  [DJ_TABLE_MATCH] = {
    .name = "match", .label_zh = "对接", .label_en = "Matches",
    .description = "A need is met by a resource, by way of a project",
    .source = "Opinion on Urban Grass-roots Party Building (three lists)",
    COLUMNS_OF (match), .key = -1, HAS_PERIOD (MATCH),
  },
  [DJ_TABLE_ACTIVITY] = {
    .name = "activity", .label_zh = "活动", .label_en = "Activities",
    .description = "A meeting or an activity that was held",
    .source = "Branch Work Regulations arts 11 to 20; usage of the field",
    COLUMNS_OF (activity), .key = DJ_COLUMN_ACTIVITY_CODE, HOLDS_ALWAYS,
  },
  [DJ_TABLE_ATTENDANCE] = {
    .name = "attendance", .label_zh = "出席", .label_en = "Attendances",
    .description = "A person or a body attended an activity",
    .source = "Branch Work Regulations arts 11 to 20; usage of the field",
    COLUMNS_OF (attendance), .key = -1, HAS_PERIOD (ATTENDANCE),
  },
  [DJ_TABLE_FACILITY] = {
    .name = "facility", .label_zh = "阵地", .label_en = "Facilities",
    .description = "A place of Party-mass service",
    .source = "Member Education and Management Regulations art 32; Opinion on Urban Grass-roots Party Building",
    COLUMNS_OF (facility), .key = DJ_COLUMN_FACILITY_CODE, HAS_PERIOD (FACILITY),
  },
};

/* clang-format on */
