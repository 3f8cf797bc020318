// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"
#include "diag.h"
