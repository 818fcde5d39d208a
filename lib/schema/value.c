/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as text, the same in every locale. */
#include "schema-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- Whole numbers ---------------------------------------------------------------------------------------------- */

gboolean dj_int_parse (const char *text, gsize length, gint64 *out)
{
  g_return_val_if_fail ((text != NULL || length == 0) && out != NULL, FALSE);
  gsize i = 0;
  gboolean negative = length > 0 && text[0] == '-';
  if (length > 0 && (text[0] == '-' || text[0] == '+'))
    i++;
  if (i == length)
    return FALSE;

  gint64 value = 0;
  for (; i < length; i++)
  {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    int digit = text[i] - '0';
    if (value > (G_MAXINT64 - digit) / 10)
      return FALSE; /* this keeps -2^63 out as well, which stands for a missing number */
    value = value * 10 + digit;
  }
  *out = negative ? -value : value;
  return TRUE;
}

const char *dj_int_format (gint64 value, char out[DJ_NUMBER_TEXT_SIZE])
{
  g_return_val_if_fail (out != NULL, NULL);
  char digits[DJ_NUMBER_TEXT_SIZE];
  int n = 0, length = 0;
  guint64 rest = value < 0 ? -(guint64)value : (guint64)value;
  if (value < 0 && value != DJ_INT_NONE)
    out[length++] = '-';
  for (; value != DJ_INT_NONE && (n == 0 || rest > 0); rest /= 10)
    digits[n++] = (char)('0' + rest % 10);
  while (n > 0)
    out[length++] = digits[--n];
  out[length] = '\0';
  return out;
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

static gsize count_digits (const char *text, gsize length, gsize from)
{
  gsize i = from;
  while (i < length && g_ascii_isdigit (text[i]))
    i++;
  return i - from;
}

/* Whether the text is a sign, digits, a point with digits, an exponent: the C library takes much more. */
static gboolean is_real (const char *text, gsize length)
{
  gsize i = length > 0 && (text[0] == '-' || text[0] == '+');
  gsize whole = count_digits (text, length, i);
  i += whole;
  gsize part = 0;
  if (i < length && text[i] == '.')
  {
    part = count_digits (text, length, i + 1);
    i += 1 + part;
  }
  if (whole + part == 0)
    return FALSE;
  if (i < length && (text[i] == 'e' || text[i] == 'E'))
  {
    i++;
    if (i < length && (text[i] == '-' || text[i] == '+'))
      i++;
    gsize exponent = count_digits (text, length, i);
    if (exponent == 0)
      return FALSE;
    i += exponent;
  }
  return i == length;
}

gboolean dj_real_parse (const char *text, gsize length, double *out)
{
  g_return_val_if_fail ((text != NULL || length == 0) && out != NULL, FALSE);
  if (!is_real (text, length))
    return FALSE;
  /* The C library wants a closing NUL; nearly every number is short enough for the stack. */
  char buffer[64];
  g_autofree char *copy = length < sizeof buffer ? NULL : g_strndup (text, length);
  if (copy == NULL)
  {
    memcpy (buffer, text, length);
    buffer[length] = '\0';
  }
  double value = g_ascii_strtod (copy ? copy : buffer, NULL);
  if (!isfinite (value))
    return FALSE;
  *out = value;
  return TRUE;
}

static gboolean format_exactly (double value, int digits, char out[DJ_NUMBER_TEXT_SIZE])
{
  char format[8];
  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_ascii_formatd (out, DJ_NUMBER_TEXT_SIZE, format, value);
  return g_ascii_strtod (out, NULL) == value;
}

const char *dj_real_format (double value, char out[DJ_NUMBER_TEXT_SIZE])
{
  g_return_val_if_fail (out != NULL, NULL);
  out[0] = '\0';
  if (!isfinite (value))
    return out; /* NaN stands for a missing number */
  if (value == 0)
    value = 0; /* no minus zero */
  /* 15 digits are the most that always survive: where they read back the same, they are the shortest, as trailing zeros
   * are not written. Only the least numbers of all have fewer digits to begin with. */
  int digits = fabs (value) < DBL_MIN ? 1 : 15;
  while (digits < 17 && !format_exactly (value, digits, out))
    digits++;
  if (digits == 17)
    format_exactly (value, digits, out);
  return out;
}
