/* SPDX-License-Identifier: Apache-2.0 */
/* A small timer: runs a step several times and prints one line of JSON with the median. Header only. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define BENCH_MAX_RUNS 99

/* Seconds of a clock that only goes forward. */
static inline double bench_now (void)
{
  struct timespec now;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The greatest memory the process has had, in MiB. It never goes down but by bench_forget_peak(): measure one size in one process. */
static inline double bench_peak_mib (void)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_maxrss / 1024.0;
}

/* Makes the greatest memory so far what there is now, where the system lets it (Linux). */
static inline void bench_forget_peak (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");
  if (!file)
    return;
  fputs ("5", file);
  fclose (file);
}

static inline int bench_compare (const void *a, const void *b)
{
  double first = *(const double *)a, second = *(const double *)b;
  return (first > second) - (first < second);
}

static inline double bench_median (double *seconds, int n)
{
  qsort (seconds, (size_t)n, sizeof (double), bench_compare);
  return n % 2 ? seconds[n / 2] : (seconds[n / 2 - 1] + seconds[n / 2]) / 2;
}

/* Rows and 10^9 bytes a second; 0 where they are not known. */
static inline double bench_per_second (double amount, double seconds) { return seconds > 0 ? amount / seconds : 0; }

/* One line for one step: rows are what the step goes through once. */
static inline void bench_report (const char *step, const char *what, long long rows, double *seconds, int n)
{
  double median = bench_median (seconds, n);
  printf ("{\"step\":\"%s\",\"what\":\"%s\",\"rows\":%lld,\"runs\":%d,\"median_s\":%.6f,\"min_s\":%.6f,\"max_s\":%.6f,"
          "\"ns_per_row\":%.1f,\"peak_mib\":%.0f}\n",
          step, what, rows, n, median, seconds[0], seconds[n - 1], rows ? median * 1e9 / (double)rows : 0.0,
          bench_peak_mib ());
  fflush (stdout);
}
