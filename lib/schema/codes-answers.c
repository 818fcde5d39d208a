/* SPDX-License-Identifier: Apache-2.0 */
/* Code lists of answers, which stand in no table: their values only grow, as those of tables do. */
#include "schema-private.h"

/* One value a line, however long. */
/* clang-format off */

#define LIST_OF(array) .codes = (array), .n_codes = (int)G_N_ELEMENTS (array)

static const DjCodeInfo difference[] = {
  { "added", "增加", "added", NULL },
  { "removed", "减少", "removed", NULL },
  { "changed", "变化", "changed", NULL },
};

const DjCodeList dj_codes_difference = {
  .name = "difference", .type_name = "DjDifference", .prefix = "DJ_DIFFERENCE",
  .label_zh = "差别", .label_en = "Difference",
  .source = "usage of the library",
  LIST_OF (difference),
};

static const DjCodeInfo unmet_reason[] = {
  { "no_resource", "无此类资源", "no resource of its category", NULL },
  { "period", "时期不合", "none in its period", NULL },
  { "too_far", "超出范围", "none near enough", NULL },
  { "exhausted", "资源已用完", "resources used up", NULL },
  { "no_quantity", "未填数量", "no quantity given", NULL },
};

const DjCodeList dj_codes_unmet_reason = {
  .name = "unmet_reason", .type_name = "DjUnmetReason", .prefix = "DJ_UNMET",
  .label_zh = "未对接原因", .label_en = "Why a need is unmet",
  .source = "usage of the field",
  LIST_OF (unmet_reason),
};

static const DjCodeInfo event[] = {
  { "founded", "设立", "founded", NULL },
  { "dissolved", "撤销", "dissolved", NULL },
  { "renamed", "更名", "renamed", NULL },
  { "retyped", "类别变更", "of another kind", NULL },
  { "moved", "隶属变更", "moved", NULL },
  { "joined", "新增党员", "joined", NULL },
  { "left", "减少党员", "left", NULL },
  { "transferred", "组织关系转移", "transferred", NULL },
  { "participation_begun", "开始参加", "participation begun", NULL },
  { "participation_ended", "停止参加", "participation ended", NULL },
  { "post_begun", "任职", "post begun", NULL },
  { "post_ended", "离任", "post ended", NULL },
  { "seat_taken", "加入联盟", "seat taken", NULL },
  { "seat_given_up", "退出联盟", "seat given up", NULL },
  { "guidance_begun", "开始指导", "guidance begun", NULL },
  { "guidance_ended", "停止指导", "guidance ended", NULL },
  { "coverage_begun", "纳入覆盖", "coverage begun", NULL },
  { "coverage_ended", "退出覆盖", "coverage ended", NULL },
  { "duty_begun", "承担责任", "duty begun", NULL },
  { "duty_ended", "解除责任", "duty ended", NULL },
  { "part_added", "划入", "part added", NULL },
  { "part_removed", "划出", "part removed", NULL },
  { "added", "增加", "added", NULL },
  { "removed", "移除", "removed", NULL },
  { "changed", "变化", "changed", NULL },
};

const DjCodeList dj_codes_event = {
  .name = "event", .type_name = "DjEvent", .prefix = "DJ_EVENT",
  .label_zh = "变动", .label_en = "What became of something between two days",
  .source = "usage of the library",
  LIST_OF (event),
};

/* clang-format on */
