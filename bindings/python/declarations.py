# SPDX-License-Identifier: Apache-2.0
"""What cffi is told of the library: the public headers themselves, without what only a C compiler understands."""

from __future__ import annotations

import re
from pathlib import Path

# GLib's names in the public headers, and the few of its functions that the binding calls itself.
GLIB = """
typedef int gboolean;
typedef int gint;
typedef unsigned int guint;
typedef int8_t gint8;
typedef uint8_t guint8;
typedef int32_t gint32;
typedef uint32_t guint32;
typedef int64_t gint64;
typedef uint64_t guint64;
typedef size_t gsize;
typedef ssize_t gssize;
typedef size_t GType;
typedef uint32_t GQuark;
typedef void *gpointer;
typedef struct { GQuark domain; gint code; char *message; ...; } GError;
typedef struct _GCancellable GCancellable;
void g_error_free (GError *error);
GCancellable *g_cancellable_new (void);
void g_cancellable_cancel (GCancellable *cancellable);
gboolean g_cancellable_is_cancelled (GCancellable *cancellable);
void g_object_unref (gpointer object);
FILE *open_memstream (char **text, size_t *size);
int fclose (FILE *file);
void free (void *memory);
"""

# What the source of the module adds: the callback into Python, and capsules' contents with their destructors.
OWN = """
extern "Python" gboolean dj_python_progress (gint64 done, gint64 total, gpointer data);
struct ArrowArrayStream *dj_python_new_stream (void);
struct ArrowSchema *dj_python_new_schema (struct ArrowArrayStream *stream);
void *dj_python_free_stream_address (void);
void *dj_python_free_schema_address (void);
"""

SOURCE = """
#include <dangjian/dangjian.h>
#include <stdio.h>
#include <stdlib.h>

static struct ArrowArrayStream *dj_python_new_stream (void) { return calloc (1, sizeof (struct ArrowArrayStream)); }

static void drop_stream (struct ArrowArrayStream *stream)
{
  if (stream->release)
    stream->release (stream);
  free (stream);
}

/* The schema of a stream that is wanted for nothing else. */
static struct ArrowSchema *dj_python_new_schema (struct ArrowArrayStream *stream)
{
  struct ArrowSchema *schema = calloc (1, sizeof *schema);
  if (schema)
    stream->get_schema (stream, schema);
  drop_stream (stream);
  return schema;
}

/* Who takes what a capsule holds marks it as released; then only its memory is left to free. */
static void free_stream (PyObject *capsule)
{
  struct ArrowArrayStream *stream = PyCapsule_GetPointer (capsule, "arrow_array_stream");
  if (stream)
    drop_stream (stream);
}

static void free_schema (PyObject *capsule)
{
  struct ArrowSchema *schema = PyCapsule_GetPointer (capsule, "arrow_schema");
  if (schema && schema->release)
    schema->release (schema);
  free (schema);
}

static void *dj_python_free_stream_address (void) { return (void *)(uintptr_t)free_stream; }
static void *dj_python_free_schema_address (void) { return (void *)(uintptr_t)free_schema; }
"""


def headers_of(include: Path) -> list[Path]:
    """The parts of the one public header, in its order."""
    text = (include / "dangjian" / "dangjian.h").read_text(encoding="utf-8")
    return [include / name for name in re.findall(r"#include <(dangjian/[a-z]+\.h)>", text)]


def constants_of(text: str) -> str:
    """Macros that stand for a number: written out, or, where they are worked out, asked of the compiler."""
    found = re.findall(r"^#define (DJ_[A-Z0-9_]+) ([0-9]+$|\(|G_MIN|G_MAX|DJ_STATUS)", text, re.MULTILINE)
    return "".join(f"#define {name} {value if value.isdigit() else '...'}\n" for name, value in found)


def declarations_of(text: str) -> str:
    """Declarations alone: no comments, no directives, no macros of GLib."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\\\n", " ", text)
    text = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^G_(BEGIN|END)_DECLS$|^G_DEFINE_[A-Z_]+ \(.*\)$", "", text, flags=re.MULTILINE)
    return re.sub(r"\bDJ_AVAILABLE_IN_[0-9_]+\b|\bG_GNUC_[A-Z_]+\b", "", text)


def declarations(include: Path) -> str:
    """Everything for FFI.cdef()."""
    texts = [header.read_text(encoding="utf-8") for header in headers_of(include)]
    return GLIB + "".join(constants_of(text) for text in texts) + "".join(map(declarations_of, texts)) + OWN
