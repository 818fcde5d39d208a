/* SPDX-License-Identifier: Apache-2.0 */
/* The code lists. Each row: English name, Chinese label, English label, official code.
 *
 * A value's number is its place from 1 and goes into snapshot files: new values are added at the end of their list. */
#include "schema-private.h"

#define LIST_OF(array) .codes = (array), .n_codes = (int)G_N_ELEMENTS (array)

/* One value a line, however long. */
/* clang-format off */

/* ---- Persons ---------------------------------------------------------------------------------------------------- */

static const DjCodeInfo yes_no[] = {
  { "yes", "是", "yes", "1" },
  { "no", "否", "no", "0" },
};

const DjCodeList dj_codes_yes_no = {
  .name = "yes_no", .type_name = "DjYesNo", .prefix = "DJ_FLAG",
  .label_zh = "是否", .label_en = "Yes or no",
  .source = "usage of the field; 1 and 0 as most member systems write them",
  LIST_OF (yes_no),
};

static const DjCodeInfo sex[] = {
  { "male", "男", "male", "1" },
  { "female", "女", "female", "2" },
};

const DjCodeList dj_codes_sex = {
  .name = "sex", .type_name = "DjSex", .prefix = "DJ_SEX",
  .label_zh = "性别", .label_en = "Sex",
  .source = "GB/T 2261.1-2003",
  LIST_OF (sex),
};

/* The published statistics put bachelor and junior college together; the tens codes keep them apart. */
static const DjCodeInfo education[] = {
  { "postgraduate", "研究生", "postgraduate", "10" },
  { "bachelor", "大学本科", "bachelor", "20" },
  { "junior_college", "大学专科", "junior college", "30" },
  { "secondary_technical", "中等专科", "secondary technical school", "40" },
  { "technical_school", "技工学校", "technical school", "50" },
  { "senior_high", "普通高中", "senior high school", "60" },
  { "junior_high", "初中", "junior high school", "70" },
  { "primary", "小学", "primary school", "80" },
  { "illiterate", "文盲或半文盲", "illiterate or semi-literate", "90" },
};

const DjCodeList dj_codes_education = {
  .name = "education", .type_name = "DjEducation", .prefix = "DJ_EDUCATION",
  .label_zh = "学历", .label_en = "Education",
  .source = "GB/T 4658-1984, tens codes",
  LIST_OF (education),
};

/* Classes of members that are led and looked after differently. */
static const DjCodeInfo member_class[] = {
  { "regular", "一般党员", "regular", NULL },
  { "registered_elsewhere", "人户分离党员", "registered elsewhere", NULL },
  { "frail", "年老体弱党员", "frail or hospitalized", NULL },
  { "mobile", "流动党员", "mobile member", NULL },
  { "new_employment", "新就业群体党员", "in a new employment group", NULL },
  { "association", "协会学会兼职党员", "serving an association or learned society", NULL },
  { "retired", "离退休党员", "retired", NULL },
  { "student", "学生党员", "student", NULL },
  { "graduate", "未就业毕业生党员", "graduate without a post", NULL },
  { "abroad", "出国（境）党员", "abroad", NULL },
  { "out_of_contact", "失联党员", "out of contact", NULL },
};

const DjCodeList dj_codes_member_class = {
  .name = "member_class", .type_name = "DjMemberClass", .prefix = "DJ_MEMBER_CLASS",
  .label_zh = "党员类别", .label_en = "Class of member",
  .source = "Member Education and Management Regulations, 组通字〔2015〕33号, and usage of the field",
  LIST_OF (member_class),
};

/* The eight of the published statistics, in their order. */
static const DjCodeInfo occupation[] = {
  { "worker", "工人", "worker", NULL },
  { "farmer", "农牧渔民", "farmer, herder or fisher", NULL },
  { "professional", "专业技术人员", "professional or technician of an enterprise, institution or social organization", NULL },
  { "manager", "管理人员", "manager of an enterprise, institution or social organization", NULL },
  { "organ_staff", "党政机关工作人员", "staff of a Party or state organ", NULL },
  { "student", "学生", "student", NULL },
  { "other", "其他职业人员", "other occupation", NULL },
  { "retired", "离退休人员", "retired", NULL },
};

const DjCodeList dj_codes_occupation = {
  .name = "occupation", .type_name = "DjOccupation", .prefix = "DJ_OCCUPATION",
  .label_zh = "职业", .label_en = "Occupation",
  .source = "中国共产党党内统计公报",
  LIST_OF (occupation),
};

/* Suspension can be lifted again, removal in principle not: they stay apart. */
static const DjCodeInfo left_how[] = {
  { "deceased", "死亡", "deceased", NULL },
  { "removed", "除名", "removed from the rolls", NULL },
  { "expelled", "开除党籍", "expelled", NULL },
  { "suspended", "停止党籍", "membership suspended", NULL },
  { "probation_cancelled", "取消预备党员资格", "probation cancelled", NULL },
  { "moved_out", "转出", "moved out of the register", NULL },
  { "withdrawn", "退党", "withdrawn", NULL },
  { "self_separated", "自行脱党", "self-separated", NULL },
};

const DjCodeList dj_codes_left_how = {
  .name = "left_how", .type_name = "DjLeftHow", .prefix = "DJ_LEFT",
  .label_zh = "离开方式", .label_en = "Way of leaving",
  .source = "Party Constitution art 9; Member Education and Management Regulations; Admission Rules",
  LIST_OF (left_how),
};

static const DjCodeInfo member_status[] = {
  { "formal", "正式党员", "full (formal) member", "01" },
  { "probationary", "预备党员", "probationary member", "02" },
};

const DjCodeList dj_codes_member_status = {
  .name = "member_status", .type_name = "DjMemberStatus", .prefix = "DJ_STATUS",
  .label_zh = "党员身份", .label_en = "Member status",
  .source = "GB/T 4762-1984",
  LIST_OF (member_status),
};

static const DjCodeInfo age_band[] = {
  { "30_and_under", "30岁及以下", "30 and under", NULL },
  { "31_35", "31至35岁", "31 to 35", NULL },
  { "36_40", "36至40岁", "36 to 40", NULL },
  { "41_45", "41至45岁", "41 to 45", NULL },
  { "46_50", "46至50岁", "46 to 50", NULL },
  { "51_55", "51至55岁", "51 to 55", NULL },
  { "56_60", "56至60岁", "56 to 60", NULL },
  { "61_and_over", "61岁及以上", "61 and over", NULL },
};

const DjCodeList dj_codes_age_band = {
  .name = "age_band", .type_name = "DjAgeBand", .prefix = "DJ_AGE",
  .label_zh = "年龄段", .label_en = "Age band",
  .source = "中国共产党党内统计公报",
  LIST_OF (age_band),
};

/* ---- Areas and units -------------------------------------------------------------------------------------------- */

/* Territorial levels first, from the largest, then functional areas. */
static const DjCodeInfo area_kind[] = {
  { "nation", "国家", "nation", "10" },
  { "province", "省级", "province", "20" },
  { "prefecture", "地级", "prefecture", "40" },
  { "county", "县级", "county or district", "50" },
  { "township", "乡级", "township or subdistrict", "60" },
  { "community", "村级", "community or village", "70" },
  { "grid", "网格", "grid", NULL },
  { "building", "楼宇", "building", NULL },
  { "courtyard", "院落", "courtyard or estate", NULL },
  { "business_district", "商圈", "business district", NULL },
  { "park", "园区", "park", NULL },
  { "block", "街区", "street block", NULL },
  { "zone", "片区", "zone", NULL },
};

const DjCodeList dj_codes_area_kind = {
  .name = "area_kind", .type_name = "DjAreaKind", .prefix = "DJ_AREA",
  .label_zh = "区域种类", .label_en = "Kind of area",
  .source = "GB/T 2260 and GB/T 10114 for the territorial levels, numbered as in GB/T 12404-1997; "
            "Opinion on Urban Grass-roots Party Building for grids and functional areas",
  LIST_OF (area_kind),
};

static const DjCodeInfo area_class[] = {
  { "subdistrict", "街道", "subdistrict", "61" }, { "town", "镇", "town", "62" },
  { "township", "乡", "township", "63" },         { "community", "社区", "community", "71" },
  { "village", "村", "village", "72" },           { "quasi", "类似区域", "quasi level", NULL },
};

const DjCodeList dj_codes_area_class = {
  .name = "area_class", .type_name = "DjAreaClass", .prefix = "DJ_AREA_CLASS",
  .label_zh = "区域类别", .label_en = "Class of area",
  .source = "GB/T 10114-2003, numbered as in GB/T 12404-1997; quasi levels as in the statistical divisions",
  LIST_OF (area_class),
};

static const DjCodeInfo unit_kind[] = {
  { "organ", "机关", "organ", NULL },
  { "public_institution", "事业单位", "public institution", NULL },
  { "state_owned_enterprise", "国有企业", "state-owned enterprise", NULL },
  { "non_public_enterprise", "非公有制企业", "non-public enterprise", NULL },
  { "mixed_ownership_enterprise", "混合所有制企业", "mixed-ownership enterprise", NULL },
  { "platform_enterprise", "平台企业", "platform enterprise", NULL },
  { "social_organization", "社会组织", "social organization", NULL },
  { "community_social_organization", "社区社会组织", "community social organization", NULL },
  { "intermediary", "中介组织", "intermediary organization", NULL },
  { "residents_committee", "居民委员会", "residents' committee", NULL },
  { "villagers_committee", "村民委员会", "villagers' committee", NULL },
  { "owners_committee", "业主委员会", "owners' committee", NULL },
  { "property_company", "物业服务企业", "property company", NULL },
  { "self_employed", "个体工商户", "self-employed business", NULL },
  { "cooperative", "农民专业合作社", "farmers' co-operative", NULL },
  { "school", "学校", "school", NULL },
  { "hospital", "医院", "hospital", NULL },
  { "market", "专业市场", "specialized market", NULL },
  { "association", "协会学会", "association or learned society", NULL },
  { "chamber", "商会", "chamber of commerce", NULL },
  { "research_institute", "科研院所", "research institute", NULL },
  { "financial_institution", "金融机构", "financial institution", NULL },
  { "law_firm", "律师事务所", "law firm", NULL },
  { "mass_organization", "群团组织", "mass organization", NULL },
  { "military", "部队", "military unit", NULL },
  { "village_collective", "农村集体经济组织", "rural collective economic organization", NULL },
  { "quasi_committee", "居民工作站", "work station in place of a residents' committee", NULL },
  { "self_governing_body", "居民自治组织", "residents' self-governing body", NULL },
  { "governance_committee", "治理委员会", "governance committee", NULL },
  { "service_centre", "服务中心", "service centre", NULL },
  { "field_station", "派驻站所", "station of a department", NULL },
  { "project_team", "项目部", "project or works team", NULL },
  { "delivery_station", "配送站点", "delivery station", NULL },
};

const DjCodeList dj_codes_unit_kind = {
  .name = "unit_kind", .type_name = "DjUnitKind", .prefix = "DJ_UNIT",
  .label_zh = "单位性质", .label_en = "Kind of unit",
  .source = "Party Constitution art 30; Branch Work Regulations art 5; usage of the field",
  LIST_OF (unit_kind),
};

static const DjCodeInfo industry[] = {
  { "agriculture", "农、林、牧、渔业", "agriculture, forestry, animal husbandry and fishery", "A" },
  { "mining", "采矿业", "mining", "B" },
  { "manufacturing", "制造业", "manufacturing", "C" },
  { "utilities", "电力、热力、燃气及水生产和供应业", "production and supply of electricity, heat, gas and water", "D" },
  { "construction", "建筑业", "construction", "E" },
  { "trade", "批发和零售业", "wholesale and retail trade", "F" },
  { "transport", "交通运输、仓储和邮政业", "transport, storage and post", "G" },
  { "hospitality", "住宿和餐饮业", "accommodation and catering", "H" },
  { "information", "信息传输、软件和信息技术服务业", "information transmission, software and information technology", "I" },
  { "finance", "金融业", "finance", "J" },
  { "real_estate", "房地产业", "real estate", "K" },
  { "business_services", "租赁和商务服务业", "leasing and business services", "L" },
  { "research", "科学研究和技术服务业", "scientific research and technical services", "M" },
  { "public_facilities", "水利、环境和公共设施管理业", "management of water, environment and public facilities", "N" },
  { "resident_services", "居民服务、修理和其他服务业", "services to residents, repair and other services", "O" },
  { "education", "教育", "education", "P" },
  { "health", "卫生和社会工作", "health and social work", "Q" },
  { "culture", "文化、体育和娱乐业", "culture, sports and entertainment", "R" },
  { "public_administration", "公共管理、社会保障和社会组织", "public administration, social security and social organizations", "S" },
  { "international", "国际组织", "international organizations", "T" },
};

const DjCodeList dj_codes_industry = {
  .name = "industry", .type_name = "DjIndustry", .prefix = "DJ_INDUSTRY",
  .label_zh = "行业", .label_en = "Industry",
  .source = "GB/T 4754-2017, sections",
  LIST_OF (industry),
};

static const DjCodeInfo facility_level[] = {
  { "district", "区级中心", "centre of a district", NULL },
  { "subdistrict", "街道级中心", "centre of a subdistrict, township or area", NULL },
  { "community", "社区级中心", "centre of a community", NULL },
  { "grid", "网格级中心", "centre of a grid", NULL },
  { "centre", "服务中心", "service centre", NULL },
  { "station", "服务站", "service station", NULL },
  { "point", "服务点", "service point", NULL },
  { "rest_station", "驿站", "rest station", NULL },
};

const DjCodeList dj_codes_facility_level = {
  .name = "facility_level", .type_name = "DjFacilityLevel", .prefix = "DJ_FACILITY",
  .label_zh = "阵地层级", .label_en = "Level of facility",
  .source = "Member Education and Management Regulations art 32; Opinion on Urban Grass-roots Party Building; "
            "usage of the field",
  LIST_OF (facility_level),
};

/* ---- Organizations ---------------------------------------------------------------------------------------------- */

/* Offices and departments are working organs of a committee: they stand in the tree and hold no affiliation. */
static const DjCodeInfo organization_kind[] = {
  { "local_committee", "地方党委", "local Party committee", NULL },
  { "working_committee", "党工委", "Party working committee", NULL },
  { "leading_group", "党组", "leading Party group", NULL },
  { "committee", "党委", "primary Party committee", "611" },
  { "general_branch", "党总支部", "general Party branch", "621" },
  { "branch", "党支部", "Party branch", "631" },
  { "group", "党小组", "Party group", NULL },
  { "household", "党员中心户", "member hub household", NULL },
  { "office", "办公室", "office of a committee", NULL },
  { "department", "工作部门", "department of a committee", NULL },
};

const DjCodeList dj_codes_organization_kind = {
  .name = "organization_kind", .type_name = "DjOrganizationKind", .prefix = "DJ_ORGANIZATION",
  .label_zh = "组织类别", .label_en = "Kind of organization",
  .source = "Party Constitution arts 30, 34, 48; numbers as in common member systems",
  LIST_OF (organization_kind),
};

static const DjCodeInfo organization_form[] = {
  { "regular", "常规", "regular", NULL },
  { "temporary", "临时", "temporary", NULL },
  { "functional", "功能型", "functional", NULL },
  { "mobile_member", "流动党员", "mobile-member", NULL },
  { "retired_member", "离退休", "of retired members", NULL },
  { "grid", "网格", "grid", NULL },
  { "industry", "行业", "industry", NULL },
  { "comprehensive", "综合", "comprehensive", NULL },
  { "business_district", "商圈", "business-district", NULL },
  { "building", "楼宇", "office-building", NULL },
  { "park", "园区", "park", NULL },
  { "area", "片区", "area", NULL },
  { "industry_chain", "产业链", "industry-chain", NULL },
  { "enlarged", "大工委大党委", "enlarged", NULL },
  { "project", "项目", "project", NULL },
  { "preparatory", "筹备", "preparatory", NULL },
  { "two_new", "两新", "for two-new organizations", NULL },
  { "organ", "机关", "of an organ", NULL },
  { "leading_group_nature", "党组性质", "in the nature of a leading Party group", NULL },
  { "courtyard", "院落楼栋", "courtyard or building stairway", NULL },
  { "block", "街区", "street-block", NULL },
  { "hub", "枢纽型", "hub", NULL },
  { "liaison", "联络机构", "liaison body", NULL },
  { "business_line", "业务线", "business line of an enterprise", NULL },
  { "enterprise_department", "企业部门", "department of an enterprise", NULL },
};

const DjCodeList dj_codes_organization_form = {
  .name = "organization_form", .type_name = "DjOrganizationForm", .prefix = "DJ_FORM",
  .label_zh = "组织形态", .label_en = "Form of organization",
  .source = "Branch Work Regulations arts 4, 5, 8; Opinion on Urban Grass-roots Party Building; usage of the field",
  LIST_OF (organization_form),
};

static const DjCodeInfo organization_mode[] = {
  { "standalone", "单独组建", "standalone", NULL },
  { "based_on", "依托组建", "based on another body", NULL },
  { "attached", "挂靠组建", "attached to another organization", NULL },
  { "joint", "联合组建", "joint", NULL },
  { "headquarters_direct", "总部直建", "directly by the headquarters", NULL },
  { "station_team", "点队单建", "single by station team", NULL },
  { "joint_fallback", "兜底联建", "joint as a fallback", NULL },
};

const DjCodeList dj_codes_organization_mode = {
  .name = "organization_mode", .type_name = "DjOrganizationMode", .prefix = "DJ_MODE",
  .label_zh = "组建方式", .label_en = "Way of establishing",
  .source = "Branch Work Regulations arts 4, 5; usage of the field for delivery workers",
  LIST_OF (organization_mode),
};

static const DjCodeInfo guidance_kind[] = {
  { "line", "条线指导", "by the line", NULL },
  { "area", "属地指导", "by the area", NULL },
  { "attached", "挂靠指导", "by the body it is attached to", NULL },
};

const DjCodeList dj_codes_guidance_kind = {
  .name = "guidance_kind", .type_name = "DjGuidanceKind", .prefix = "DJ_GUIDANCE",
  .label_zh = "指导方式", .label_en = "Kind of guidance",
  .source = "usage of the field (条块结合)",
  LIST_OF (guidance_kind),
};

static const DjCodeInfo coverage_manner[] = {
  { "own", "单独覆盖", "own organization", NULL },
  { "joint", "联合覆盖", "joint organization", NULL },
  { "area", "区域覆盖", "organization of the area", NULL },
  { "industry", "行业覆盖", "organization of the industry", NULL },
  { "fallback", "兜底覆盖", "fallback", NULL },
  { "guide", "指导员联系", "Party-building guide", NULL },
};

const DjCodeList dj_codes_coverage_manner = {
  .name = "coverage_manner", .type_name = "DjCoverageManner", .prefix = "DJ_COVERAGE",
  .label_zh = "覆盖方式", .label_en = "Manner of coverage",
  .source = "Branch Work Regulations art 5; 中办发〔2012〕11号",
  LIST_OF (coverage_manner),
};

/* ---- Members' relations ----------------------------------------------------------------------------------------- */

static const DjCodeInfo membership_kind[] = {
  { "affiliation", "组织隶属", "affiliation", NULL },
  { "attachment", "编入参加", "attachment", NULL },
  { "report_in", "报到", "report-in", NULL },
  { "mobile_inflow", "流入", "mobile inflow", NULL },
  { "temporary", "临时党组织", "in a temporary organization", NULL },
  { "functional", "功能型党组织", "in a functional organization", NULL },
  { "volunteer", "志愿服务", "volunteer service", NULL },
};

const DjCodeList dj_codes_membership_kind = {
  .name = "membership_kind", .type_name = "DjMembershipKind", .prefix = "DJ_MEMBERSHIP",
  .label_zh = "组织关系类别", .label_en = "Kind of membership",
  .source = "Party Constitution art 8; Branch Work Regulations arts 8, 10, 16",
  LIST_OF (membership_kind),
};

static const DjCodeInfo transfer_state[] = {
  { "requested", "已申请", "requested", NULL }, { "in_transit", "转接中", "in transit", NULL },
  { "received", "已接收", "received", NULL },   { "expired", "介绍信逾期", "letter expired", NULL },
  { "refused", "不予接收", "refused", NULL },   { "returned", "已退回", "returned", NULL },
};

const DjCodeList dj_codes_transfer_state = {
  .name = "transfer_state", .type_name = "DjTransferState", .prefix = "DJ_TRANSFER",
  .label_zh = "转接状态", .label_en = "State of transfer",
  .source = "Member Education and Management Regulations art 25; 组通字〔2015〕33号",
  LIST_OF (transfer_state),
};

static const DjCodeInfo post_role[] = {
  { "secretary", "书记", "secretary", NULL },
  { "deputy_secretary", "副书记", "deputy secretary", NULL },
  { "full_time_deputy_secretary", "专职副书记", "full-time deputy secretary", NULL },
  { "first_secretary", "第一书记", "first secretary", NULL },
  { "standing_member", "常务委员", "member of the standing committee", NULL },
  { "member_organization", "组织委员", "committee member for organization", NULL },
  { "member_publicity", "宣传委员", "committee member for publicity", NULL },
  { "member_discipline", "纪检委员", "committee member for discipline inspection", NULL },
  { "member_united_front", "统战委员", "committee member for united front work", NULL },
  { "member_youth", "青年委员", "committee member for youth", NULL },
  { "member_other", "其他委员", "committee member for other work", NULL },
  { "member", "委员", "committee member", NULL },
  { "part_time_member", "兼职委员", "part-time committee member", NULL },
  { "full_time_member", "专职委员", "full-time committee member", NULL },
  { "group_leader", "党小组组长", "Party group leader", NULL },
  { "head", "负责人", "head", NULL },
  { "deputy", "副职", "deputy", NULL },
  { "worker", "工作人员", "worker", NULL },
  { "community_worker", "社区工作者", "community worker", NULL },
  { "grid_worker", "网格员", "grid worker", NULL },
  { "guide", "党建工作指导员", "Party-building guide", NULL },
  { "organizer", "组织员", "Party organizer", NULL },
  { "liaison", "联络员", "liaison", NULL },
  { "delegate", "党代表", "delegate to a Party congress", NULL },
};

const DjCodeList dj_codes_post_role = {
  .name = "post_role", .type_name = "DjPostRole", .prefix = "DJ_POST",
  .label_zh = "职务名称", .label_en = "Post",
  .source = "Party Constitution arts 11, 30, 31; Branch Work Regulations; usage of the field",
  LIST_OF (post_role),
};

static const DjCodeInfo post_basis[] = {
  { "elected", "选举产生", "elected", NULL },
  { "appointed", "上级任命", "appointed", NULL },
  { "dispatched", "选派", "dispatched", NULL },
  { "enterprise", "企业人选", "seat filled from an enterprise", NULL },
  { "resident_unit", "驻区单位人选", "seat filled from a unit stationed in the area", NULL },
  { "cross_posting", "交叉任职", "cross-posting", NULL },
  { "ex_officio", "因职兼任", "ex officio", NULL },
  { "staff", "聘用", "staff", NULL },
};

const DjCodeList dj_codes_post_basis = {
  .name = "post_basis", .type_name = "DjPostBasis", .prefix = "DJ_POST_BASIS",
  .label_zh = "任职依据", .label_en = "Ground of the post",
  .source = "Party Constitution arts 13, 30; Branch Work Regulations art 8; usage of the field",
  LIST_OF (post_basis),
};

/* ---- Alliances -------------------------------------------------------------------------------------------------- */

static const DjCodeInfo alliance_kind[] = {
  { "coordination_committee", "党建工作协调委员会", "coordination committee", NULL },
  { "joint_meeting", "党建联席会议", "joint meeting", NULL },
  { "special_committee", "专委会", "special committee", NULL },
  { "functional_area", "功能区党建联盟", "alliance of a functional area", NULL },
  { "urban_renewal", "城市更新党建联盟", "urban-renewal alliance", NULL },
  { "street_block", "街区党建联盟", "street-block alliance", NULL },
  { "cross_boundary", "毗邻党建联盟", "alliance across a boundary", NULL },
  { "building_council", "楼事会", "building affairs council", NULL },
  { "industry_cluster", "产业集群党建联盟", "industry-cluster alliance", NULL },
  { "pairing", "结对共建", "paired co-building", NULL },
  { "park_neighbourhood", "园区邻里党建联盟", "park and neighbourhood alliance", NULL },
  { "federation", "联合会", "federation", NULL },
  { "enlarged_committee", "大工委大党委平台", "enlarged committee", NULL },
  { "consortium", "党建联合体", "consortium", NULL },
  { "leading_group", "联合领导小组", "joint leading group", NULL },
  { "liaison", "党建联络会", "liaison body", NULL },
  { "governance_board", "多方议事会", "board of several parties", NULL },
  { "alliance", "党建联盟", "Party-building alliance", NULL },
};

const DjCodeList dj_codes_alliance_kind = {
  .name = "alliance_kind", .type_name = "DjAllianceKind", .prefix = "DJ_ALLIANCE",
  .label_zh = "联盟种类", .label_en = "Kind of alliance",
  .source = "Opinion on Urban Grass-roots Party Building; usage of the field",
  LIST_OF (alliance_kind),
};

static const DjCodeInfo seat_role[] = {
  { "lead", "牵头单位", "lead", NULL },
  { "deputy", "副牵头单位", "deputy", NULL },
  { "member", "成员单位", "member", NULL },
  { "observer", "列席单位", "observer", NULL },
};

const DjCodeList dj_codes_seat_role = {
  .name = "seat_role", .type_name = "DjSeatRole", .prefix = "DJ_SEAT",
  .label_zh = "席位角色", .label_en = "Role in an alliance",
  .source = "usage of the field",
  LIST_OF (seat_role),
};

/* ---- Responsibilities ------------------------------------------------------------------------------------------- */

static const DjCodeInfo checklist_kind[] = {
  { "resource", "资源清单", "resource list", NULL },
  { "need", "需求清单", "need list", NULL },
  { "project", "项目清单", "project list", NULL },
  { "service", "服务清单", "service list", NULL },
  { "problem", "问题清单", "problem list", NULL },
  { "space", "空间清单", "space list", NULL },
  { "task", "任务清单", "task list", NULL },
  { "responsibility", "责任清单", "responsibility checklist", NULL },
  { "commitment", "承诺清单", "list of commitments", NULL },
  { "role_practice", "发挥作用清单", "list of the role in practice", NULL },
  { "prior_decision", "前置研究清单", "list of matters for prior decision", NULL },
  { "ledger_enterprise", "企业台账", "enterprise ledger", NULL },
  { "ledger_contribution", "贡献台账", "contribution ledger", NULL },
  { "plan", "工作方案", "plan", NULL },
  { "mechanism", "机制清单", "list of working mechanisms", NULL },
  { "agreement", "共建协议", "co-building agreement", NULL },
  { "negative", "负面清单", "negative list", NULL },
  { "funding", "经费保障清单", "funding list", NULL },
};

const DjCodeList dj_codes_checklist_kind = {
  .name = "checklist_kind", .type_name = "DjChecklistKind", .prefix = "DJ_CHECKLIST",
  .label_zh = "清单种类", .label_en = "Kind of checklist",
  .source = "Opinion on Urban Grass-roots Party Building (three lists); usage of the field",
  LIST_OF (checklist_kind),
};

static const DjCodeInfo item_state[] = {
  { "open", "常设", "open", NULL },           { "raised", "已提出", "raised", NULL },
  { "routed", "已转办", "routed", NULL },     { "taken", "已认领", "taken", NULL },
  { "resolved", "已办结", "resolved", NULL }, { "rated", "已评价", "rated", NULL },
  { "closed", "已销号", "closed", NULL },     { "cancelled", "已取消", "cancelled", NULL },
};

const DjCodeList dj_codes_item_state = {
  .name = "item_state", .type_name = "DjItemState", .prefix = "DJ_ITEM",
  .label_zh = "事项状态", .label_en = "State of an item",
  .source = "usage of the field",
  LIST_OF (item_state),
};

static const DjCodeInfo item_route[] = {
  { "direct", "直达主管部门", "straight to the department in charge", NULL },
  { "whistle", "吹哨报到", "whistle-and-report", NULL },
  { "bundled", "打包上门", "bundled door-to-door service", NULL },
};

const DjCodeList dj_codes_item_route = {
  .name = "item_route", .type_name = "DjItemRoute", .prefix = "DJ_ROUTE",
  .label_zh = "办理途径", .label_en = "Way out for a need",
  .source = "usage of the field",
  LIST_OF (item_route),
};

static const DjCodeInfo recurrence[] = {
  { "once", "一次性", "once", NULL },
  { "weekly", "每周", "weekly", NULL },
  { "monthly", "每月", "monthly", NULL },
  { "quarterly", "每季度", "quarterly", NULL },
  { "half_yearly", "每半年", "half-yearly", NULL },
  { "yearly", "每年", "yearly", NULL },
  { "as_needed", "随时", "as needed", NULL },
};

const DjCodeList dj_codes_recurrence = {
  .name = "recurrence", .type_name = "DjRecurrence", .prefix = "DJ_RECURRENCE",
  .label_zh = "周期", .label_en = "Recurrence",
  .source = "Branch Work Regulations arts 11 to 16; usage of the field",
  LIST_OF (recurrence),
};

static const DjCodeInfo assignment_role[] = {
  { "accountable", "牵头负责", "accountable", NULL }, { "support", "配合", "support", NULL },
  { "supervise", "督办", "supervise", NULL },         { "fallback", "兜底", "fallback", NULL },
  { "informed", "知悉", "informed", NULL },
};

const DjCodeList dj_codes_assignment_role = {
  .name = "assignment_role", .type_name = "DjAssignmentRole", .prefix = "DJ_ASSIGNMENT",
  .label_zh = "责任角色", .label_en = "Role in an item",
  .source = "usage of the field",
  LIST_OF (assignment_role),
};

static const DjCodeInfo activity_kind[] = {
  { "members_meeting", "党员大会", "members' meeting", NULL },
  { "committee_meeting", "支部委员会会议", "branch committee meeting", NULL },
  { "group_meeting", "党小组会", "Party group meeting", NULL },
  { "party_lecture", "党课", "Party lecture", NULL },
  { "theme_day", "主题党日", "theme Party day", NULL },
  { "organizational_life_meeting", "组织生活会", "organizational-life meeting", NULL },
  { "democratic_life_meeting", "民主生活会", "democratic-life meeting", NULL },
  { "appraisal", "民主评议党员", "democratic appraisal of members", NULL },
  { "joint_meeting", "联席会议", "joint meeting", NULL },
  { "visit", "走访", "visit", NULL },
  { "survey_meeting", "调研座谈会", "survey meeting", NULL },
  { "contribution_day", "社区奉献日", "community contribution day", NULL },
  { "debrief", "述职评议", "work report and appraisal", NULL },
  { "joint_activity", "联建活动", "joint activity", NULL },
  { "volunteer_service", "志愿服务", "volunteer service", NULL },
  { "report_in", "报到服务", "report-in service", NULL },
  { "consultation", "议事协商", "consultation", NULL },
  { "heart_to_heart_talk", "谈心谈话", "heart-to-heart talk", NULL },
  { "election", "选举", "election", NULL },
  { "training", "培训", "training", NULL },
  { "on_site_office", "现场办公", "on-site work", NULL },
};

const DjCodeList dj_codes_activity_kind = {
  .name = "activity_kind", .type_name = "DjActivityKind", .prefix = "DJ_ACTIVITY",
  .label_zh = "活动种类", .label_en = "Kind of activity",
  .source = "Branch Work Regulations arts 11 to 20; Member Education and Management Regulations; usage of the field",
  LIST_OF (activity_kind),
};

static const DjCodeInfo resort_step[] = {
  { "assignment", "明确分工", "explicit assignment", NULL },
  { "line", "行业推进", "industry line", NULL },
  { "area", "区域统筹", "area or building body", NULL },
  { "lead", "龙头带动", "lead enterprise", NULL },
  { "community", "社区", "community", NULL },
  { "subdistrict", "街道兜底", "subdistrict as fallback", NULL },
};

const DjCodeList dj_codes_resort_step = {
  .name = "resort_step", .type_name = "DjResortStep", .prefix = "DJ_RESORT",
  .label_zh = "责任次序", .label_en = "Step of the order of resort",
  .source = "usage of the field (行业推进、区域统筹、龙头带动、街道兜底)",
  LIST_OF (resort_step),
};

static const DjCodeInfo nearness[] = {
  { "building", "同楼宇（园区、商圈）", "same building, park or business district", NULL },
  { "community", "同社区", "same community", NULL },
  { "subdistrict", "同街道", "same subdistrict or township", NULL },
  { "district", "同区县", "same district or county", NULL },
  { "beyond", "跨区县", "beyond the district", NULL },
};

const DjCodeList dj_codes_nearness = {
  .name = "nearness", .type_name = "DjNearness", .prefix = "DJ_NEARNESS",
  .label_zh = "远近", .label_en = "Nearness",
  .source = "usage of the field",
  LIST_OF (nearness),
};

/* clang-format on */
