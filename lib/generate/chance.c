/* SPDX-License-Identifier: Apache-2.0 */
/* Bags and shuffles. */
#include "generate/generate-private.h"

void dj_bag_fill (DjBag *bag, const guint64 *counts, int n_kinds)
{
  *bag = (DjBag){ 0 };
  for (int i = 0; i < n_kinds; i++)
  {
    bag->left[i] = (guint32)counts[i];
    bag->n += (guint32)counts[i];
  }
}

/* An odd factor, a summand, and a shift to the right change the numbers below a power of two one to one; who lands at @n or above goes on
 * until he is below. Less than half of them are above. */
void dj_shuffle_init (DjShuffle *shuffle, guint32 n, DjDice dice)
{
  guint bits = MAX (g_bit_storage (n > 0 ? n - 1 : 0), 4);
  shuffle->n = n;
  shuffle->mask = (guint32)(((guint64)1 << bits) - 1);
  shuffle->shift = bits / 2;
  for (int i = 0; i < 4; i++)
  {
    shuffle->factor[i] = dj_dice_throw (&dice) | 1;
    shuffle->summand[i] = dj_dice_throw (&dice);
  }
}
