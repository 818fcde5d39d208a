/* SPDX-License-Identifier: Apache-2.0 */
/* All that can be asked of a view, as one text: two views that answer the same give the same text. */
#pragma once

#include <dangjian/dangjian.h>

char *answers_of (DjView *view); /* to be freed */
