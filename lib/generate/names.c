/* SPDX-License-Identifier: Apache-2.0 */
/* Names: of places, of units and of the organizations in them. They repeat, as names do, so that a nation of them takes little room. */
#include <string.h>

#include "generate/generate-private.h"

static const char *const DIGITS[] = { "", "一", "二", "三", "四", "五", "六", "七", "八", "九" };

static const char *const PLACE_FIRST[] = { "清", "安", "永", "长", "新", "东", "西", "南", "北", "金", "白", "青",
                                           "石", "龙", "平", "大", "临", "广", "宁", "和", "云", "江", "双", "三" };
static const char *const PLACE_SECOND[] = { "河", "山", "泉", "阳", "溪", "湖", "桥", "林", "川", "丰", "乐", "岭",
                                            "塘", "湾", "口", "坪", "兴", "台", "井", "原", "寨", "沟", "庄", "城" };
static const char *const ORGANS[]
    = { "财政局",   "教育局",     "民政局",     "水务局",   "统计局",   "审计局",  "公安局",
        "司法局",   "农业农村局", "交通运输局", "税务局",   "人民法院", "图书馆",  "档案馆",
        "第一中学", "第二中学",   "实验小学",   "人民医院", "中医医院", "职业学校" };
static const char *const ENTERPRISE_FIRST[]
    = { "华兴",   "永丰", "金源", "恒达", "宏远", "盛泰", "天和", "东方", "新世纪", "鑫源", "万通", "瑞丰",
        "中信达", "同创", "佳美", "德润", "顺达", "康宁", "明珠", "春晖", "联合",   "启明", "四海", "远景" };
static const char *const ENTERPRISE_SECOND[]
    = { "机械厂",   "食品公司",   "纺织厂", "建筑公司", "物业公司", "物流公司", "科技公司",
        "医药公司", "律师事务所", "商场",   "贸易公司", "合作社",   "化工厂",   "电子厂",
        "商会",     "养老院",     "幼儿园", "运输公司", "软件公司", "行业协会" };

/* Picks one and takes it away from the number. */
static const char *pick (const char *const *words, guint n, guint *number)
{
  const char *word = words[*number % n];
  *number /= n;
  return word;
}

#define PICK(words, number) pick ((words), G_N_ELEMENTS (words), (number))

void dj_name_ordinal (GString *out, guint n)
{
  g_string_append (out, "第");
  if (n >= 20)
    g_string_append (out, DIGITS[n / 10 % 10]);
  if (n >= 10)
    g_string_append (out, "十");
  g_string_append (out, DIGITS[n % 10]);
}

void dj_name_unit (GString *out, DjUnitSort sort, guint number)
{
  if (sort == DJ_SORT_ORGAN)
  {
    g_string_append (out, PICK (ORGANS, &number));
    return;
  }
  g_string_append (out, PICK (ENTERPRISE_FIRST, &number));
  g_string_append (out, PICK (ENTERPRISE_SECOND, &number));
}

static const char *get_place_ending (DjLevel level, DjAreaClass class)
{
  static const char *const by_level[] = { "", "省", "市", "县", "", "" };
  switch (class)
  {
  case DJ_AREA_CLASS_SUBDISTRICT:
    return "街道";
  case DJ_AREA_CLASS_TOWN:
    return "镇";
  case DJ_AREA_CLASS_TOWNSHIP:
    return "乡";
  case DJ_AREA_CLASS_COMMUNITY:
    return "社区居委会";
  case DJ_AREA_CLASS_VILLAGE:
    return "村委会";
  case DJ_AREA_CLASS_QUASI:
    return "生活区";
  case DJ_AREA_CLASS_NONE:
  default:
    return by_level[level];
  }
}

void dj_name_place (GString *out, DjLevel level, DjAreaClass class, guint number)
{
  g_string_append (out, PICK (PLACE_FIRST, &number));
  g_string_append (out, PICK (PLACE_SECOND, &number));
  g_string_append (out, get_place_ending (level, class));
}

/* What the place itself is called in the name of its residents' or villagers' committee. */
static gsize get_stem_length (const char *area)
{
  static const char *const endings[] = { "居民委员会", "村民委员会", "居委会", "村委会" };
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
  {
    gsize length = strlen (area) - MIN (strlen (area), strlen (endings[i]));
    if (length > 0 && g_str_has_suffix (area, endings[i]))
      return length;
  }
  return strlen (area);
}

void dj_name_head (GString *out, const char *area, DjOrganizationKind kind)
{
  g_string_append (out, "中共");
  g_string_append_len (out, area, (gssize)get_stem_length (area));
  switch ((int)kind)
  {
  case DJ_ORGANIZATION_WORKING_COMMITTEE:
    g_string_append (out, "工作委员会");
    break;
  case DJ_ORGANIZATION_GENERAL_BRANCH:
    g_string_append (out, "总支部委员会");
    break;
  case DJ_ORGANIZATION_BRANCH:
    g_string_append (out, "支部委员会");
    break;
  default:
    g_string_append (out, "委员会");
    break;
  }
}
