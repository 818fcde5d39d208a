/* SPDX-License-Identifier: Apache-2.0 */
/* Named checks of texts: unified social credit codes (GB 32100-2015, with the organization code of GB 11714 in them) and the shape of
 * division codes (GB/T 2260). */
#include "rule/rule-private.h"

#include <string.h>

#define CREDIT_LENGTH 18
/* The organization code is the 9th to the 17th character; the last of them checks it. */
#define INNER_FIRST 8
#define INNER_LENGTH 8

/* The characters of a credit code in the order of their values: neither I, O, S, V nor Z. */
static const char credit_characters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int get_credit_value (char c)
{
  const char *at = c ? strchr (credit_characters, c) : NULL;
  return at ? (int)(at - credit_characters) : -1;
}

static int get_inner_value (char c) { return g_ascii_isdigit (c) ? c - '0' : g_ascii_isupper (c) ? c - 'A' + 10 : -1; }

/* The 18th character makes the sum a multiple of 31; weights are the powers of 3. */
static gboolean is_last_right (const char *code)
{
  int sum = 0, weight = 1;
  for (int i = 0; i < CREDIT_LENGTH; i++)
  {
    int value = get_credit_value (code[i]);
    if (value < 0)
      return FALSE;
    if (i < CREDIT_LENGTH - 1)
      sum += value * weight;
    else
      return value == (31 - sum % 31) % 31;
    weight = weight * 3 % 31;
  }
  return FALSE;
}

/* 11 less the remainder: 10 is written X, and 11, where the remainder is 0, as 0. */
static gboolean is_inner_right (const char *code)
{
  static const int weights[INNER_LENGTH] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < INNER_LENGTH; i++)
  {
    int value = get_inner_value (code[INNER_FIRST + i]);
    if (value < 0)
      return FALSE;
    sum += value * weights[i];
  }
  return code[INNER_FIRST + INNER_LENGTH] == "0X987654321"[sum % 11];
}

static gboolean is_zero (const char *digits, gsize n) { return strspn (digits, "0") >= n; }

/* Two digits each for province, prefecture and county, three each for what is below: nothing follows a level that is 0. */
static gboolean is_division_code (const char *code)
{
  static const gsize widths[] = { 2, 2, 2, 3, 3 };
  gsize length = strspn (code, "0123456789");
  if (code[length] || (length != 6 && length != 9 && length != 12) || is_zero (code, widths[0]))
    return FALSE;
  gboolean ended = FALSE;
  for (gsize i = 1, at = widths[0]; at < length; at += widths[i++])
  {
    gboolean zero = is_zero (code + at, widths[i]);
    if (ended && !zero)
      return FALSE;
    ended = zero;
  }
  return TRUE;
}

gboolean dj_text_check (DjTextCheck check, const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);
  if (check == DJ_TEXT_CHECK_DIVISION_CODE)
    return is_division_code (text);
  if (strlen (text) != CREDIT_LENGTH)
    return FALSE;
  return (check == DJ_TEXT_CHECK_CREDIT_CODE_9 || is_last_right (text))
         && (check == DJ_TEXT_CHECK_CREDIT_CODE_18 || is_inner_right (text));
}
