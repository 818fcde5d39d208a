# SPDX-License-Identifier: Apache-2.0
# The extension module is made from the C headers; its names are checked by the compiler, and by the tests.
from typing import Any

ffi: Any
lib: Any
