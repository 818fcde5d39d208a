#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# page.sh TOOL: the report as a browser shows and prints it. Skipped (77) where there is no Chromium. Runs at the top of the tree.
set -uo pipefail
tool=$(realpath -- "$1")
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail ()
{
  failures=$((failures + 1))
  printf 'FAILED %s\n' "$*"
}

browse () { timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars "$@" 2>/dev/null; }

# A copy of the page that measures itself and says what it found in its title; the page itself has no script.
measure ()
{
  sed 's|</body>||; s|</html>||' "$1"
  cat <<'HTML'
<script>
const boxes = [...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect());
const svg = document.querySelector('svg')?.getBoundingClientRect();
const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
let overlaps = 0;
boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => { overlaps += meet(a, b); }));
document.title = JSON.stringify({
  fits: document.documentElement.scrollWidth <= innerWidth,
  sections: document.querySelectorAll('section').length,
  empty: [...document.querySelectorAll('section')].filter(s => s.getBoundingClientRect().height < 40).length,
  tables: document.querySelectorAll('table').length,
  scripts: document.scripts.length,
  loaded: performance.getEntriesByType('resource').length,
  labels: boxes.length,
  outside: boxes.filter(b => b.left < svg.left - 1 || b.right > svg.right + 1 || b.top < svg.top - 1 || b.bottom > svg.bottom + 1).length,
  overlaps: overlaps,
});
</script></body></html>
HTML
}

# says WHAT JAVASCRIPT_FRAGMENT: the last measure has it
says () { grep -qF -- "$2" <<<"$found" || fail "$1: no $2 in $found"; }

check_page ()
{
  local case=$1 lang=$2 width pages page="$work/$1-$2.html"
  "$tool" report "cases/$case" --html "$page" --on 2024-08-26 --lang "$lang" || fail "$case: no page"
  ! grep -Eiq 'https?://|<script|<link|<img|url\(|@import' "$page" || fail "$case: the page fetches something"
  measure "$page" >"$work/measured.html"
  for width in 1200 420; do
    found=$(browse --window-size=$width,900 --dump-dom "file://$work/measured.html" | sed -n 's|.*<title>\({.*}\)</title>.*|\1|p')
    [ -n "$found" ] || fail "$case: nothing measured"
    says "$case at $width" '"fits":true'
    says "$case at $width" '"empty":0'
    says "$case at $width" '"scripts":1'
    says "$case at $width" '"loaded":0'
    says "$case at $width" '"outside":0'
    says "$case at $width" '"overlaps":0'
    ! grep -q '"tables":0' <<<"$found" || fail "$case: no tables"
    printf '%s %s at %s: %s\n' "$case" "$lang" "$width" "$found"
  done
  browse --no-pdf-header-footer --print-to-pdf="$work/page.pdf" "file://$page"
  pages=$(grep -ac '/Type /Page$' "$work/page.pdf")
  [ "$pages" -ge 2 ] && [ "$pages" -le 12 ] || fail "$case: prints on $pages pages"
}

check_page sanlitun zh
check_page sanlitun en
check_page shanghai zh
[ "$failures" = 0 ]
