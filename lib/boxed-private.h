/* SPDX-License-Identifier: Apache-2.0 */
/* Defines the GType of a reference-counted type: G_DEFINE_BOXED_TYPE without the GNU union in it, of which -Wpedantic complains. */
#pragma once

#include <glib-object.h>

/* Makes type_name_get_type() out of type_name_ref() and type_name_unref(). */
#define DJ_DEFINE_BOXED_TYPE(TypeName, type_name)                                                                      \
  GType type_name##_get_type (void)                                                                                    \
  {                                                                                                                    \
    static gsize id = 0;                                                                                               \
    if (g_once_init_enter (&id))                                                                                       \
    {                                                                                                                  \
      GType type = g_boxed_type_register_static (g_intern_static_string (#TypeName), (GBoxedCopyFunc)type_name##_ref,  \
                                                 (GBoxedFreeFunc)type_name##_unref);                                   \
      g_once_init_leave (&id, type);                                                                                   \
    }                                                                                                                  \
    return id;                                                                                                         \
  }
