/* SPDX-License-Identifier: Apache-2.0 */
/* A small register for duties and needs in time, and what frames of it must be. */
#pragma once

#include "naive.h"

#define CADENCE_HEADER "item,title,body,recurrence,expected,held,late,missed,last,next\n"
#define BODIES_HEADER "body,name,items,expected,held,late,missed\n"
#define FLOW_HEADER "by,name,needs,raised,routed,taken,resolved,cancelled,overdue,late,closing_rate,days,rating,rated\n"
#define ESCALATIONS_HEADER "item,title,body,due,overdue,steps,to,to_name\n"

/* Rows of the tables item, assignment and activity, the header first and NULL last; each may be NULL. */
DjRegister *duty_register_new (const char *const *items, const char *const *assignments, const char *const *activities);
DjView *duty_view_new (const char *const *items, const char *const *assignments, const char *const *activities,
                       const char *on);
DjView *duty_seal (DjRegister *reg, const char *on);
void duty_commit (DjChange *change); /* fails the test where it is refused */
DjDate duty_day (const char *text);  /* DJ_DATE_NONE for NULL */

char *duty_csv (DjFrame *frame);                         /* takes the frame */
void duty_expect (DjFrame *frame, const char *expected); /* likewise */
