/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: snapshot
 *
 * A whole register with one day sealed, as one file `….djv` that is opened in milliseconds, however large it is: the file is mapped, and
 * what is asked of the view reads the pages that it needs. Nothing is read twice or copied; programs that open the same file share its
 * memory.
 *
 * A file is not trusted because it can be opened. dj_view_validate() says whether it is sound; a file that comes from elsewhere must be
 * validated before anything else is asked. A file is replaced, never written to in place: who has the old one open keeps it. Writing to it
 * while it is open changes what a view answers, and cutting it short ends the program that asks (`SIGBUS`); copying over it with `cp` does
 * both, so copy to another name beside it and rename that.
 *
 * Files are in the order of bytes of the machine that wrote them; others refuse them. The version of the form changes with what sealing
 * makes; for keeping registers over the years there are CSV and JSON.
 */
#pragma once

#include <gio/gio.h>
#include <dangjian/view.h>

G_BEGIN_DECLS

/**
 * dj_view_save:
 * @path: a file, mostly `….djv`
 * @cancellable: (nullable): to stop it
 * @error: %DJ_ERROR_FORMAT for a restated view, which is of two days; %DJ_ERROR_FILE, %DJ_ERROR_LIMIT, %DJ_ERROR_CANCELLED
 *
 * Writes the view and the register that it was sealed from, with all its rows of all days. The file appears whole or not at all. Views of
 * the same #DjRegister and day give the same bytes; registers of the same rows that were read in other ways may number texts otherwise.
 *
 * Only texts that a row has are written: nothing is in the file of rows that a lenient reader left out, of changes that were dropped, or
 * of what was amended before the view was sealed.
 *
 * O(bytes). Besides the view it takes about 12 bytes of memory for each text, and 4 more for each where the register has known others;
 * for a file that was opened and not changed, a bit. May be called from any thread.
 *
 * Returns: whether all was written
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_save (DjView *view, const char *path, GCancellable *cancellable, GError **error);

/**
 * dj_view_open:
 * @path: a file that dj_view_save() wrote
 * @error: %DJ_ERROR_FILE; %DJ_ERROR_FORMAT where it is no snapshot, or of another version or order of bytes, or its columns do not have
 *   the lengths and types that they must have
 *
 * Maps a file. The register is there as well, see dj_view_get_register(): it can be changed, written and sealed as of other days, and
 * what is changed is copied first. The file must not be written to or cut while it is open (see above); replacing it is no harm.
 *
 * Returns: (transfer full) (nullable): the view; O(columns). Until dj_view_validate() has found it sound, what it answers is not to be
 *   relied on, and a file made to do harm may do some.
 */
DJ_AVAILABLE_IN_0_1 DjView *dj_view_open (const char *path, GError **error);

/**
 * dj_view_validate:
 * @cancellable: (nullable): to stop it
 * @error: %DJ_ERROR_FORMAT with the column that is damaged, and for a restated view of a file's register; %DJ_ERROR_LIMIT,
 *   %DJ_ERROR_CANCELLED
 *
 * Whether a view from a file is what sealing the register in it makes, and that register keeps what is checked of every register: all
 * checksums, then all texts, cells, codes and invariants, and at last the register is sealed again and compared. O(bytes + rows log rows),
 * with as much memory as sealing takes. A view that was sealed from the register of a file is looked at in the same way, with the file that
 * the register came from; where no file is behind a view it is %TRUE at once.
 *
 * Returns: whether it is sound
 */
DJ_AVAILABLE_IN_0_1 gboolean dj_view_validate (DjView *view, GCancellable *cancellable, GError **error);

/**
 * dj_view_list_arrays:
 *
 * What a sealed view is made of, beside the register that it shares.
 *
 * Returns: (transfer full): array, elements, width (bytes of one), bytes; in the order of the file. What is made only when it is asked for
 *   is not among them: distinct people take 8 bytes an organization, the history of affiliations 10 an affiliation. O(1).
 */
DJ_AVAILABLE_IN_0_1 DjFrame *dj_view_list_arrays (DjView *view);

G_END_DECLS
