/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SECTION: dangjian
 *
 * The one header to include. The others are its parts and may be cut differently between versions.
 */
#pragma once

#include <dangjian/version.h>
#include <dangjian/tables.h>
#include <dangjian/schema.h>
#include <dangjian/frame.h>
#include <dangjian/register.h>
#include <dangjian/view.h>
#include <dangjian/alliance.h>
#include <dangjian/duty.h>
#include <dangjian/coverage.h>
#include <dangjian/place.h>
#include <dangjian/match.h>
#include <dangjian/rule.h>
#include <dangjian/io.h>
#include <dangjian/arrow.h>
#include <dangjian/generate.h>
#include <dangjian/snapshot.h>
#include <dangjian/store.h>
